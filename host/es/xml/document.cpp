#include "host/es/xml/document.hpp"

#include <algorithm>
#include <pugixml.hpp>

#include "host/es/xml/namespaces.hpp"
#include "host/es/xml/writer.hpp"

namespace sixline::host::es::xml {

namespace {

/// One namespace declaration; those further out are reached by `outer`.
struct Binding {
  std::string prefix;
  std::string uri;
  std::size_t outer;
};

constexpr std::size_t no_scope = 0;  // the place of the binding that every document has: xml

struct QName {
  std::string_view prefix;
  std::string_view local;
};

/// False for a name with an empty half or a second colon.
bool split(std::string_view name, QName& out) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) {
    out = {{}, name};
    return true;
  }
  out = {name.substr(0, colon), name.substr(colon + 1)};
  return !out.prefix.empty() && !out.local.empty() && out.local.find(':') == std::string_view::npos;
}

/// The prefix that an attribute declares ("" for xmlns itself), or nothing.
std::optional<std::string_view> declared_prefix(std::string_view attribute) {
  if (attribute == "xmlns") return std::string_view();
  if (attribute.starts_with("xmlns:")) return attribute.substr(6);
  return std::nullopt;
}

}  // namespace

struct Document::Storage {
  std::string text;
  std::vector<std::unique_ptr<Binding>> bindings;
  Element root;
};

namespace {

/// Turns pugixml's tree into ours. Names are views of the original text, which the gate has located.
class Resolver {
 public:
  Resolver(const std::string& text, const std::vector<Span>& spans,
           std::vector<std::unique_ptr<Binding>>& bindings)
      : text_(text), spans_(spans), bindings_(bindings) {}

  bool resolve(const pugi::xml_node& node, std::size_t scope, Element& out) {
    if (next_ >= spans_.size()) return refuse("the parser sees more elements than the gate");
    out.span = spans_[next_++];
    const std::string_view name =
        std::string_view(text_).substr(out.span.begin + 1, std::string_view(node.name()).size());
    if (name != node.name()) return refuse("the parser and the gate disagree");
    QName qname;
    if (!split(name, qname)) return refuse("malformed name " + std::string(name));
    out.outer_scope = scope;
    if (!declare(node, scope, out)) return false;
    out.prefix = qname.prefix;
    out.name = qname.local;
    if (!space_of(scope, qname.prefix, out.space) || !attributes(node, scope, out)) return false;
    for (const pugi::xml_node& child : node.children()) {
      if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out.text += child.value();
      if (child.type() != pugi::node_element) continue;
      out.children.emplace_back();
      if (!resolve(child, scope, out.children.back())) return false;
    }
    return true;
  }

  bool all_seen() const { return next_ == spans_.size(); }
  const std::string& problem() const { return problem_; }

 private:
  bool refuse(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }

  bool declare(const pugi::xml_node& node, std::size_t& scope, Element& out) {
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      const auto prefix = declared_prefix(attribute.name());
      if (!prefix) continue;
      const std::string_view uri = attribute.value();
      const bool reserved = *prefix == "xml" || *prefix == "xmlns" || uri == ns::xml || uri == ns::xmlns;
      if (reserved || (uri.empty() && !prefix->empty()) || prefix->find(':') != std::string_view::npos)
        return refuse("a namespace declaration that is not allowed");
      bindings_.push_back(std::make_unique<Binding>(Binding{std::string(*prefix), std::string(uri), scope}));
      scope = bindings_.size() - 1;
      out.declares.emplace_back(*prefix);
    }
    return true;
  }

  bool space_of(std::size_t scope, std::string_view prefix, std::string_view& out) {
    while (bindings_[scope]->prefix != prefix) {
      if (scope == no_scope) {
        out = {};
        return prefix.empty() ? true : refuse("unbound prefix " + std::string(prefix));
      }
      scope = bindings_[scope]->outer;
    }
    out = bindings_[scope]->uri;
    return true;
  }

