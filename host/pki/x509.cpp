#include "host/pki/x509.hpp"

#include <algorithm>
#include <ctime>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "host/crypto/openssl.hpp"

namespace sixline::host::pki {
namespace {

using crypto::openssl::failure;
using crypto::openssl::Owned;
using Memory = Owned<BIO, BIO_free_all>;
using Name = Owned<X509_NAME, X509_NAME_free>;
using Extension = Owned<X509_EXTENSION, X509_EXTENSION_free>;
using TrustStore = Owned<X509_STORE, X509_STORE_free>;
using Verification = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;
using SharedX509 = std::shared_ptr<X509>;

constexpr const char* authority_usage = "critical,keyCertSign,cRLSign";
constexpr std::string_view test_only_line = "TEST ONLY: generated for tests, protects nothing\n";

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

Memory reading(std::string_view text) {
  return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

ByteString octets(const ASN1_OCTET_STRING* string) {
  if (string == nullptr) return {};
  return to_byte_string(
      Bytes(ASN1_STRING_get0_data(string), static_cast<std::size_t>(ASN1_STRING_length(string))));
}

std::time_t seconds(Day day) {
  return std::chrono::system_clock::to_time_t(day);
}

bool add(X509_NAME* name, const char* field, const std::string& value) {
  return value.empty() || X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                                     reinterpret_cast<const unsigned char*>(value.data()),
                                                     static_cast<int>(value.size()), -1, 0) == 1;
}

bool add_extension(X509* certificate, X509V3_CTX* context, int nid, const char* value) {
  Extension extension(X509V3_EXT_conf_nid(nullptr, context, nid, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_random_serial(X509* certificate) {
  crypto::openssl::Number number(BN_new());
  return number && BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

/// The last second of the last day still counts.
bool set_dates(X509* certificate, const Validity& validity) {
  constexpr std::time_t day = 24 * 60 * 60;
  return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(validity.from)) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(validity.to) + day - 1) != nullptr;
}

struct ExtensionText {
  int nid;
  const char* value;
};

Result<X509Certificate> build(const X509Content& content, const X509* issuer,
                              const crypto::PrivateKey& signing_key,
                              std::initializer_list<ExtensionText> extensions) {
  SharedX509 certificate(X509_new(), X509_free);
  X509* own = certificate.get();
  Name subject(X509_NAME_new());
  if (own == nullptr || !subject) return wire::fail(failure(ErrorCode::Internal, "build a certificate"));
  const X509* authority = issuer != nullptr ? issuer : own;
  const bool named = add(subject.get(), "O", content.organization) &&
                     add(subject.get(), "CN", content.common_name) &&
                     add(subject.get(), "serialNumber", content.serial_number) &&
                     X509_set_version(own, X509_VERSION_3) == 1 && set_random_serial(own) &&
                     set_dates(own, content.validity) && X509_set_subject_name(own, subject.get()) == 1 &&
                     X509_set_issuer_name(own, X509_get_subject_name(authority)) == 1 &&
                     X509_set_pubkey(own, content.key.handle()) == 1;
  X509V3_CTX context;
  X509V3_set_ctx(&context, const_cast<X509*>(authority), own, nullptr, nullptr, 0);
  const bool extended =
      named && std::all_of(extensions.begin(), extensions.end(), [&](const ExtensionText& extension) {
        return add_extension(own, &context, extension.nid, extension.value);
      });
  const bool signed_ = extended && add_extension(own, &context, NID_subject_key_identifier, "hash") &&
                       add_extension(own, &context, NID_authority_key_identifier, "keyid:always") &&
                       X509_sign(own, signing_key.handle(), crypto::openssl::sha256()) > 0;
  if (!signed_) return wire::fail(failure(ErrorCode::Internal, "build a certificate"));
  return X509Certificate::from_handle(std::move(certificate));
}

}  // namespace

Result<X509Certificate> X509Certificate::from_handle(SharedX509 certificate) {
  std::shared_ptr<EVP_PKEY> key(certificate ? X509_get_pubkey(certificate.get()) : nullptr, EVP_PKEY_free);
  auto public_key = crypto::PublicKey::from_handle(std::move(key));
  if (!public_key) return wire::fail(public_key.error());
  return X509Certificate(std::move(certificate), std::move(*public_key));
}

Result<X509Certificate> X509Certificate::from_der(Bytes der) {
  const std::uint8_t* end = der.data();
  SharedX509 certificate(d2i_X509(nullptr, &end, static_cast<long>(der.size())), X509_free);
  if (!certificate) return wire::fail(failure(ErrorCode::BadFormat, "this is not an X.509 certificate"));
  if (end != der.data() + der.size()) return fail(ErrorCode::BadFormat, "bytes follow the X.509 certificate");
  return from_handle(std::move(certificate));
}

Result<X509Certificate> X509Certificate::from_pem(std::string_view pem) {
  Memory memory = reading(pem);
  SharedX509 certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr), X509_free);
  if (!certificate) return wire::fail(failure(ErrorCode::BadFormat, "this is not a PEM certificate"));
  return from_handle(std::move(certificate));
}

ByteString X509Certificate::der() const {
  ByteString out(static_cast<std::size_t>(i2d_X509(certificate_.get(), nullptr)));
  std::uint8_t* end = out.data();
  i2d_X509(certificate_.get(), &end);
  return out;
}

std::string X509Certificate::pem() const {
  Memory memory(BIO_new(BIO_s_mem()));
  crypto::openssl::require(memory && PEM_write_bio_X509(memory.get(), certificate_.get()) == 1, "PEM");
  return text_of(memory.get());
}

std::string X509Certificate::subject() const {
  Memory memory(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(memory.get(), X509_get_subject_name(certificate_.get()), 0,
                     XN_FLAG_ONELINE & ~XN_FLAG_SPC_EQ);
  return text_of(memory.get());
}

std::string X509Certificate::subject_serial_number() const {
  const X509_NAME* name = X509_get_subject_name(certificate_.get());
  const int index = X509_NAME_get_index_by_NID(name, NID_serialNumber, -1);
  if (index < 0) return {};
  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index));
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
          static_cast<std::size_t>(ASN1_STRING_length(value))};
}

