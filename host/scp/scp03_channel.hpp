// What SCP03 and SCP03t share on the host: session keys, MAC chaining, the encryption counter, and the
// opening exchange.  [GP-D §6.2] [SGP.02 §4.1.3]
#pragma once

#include <deque>
#include <optional>

#include "host/scp/scp03_keys.hpp"

namespace sixline::host::scp {

/// Bits of a security level.  [GP-D Table 7-5]
namespace level {
inline constexpr std::uint8_t c_mac = 0x01;
inline constexpr std::uint8_t c_encryption = 0x02;
inline constexpr std::uint8_t r_mac = 0x10;
inline constexpr std::uint8_t r_encryption = 0x20;
}  // namespace level
inline constexpr std::uint8_t scp03_level = 0x33;  ///< all of it: the only one SGP.02 allows to an SM-DP
inline constexpr std::size_t scp03_mac_size = 8;
using ShortMac = std::array<std::uint8_t, scp03_mac_size>;

/// The card's answer to INITIALIZE UPDATE or TLV 84: 32 bytes.  [GP-D §7.1.1]
struct InitializeUpdateAnswer {
  std::array<std::uint8_t, 10> diversification{};
  std::uint8_t key_version = 0;
  std::uint8_t options = 0;  ///< the i parameter
  Challenge card_challenge{};
  Cryptogram card_cryptogram{};
  std::uint32_t counter = 0;
  /// Errors: BadFormat, Unsupported (not SCP03).
  static Result<InitializeUpdateAnswer> parse(Bytes value);
};

/// What a session has beyond its keys, so that another process can go on with it.
struct Scp03Progress {
  /// A command whose answer is due.
  struct Awaited {
    std::uint64_t counter = 0;
    crypto::Block chaining{};
  };

  std::uint64_t counter = 0;
  crypto::Block chaining{};
  std::deque<Awaited> awaited{};
};

/// One session. Commands and their answers may overlap: answers are taken in the order of the commands.
class Scp03Channel {
 public:
  /// Errors: BadInput (key length).
  static Result<Scp03Channel> derive(const Scp03Keys& keys, const Challenge& host, const Challenge& card);

  const Scp03Progress& progress() const { return progress_; }
  void go_on_from(Scp03Progress progress) { progress_ = std::move(progress); }

  const Cryptogram& card_cryptogram() const { return card_cryptogram_; }
  const Cryptogram& host_cryptogram() const { return host_cryptogram_; }

  /// Moves the counter to the next command. To be called once for each, with or without data.
  void begin_command() { ++progress_.counter; }
  /// Pads what stands from `start` to the end of `out` and ciphers it in place.
  void encrypt_command(ByteString& out, std::size_t start);
  /// C-MAC over the chaining value and `command`; the full MAC becomes the next chaining value.
  ShortMac mac_command(Bytes command);
  /// Remembers the command just MACed as one whose answer is due.
  void expect_answer() { progress_.awaited.push_back({progress_.counter, progress_.chaining}); }
  bool answers_due() const { return !progress_.awaited.empty(); }

  /// What follows travels under these keys, with the counter at its beginning.
  void replace_keys(Scp03SessionKeys keys, const crypto::Block& chaining) {
    keys_ = std::move(keys);
    progress_.chaining = chaining;
    progress_.counter = 0;
  }

  enum class Answer : bool { Signed, Ciphered };
  /// Verifies and deciphers `protected_data` (ciphertext ‖ R-MAC) as the answer to the oldest command. The
  /// R-MAC covers `before` ‖ ciphertext ‖ `after`. A Signed one is not ciphered. Errors: WrongState (no
  /// command is waiting), BadFormat, NotAuthentic.
  Result<ByteString> open_answer(Bytes before, Bytes protected_data, Bytes after,
                                 Answer answer = Answer::Ciphered);
  /// The oldest command was answered without protected data.
  Result<void> skip_answer();

 private:
  Scp03Channel(Scp03SessionKeys keys, Cryptogram card, Cryptogram host)
      : keys_(std::move(keys)), card_cryptogram_(card), host_cryptogram_(host) {}
  crypto::Block icv(std::uint64_t counter, std::uint8_t first_byte);

  Scp03SessionKeys keys_;
  Cryptogram card_cryptogram_;
  Cryptogram host_cryptogram_;
  Scp03Progress progress_;
};

}  // namespace sixline::host::scp
