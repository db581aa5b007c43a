#include "host/crypto/hash.hpp"

#include "host/crypto/openssl.hpp"

namespace sixline::host::crypto {
namespace {

template <std::size_t Size>
std::array<std::uint8_t, Size> digest(const EVP_MD* algorithm, std::initializer_list<Bytes> parts) {
  openssl::DigestContext context(EVP_MD_CTX_new());
  bool done = context && EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1;
  for (Bytes part : parts) done = done && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  std::array<std::uint8_t, Size> out;
  done = done && EVP_DigestFinal_ex(context.get(), out.data(), nullptr) == 1;
  openssl::require(done, "digest");
  return out;
}

}  // namespace

Sha256Digest sha256(std::initializer_list<Bytes> parts) {
  return digest<32>(openssl::sha256(), parts);
}

Sha1Digest sha1(Bytes message) {
  return digest<20>(openssl::sha1(), {message});
}

Secret derive_x963(const Secret& secret, Bytes shared_info, std::size_t size) {
  Secret out(size);
  std::array<std::uint8_t, 4> counter{};
  for (std::size_t done = 0, round = 1; done < size; ++round) {
    wire::write_be(round, counter);
    Sha256Digest block = sha256({secret.view(), counter, shared_info});
    const std::size_t part = std::min(block.size(), size - done);
    std::copy_n(block.begin(), part, out.buffer().begin() + static_cast<std::ptrdiff_t>(done));
    wipe(block);
    done += part;
  }
  return out;
}

}  // namespace sixline::host::crypto
