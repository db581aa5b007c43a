#include "host/es/value.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "host/es/types.hpp"

namespace sixline::host::es {

namespace {

const std::string no_text;

bool has_fields(const Value& value) {
  return value.shape().size() > 0;
}

}  // namespace

Value::Value(const Field& field) : shape_(shape_of(field.type)), field_(&field) {}

const Field& Value::declared(std::string_view name) const {
  if (const Field* field = shape_.find(name)) return *field;
  std::fprintf(stderr, "no field %.*s is declared here\n", static_cast<int>(name.size()), name.data());
  std::abort();
}

const Value* Value::find(std::string_view name) const {
  const Field* field = &declared(name);
  const auto found = std::find_if(children_.begin(), children_.end(),
                                  [&](const Value& child) { return child.field_ == field; });
  return found == children_.end() ? nullptr : &*found;
}

std::vector<const Value*> Value::all(std::string_view name) const {
  const Field* field = &declared(name);
  std::vector<const Value*> out;
  for (const Value& child : children_)
    if (child.field_ == field) out.push_back(&child);
  return out;
}

const std::string& Value::text(std::string_view name) const {
  const Value* value = find(name);
  return value ? value->text_ : no_text;
}

ByteString Value::bytes(std::string_view name) const {
  auto bytes = from_hex(text(name));
  return bytes ? std::move(*bytes) : ByteString{};
}

std::int64_t Value::number(std::string_view name, std::int64_t fallback) const {
  const std::string& digits = text(name);
  return digits.empty() ? fallback : std::strtoll(digits.c_str(), nullptr, 10);
}

bool Value::flag(std::string_view name, bool fallback) const {
  const std::string& word = text(name);
  return word.empty() ? fallback : word == "true";
}

std::optional<Time> Value::time(std::string_view name) const {
  return parse_date_time(text(name));
}

void Value::remove(std::string_view name) {
  const Field* field = &declared(name);
  std::erase_if(children_, [&](const Value& child) { return child.field_ == field; });
}

Value& Value::add(const Field& field) {
  return children_.emplace_back(field);
}

Value& Value::add(std::string_view name) {
  return add(declared(name));
}

Value& Value::add(std::string_view name, Value content) {
  content.field_ = &declared(name);
  return children_.emplace_back(std::move(content));
}

Value& Value::add_text(std::string_view name, std::string_view text) {
  add(name).text_ = text;
  return *this;
}

Value& Value::set(std::string_view name, std::string_view text) {
  remove(name);
  return add_text(name, text);
}

Value& Value::set_bytes(std::string_view name, Bytes bytes) {
  return set(name, to_hex(bytes));
}

Value& Value::set_number(std::string_view name, std::int64_t number) {
  return set(name, std::to_string(number));
}

Value& Value::set_flag(std::string_view name, bool flag) {
  return set(name, flag ? "true" : "false");
}

Value& Value::set_time(std::string_view name, Time time) {
  return set(name, date_time(time));
}

Value& Value::set_if_any(std::string_view name, std::string_view text) {
  return text.empty() ? *this : set(name, text);
}

Value& Value::set_if_any(std::string_view name, Bytes bytes) {
  return bytes.empty() ? *this : set_bytes(name, bytes);
}

bool Value::operator==(const Value& other) const {
  if (field_ != other.field_) return false;
  if (!has_fields(*this) && text_ != other.text_) return false;
  // Order counts among fields of one name only.
  if (children_.size() != other.children_.size()) return false;
  for (std::size_t i = 0; i < shape_.size(); ++i) {
    const Field* field = &shape_[i];
    auto theirs = other.children_.begin();
    for (const Value& mine : children_) {
      if (mine.field_ != field) continue;
      theirs = std::find_if(theirs, other.children_.end(), [&](const Value& v) { return v.field_ == field; });
      if (theirs == other.children_.end() || !(mine == *theirs)) return false;
      ++theirs;
    }
  }
  return true;
}

}  // namespace sixline::host::es
