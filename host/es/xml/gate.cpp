#include "host/es/xml/gate.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sixline::host::es::xml {

namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_blank(char c) {
  return blanks.find(c) != std::string_view::npos;
}
bool begins_name(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) {
  return begins_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}
bool is_xml_character(std::uint32_t c) {
  return c == 0x09 || c == 0x0A || c == 0x0D || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

/// One character of UTF-8 at `at`; its length, or 0 when it is not one that XML allows.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(at);
  if (lead < 0x80) return is_xml_character(lead) ? 1 : 0;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - at < length) return 0;
  std::uint32_t value = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
    value = value << 6 | (byte(at + i) & 0x3Fu);
  }
  constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  return value >= least[length] && is_xml_character(value) ? length : 0;
}

/// A walk over the text that only ever moves forward.
class Gate {
 public:
  Gate(std::string_view text, const Limits& limits) : text_(text), limits_(limits) {}

  Result<std::vector<Span>> run() {
    if (prologue() && elements() && epilogue()) return std::move(spans_);
    return host::fail(ErrorCode::BadFormat, "XML: " + problem_ + " at byte " + std::to_string(at_));
  }

 private:
  struct Open {
    std::size_t span;
    std::string_view name;
    bool has_text = false;
    bool has_comment = false;
  };

  bool refuse(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }
  bool done() const { return at_ >= text_.size(); }
  bool looking_at(std::string_view word) const { return text_.substr(at_).starts_with(word); }
  bool take(std::string_view word) {
    if (!looking_at(word)) return false;
    at_ += word.size();
    return true;
  }
  std::size_t skip_blanks() {
    const std::size_t start = at_;
    while (!done() && is_blank(text_[at_])) ++at_;
    return at_ - start;
  }

  bool prologue() {
    take("\xEF\xBB\xBF");
    if (looking_at("<?xml") && at_ + 5 < text_.size() && is_blank(text_[at_ + 5]) && !declaration())
      return false;
    return miscellany();
  }
  bool declaration();
  /// Comments and blanks outside the root.
  bool miscellany() {
    while (true) {
      skip_blanks();
      if (!take("<!--")) return true;
      if (!comment()) return false;
    }
  }
  bool comment() {
    const std::size_t end = text_.find("--", at_);
    if (end == std::string_view::npos || !text_.substr(end).starts_with("-->"))
      return refuse("a comment that does not end");
    at_ = end + 3;
    return true;
  }

  bool elements();
  bool markup();
  bool start_tag();
  bool attributes();
  bool end_tag();
  bool character_data();
  bool marked_section();
  bool reference(std::size_t end);
  bool references(std::size_t end);
  bool name(std::string_view& out);
  bool epilogue() {
    if (!miscellany()) return false;
    return done() ? true : refuse(looking_at("<") ? "a second root" : "text after the root");
  }

  std::string_view text_;
  const Limits& limits_;
  std::size_t at_ = 0;
  std::string problem_;
  std::vector<Span> spans_;
  std::vector<Open> open_;
};

/// `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`; only UTF-8 is read.
bool Gate::declaration() {
  const std::size_t end = text_.find("?>", at_);
  if (end == std::string_view::npos) return refuse("an XML declaration that does not end");
  const std::string_view declaration = text_.substr(at_, end - at_);
  if (declaration.find('<', 1) != std::string_view::npos) return refuse("a malformed XML declaration");
  const std::size_t encoding = declaration.find("encoding");
  if (encoding != std::string_view::npos) {
    std::string value;
    for (char c : declaration.substr(encoding + 8)) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      if (!is_blank(c)) value.push_back(c == '\'' ? '"' : c);
    }
    if (!value.starts_with("=\"UTF-8\"")) return refuse("an encoding other than UTF-8");
  }
  at_ = end + 2;
  return true;
}

bool Gate::name(std::string_view& out) {
  const std::size_t start = at_;
  if (done() || !begins_name(text_[at_])) return refuse("no name where one must be");
  while (!done() && continues_name(text_[at_])) ++at_;
  out = text_.substr(start, at_ - start);
  return out.size() <= limits_.name ? true : refuse("a name that is too long");
}

/// The reference at `at_`, where a `&` is; it must end before `end`.
bool Gate::reference(std::size_t end) {
  const std::size_t stop = text_.substr(0, end).find(';', at_);
  if (stop == std::string_view::npos) return refuse("a reference that does not end");
  std::string_view body = text_.substr(at_ + 1, stop - at_ - 1);
  bool known = body == "amp" || body == "lt" || body == "gt" || body == "quot" || body == "apos";
  if (!known && body.starts_with("#")) {
    const bool hex = body.starts_with("#x");
    body.remove_prefix(hex ? 2 : 1);
    std::uint32_t value = 0;
    const auto [last, error] = std::from_chars(body.data(), body.data() + body.size(), value, hex ? 16 : 10);
    known = error == std::errc{} && last == body.data() + body.size() && is_xml_character(value);
  }
  if (!known) return refuse("an unknown entity or character");
  at_ = stop + 1;
  return true;
}

