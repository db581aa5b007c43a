// Key establishment, scenario #3: an off-card entity with a certificate of the CI agrees keys with a domain.
// [SGP.02 §4.1.3.1] [GP-E §4.8.5]
#pragma once

#include "card/ecasd/ecasd.hpp"
#include "card/gp/key_store.hpp"

namespace sixline::card::isdp {

using wire::Bytes;
using wire::Result;
using wire::StatusWord;

inline constexpr std::uint16_t dgi_certificate = 0x3A01;
inline constexpr std::uint16_t dgi_key_establishment = 0x3A02;

/// Whether STORE DATA content is one whole message: message 2 goes on behind its DGI, up to the signature.
bool message_complete(Bytes data);

/// One kind of key set that a domain accepts.
struct KeySetRule {
  std::uint8_t usage;          ///< key usage qualifier, tag 95
  gp::KeyType type;            ///< tag 80
  std::uint8_t first_version;  ///< tag 83, inclusive range
  std::uint8_t last_version;
  std::uint8_t key_count;
};

/// Both messages for one domain at a time. What lies between them (the authenticated key and the random
/// challenge) is volatile, bound to that domain and used once.  PROC-DL-21 PROC-DL-22
class KeyEstablishment {
 public:
  KeyEstablishment(const runtime::Environment& environment, const ecasd::Ecasd& ecasd)
      : environment_(environment), ecasd_(ecasd) {}

  /// Message 1: `certificate` is the value of DGI 3A01. Writes `85 10 RC`. Errors as
  /// Ecasd::verify_certificate(); every call ends an earlier exchange.
  StatusWord authenticate(gp::ApplicationId domain, wire::CertificateRole role, Bytes certificate,
                          wire::Writer& out);
  /// Message 2: `message` is the STORE DATA content from DGI 3A02 on. Stores the keys in the open
  /// transaction and writes `[85 10 DR] 86 10 receipt`. conditions_not_satisfied: no message 1.
  /// wrong_data: structure or parameters. security_not_satisfied: signature. The challenge is gone in any
  /// case.
  StatusWord establish(gp::ApplicationId domain, std::span<const KeySetRule> rules, gp::KeyStore& keys,
                       Bytes message, wire::Writer& out);
  /// Ends an exchange that is under way.
  void reset();

 private:
  struct Parameters;
  struct Message;
  struct KeyMaterial;
  static Result<Message, StatusWord> parse(Bytes message);
  static const KeySetRule* rule_for(std::span<const KeySetRule> rules, const Parameters& parameters);
  bool signature_valid(const Message& message) const;
  StatusWord derive(const Message& message, const KeySetRule& rule, Bytes random,
                    KeyMaterial& material) const;
  StatusWord store_keys(const Parameters& parameters, const KeySetRule& rule, const KeyMaterial& material,
                        gp::KeyStore& keys) const;
  StatusWord write_receipt(const Parameters& parameters, const KeyMaterial& material, Bytes random,
                           wire::Writer& out) const;
  void append_host_identity(const Parameters& parameters, wire::Writer& shared_info) const;

  static constexpr std::size_t challenge_size = 16;

  const runtime::Environment& environment_;
  const ecasd::Ecasd& ecasd_;
  bool pending_ = false;
  gp::ApplicationId domain_{};
  ecasd::PublicKey peer_{};
  crypto::Secret<challenge_size> challenge_;
};

}  // namespace sixline::card::isdp
