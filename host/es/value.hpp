// The content of a message or of one of its fields: text of a simple type, or fields of their own. What may
// be in it is said by its shape; asking for a field that the shape does not have is a mistake in the program.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/bytes.hpp"
#include "host/es/date_time.hpp"
#include "host/es/field.hpp"

namespace sixline::host::es {

class Value {
 public:
  /// Content without anything in it yet.
  explicit Value(Shape shape) : shape_(shape) {}
  explicit Value(const Field& field);

  const Shape& shape() const { return shape_; }
  /// The declaration that this content fills; nullptr for a whole message.
  const Field* field() const { return field_; }
  const std::vector<Value>& children() const { return children_; }
  /// Of a simple type: its one spelling.
  const std::string& text() const { return text_; }
  /// Of a type that a signature covers: the element as received, able to stand alone. Empty when made here.
  const std::string& bytes_as_received() const { return text_; }

  // Reading a field. Absent fields give empty text, no bytes, the fallback.
  bool has(std::string_view name) const { return find(name) != nullptr; }
  const Value* find(std::string_view name) const;
  std::vector<const Value*> all(std::string_view name) const;
  const std::string& text(std::string_view name) const;
  ByteString bytes(std::string_view name) const;
  std::int64_t number(std::string_view name, std::int64_t fallback = 0) const;
  bool flag(std::string_view name, bool fallback = false) const;
  std::optional<Time> time(std::string_view name) const;

  // Writing a field. set_ replaces, add_ appends; the text is taken as it is, the encoder checks nothing.
  Value& set(std::string_view name, std::string_view text);
  Value& set_bytes(std::string_view name, Bytes bytes);
  Value& set_number(std::string_view name, std::int64_t number);
  Value& set_flag(std::string_view name, bool flag);
  Value& set_time(std::string_view name, Time time);
  /// set(), but only if there is something to set.
  Value& set_if_any(std::string_view name, std::string_view text);
  Value& set_if_any(std::string_view name, Bytes bytes);
  Value& add_text(std::string_view name, std::string_view text);
  /// Appends a field with fields of its own, which the caller fills.
  Value& add(std::string_view name);
  Value& add(const Field& field);
  /// Appends content that was made elsewhere; its field becomes the one of that name here.
  Value& add(std::string_view name, Value content);
  void remove(std::string_view name);
  void set_text(std::string text) { text_ = std::move(text); }

  /// Compares what is said, not how it was written.
  bool operator==(const Value& other) const;

 private:
  const Field& declared(std::string_view name) const;

  Shape shape_{};
  const Field* field_ = nullptr;
  std::string text_{};
  std::vector<Value> children_{};
};

}  // namespace sixline::host::es
