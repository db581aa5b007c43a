#include "host/es/schema/schema_files.hpp"
#include "host/es/types.hpp"
#include "host/es/xml/namespaces.hpp"
#include "host/es/xml/writer.hpp"

namespace sixline::host::es::schema {

namespace {

using xml::Writer;

constexpr std::string_view xs = "http://www.w3.org/2001/XMLSchema";
constexpr std::string_view notice =
    "Written by Sixline from its own table of functions; the names on the wire are those of SGP.02.";

/// Types that XML Schema has itself begin in lower case.
bool is_built_in(const TypeRow& row) {
  return row.name.front() >= 'a' && row.name.front() <= 'z';
}

std::string reference_to(Type type) {
  const TypeRow& row = row_of(type);
  return (is_built_in(row) ? "xs:" : "rps:") + std::string(row.name);
}

std::string count(std::uint16_t number) {
  return number == unbounded ? "unbounded" : std::to_string(number);
}

void occurs(Occurs range, Writer& out) {
  if (range.min != 1) out.attribute("minOccurs", count(range.min));
  if (range.max != 1) out.attribute("maxOccurs", count(range.max));
}

void documentation(std::string_view text, Writer& out) {
  out.open("xs:annotation").leaf("xs:documentation", text).close();
}

void begin(Writer& out) {
  out.open("xs:schema").attribute("xmlns:xs", xs).attribute("xmlns:rps", xml::ns::rps);
  out.attribute("targetNamespace", xml::ns::rps).attribute("elementFormDefault", "qualified");
  out.comment(notice);
}

void include(std::string_view name, Writer& out) {
  out.open("xs:include").attribute("schemaLocation", name).close();
}

void facet(std::string_view name, std::string_view value, Writer& out) {
  out.open("xs:" + std::string(name)).attribute("value", value).close();
}

std::string_view base_name(Base base) {
  switch (base) {
    case Base::HexBinary: return "xs:hexBinary";
    case Base::Integer: return "xs:integer";
    default: return "xs:string";
  }
}

void simple_type(const TypeRow& row, Writer& out) {
  out.open("xs:simpleType").attribute("name", row.name);
  documentation(row.meaning, out);
  out.open("xs:restriction").attribute("base", base_name(row.base));
  const bool number = row.base == Base::Integer;
  if (!row.pattern.empty()) facet("pattern", row.pattern, out);
  if (row.least) facet(number ? "minInclusive" : "minLength", std::to_string(*row.least), out);
  if (row.most) facet(number ? "maxInclusive" : "maxLength", std::to_string(*row.most), out);
  for (std::string_view word : row.words) facet("enumeration", word, out);
  out.close().close();
}

void element(const Field& field, Writer& out) {
  out.open("xs:element").attribute("name", field.name).attribute("type", reference_to(field.type));
  if (field.choice == Choice::None) occurs(field.occurs, out);
  out.close();
}

/// The elements in their order, neighbouring alternatives in one choice.
void sequence(std::span<const Field> fields, Writer& out) {
  out.open("xs:sequence");
  Choice open = Choice::None;
  for (const Field& field : fields) {
    if (field.place != Place::Element) continue;
    if (field.choice != open) {
      if (open != Choice::None) out.close();
      open = field.choice;
      if (open != Choice::None) out.open("xs:choice");
      if (open == Choice::AnyMixture) occurs({0, mixture_max}, out);
    }
    element(field, out);
  }
  if (open != Choice::None) out.close();
  out.close();
}

void attributes(std::span<const Field> fields, Writer& out) {
  for (const Field& field : fields)
    if (field.place == Place::Attribute)
      out.open("xs:attribute")
          .attribute("name", field.name)
          .attribute("type", reference_to(field.type))
          .attribute("use", field.occurs.min > 0 ? "required" : "optional")
          .close();
}

void complex_type(std::string_view name, std::string_view meaning, std::span<const Field> fields,
                  Writer& out) {
  out.open("xs:complexType").attribute("name", name);
  documentation(meaning, out);
  sequence(fields, out);
  attributes(fields, out);
  out.close();
}

void foreign_type(const TypeRow& row, Writer& out) {
  out.open("xs:complexType").attribute("name", row.name);
  documentation(row.meaning, out);
  out.open("xs:sequence").open("xs:any").attribute("namespace", xml::ns::ds);
  out.attribute("processContents", "lax");
  occurs(at_least_once, out);
  out.close().close();
  out.open("xs:anyAttribute").attribute("processContents", "lax").close();
  out.close();
}

std::string_view base_type(Kind kind) {
  switch (kind) {
    case Kind::Request: return "BaseRequestType";
    case Kind::Response: return "BaseResponseType";
    case Kind::Notification: return "BaseNotificationType";
  }
  return {};
}

void base_types(Writer& out) {
  const Function& any = functions().front();
  complex_type(base_type(Kind::Request), "what every request begins with", shape_of(any, Kind::Request).base,
               out);
  complex_type(base_type(Kind::Response), "what every response begins with",
               shape_of(any, Kind::Response).base, out);
  complex_type(base_type(Kind::Notification), "notifications have nothing in common", {}, out);
}

void message(const Function& function, Kind kind, Writer& out) {
  out.open("xs:element").attribute("name", element_name(function, kind));
  documentation(std::string(name_of(function.direction)) + ", " + std::string(name_of(function.style)) +
                    ". " + citation_of(function),
                out);
  out.open("xs:complexType").open("xs:complexContent").open("xs:extension");
  out.attribute("base", "rps:" + std::string(base_type(kind)));
  sequence(shape_of(function, kind).own, out);
  out.close().close().close().close();
}

}  // namespace

std::string xsd_name(Interface interface) {
  std::string name(name_of(interface));
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return name + ".xsd";
}

std::vector<const Function*> functions_of(Interface interface) {
  std::vector<const Function*> out;
  for (const Function& function : functions())
    if (function.interface == interface) out.push_back(&function);
  if (accepted_only().interface == interface) out.push_back(&accepted_only());
  return out;
}

SchemaFile types_xsd() {
  Writer out(Writer::Layout::Indented);
  begin(out);
  for (const TypeRow& row : types()) {
    if (row.base == Base::Fields) {
      complex_type(row.name, row.meaning, row.fields, out);
    } else if (row.base == Base::Foreign) {
      foreign_type(row, out);
    } else if (!is_built_in(row)) {
      simple_type(row, out);
    }
  }
  base_types(out);
  out.close();
  return {"types.xsd", out.take()};
}

SchemaFile interface_xsd(Interface interface) {
  Writer out(Writer::Layout::Indented);
  begin(out);
  include("types.xsd", out);
  for (const Function* function : functions_of(interface)) {
    message(*function, function->first_kind(), out);
    if (!function->is_notification()) message(*function, Kind::Response, out);
  }
  out.close();
  return {xsd_name(interface), out.take()};
}

SchemaFile messages_xsd() {
  Writer out(Writer::Layout::Indented);
  begin(out);
  for (Interface interface : interfaces) include(xsd_name(interface), out);
  out.close();
  return {"messages.xsd", out.take()};
}

std::vector<SchemaFile> schema_files() {
  std::vector<SchemaFile> files{types_xsd(), messages_xsd()};
  for (Interface interface : interfaces) files.push_back(interface_xsd(interface));
  for (SchemaFile& file : wsdl_files()) files.push_back(std::move(file));
  files.push_back(functions_page());
  return files;
}

}  // namespace sixline::host::es::schema
