// The namespaces that messages are made of.  [SGP.02 Annex B]
#pragma once

#include <string_view>

namespace sixline::host::es::xml::ns {

/// Message bodies.  [SGP.02 Annex A]
inline constexpr std::string_view rps = "http://namespaces.gsma.org/esim-messaging/3";
inline constexpr std::string_view soap = "http://www.w3.org/2003/05/soap-envelope";
inline constexpr std::string_view wsse =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
/// SOAP 1.1, which is answered by a VersionMismatch.
inline constexpr std::string_view soap_1_1 = "http://schemas.xmlsoap.org/soap/envelope/";
inline constexpr std::string_view wsa = "http://www.w3.org/2005/08/addressing";
inline constexpr std::string_view wsmc = "http://docs.oasis-open.org/ws-rx/wsmc/200702";
inline constexpr std::string_view ds = "http://www.w3.org/2000/09/xmldsig#";
inline constexpr std::string_view xml = "http://www.w3.org/XML/1998/namespace";
inline constexpr std::string_view xmlns = "http://www.w3.org/2000/xmlns/";

}  // namespace sixline::host::es::xml::ns
