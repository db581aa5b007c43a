#include "servers/smdp/eligibility.hpp"

#include <algorithm>

#include "host/es/xml/document.hpp"
#include "host/es/xml/namespaces.hpp"
#include "host/pki/chain.hpp"

namespace sixline::servers::smdp {

using es::EsStatus;
using es::Failure;
namespace ns = host::es::xml::ns;

namespace {

host::pki::Day day_of(es::Time time) {
  return std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(time)));
}

/// base64 as XML carries it, in the lines that PEM has.
std::string pem_of(std::string_view base64) {
  constexpr std::size_t line = 64;
  std::string pem = "-----BEGIN CERTIFICATE-----";
  std::size_t column = 0;
  for (const char c : base64) {
    if (std::string_view(" \t\r\n").find(c) != std::string_view::npos) continue;
    if (column++ % line == 0) pem += '\n';
    pem += c;
  }
  return pem + "\n-----END CERTIFICATE-----\n";
}

EsStatus refusal(const std::string& why) {
  return EsStatus::of(Failure::EcasdCertificate, why);
}

}  // namespace

std::optional<host::pki::X509Certificate> eum_certificate_in(const es::Eis& eis) {
  if (!eis.eum_certificate.empty()) {
    auto certificate = host::pki::X509Certificate::from_der(eis.eum_certificate);
    if (certificate) return std::move(*certificate);
  }
  if (eis.signature_xml.empty()) return std::nullopt;
  const auto document = host::es::xml::Document::parse(eis.signature_xml);
  if (!document) return std::nullopt;
  // KeyInfo / X509Data / X509Certificate of XML Signature
  const host::es::xml::Element* element = &document->root();
  for (const std::string_view name : {"KeyInfo", "X509Data", "X509Certificate"}) {
    element = element->child(ns::ds, name);
    if (element == nullptr) return std::nullopt;
  }
  auto certificate = host::pki::X509Certificate::from_pem(pem_of(element->text));
  if (!certificate) return std::nullopt;
  return std::move(*certificate);
}

tl::expected<host::crypto::PublicKey, EsStatus> judge(const es::Eis& eis,
                                                      const host::pki::X509Certificate& ci,
                                                      const EumCertificates& eums, es::Time now) {
  const auto packed = host::from_hex(eis.eid());
  const auto eid = packed ? wire::Eid::from(*packed)
                          : wire::Result<wire::Eid, wire::Error>(wire::fail(wire::Error::BadValue));
  const auto& sets = eis.signed_block.ecasd.key_sets;
  const auto set =
      std::find_if(sets.begin(), sets.end(), [](const auto& s) { return !s.certificates.empty(); });
  if (!eid || set == sets.end()) return tl::unexpected(refusal("the EIS has no ECASD certificate"));
  std::optional<host::pki::X509Certificate> eum = eum_certificate_in(eis);
  if (const auto known = eums.find(eis.signed_block.eum_id); !eum && known != eums.end()) eum = known->second;
  if (!eum) return tl::unexpected(refusal("no certificate of EUM " + eis.signed_block.eum_id));
  auto key = host::pki::verify_ecasd(set->certificates[0].value, *eum, ci, *eid, day_of(now));
  if (!key) return tl::unexpected(refusal(key.error().describe()));
  return *key;
}

}  // namespace sixline::servers::smdp
