#include "tools/sixline/es/message_text.hpp"

#include <nlohmann/json.hpp>
#include <ostream>

#include "host/es/types.hpp"

namespace sixline::tools {

namespace es = host::es;

namespace {

/// The value of a key is nobody's business who looks over a shoulder.
std::string shown(const es::Value& owner, const es::Value& value) {
  const bool key = owner.field() != nullptr && owner.field()->type == es::Type::KeyComponent &&
                   value.field()->name == "value";
  return key ? "(" + std::to_string(value.text().size() / 2) + " bytes)" : value.text();
}

nlohmann::ordered_json scalar(const es::Value& owner, const es::Value& value) {
  const std::string text = shown(owner, value);
  switch (es::row_of(value.field()->type).base) {
    case es::Base::Boolean: return text == "true";
    case es::Base::Integer:
      if (text.size() < 16) return std::stoll(text);
      return text;
    default: return text;
  }
}

}  // namespace

void print(std::ostream& out, const es::Value& content, unsigned indent) {
  for (std::size_t i = 0; i < content.shape().size(); ++i) {
    for (const es::Value& child : content.children()) {
      if (child.field() != &content.shape()[i]) continue;
      out << std::string(indent, ' ') << child.field()->name;
      if (child.shape().size() > 0) {
        out << '\n';
        print(out, child, indent + 2);
      } else {
        out << ": " << shown(content, child) << '\n';
      }
    }
  }
}

nlohmann::ordered_json json_of(const es::Value& content) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < content.shape().size(); ++i) {
    const es::Field& field = content.shape()[i];
    for (const es::Value& child : content.children()) {
      if (child.field() != &field) continue;
      auto value = child.shape().size() > 0 ? json_of(child) : scalar(content, child);
      if (field.occurs.max > 1)
        out[std::string(field.name)].push_back(std::move(value));
      else
        out[std::string(field.name)] = std::move(value);
    }
  }
  return out;
}

}  // namespace sixline::tools