bool Gate::references(std::size_t end) {
  // Never looked for beyond `end`: a long document without any would be searched again for every piece.
  const std::string_view piece = text_.substr(0, end);
  while (at_ < end) {
    at_ = std::min(piece.find('&', at_), end);
    if (at_ < end && !reference(end)) return false;
  }
  return true;
}

bool Gate::attributes() {
  std::size_t count = 0;
  while (true) {
    const bool apart = skip_blanks() > 0;
    if (done()) return refuse("a tag that does not end");
    if (text_[at_] == '>' || text_[at_] == '/') return true;
    if (!apart) return refuse("a malformed tag");
    if (++count > limits_.attributes) return refuse("too many attributes");
    std::string_view attribute;
    if (!name(attribute)) return false;
    skip_blanks();
    if (!take("=")) return refuse("an attribute without a value");
    skip_blanks();
    if (!looking_at("\"") && !looking_at("'")) return refuse("an attribute value without quotes");
    const char quote = text_[at_++];
    const std::size_t end = text_.find(quote, at_);
    if (end == std::string_view::npos) return refuse("an attribute value that does not end");
    if (text_.substr(at_, end - at_).find('<') != std::string_view::npos)
      return refuse("a '<' in an attribute value");
    if (!references(end)) return false;
    at_ = end + 1;
  }
}

bool Gate::start_tag() {
  const std::size_t begin = at_++;
  std::string_view tag;
  if (!name(tag) || !attributes()) return false;
  if (spans_.size() >= limits_.elements) return refuse("too many elements");
  spans_.push_back({begin, 0});
  if (open_.size() >= limits_.depth) return refuse("elements nested too deep");
  open_.push_back({spans_.size() - 1, tag});
  if (take(">")) return true;
  if (!take("/>")) return refuse("a malformed tag");
  spans_.back().end = at_;
  open_.pop_back();
  return true;
}

bool Gate::end_tag() {
  at_ += 2;
  std::string_view tag;
  if (!name(tag)) return false;
  skip_blanks();
  if (!take(">")) return refuse("a malformed end tag");
  if (tag != open_.back().name) return refuse("an end tag that fits no start tag");
  spans_[open_.back().span].end = at_;
  open_.pop_back();
  return true;
}

bool Gate::marked_section() {
  at_ += std::string_view("<![CDATA[").size();
  const std::size_t end = text_.find("]]>", at_);
  if (end == std::string_view::npos) return refuse("a CDATA section that does not end");
  open_.back().has_text = true;
  at_ = end + 3;
  return true;
}

bool Gate::character_data() {
  std::size_t end = text_.find('<', at_);
  if (end == std::string_view::npos) end = text_.size();
  const std::string_view data = text_.substr(at_, end - at_);
  if (data.find("]]>") != std::string_view::npos) return refuse("']]>' in text");
  if (data.find_first_not_of(blanks) != std::string_view::npos) open_.back().has_text = true;
  return references(end);
}

bool Gate::markup() {
  if (looking_at("</")) return end_tag();
  if (take("<!--")) {
    open_.back().has_comment = true;
    return comment();
  }
  if (looking_at("<![CDATA[")) return marked_section();
  if (looking_at("<!")) return refuse("a declaration");
  // [SGP.02 Annex B] SOAP 1.2 forbids processing instructions and document types in messages
  if (looking_at("<?")) return refuse("a processing instruction");
  return start_tag();
}

bool Gate::elements() {
  if (done()) return refuse("no root");
  if (looking_at("<!") || looking_at("<?")) return refuse("a document type or processing instruction");
  if (!looking_at("<")) return refuse("text before the root");
  if (!start_tag()) return false;
  while (!open_.empty()) {
    if (done()) return refuse("an element that does not end");
    if (text_[at_] == '<' ? !markup() : !character_data()) return false;
    // The text of `x<!-- -->y` is `x` for one parser and `xy` for another.
    if (!open_.empty() && open_.back().has_text && open_.back().has_comment)
      return refuse("a comment inside text");
  }
  return true;
}

}  // namespace

bool is_xml_text(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

Result<std::vector<Span>> admit(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) return host::fail(ErrorCode::BadFormat, "XML: too long");
  if (!is_xml_text(text)) return host::fail(ErrorCode::BadFormat, "XML: not UTF-8, or a forbidden character");
  return Gate(text, limits).run();
}

}  // namespace sixline::host::es::xml
