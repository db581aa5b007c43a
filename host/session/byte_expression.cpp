#include "host/session/byte_expression.hpp"

#include <cctype>

#include "card/wire/tlv.hpp"

namespace sixline::host::session {
namespace {

constexpr std::size_t header_size = 4;

int nibble_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool fits(const BytePattern::Byte& wanted, std::uint8_t actual) {
  return ((wanted.value ^ actual) & wanted.mask) == 0;
}

}  // namespace

bool BytePattern::append(const BytePattern& other) {
  if (other.gap_) {
    if (gap_) return false;
    gap_ = bytes_.size() + *other.gap_;
  }
  bytes_.insert(bytes_.end(), other.bytes_.begin(), other.bytes_.end());
  return true;
}

std::optional<std::size_t> BytePattern::mismatch(Bytes actual) const {
  const std::size_t before = gap_.value_or(bytes_.size());
  for (std::size_t i = 0; i < before; ++i) {
    if (i >= actual.size() || !fits(bytes_[i], actual[i])) return i;
  }
  const std::size_t after = bytes_.size() - before;
  if (actual.size() < bytes_.size()) return actual.size();
  if (!gap_ && actual.size() != bytes_.size()) return before;
  const std::size_t tail = actual.size() - after;
  for (std::size_t i = 0; i < after; ++i) {
    if (!fits(bytes_[before + i], actual[tail + i])) return tail + i;
  }
  return std::nullopt;
}

std::string BytePattern::text() const {
  std::string out;
  for (std::size_t i = 0; i <= bytes_.size(); ++i) {
    if (gap_ == i) out += " * ";
    if (i == bytes_.size()) break;
    const std::string hex = to_hex(Bytes(&bytes_[i].value, 1));
    if (bytes_[i].mask == 0) {
      out += "..";
    } else {
      out += (bytes_[i].mask & 0xF0) != 0 ? hex[0] : 'x';
      out += (bytes_[i].mask & 0x0F) != 0 ? hex[1] : 'x';
    }
  }
  return out;
}

ByteString BytePattern::exact() const {
  ByteString out;
  for (const Byte& byte : bytes_) out.push_back(byte.value);
  return out;
}

/// Reads the text of one expression, character by character.
class ExpressionParser {
 public:
  using Node = ByteExpression::Node;
  using Kind = ByteExpression::Kind;

  ExpressionParser(std::string_view text, bool wildcards) : text_(text), wildcards_(wildcards) {}

  Result<std::vector<Node>> sequence(char closing) {
    std::vector<Node> nodes;
    for (;;) {
      while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
      if (at_ == text_.size()) {
        if (closing != '\0') return wrong(std::string("a missing ") + closing);
        return nodes;
      }
      if (closing != '\0' && text_[at_] == closing) {
        ++at_;
        return nodes;
      }
      if (auto read = item(nodes); !read) return wire::fail(read.error());
    }
  }

 private:
  Result<void> item(std::vector<Node>& nodes) {
    switch (text_[at_]) {
      case '{': return group(nodes, Kind::BerGroup, '}');
      case '(': return group(nodes, Kind::DgiGroup, ')');
      case '$': return variable(nodes);
      case '"': return string(nodes);
      case '*': return gap(nodes);
      default: return byte(nodes);
    }
  }

  Result<void> group(std::vector<Node>& nodes, Kind kind, char closing) {
    ++at_;
    auto children = sequence(closing);
    if (!children) return wire::fail(children.error());
    nodes.push_back({kind, {}, {}, std::move(*children)});
    return {};
  }

  Result<void> variable(std::vector<Node>& nodes) {
    const std::size_t start = ++at_;
    while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
    if (at_ == start) return wrong("a $ without a name");
    nodes.push_back({Kind::Variable, {}, std::string(text_.substr(start, at_ - start)), {}});
    return {};
  }

  Result<void> string(std::vector<Node>& nodes) {
    const std::size_t end = text_.find('"', at_ + 1);
    if (end == std::string_view::npos) return wrong("a missing \"");
    for (char c : text_.substr(at_ + 1, end - at_ - 1))
      nodes.push_back({Kind::Byte, {static_cast<std::uint8_t>(c), 0xFF}, {}, {}});
    at_ = end + 1;
    return {};
  }

