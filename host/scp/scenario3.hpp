// Key establishment scenario #3, off-card half: ephemeral keys here, the static ECASD key on the card.
// [SGP.02 §4.1.3.1] [GP-E §4]
#pragma once

#include <optional>
#include <vector>

#include "host/crypto/ec.hpp"
#include "host/scp/scp03_keys.hpp"
#include "host/scp/scp80_keys.hpp"

namespace sixline::host::scp {

/// What the new keys are for, in the terms of the control reference template A6.
struct KeySetRequest {
  /// Three keys for a secure channel: 95 = 10. One pre-shared or base key: 95 = 5C.
  enum class Usage : std::uint8_t { SecureChannel = 0x10, SingleKey = 0x5C };
  /// Identifies the off-card entity in the derivation; the SIN and SDIN are those of the domain on the card.
  struct HostIdentity {
    ByteString host_id;
    ByteString sin;
    ByteString sdin;
  };

  Usage usage = Usage::SecureChannel;
  std::uint8_t key_type = 0x88;  ///< AES; 85 for a TLS pre-shared key
  std::uint8_t key_length = 16;
  std::uint8_t first_key_id = 0x01;
  std::uint8_t key_version = 0x30;
  ByteString initial_counter{};  ///< 0, 2, 3, 5 or 8 bytes; empty is zero
  bool delete_existing_keys = true;
  bool derivation_random = false;  ///< ask the card for DR
  std::optional<HostIdentity> host_identity{};

  /// The SCP80 key set of an ISD-R: KIc, KID and KIK with a 5-byte counter.  [SGP.02 §4.1.1.8]
  static KeySetRequest scp80(std::uint8_t key_version = 0x01);
  /// The pre-shared key of an ISD-R for SCP81.
  static KeySetRequest scp81(std::uint8_t key_version = 0x40);

  /// TLV A6.
  ByteString control_reference() const;
  std::size_t key_count() const { return usage == Usage::SecureChannel ? 3 : 1; }
};

/// Keys that both ends now share.
struct EstablishedKeys {
  std::uint8_t version = 0;
  std::vector<crypto::Secret> keys;
  /// Three keys in the order ENC MAC DEK, respectively KIc KID KIK. Errors: BadInput (another number).
  Result<Scp03Keys> scp03() const;
  Result<Scp80Keys> scp80() const;
};

using crypto::Signer;

/// One run, for one certificate and one ephemeral key.
class Scenario3 {
 public:
  /// `ephemeral` is a fresh key pair on the curve of the ECASD key. Errors: BadInput (key length or
  /// counter length that the template cannot express, curve).
  static Result<Scenario3> create(KeySetRequest request, crypto::PrivateKey ephemeral,
                                  crypto::PublicKey ecasd_public_key);

  /// DGI 3A01 with the certificate (TLV 7F21) of the signer.
  static ByteString message_1(Bytes certificate);
  /// Takes RC out of `85 L RC`, the answer to message 1; 16 or 32 bytes. Errors: BadFormat.
  static Result<ByteString> random_challenge(Bytes answer);
  /// What is signed: DGI 3A02 ‖ 7F49 ‖ pseudo DGI 0085 with RC.
  ByteString signed_data(Bytes random_challenge) const;
  /// DGI 3A02 ‖ 7F49 ‖ 5F37, signed with SK.DP.ECDSA or SK.SR.ECDSA. Errors: those of `sign`; BadInput (a
  /// signature of another length).
  Result<ByteString> message_2(Bytes random_challenge, const Signer& sign) const;
  /// Reads `[85 L DR] 86 L receipt`, the answer to message 2, and verifies the receipt. Usable once: the
  /// ephemeral key is gone afterwards. Errors: WrongState, BadFormat, NotAuthentic.
  Result<EstablishedKeys> finish(Bytes answer);
  /// Older cards answer the first 8 bytes of the receipt; off unless the operator of the host wants them.
  void accept_short_receipt() { short_receipt_ = true; }

 private:
  Scenario3(KeySetRequest request, crypto::PrivateKey ephemeral, crypto::PublicKey ecasd)
      : request_(std::move(request)),
        ephemeral_public_(ephemeral.public_key()),
        ephemeral_(std::move(ephemeral)),
        ecasd_(std::move(ecasd)) {}
  ByteString signed_templates() const;
  ByteString shared_info(Bytes derivation_random) const;

  KeySetRequest request_;
  crypto::PublicKey ephemeral_public_;
  std::optional<crypto::PrivateKey> ephemeral_;
  crypto::PublicKey ecasd_;
  bool short_receipt_ = false;
};

}  // namespace sixline::host::scp