  bool attributes(const pugi::xml_node& node, std::size_t scope, Element& out) {
    std::vector<std::string_view> seen;
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      if (std::find(seen.begin(), seen.end(), attribute.name()) != seen.end())
        return refuse("attribute " + std::string(attribute.name()) + " twice");
      seen.emplace_back(attribute.name());
      if (declared_prefix(attribute.name())) continue;
      QName qname;
      if (!split(attribute.name(), qname)) return refuse("malformed name " + std::string(attribute.name()));
      std::string_view space;
      if (!qname.prefix.empty() && !space_of(scope, qname.prefix, space)) return false;
      for (const Attribute& other : out.attributes)
        if (other.name == qname.local && other.space == space)
          return refuse("attribute " + std::string(qname.local) + " twice");
      out.attributes.push_back(
          {space, std::string(qname.prefix), std::string(qname.local), attribute.value()});
    }
    return true;
  }

  const std::string& text_;
  const std::vector<Span>& spans_;
  std::vector<std::unique_ptr<Binding>>& bindings_;
  std::size_t next_ = 0;
  std::string problem_;
};

void remember(std::string_view prefix, std::vector<std::string>& out) {
  if (std::find(out.begin(), out.end(), prefix) == out.end()) out.emplace_back(prefix);
}

/// The prefixes that an element and all inside it are written with, also those that an exclusive canonical
/// form is told to keep.
void collect_prefixes(const Element& element, std::vector<std::string>& out) {
  remember(element.prefix, out);
  for (const Attribute& attribute : element.attributes) {
    if (!attribute.prefix.empty()) remember(attribute.prefix, out);
    if (attribute.name != "PrefixList") continue;
    std::string_view list = attribute.value;
    while (!list.empty()) {
      const std::size_t end = std::min(list.find(' '), list.size());
      if (end > 0) remember(list.substr(0, end) == "#default" ? "" : list.substr(0, end), out);
      list.remove_prefix(std::min(end + 1, list.size()));
    }
  }
  for (const Element& child : element.children) collect_prefixes(child, out);
}

}  // namespace

const Element* Element::child(std::string_view wanted_space, std::string_view wanted_name) const {
  const auto found = std::find_if(children.begin(), children.end(),
                                  [&](const Element& e) { return e.is(wanted_space, wanted_name); });
  return found == children.end() ? nullptr : &*found;
}

std::string_view Element::attribute(std::string_view wanted_space, std::string_view wanted_name) const {
  for (const Attribute& attribute : attributes)
    if (attribute.name == wanted_name && (attribute.space.empty() || attribute.space == wanted_space))
      return attribute.value;
  return {};
}

Document::Document(std::unique_ptr<Storage> storage) : storage_(std::move(storage)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

const Element& Document::root() const {
  return storage_->root;
}

Result<Document> Document::parse(std::string_view text, const Limits& limits) {
  auto spans = admit(text, limits);
  if (!spans) return tl::unexpected(spans.error());
  auto storage = std::make_unique<Storage>();
  storage->text = text;
  storage->bindings.push_back(std::make_unique<Binding>(Binding{"xml", std::string(ns::xml), no_scope}));
  pugi::xml_document parsed;
  const auto result = parsed.load_buffer(storage->text.data(), storage->text.size(),
                                         pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  if (!result) return host::fail(ErrorCode::BadFormat, std::string("XML: ") + result.description());
  Resolver resolver(storage->text, *spans, storage->bindings);
  if (!resolver.resolve(parsed.document_element(), no_scope, storage->root))
    return host::fail(ErrorCode::BadFormat, "XML: " + resolver.problem());
  if (!resolver.all_seen())
    return host::fail(ErrorCode::BadFormat, "XML: the gate sees more elements than the parser");
  return Document(std::move(storage));
}

std::string Document::standalone(const Element& element) const {
  const std::string_view text = storage_->text;
  std::string out(text.substr(element.span.begin, element.span.end - element.span.begin));
  const std::size_t name_end =
      1 + element.name.size() + (element.prefix.empty() ? 0 : element.prefix.size() + 1);
  std::vector<std::string> prefixes;
  collect_prefixes(element, prefixes);
  std::string declarations;
  for (const std::string& prefix : prefixes) {
    // The innermost binding outside the element; what it declares itself is already in its bytes.
    std::size_t scope = element.outer_scope;
    while (scope != no_scope && storage_->bindings[scope]->prefix != prefix)
      scope = storage_->bindings[scope]->outer;
    const auto& own = element.declares;
    if (scope == no_scope || std::find(own.begin(), own.end(), prefix) != own.end()) continue;
    declarations += prefix.empty() ? " xmlns" : " xmlns:" + prefix;
    declarations += "=\"" + escaped(storage_->bindings[scope]->uri) + "\"";
  }
  return out.insert(name_end, declarations);
}

}  // namespace sixline::host::es::xml
