// SCP03t segments per second against the cryptography they cannot do without.
#include <benchmark/benchmark.h>

#include "host/crypto/openssl.hpp"
#include "tests/bench/isd_p_card.hpp"

namespace sixline::tests::bench {
namespace {

using host::ByteString;

constexpr std::size_t batch = 500;
constexpr int ciphered = 1008;
constexpr int mac_input = 1040;  ///< chaining value, header and ciphertext in whole blocks

class IgnoringInstaller final : public card::isdp::PackageInstaller {
 public:
  void begin(card::storage::Owner) override {}
  card::isdp::Progress feed(wire::Bytes) override { return card::isdp::Progress::Continue; }
  void write_response(wire::Writer&) const override {}
};

double unwrap_batch() {
  IgnoringInstaller installer;
  IsdPCard card(&installer);
  auto host = card.open();
  const auto segments = host.wrap_package(ByteString(batch * host::scp::scp03t::largest_segment)).value();
  ByteString answer;
  const double spent = seconds([&] {
    for (const ByteString& segment : segments) answer = card.run(segment);
  });
  must(answer == ByteString{0x86, 0x00}, "unwrap a segment");
  return spent;
}

double wrap_batch() {
  IsdPCard card;
  auto host = card.open();
  const ByteString plain(host::scp::scp03t::largest_segment);
  ByteString segment;
  return seconds([&] {
    for (std::size_t i = 0; i < batch; ++i) {
      segment.clear();
      must(host.wrap(plain, segment).has_value(), "wrap a segment");
    }
  });
}

/// One CBC call with a context that keeps its key.
class RawCbc {
 public:
  explicit RawCbc(bool encrypt) {
    EVP_CipherInit_ex(context_.get(), host::crypto::openssl::aes_cbc(16), nullptr, test_key(1).data(),
                      nullptr, encrypt ? 1 : 0);
    EVP_CIPHER_CTX_set_padding(context_.get(), 0);
  }
  void run(int size) {
    int written = 0;
    EVP_CipherInit_ex(context_.get(), nullptr, nullptr, nullptr, data_.data(), -1);
    EVP_CipherUpdate(context_.get(), data_.data(), &written, data_.data(), size);
    benchmark::DoNotOptimize(written);
  }

 private:
  host::crypto::openssl::CipherContext context_{EVP_CIPHER_CTX_new()};
  std::array<std::uint8_t, mac_input> data_{};
};

/// Initial vector, cipher, CMAC.
double raw_batch(bool encrypt) {
  RawCbc vector(true), cipher(encrypt), mac(true);
  return seconds([&] {
    for (std::size_t i = 0; i < batch; ++i) {
      vector.run(16);
      cipher.run(ciphered);
      mac.run(mac_input);
    }
  });
}

void add(const char* name, double (*run)()) {
  benchmark::RegisterBenchmark(
      name,
      [run](benchmark::State& state) {
        for (auto _ : state) state.SetIterationTime(run());
        state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch));
      })
      ->UseManualTime()
      ->MinTime(0.1);
}

}  // namespace

void register_scp03t() {
  add("segments/card_unwrap", unwrap_batch);
  add("segments/raw_decrypt", [] { return raw_batch(false); });
  add("segments/host_wrap", wrap_batch);
  add("segments/raw_encrypt", [] { return raw_batch(true); });
}

}  // namespace sixline::tests::bench
