// links: host_es_signature host_pki OpenSSL::Crypto
// EumSignedInfo and EumSignature, a zero byte between them. As they are: only what the EUM of the corpus
// signed may be believed. And once more signed by that EUM, so that what stands behind the signature meets
// any input.
#include <algorithm>
#include <cstdlib>
#include <openssl/evp.h>

#include "host/crypto/hash.hpp"
#include "host/es/eis_content.hpp"
#include "host/es/signature/eum_delivery.hpp"
#include "host/es/signature/eum_signature.hpp"
#include "host/es/signature/xml_security.hpp"
#include "host/es/xml/document.hpp"

namespace {

using namespace sixline::host;
using es::Eis;
using es::signature::SecuredDocument;
namespace wire = sixline::wire;

/// TEST ONLY. The same in every run: the corpus is signed with it.
const crypto::PrivateKey& key_test_only() {
  static const auto key =
      crypto::PrivateKey::from_scalar(crypto::Curve::P256, ByteString(32, std::uint8_t{0x5E})).value();
  return key;
}

/// TEST ONLY, of that key; its own signature has no part in this.
const pki::X509Certificate& eum_test_only() {
  static const auto certificate = pki::X509Certificate::from_pem(R"(-----BEGIN CERTIFICATE-----
MIICBjCCAa2gAwIBAgIQWnYk8XG6/rcUr533UubzSzAKBggqhkjOPQQDAjBTMRow
GAYDVQQKDBFTaXhsaW5lIFRFU1QgT05MWTEiMCAGA1UEAwwZVEVTVCBPTkxZIEVV
TSBvZiBhIGNvcnB1czERMA8GA1UEBRMIODkwMDEwMTIwHhcNMjQwMTAxMDAwMDAw
WhcNNDkxMjMxMjM1OTU5WjBTMRowGAYDVQQKDBFTaXhsaW5lIFRFU1QgT05MWTEi
MCAGA1UEAwwZVEVTVCBPTkxZIEVVTSBvZiBhIGNvcnB1czERMA8GA1UEBRMIODkw
MDEwMTIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASuL1heJLd1cOMckQguPHP0
A18f5LKXREsaG5RplmjpDzYihA+mnnJdOivmFopnea6DSzz5L4ZjcPB1MGBBiAGt
o2MwYTAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwIBBjAdBgNVHQ4EFgQU
l9zOI3rnPsBR0BbM9UeAEFZn/ZUwHwYDVR0jBBgwFoAUl9zOI3rnPsBR0BbM9UeA
EFZn/ZUwCgYIKoZIzj0EAwIDRwAwRAIgUTIfLKYpTJNI0XdN8ayKisDlszFiVu99
e7+Co9A6FWMCIDhISzaaR50QCe40xOga42mDZUZ66giJSh30i8tOcsQK
-----END CERTIFICATE-----
)")
                                      .value();
  return certificate;
}

/// What this EUM signed, and all that it ever signed.
const Eis& genuine() {
  static const Eis made = [] {
    es::EumDelivery delivery;
    delivery.eid = "89001012012341234012345678901224";
    delivery.eum_id = "1.3.6.1.4.1.99999.1";
    delivery.production_date = 1'700'000'000;
    delivery.ecasd_certificate = from_hex("7F2103010203").value();
    delivery.ci_id = "1.3.6.1.4.1.99999.0";
    Eis eis = es::make_eis(delivery, eum_test_only(), key_test_only().signer()).value();
    eis.signed_block.platform_type = "TEST ONLY";
    eis.signed_block.platform_version = "1.0.0";
    if (!es::signature::sign(eis, eum_test_only(), key_test_only().signer())) std::abort();
    if (!es::signature::verify(eis, eum_test_only())) std::abort();
    return eis;
  }();
  return made;
}

std::string base64(Bytes bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes.data(),
                                   static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

/// Between the tags of the first element of that name.
std::string with_text(std::string xml, const std::string& name, const std::string& text) {
  const std::size_t begin = xml.find(name + ">");
  const std::size_t end = xml.find("</", begin);
  if (begin == xml.npos || end == xml.npos) return xml;
  const std::size_t from = begin + name.size() + 1;
  return xml.replace(from, end - from, text);
}

/// Canonical, of what the gate lets through.
std::optional<std::string> canonical(const std::string& text, const char* child = nullptr) {
  if (!es::xml::Document::parse(text)) return std::nullopt;
  const auto document = SecuredDocument::parse(text);
  if (!document) return std::nullopt;
  auto bytes = child == nullptr ? document->canonical() : document->canonical_child(child);
  if (!bytes) return std::nullopt;
  return std::move(*bytes);
}

/// The EUM signs this SignedInfo, whatever it says.
std::optional<std::string> signed_again(const std::string& signature_xml) {
  const auto info = canonical(signature_xml, "SignedInfo");
  if (!info) return std::nullopt;
  return with_text(signature_xml, "SignatureValue",
                   base64(key_test_only().sign(wire::bytes_of(*info)).value()));
}

/// The EUM signs this EumSignedInfo, whatever it says.
std::optional<std::string> signature_over(const std::string& signed_xml) {
  const auto content = canonical(signed_xml);
  if (!content) return std::nullopt;
  const auto digest = crypto::sha256(wire::bytes_of(*content));
  return signed_again(with_text(genuine().signature_xml, "DigestValue", base64(digest)));
}

/// What is believed can be sent on as ours, and is believed again.
void verify_as_signed(Eis eis, const std::optional<std::string>& signature) {
  if (!signature) return;
  eis.signature_xml = *signature;
  if (!es::signature::verify(eis, eum_test_only())) return;
  if (!es::signature::sign(eis, eum_test_only(), key_test_only().signer())) std::abort();
  if (!es::signature::verify(eis, eum_test_only())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Eis eis;
  const std::uint8_t* cut = std::find(data, data + size, std::uint8_t{0});
  eis.signed_xml.assign(data, cut);
  if (cut != data + size) eis.signature_xml.assign(cut + 1, data + size);
  if (auto block = es::signed_block_of(eis.signed_xml)) eis.signed_block = *block;
  static_cast<void>(es::signature::certificate_in(eis));
  if (es::signature::verify(eis, eum_test_only()) && !(eis.signed_block == genuine().signed_block))
    std::abort();
  verify_as_signed(eis, signed_again(eis.signature_xml));
  verify_as_signed(eis, signature_over(eis.signed_xml));
  return 0;
}
