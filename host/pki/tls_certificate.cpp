#include "host/pki/tls_certificate.hpp"

#include <arpa/inet.h>
#include <openssl/x509v3.h>

#include "host/crypto/openssl.hpp"
#include "host/pki/files.hpp"

namespace sixline::host::pki {
namespace {

using Names = crypto::openssl::Owned<GENERAL_NAMES, GENERAL_NAMES_free>;
constexpr std::string_view organization = "Sixline TEST ONLY";

bool is_oid(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// OpenSSL reads the names as a list: a comma would begin another one.
bool is_host(std::string_view text) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:";
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_address(const std::string& host) {
  std::array<unsigned char, 16> address{};
  return inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

std::string text_of(const ASN1_OBJECT* oid) {
  std::array<char, 256> text{};
  const int size = OBJ_obj2txt(text.data(), static_cast<int>(text.size()), oid, 1);
  return size > 0 && static_cast<std::size_t>(size) < text.size() ? std::string(text.data()) : std::string();
}

}  // namespace

Result<std::string> entity_id_of(const X509Certificate& certificate) {
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate.handle(), NID_subject_alt_name, nullptr, nullptr)));
  std::string id;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_RID) continue;
    if (!id.empty()) return fail(ErrorCode::NotTrusted, certificate.subject() + " names several entities");
    id = text_of(name->d.registeredID);
  }
  return id;
}

Result<TlsTestRoot> TlsTestRoot::generate(const Validity& validity) {
  auto key = crypto::PrivateKey::generate(crypto::Curve::P256);
  if (!key) return wire::fail(key.error());
  const X509Content content{std::string(organization), "TEST ONLY TLS root", {}, validity, key->public_key()};
  auto certificate = content.issue_root(*key);
  if (!certificate) return wire::fail(certificate.error());
  return TlsTestRoot({std::move(*certificate), std::move(*key)});
}

Result<X509Identity> TlsTestRoot::issue(const std::string& entity_id, const std::string& name,
                                        const Validity& validity,
                                        const std::vector<std::string>& hosts) const {
  if (!entity_id.empty() && !is_oid(entity_id))
    return fail(ErrorCode::BadInput, "issue a TLS certificate: not an OID: " + entity_id);
  std::string names = entity_id.empty() ? "" : "RID:" + entity_id;
  for (const std::string& host : hosts.empty() ? std::vector<std::string>{"localhost", "127.0.0.1"} : hosts) {
    if (!is_host(host)) return fail(ErrorCode::BadInput, "issue a TLS certificate: not a host: " + host);
    names += (names.empty() ? "" : ",") + std::string(is_address(host) ? "IP:" : "DNS:") + host;
  }
  auto key = crypto::PrivateKey::generate(crypto::Curve::P256);
  if (!key) return wire::fail(key.error());
  const X509Content content{std::string(organization), "TEST ONLY " + name, {}, validity, key->public_key()};
  auto certificate = content.issue_tls_end(names, root_.certificate, root_.key);
  if (!certificate) return wire::fail(certificate.error());
  return X509Identity{std::move(*certificate), std::move(*key)};
}

Result<void> TlsTestRoot::store_root(const std::filesystem::path& folder) const {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return wire::fail(unusable(folder, "cannot be created"));
  constexpr unsigned everybody_reads = 0644;
  const std::string pem = root_.certificate.pem();
  return write_file(folder / root_file, wire::bytes_of(pem), everybody_reads);
}

Result<void> TlsTestRoot::store(const X509Identity& identity, const std::filesystem::path& folder,
                                const std::string& name) {
  const std::string pem = identity.certificate.pem();
  return store_identity(folder, certificate_file(name), wire::bytes_of(pem), key_file(name), identity.key);
}

}  // namespace sixline::host::pki
