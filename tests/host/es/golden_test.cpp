// Every message of every function, made from its row: encoded, read back, damaged in every field.
#include "tests/host/es/golden.hpp"

#include <functional>
#include <gtest/gtest.h>

#include "host/es/types.hpp"

namespace sixline::host::es {
namespace {

using test::decode_text;
using test::Fill;
using test::golden_messages;

std::string name_of(const Message& message) {
  return element_name(*message.function, message.kind);
}

/// Where a field is: child numbers from the message down.
using Path = std::vector<std::size_t>;

void walk(const Value& value, Path& path, const std::function<void(const Value&, const Path&)>& visit) {
  for (std::size_t i = 0; i < value.children().size(); ++i) {
    path.push_back(i);
    visit(value.children()[i], path);
    walk(value.children()[i], path, visit);
    path.pop_back();
  }
}

/// A copy of the content in which the field at `path` is replaced by what `change` makes of it; several or
/// none are possible.
Value changed(const Value& value, const Path& path, std::size_t depth,
              const std::function<std::vector<Value>(const Value&)>& change) {
  Value out = value;
  const std::string text = value.text();
  for (const Value& child : value.children()) out.remove(child.field()->name);
  for (std::size_t i = 0; i < value.children().size(); ++i) {
    const Value& child = value.children()[i];
    if (i != path[depth]) {
      out.add(child.field()->name, child);
    } else if (depth + 1 < path.size()) {
      out.add(child.field()->name, changed(child, path, depth + 1, change));
    } else {
      for (Value& replacement : change(child)) out.add(child.field()->name, std::move(replacement));
    }
  }
  return out;
}

std::string pair_of(const std::optional<EsStatus>& status) {
  return status && status->code ? status->code->subject + "/" + status->code->reason : "none";
}

TEST(Golden, EveryMessageIsReadBackAsItWasWritten) {
  std::size_t count = 0;
  for (Fill fill : {Fill::Mandatory, Fill::EachOnce, Fill::Everything}) {
    for (const Message& message : golden_messages(fill)) {
      const Decoded decoded = decode_text(to_xml(message));
      EXPECT_EQ(decoded.refusal, std::nullopt) << name_of(message) << decoded.refusal->describe();
      EXPECT_TRUE(decoded.message == message) << name_of(message) << "\n" << to_xml(decoded.message);
      EXPECT_TRUE(decoded.ignored.empty()) << name_of(message);
      ++count;
    }
  }
  // 85 functions, 52 of them with a response, one more that is accepted only.
  EXPECT_EQ(count, 3u * (85 + 52 + 1));
}

TEST(Golden, EveryMandatoryFieldIsMissed) {
  std::size_t count = 0;
  for (const Message& message : golden_messages(Fill::Mandatory)) {
    Path path;
    walk(message.content, path, [&](const Value& field, const Path& at) {
      Message cut = message;
      cut.content = changed(message.content, at, 0, [](const Value&) { return std::vector<Value>(); });
      const Decoded decoded = decode_text(to_xml(cut));
      EXPECT_EQ(pair_of(decoded.refusal), "1.6/2.2")
          << name_of(message) << " without " << field.field()->name;
      ASSERT_TRUE(decoded.refusal);
      EXPECT_NE(decoded.refusal->code->message.find(field.field()->name), std::string::npos)
          << decoded.refusal->describe();
      ++count;
    });
  }
  EXPECT_GT(count, 400u);
}

TEST(Golden, EveryWrongValueIsRefused) {
  std::size_t count = 0;
  for (const Message& message : golden_messages(Fill::EachOnce)) {
    Path path;
    walk(message.content, path, [&](const Value& field, const Path& at) {
      const std::string wrong = test::wrong_text(field.field()->type);
      const Base base = row_of(field.field()->type).base;
      if (wrong.empty() || base == Base::Fields || base == Base::Foreign) return;
      Message bad = message;
      bad.content = changed(message.content, at, 0, [&](const Value& value) {
        Value replacement = value;
        replacement.set_text(wrong);
        return std::vector<Value>{replacement};
      });
      const Decoded decoded = decode_text(to_xml(bad));
      EXPECT_EQ(pair_of(decoded.refusal), "1.6/2.1") << name_of(message) << ", " << field.field()->name;
      ASSERT_TRUE(decoded.refusal);
      EXPECT_NE(decoded.refusal->code->message.find(field.field()->name), std::string::npos)
          << decoded.refusal->describe();
      ++count;
    });
  }
  EXPECT_GT(count, 1000u);
}

TEST(Golden, AFieldTooOftenIsRefused) {
  for (const Message& message : golden_messages(Fill::Mandatory)) {
    Path path;
    walk(message.content, path, [&](const Value& field, const Path& at) {
      if (field.field()->occurs.max != 1 || field.field()->place == Place::Attribute) return;
      Message twice = message;
      twice.content = changed(message.content, at, 0, [](const Value& value) {
        return std::vector<Value>{value, value};
      });
      EXPECT_EQ(pair_of(decode_text(to_xml(twice)).refusal), "1.6/2.1")
          << name_of(message) << ", " << field.field()->name;
    });
  }
}

/// The same element written by somebody else: other prefixes, reversed order, other case of names.
void rewrite(const xml::Element& element, bool root, xml::Writer& out) {
  std::string name(element.name);
  if (!root)
    for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const bool ours = element.space.find("gsma") != std::string_view::npos;
  out.open(ours ? name : "d:" + std::string(element.name));
  if (root) out.attribute("xmlns", element.space).attribute("xmlns:d", "http://www.w3.org/2000/09/xmldsig#");
  for (const xml::Attribute& attribute : element.attributes) out.attribute(attribute.name, attribute.value);
  if (element.children.empty()) out.text(element.text);
  for (auto child = element.children.rbegin(); child != element.children.rend(); ++child)
    rewrite(*child, false, out);
  out.close();
}

TEST(Golden, PrefixesOrderAndCaseDoNotMatter) {
  for (const Message& message : golden_messages(Fill::Mandatory)) {
    const auto document = xml::Document::parse(to_xml(message));
    ASSERT_TRUE(document);
    xml::Writer out;
    rewrite(document->root(), true, out);
    const std::string text = out.take();
    const Decoded decoded = decode_text(text);
    EXPECT_EQ(decoded.refusal, std::nullopt) << text;
    // A signature is kept as it was written, and that is another text.
    const bool has_signature = text.find("EUMSIGNATURE") != std::string::npos;
    EXPECT_EQ(decoded.message == message, !has_signature) << text;
  }
}

TEST(Golden, CutAnywhereIsNoMessage) {
  for (const Message& message : golden_messages(Fill::Mandatory)) {
    const std::string text = to_xml(message);
    for (std::size_t size = 0; size < text.size(); size += 7)
      EXPECT_FALSE(xml::Document::parse(std::string_view(text).substr(0, size))) << text.substr(0, size);
  }
}

}  // namespace
}  // namespace sixline::host::es
