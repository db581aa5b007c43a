// A parsed document: elements with their namespaces resolved, and the exact bytes each was written with.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/es/xml/gate.hpp"

namespace sixline::host::es::xml {

struct Attribute {
  std::string_view space{};  ///< namespace URI; empty without a prefix
  std::string prefix{};
  std::string name{};  ///< local name
  std::string value{};
};

struct Element {
  std::string_view space{};  ///< namespace URI; empty when none
  std::string_view prefix{};
  std::string_view name{};              ///< local name
  std::vector<Attribute> attributes{};  ///< without namespace declarations
  std::vector<std::string> declares{};  ///< prefixes that its own start tag binds
  std::vector<Element> children{};
  std::string text{};           ///< character data directly inside, joined
  Span span{};                  ///< where it stands in the document
  std::size_t outer_scope = 0;  ///< the document's: what prefixes mean around it

  bool is(std::string_view wanted_space, std::string_view wanted_name) const {
    return name == wanted_name && space == wanted_space;
  }
  /// The first child of that name, or nullptr.
  const Element* child(std::string_view wanted_space, std::string_view wanted_name) const;
  /// The value of an attribute without prefix or with one of that namespace; empty when absent.
  std::string_view attribute(std::string_view wanted_space, std::string_view wanted_name) const;
  /// Whether text other than blanks stands directly inside.
  bool has_text() const { return text.find_first_not_of(" \t\r\n") != std::string::npos; }
};

class Document {
 public:
  /// Errors: BadFormat (the gate refuses it, an unbound prefix, an attribute twice).
  static Result<Document> parse(std::string_view text, const Limits& limits = {});

  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  const Element& root() const;
  /// The bytes of an element as received, made able to stand alone: only the declarations of the prefixes
  /// that it uses and does not declare are added to its start tag. Its canonical form stays what it was, so
  /// a signature over it still verifies.
  std::string standalone(const Element& element) const;

 private:
  struct Storage;
  explicit Document(std::unique_ptr<Storage> storage);
  std::unique_ptr<Storage> storage_;
};

}  // namespace sixline::host::es::xml
