#include "tools/sixline/es/message_options.hpp"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "host/es/eis_content.hpp"
#include "host/es/eis_json.hpp"
#include "host/es/types.hpp"

namespace sixline::tools {

namespace es = host::es;
using host::ErrorCode;
using host::Result;

namespace {

bool is_eis(es::Type type) {
  return type == es::Type::Eis || type == es::Type::PartialEis;
}

/// A type that is given as its values with commas between them, in their order.
bool is_tuple(es::Type type) {
  const es::TypeRow& row = es::row_of(type);
  if (row.base != es::Base::Fields) return false;
  return std::all_of(row.fields.begin(), row.fields.end(), [](const es::Field& field) {
    return es::row_of(field.type).base != es::Base::Fields && field.occurs.min == 1 && field.occurs.max == 1;
  });
}

std::string help_of(const es::Field& field) {
  const es::TypeRow& row = es::row_of(field.type);
  if (is_eis(field.type)) return "file with the EIS, as `sixline eum personalise` writes it";
  std::string out(row.meaning);
  if (is_tuple(field.type)) {
    out = "values in this order, with commas:";
    for (const es::Field& part : row.fields) out.append(" ").append(part.name);
  }
  if (row.base == es::Base::HexBinary) out += "; @FILE takes the content of a file";
  if (!row.words.empty() && row.words.size() <= 4) {
    out += ":";
    for (const auto& word : row.words) out.append(" ").append(word);
  }
  if (field.occurs.max > 1) out += "; several are possible";
  if (field.occurs.min == 0) out += " (optional)";
  return out;
}

Result<std::string> content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return host::fail(ErrorCode::NotFound, "no file " + path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<std::string> value_of(const es::Field& field, std::string text) {
  if (es::row_of(field.type).base == es::Base::HexBinary && text.starts_with('@')) {
    auto content = content_of(text.substr(1));
    if (!content) return content;
    text = host::to_hex(wire::bytes_of(*content));
  }
  if (auto value = es::normalise(field.type, text)) return *value;
  return host::fail(ErrorCode::BadInput, "'" + text + "' is no " + std::string(field.name) + ": want " +
                                             std::string(es::row_of(field.type).meaning));
}

Result<void> add_tuple(es::Value& parent, const es::Field& field, const std::string& text) {
  es::Value& value = parent.add(field);
  std::size_t begin = 0;
  for (std::size_t i = 0; i < value.shape().size(); ++i) {
    const es::Field& part = value.shape()[i];
    const bool last = i + 1 == value.shape().size();
    const std::size_t end = last ? text.size() : text.find(',', begin);
    if (end == text.npos || begin > text.size())
      return host::fail(ErrorCode::BadInput, "'" + text + "': " + help_of(field));
    auto read = value_of(part, text.substr(begin, end - begin));
    if (!read) return tl::unexpected(read.error());
    value.add_text(part.name, *read);
    begin = end + 1;
  }
  return {};
}

Result<void> add_eis(es::Value& parent, const es::Field& field, const std::string& path,
                     const es::Function& function) {
  auto content = content_of(path);
  if (!content) return tl::unexpected(content.error());
  const auto json = nlohmann::json::parse(*content, nullptr, false);
  if (json.is_discarded()) return host::fail(ErrorCode::BadFormat, path + ": not an EIS in JSON");
  auto eis = es::eis_from_json(json);
  if (!eis) return tl::unexpected(eis.error());
  es::write_eis(parent.add(field), *eis, es::eis_marks(function));
  return {};
}

es::Value& inside(es::Value& value, const es::Field& field) {
  if (value.has(field.name)) {
    for (const es::Value& child : value.children())
      if (child.field() == &field) return const_cast<es::Value&>(child);
  }
  return value.add(field);
}

}  // namespace

std::string option_name(std::string_view field) {
  // Two spellings of one identifier in the published schema: one option.
  std::string name(field.starts_with("SmSr") ? "Smsr" + std::string(field.substr(4)) : std::string(field));
  const auto upper = [&](std::size_t i) { return i < name.size() && name[i] >= 'A' && name[i] <= 'Z'; };
  const auto lower = [&](std::size_t i) { return i < name.size() && name[i] >= 'a' && name[i] <= 'z'; };
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    // "GetEIS" is get-eis, "POL2Updated" pol2-updated, "CurrentSMSRid" current-smsrid.
    const bool begins = upper(i) && i > 0 && name[i - 1] != '-' &&
                        (lower(i - 1) || (lower(i + 1) && name.substr(i + 1) != "id"));
    if (begins) out.push_back('-');
    out.push_back(upper(i) ? static_cast<char>(name[i] - 'A' + 'a') : name[i]);
  }
  return out;
}

void MessageOptions::define(Options options) {
  const es::Shape shape = es::shape_of(function_, function_.first_kind());
  for (const es::Field& field : shape.own) define(options, {&field}, "--" + option_name(field.name));
}

void MessageOptions::define(Options& options, const std::vector<const es::Field*>& path,
                            const std::string& name) {
  const es::Field& field = *path.back();
  if (es::row_of(field.type).base == es::Base::Fields && !is_eis(field.type) && !is_tuple(field.type)) {
    for (const es::Field& part : es::row_of(field.type).fields) {
      auto longer = path;
      longer.push_back(&part);
      define(options, longer, name + "." + option_name(part.name));
    }
    return;
  }
  Input& input = inputs_.emplace_back(Input{path});
  options.add(name, input.values, help_of(field))
      .called(std::string(es::row_of(field.type).name))
      .each_with_a_value();
}

Result<es::Message> MessageOptions::message() const {
  es::Message message(function_, function_.first_kind());
  for (const Input& input : inputs_) {
    const es::Field& field = *input.path.back();
    for (const std::string& text : input.values) {
      es::Value* parent = &message.content;
      for (std::size_t i = 0; i + 1 < input.path.size(); ++i) parent = &inside(*parent, *input.path[i]);
      // An empty list is said by its name with nothing: `--pol2.rule ""`.
      if (text.empty() && field.occurs.min == 0) continue;
      Result<void> added;
      if (is_eis(field.type)) {
        added = add_eis(*parent, field, text, function_);
      } else if (is_tuple(field.type)) {
        added = add_tuple(*parent, field, text);
      } else if (auto value = value_of(field, text)) {
        parent->add_text(field.name, *value);
      } else {
        added = tl::unexpected(value.error());
      }
      if (!added) return tl::unexpected(added.error());
    }
  }
  return message;
}

}  // namespace sixline::tools
