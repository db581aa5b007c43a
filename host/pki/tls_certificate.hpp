// Certificates of the links between servers: a registeredID in subjectAltName says whose it is, in the words
// of the messages' EntityId.  [SGP.02 §5.1.1] [RFC 5280 §4.2.1.6]
#pragma once

#include "host/pki/certificate_set.hpp"

namespace sixline::host::pki {

/// The OID of the registeredID in subjectAltName; empty when there is none. Errors: NotTrusted (several: it
/// could be anybody).
Result<std::string> entity_id_of(const X509Certificate& certificate);

/// A root for TLS, and what it issues. TEST ONLY, and named so in every subject.
class TlsTestRoot {
 public:
  static Result<TlsTestRoot> generate(const Validity& validity);

  const X509Certificate& certificate() const { return root_.certificate; }
  /// For client and server. `hosts`: DNS names and IP addresses under which it can be reached; without any:
  /// localhost and 127.0.0.1. An empty `entity_id` leaves the registeredID out. Errors: BadInput.
  Result<X509Identity> issue(const std::string& entity_id, const std::string& name, const Validity& validity,
                             const std::vector<std::string>& hosts = {}) const;

  /// "tls-root.pem" in `folder`, which is made if it is not there. Errors: Storage.
  Result<void> store_root(const std::filesystem::path& folder) const;
  /// "NAME.pem" and "NAME.key.TEST-ONLY.pem". Errors: Storage.
  static Result<void> store(const X509Identity& identity, const std::filesystem::path& folder,
                            const std::string& name);

  static constexpr const char* root_file = "tls-root.pem";
  static std::string certificate_file(const std::string& name) { return name + ".pem"; }
  static std::string key_file(const std::string& name) { return name + ".key.TEST-ONLY.pem"; }

 private:
  explicit TlsTestRoot(X509Identity root) : root_(std::move(root)) {}
  X509Identity root_;
};

}  // namespace sixline::host::pki