ByteString X509Certificate::subject_key_identifier() const {
  return octets(X509_get0_subject_key_id(certificate_.get()));
}

ByteString X509Certificate::authority_key_identifier() const {
  return octets(X509_get0_authority_key_id(certificate_.get()));
}

Result<void> X509Certificate::verify(const X509Certificate& root, Day today) const {
  TrustStore store(X509_STORE_new());
  Verification verification(X509_STORE_CTX_new());
  if (!store || !verification || X509_STORE_add_cert(store.get(), root.handle()) != 1 ||
      X509_STORE_CTX_init(verification.get(), store.get(), certificate_.get(), nullptr) != 1)
    return wire::fail(failure(ErrorCode::Internal, "verify a certificate"));
  constexpr std::time_t noon = 12 * 60 * 60;
  X509_STORE_CTX_set_time(verification.get(), 0, seconds(today) + noon);
  X509_STORE_CTX_set_flags(verification.get(), X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE);
  if (X509_verify_cert(verification.get()) == 1) return {};
  const int reason = X509_STORE_CTX_get_error(verification.get());
  failure(ErrorCode::NotTrusted, {});
  return fail(ErrorCode::NotTrusted, subject() + ": " + X509_verify_cert_error_string(reason));
}

Result<X509Certificate> X509Content::issue_root(const crypto::PrivateKey& own) const {
  return build(*this, nullptr, own,
               {{NID_basic_constraints, "critical,CA:TRUE"}, {NID_key_usage, authority_usage}});
}

Result<X509Certificate> X509Content::issue_under(const X509Certificate& issuer,
                                                 const crypto::PrivateKey& issuer_key) const {
  return build(*this, issuer.handle(), issuer_key,
               {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"}, {NID_key_usage, authority_usage}});
}

Result<X509Certificate> X509Content::issue_tls_end(const std::string& subject_alternative_name,
                                                   const X509Certificate& issuer,
                                                   const crypto::PrivateKey& issuer_key) const {
  return build(*this, issuer.handle(), issuer_key,
               {{NID_basic_constraints, "critical,CA:FALSE"},
                {NID_key_usage, "critical,digitalSignature"},
                {NID_ext_key_usage, "serverAuth,clientAuth"},
                {NID_subject_alt_name, subject_alternative_name.c_str()}});
}

Result<std::string> to_pem(const crypto::PrivateKey& key) {
  Memory memory(BIO_new(BIO_s_secmem()));
  if (!memory ||
      PEM_write_bio_PKCS8PrivateKey(memory.get(), key.handle(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return wire::fail(failure(ErrorCode::Internal, "write a private key"));
  return std::string(test_only_line) + text_of(memory.get());
}

Result<crypto::PrivateKey> private_key_from_pem(std::string_view pem) {
  Memory memory = reading(pem);
  std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr),
                                EVP_PKEY_free);
  if (!key) return wire::fail(failure(ErrorCode::BadFormat, "this is not a PEM private key"));
  return crypto::PrivateKey::from_handle(std::move(key));
}

}  // namespace sixline::host::pki
