// The schema that we publish, written from the rows of the functions and their types: an XSD for the types
// and for every interface, a WSDL for every service, a page of documentation.
#pragma once

#include <string>
#include <vector>

#include "host/es/functions.hpp"

namespace sixline::host::es::schema {

struct SchemaFile {
  std::string name;  ///< "es3.xsd"
  std::string content;
};

/// Everything, ready to be put into one folder.
std::vector<SchemaFile> schema_files();

/// types.xsd: every type and the base of every message.
SchemaFile types_xsd();
/// es3.xsd: the messages of an interface.
SchemaFile interface_xsd(Interface interface);
/// messages.xsd: all of them.
SchemaFile messages_xsd();
/// ES3SmSr.wsdl and so on.
std::vector<SchemaFile> wsdl_files();
/// functions.md: every function with its fields and status codes.
SchemaFile functions_page();

inline constexpr Interface interfaces[]{Interface::Es1, Interface::Es2,  Interface::Es3,
                                        Interface::Es4, Interface::Es4a, Interface::Es7};
/// "es4a.xsd".
std::string xsd_name(Interface interface);
/// The functions of an interface, also those that are accepted only.
std::vector<const Function*> functions_of(Interface interface);

}  // namespace sixline::host::es::schema
