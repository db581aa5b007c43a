#include "host/es/soap/fault.hpp"

#include <array>

#include "host/es/xml/namespaces.hpp"

namespace sixline::host::es::soap {

namespace {

constexpr std::array<std::string_view, 4> names{"VersionMismatch", "MustUnderstand", "Sender", "Receiver"};

std::string_view local_part(std::string_view qname) {
  const std::size_t colon = qname.rfind(':');
  return colon == std::string_view::npos ? qname : qname.substr(colon + 1);
}

const std::string* text_of(const xml::Element* element, std::string_view name) {
  const xml::Element* child = element ? element->child(xml::ns::soap, name) : nullptr;
  return child ? &child->text : nullptr;
}

}  // namespace

std::string_view name_of(FaultCode code) {
  return names[static_cast<std::size_t>(code)];
}

void write(const Fault& fault, xml::Writer& out) {
  out.open("s:Fault").open("s:Code").leaf("s:Value", "s:" + std::string(name_of(fault.code)));
  if (!fault.subcode.empty()) out.open("s:Subcode").leaf("s:Value", "wsa:" + fault.subcode).close();
  out.close().open("s:Reason");
  out.open("s:Text").attribute("xml:lang", "en").text(fault.reason).close();
  out.close().close();
}

Fault read_fault(const xml::Element& element) {
  Fault fault{FaultCode::Receiver, {}, {}, {}};
  const xml::Element* code = element.child(xml::ns::soap, "Code");
  if (const std::string* value = text_of(code, "Value"))
    for (std::size_t i = 0; i < names.size(); ++i)
      if (local_part(*value) == names[i]) fault.code = static_cast<FaultCode>(i);
  const xml::Element* subcode = code ? code->child(xml::ns::soap, "Subcode") : nullptr;
  if (const std::string* value = text_of(subcode, "Value")) fault.subcode = local_part(*value);
  if (const std::string* text = text_of(element.child(xml::ns::soap, "Reason"), "Text")) fault.reason = *text;
  return fault;
}

}  // namespace sixline::host::es::soap
