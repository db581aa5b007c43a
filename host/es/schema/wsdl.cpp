#include "host/es/schema/schema_files.hpp"
#include "host/es/soap/service.hpp"
#include "host/es/xml/namespaces.hpp"
#include "host/es/xml/writer.hpp"

namespace sixline::host::es::schema {

namespace {

using soap::Service;
using xml::Writer;

constexpr std::string_view wsdl = "http://schemas.xmlsoap.org/wsdl/";
constexpr std::string_view soap12 = "http://schemas.xmlsoap.org/wsdl/soap12/";
constexpr std::string_view wsam = "http://www.w3.org/2007/05/addressing/metadata";
constexpr std::string_view transport = "http://www.w3.org/2003/05/soap/bindings/HTTP/";
constexpr std::string_view own_namespace = "urn:sixline:wsdl:";
/// Endpoints are agreed between peers; this one only shows the path.
constexpr std::string_view example_host = "https://provider.example";

/// What a service takes: a message, and the response on the same exchange if there is one.
struct Operation {
  const Function* function;
  Kind kind;
  bool answered;
};

std::vector<Operation> operations_of(const Service& service) {
  std::vector<Operation> out;
  for (const Function* function : functions_of(service.interface)) {
    const Kind first = function->first_kind();
    if (&soap::service_of(*function, first) == &service)
      out.push_back({function, first, function->style == Style::Synchronous});
    if (function->style == Style::Asynchronous && &soap::service_of(*function, Kind::Response) == &service)
      out.push_back({function, Kind::Response, false});
  }
  return out;
}

std::string operation_name(const Operation& operation) {
  return std::string(operation.function->name) + (operation.kind == Kind::Response ? "CallBack" : "");
}

void types(const Service& service, Writer& out) {
  out.open("wsdl:types").open("xs:schema").open("xs:import").attribute("namespace", xml::ns::rps);
  out.attribute("schemaLocation", xsd_name(service.interface)).close().close().close();
}

void message(const Function& function, Kind kind, Writer& out) {
  const std::string name = element_name(function, kind);
  out.open("wsdl:message").attribute("name", name).open("wsdl:part").attribute("name", "body");
  out.attribute("element", "rps:" + name).close().close();
}

void direction(std::string_view element, const Function& function, Kind kind, Writer& out) {
  out.open(element).attribute("message", "own:" + element_name(function, kind));
  out.attribute("wsam:Action", soap::action_of(function, kind)).close();
}

void port_type(const Service& service, const std::vector<Operation>& operations, Writer& out) {
  out.open("wsdl:portType").attribute("name", service.port_type);
  for (const Operation& operation : operations) {
    out.open("wsdl:operation").attribute("name", operation_name(operation));
    direction("wsdl:input", *operation.function, operation.kind, out);
    if (operation.answered) direction("wsdl:output", *operation.function, Kind::Response, out);
    out.close();
  }
  out.close();
}

void literal_body(std::string_view element, Writer& out) {
  out.open(element).open("soap12:body").attribute("use", "literal").close().close();
}

void binding(const Service& service, const std::vector<Operation>& operations, Writer& out) {
  const std::string port(service.port_type);
  out.open("wsdl:binding").attribute("name", port + "Binding").attribute("type", "own:" + port);
  out.open("soap12:binding").attribute("style", "document").attribute("transport", transport).close();
  for (const Operation& operation : operations) {
    out.open("wsdl:operation").attribute("name", operation_name(operation));
    out.open("soap12:operation");
    out.attribute("soapAction", soap::action_of(*operation.function, operation.kind)).close();
    literal_body("wsdl:input", out);
    if (operation.answered) literal_body("wsdl:output", out);
    out.close();
  }
  out.close();
}

void service_element(const Service& service, Writer& out) {
  const std::string port(service.port_type);
  out.open("wsdl:service").attribute("name", service.name);
  out.open("wsdl:port").attribute("name", port + "Port").attribute("binding", "own:" + port + "Binding");
  out.open("soap12:address")
      .attribute("location", std::string(example_host) + soap::path_of(service))
      .close();
  out.close().close();
}

SchemaFile wsdl_file(const Service& service) {
  const std::string port(service.port_type);
  const std::vector<Operation> operations = operations_of(service);
  Writer out(Writer::Layout::Indented);
  out.open("wsdl:definitions").attribute("xmlns:wsdl", wsdl).attribute("xmlns:soap12", soap12);
  out.attribute("xmlns:wsam", wsam).attribute("xmlns:xs", "http://www.w3.org/2001/XMLSchema");
  out.attribute("xmlns:rps", xml::ns::rps).attribute("xmlns:own", std::string(own_namespace) + port);
  out.attribute("targetNamespace", std::string(own_namespace) + port).attribute("name", port);
  types(service, out);
  for (const Operation& operation : operations) {
    message(*operation.function, operation.kind, out);
    if (operation.answered) message(*operation.function, Kind::Response, out);
  }
  port_type(service, operations, out);
  binding(service, operations, out);
  service_element(service, out);
  out.close();
  return {port + ".wsdl", out.take()};
}

}  // namespace

std::vector<SchemaFile> wsdl_files() {
  std::vector<SchemaFile> files;
  for (const Service& service : soap::services()) files.push_back(wsdl_file(service));
  return files;
}

}  // namespace sixline::host::es::schema