  Result<void> gap(std::vector<Node>& nodes) {
    if (!wildcards_) return wrong("a * where bytes are written");
    if (std::exchange(gap_seen_, true)) return wrong("a second *");
    ++at_;
    nodes.push_back({Kind::Gap, {}, {}, {}});
    return {};
  }

  Result<void> byte(std::vector<Node>& nodes) {
    BytePattern::Byte byte{0, 0};
    if (text_.substr(at_, 2) == "..") {
      if (!wildcards_) return wrong("a wildcard where bytes are written");
    } else {
      for (std::size_t i = 0; i < 2; ++i) {
        const char c = at_ + i < text_.size() ? text_[at_ + i] : ' ';
        byte.value = static_cast<std::uint8_t>(byte.value << 4);
        byte.mask = static_cast<std::uint8_t>(byte.mask << 4);
        if (wildcards_ && c == 'x') continue;
        const int nibble = nibble_of(c);
        if (nibble < 0) return wrong(std::string("'") + c + "' where a hex digit is due");
        byte.value = static_cast<std::uint8_t>(byte.value | nibble);
        byte.mask = static_cast<std::uint8_t>(byte.mask | 0x0F);
      }
    }
    at_ += 2;
    nodes.push_back({Kind::Byte, byte, {}, {}});
    return {};
  }

  tl::unexpected<Error> wrong(const std::string& what) const {
    return fail(ErrorCode::BadFormat, what + " at column " + std::to_string(at_ + 1));
  }

  std::string_view text_;
  bool wildcards_;
  bool gap_seen_ = false;
  std::size_t at_ = 0;
};

Result<ByteExpression> ByteExpression::parse(std::string_view text, Use use) {
  auto nodes = ExpressionParser(text, use == Use::Expectation).sequence('\0');
  if (!nodes) return wire::fail(nodes.error());
  ByteExpression expression;
  expression.nodes_ = std::move(*nodes);
  expression.use_ = use;
  return expression;
}

Result<BytePattern> ByteExpression::evaluate(const Variables& variables) const {
  return evaluate(nodes_, variables, use_ == Use::Command);
}

Result<BytePattern> ByteExpression::length_of(const Node& group, std::size_t size, bool is_lc) {
  constexpr std::size_t most = 0xFFFF;
  if (size > most) return fail(ErrorCode::BadFormat, "braces around more than 65535 bytes");
  std::array<std::uint8_t, 4> buffer{};
  wire::Writer out(buffer);
  if (is_lc) {
    if (size == 0) return fail(ErrorCode::BadFormat, "Lc braces around nothing");
    if (size > 0xFF) out.put(std::uint8_t{0});
    out.put_be(size, size > 0xFF ? 2 : 1);
  } else if (group.kind == Kind::BerGroup) {
    wire::put_length(out, size);
  } else {
    constexpr std::size_t longest_short_dgi = 0xFE;
    if (size > longest_short_dgi) out.put(std::uint8_t{0xFF});
    out.put_be(size, size > longest_short_dgi ? 2 : 1);
  }
  BytePattern pattern;
  for (std::uint8_t byte : out.view()) pattern.put({byte, 0xFF});
  return pattern;
}

Result<BytePattern> ByteExpression::evaluate(const std::vector<Node>& nodes, const Variables& variables,
                                             bool lc_after_header) {
  BytePattern pattern;
  for (const Node& node : nodes) {
    switch (node.kind) {
      case Kind::Byte: pattern.put(node.byte); break;
      case Kind::Gap: pattern.open_gap(); break;
      case Kind::Variable: {
        auto found = variables.find(node.name);
        if (found == variables.end()) return fail(ErrorCode::NotFound, "undefined variable $" + node.name);
        for (std::uint8_t byte : found->second) pattern.put({byte, 0xFF});
        break;
      }
      case Kind::BerGroup:
      case Kind::DgiGroup: {
        auto content = evaluate(node.children, variables, false);
        if (!content) return content;
        if (content->has_gap())
          return fail(ErrorCode::BadFormat, "a * inside braces, whose length cannot be written");
        const bool is_lc = lc_after_header && node.kind == Kind::BerGroup && pattern.size() == header_size;
        auto length = length_of(node, content->size(), is_lc);
        if (!length) return length;
        pattern.append(*length);
        pattern.append(*content);
        break;
      }
    }
  }
  return pattern;
}

}  // namespace sixline::host::session
