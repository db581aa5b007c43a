// What libxml2 and libxmlsec1 do for us, behind words of our own: one document, its canonical form, and
// whether a digest or a signature is that of a part of it. Nothing is fetched, nothing expanded.
#pragma once

#include <memory>
#include <string_view>

#include "host/bytes.hpp"
#include "host/error.hpp"
#include "host/pki/x509.hpp"

namespace sixline::host::es::signature {

class SecuredDocument {
 public:
  /// Errors: BadFormat. The gate of host/es/xml has seen the text before.
  static Result<SecuredDocument> parse(std::string_view text);
  SecuredDocument(SecuredDocument&&) noexcept;
  SecuredDocument& operator=(SecuredDocument&&) noexcept;
  ~SecuredDocument();

  /// Exclusive canonical form, without comments: of the whole, or of the one child of the root with this name
  /// in the namespace of XML signatures. Errors: NotFound (no or several such children), Internal.
  Result<std::string> canonical() const;
  Result<std::string> canonical_child(std::string_view name) const;
  /// Whether SHA-256 of the canonical form of the whole is `digest`.
  bool has_digest(Bytes digest) const;
  /// Whether `signature` (r ‖ s) is ECDSA-SHA256 of the canonical form of that child under the key of the
  /// certificate.
  bool child_is_signed(std::string_view name, Bytes signature, const pki::X509Certificate& signer) const;

 private:
  struct Tree;
  explicit SecuredDocument(std::unique_ptr<Tree> tree);
  std::unique_ptr<Tree> tree_;
};

}  // namespace sixline::host::es::signature
