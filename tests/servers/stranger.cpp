#include "tests/servers/stranger.hpp"

#include <algorithm>

namespace sixline::tests {

namespace {

/// The text of an element that has no other element in it, and where the element stands.
struct Leaf {
  std::string_view name;
  std::size_t begin, end;            ///< of the text
  std::size_t tag_begin, tag_after;  ///< of the element
};

/// Written by us, so no comments and no blanks inside tags but before attributes.
std::vector<Leaf> leaves_of(std::string_view xml) {
  std::vector<Leaf> out;
  for (std::size_t open = xml.find('<'); open != std::string_view::npos; open = xml.find('<', open + 1)) {
    const std::size_t begin = xml.find('>', open) + 1;
    const std::size_t end = xml.find('<', begin);
    if (begin == 0 || end == std::string_view::npos) break;
    if (xml[open + 1] == '/' || xml[open + 1] == '?' || xml[begin - 2] == '/' || xml[end + 1] != '/')
      continue;
    std::string_view name = xml.substr(open + 1, xml.find_first_of(" >", open) - open - 1);
    name.remove_prefix(name.find(':') + 1);
    out.push_back({name, begin, end, open, xml.find('>', end) + 1});
  }
  return out;
}

std::string long_digits(std::size_t size) {
  std::mt19937 chance(1);
  std::string out;
  while (out.size() < size) out += static_cast<char>('1' + chance() % 9);
  return out;
}

const std::vector<std::string>& odd_texts() {
  static const std::vector<std::string> all{
      "",
      " ",
      "0",
      "1",
      "-1",
      "true",
      "00",
      "5A",
      "9223372036854775807",
      "9223372036854775808",
      "-9223372036854775808",
      "1.2",
      "%FF%00",
      "\xC3\xA9\xF0\x9F\x93\xB6",
      "&#13;&#10;",
      "]]&gt;",
      "'; DROP TABLE euicc; --",
      "{\"a\":1}",
      "1970-01-01T00:00:00Z",
      "9999-12-31T23:59:59Z",
      long_digits(100),
      long_digits(5'000),
      "1." + long_digits(5'000),
      "89" + long_digits(16),
      "http://www.w3.org/2005/08/addressing/anonymous",
      "http://docs.oasis-open.org/ws-rx/wsmc/200702/anonymous?id=" + long_digits(5'000),
      "https://peer.example/a?ContextId=%FF%FE&amp;TransactionId=%00%01&amp;EntityName=%C3",
      "//1.2/urn:uuid:1?ContextId=%ED%A0%80&amp;MessageDate=9999-99-99&amp;TransactionId=" +
          long_digits(5'000),
      "GetEIS",
      "HandleProfileEnabledNotification",
  };
  return all;
}

/// What an address can have behind it.
const std::vector<std::string>& odd_parameters() {
  static const std::vector<std::string> all{"?ContextId=%FF",   "?TransactionId=%00",
                                            "?UserName=%C3%28", "?EntityName=%F5%80%80%80",
                                            "?MessageDate=x",   "?ContextId=" + long_digits(5'000)};
  return all;
}

}  // namespace

std::size_t Stranger::any(std::size_t below) {
  return chance_() % below;
}

std::string Stranger::mutated(std::string envelope) {
  for (std::size_t i = 1 + any(8); i > 0; --i) {
    const std::size_t at = any(envelope.size());
    switch (any(3)) {
      case 0: envelope[at] = static_cast<char>(any(256)); break;
      case 1: envelope.erase(at, 1 + any(20)); break;
      default: envelope.insert(at, envelope.substr(any(envelope.size()), 1 + any(40)));
    }
  }
  return envelope;
}

const std::string& Stranger::odd_text() {
  return odd_texts()[any(odd_texts().size())];
}

std::string Stranger::any_of(std::string_view element) {
  const auto found = known_.find(element);
  return found == known_.end() ? std::string() : found->second[any(found->second.size())];
}

std::string Stranger::fitting(std::string envelope) {
  const std::string original = envelope;  // what the leaves are of
  const auto leaves = leaves_of(original);
  for (auto leaf = leaves.rbegin(); leaf != leaves.rend(); ++leaf)
    if (known_.contains(leaf->name)) {
      const std::string value = any_of(leaf->name);
      envelope.replace(leaf->begin, leaf->end - leaf->begin, value);
    }
  return envelope;
}

std::string Stranger::odd(std::string envelope) {
  envelope = fitting(std::move(envelope));
  for (std::size_t i = 1 + any(3); i > 0; --i) {
    const auto leaves = leaves_of(envelope);
    const Leaf leaf = leaves[any(leaves.size())];
    const bool address = leaf.name == "Address" || leaf.name == "MessageID" || leaf.name == "To";
    const std::size_t way = any(8);
    if (address && way < 3) {
      // Before those that are there: the first of a name counts.
      const std::size_t query = envelope.find('?', leaf.begin);
      envelope.insert(std::min(query, leaf.end), odd_parameters()[any(odd_parameters().size())]);
    } else if (way < 5) {
      envelope.replace(leaf.begin, leaf.end - leaf.begin, odd_text());
    } else if (way == 5) {
      envelope.erase(leaf.tag_begin, leaf.tag_after - leaf.tag_begin);
    } else if (way == 6) {
      envelope.insert(leaf.tag_after, envelope.substr(leaf.tag_begin, leaf.tag_after - leaf.tag_begin));
    } else {
      const std::string value = any_of(leaf.name);
      envelope.replace(leaf.begin, leaf.end - leaf.begin, value);
    }
  }
  return envelope;
}

std::vector<std::string> call_ids() {
  std::vector<std::string> out;
  for (int i = 0; i < 50; ++i) out.push_back(std::to_string(i));
  return out;
}

std::string internal_failure(const host::Result<servers::lines::Taken>& taken) {
  if (!taken) return "the unit failed: " + taken.error().describe();
  const servers::lines::soap::Reply& reply = taken->reply;
  if (reply.status < 500) return {};
  const auto envelope = servers::lines::soap::read_envelope(reply.body);
  const auto* fault = envelope ? std::get_if<servers::lines::soap::Fault>(&envelope->body) : nullptr;
  if (fault == nullptr) return "HTTP " + std::to_string(reply.status) + " without a fault";
  using servers::lines::soap::FaultCode;
  const bool right = reply.status == 500 &&
                     (fault->code == FaultCode::VersionMismatch || fault->code == FaultCode::MustUnderstand);
  return right ? std::string() : "HTTP " + std::to_string(reply.status) + ", " + fault->reason;
}

}  // namespace sixline::tests
