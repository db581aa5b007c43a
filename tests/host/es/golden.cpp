#include "tests/host/es/golden.hpp"

#include <cstdio>
#include <cstdlib>

#include "host/es/types.hpp"

namespace sixline::host::es::test {

namespace {

constexpr std::string_view signature =
    "<x:EumSignature xmlns:x=\"http://namespaces.gsma.org/esim-messaging/3\" "
    "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignatureValue>AA==</ds:SignatureValue>"
    "</x:EumSignature>";

struct Sample {
  Type type;
  std::string_view text;
  std::string_view wrong;
};

constexpr Sample samples[]{
    {Type::Text, "any <text> & more", ""},
    {Type::PropertyKey, "gsma.ESIM.SAMPLE", ""},
    {Type::Oid, "1.3.6.1.4.1.55555.2", "1..2"},
    {Type::Eid, "89001012012341234012345678901224", "8900101201234123401234567890122"},
    {Type::Iccid, "8933010000000000010", "7933010000000000010"},
    {Type::Imsi, "208930000000001", "20893x"},
    {Type::Msisdn, "33123456789", "+33123456789"},
    {Type::Version, "4.2.0", "4.2"},
    {Type::Hex, "00FF10", "00F"},
    {Type::Hex16, "0102", "0102030405060708090A0B0C0D0E0F1011"},
    {Type::Aid, "A0000005591010FFFFFFFF8900001000", "A0000005"},
    {Type::Tar, "000010", "0010"},
    {Type::KeyType, "88", "8801"},
    {Type::OperationType, "0200", "02"},
    {Type::Boolean, "true", "yes"},
    {Type::DateTime, "2024-05-01T10:00:00Z", "2024-02-30T10:00:00Z"},
    {Type::Integer, "65536", "1.5"},
    {Type::PositiveInteger, "3600", "0"},
    {Type::NonNegativeInteger, "0", "-1"},
    {Type::Octet, "11", "256"},
    {Type::KeySetVersion, "48", "128"},
    {Type::KeyIndex, "1", "128"},
};

void fill_fields(Value& out, Fill fill);

void add_sample(Value& parent, const Field& field, Fill fill) {
  Value& value = parent.add(field);
  switch (row_of(field.type).base) {
    case Base::Fields: return fill_fields(value, fill);
    case Base::Foreign: return value.set_text(std::string(signature));
    default: return value.set_text(sample_text(field.type));
  }
}

void fill_fields(Value& out, Fill fill) {
  bool alternative_taken = false;
  for (std::size_t i = 0; i < out.shape().size(); ++i) {
    const Field& field = out.shape()[i];
    int count = field.occurs.min;
    if (fill != Fill::Mandatory) count = fill == Fill::Everything && field.occurs.max > 1 ? 2 : 1;
    if (field.choice == Choice::OneOf) count = alternative_taken ? 0 : 1;
    alternative_taken = alternative_taken || field.choice == Choice::OneOf;
    for (int n = 0; n < count; ++n) add_sample(out, field, fill);
  }
}

}  // namespace

std::string sample_text(Type type) {
  const auto words = row_of(type).words;
  if (!words.empty()) return std::string(words.back());
  if (type == Type::String100) return std::string(100, 's');
  for (const Sample& sample : samples)
    if (sample.type == type) return std::string(sample.text);
  std::fprintf(stderr, "no sample for type %.*s\n", static_cast<int>(row_of(type).name.size()),
               row_of(type).name.data());
  std::abort();
}

std::string wrong_text(Type type) {
  if (!row_of(type).words.empty()) return "Neither";
  if (type == Type::String100) return std::string(101, 's');
  for (const Sample& sample : samples)
    if (sample.type == type) return std::string(sample.wrong);
  return {};
}

Message golden(const Function& function, Kind kind, Fill fill) {
  Message message(function, kind);
  fill_fields(message.content, fill);
  return message;
}

std::vector<Message> golden_messages(Fill fill) {
  std::vector<Message> messages;
  for (const Function& function : functions()) {
    messages.push_back(golden(function, function.first_kind(), fill));
    if (!function.is_notification()) messages.push_back(golden(function, Kind::Response, fill));
  }
  messages.push_back(golden(accepted_only(), Kind::Notification, fill));
  return messages;
}

Decoded decode_text(std::string_view text) {
  const auto document = xml::Document::parse(text);
  auto decoded = document ? decode(*document, document->root()) : std::nullopt;
  if (decoded) return std::move(*decoded);
  std::fprintf(stderr, "no message: %s\n%.*s\n", document ? "unknown" : document.error().what.c_str(),
               static_cast<int>(text.size()), text.data());
  std::abort();
}

}  // namespace sixline::host::es::test
