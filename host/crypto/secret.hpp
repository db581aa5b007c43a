// Secret bytes off-card: they wipe themselves, compare in constant time and have no printing operator.
#pragma once

#include <cstddef>
#include <utility>

#include "host/bytes.hpp"

namespace sixline::host::crypto {

/// Overwrites `bytes` in a way that the optimiser keeps.
void wipe(wire::MutableBytes bytes);

/// Compares without telling by its duration where the first difference is. Lengths are not secret.
bool equal_constant_time(Bytes a, Bytes b);

/// Owned secret bytes of any length; every copy wipes itself.
class Secret {
 public:
  Secret() = default;
  explicit Secret(Bytes source) : bytes_(source.begin(), source.end()) {}
  explicit Secret(std::size_t size) : bytes_(size) {}
  ~Secret() { wipe(bytes_); }
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) {}
  Secret& operator=(const Secret& other) {
    if (this != &other) *this = Secret(other);
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe(bytes_);
      bytes_ = std::move(other.bytes_);
      other.bytes_.clear();
    }
    return *this;
  }

  Bytes view() const { return bytes_; }
  wire::MutableBytes buffer() { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }

  friend bool operator==(const Secret& a, const Secret& b) { return equal_constant_time(a.view(), b.view()); }

 private:
  ByteString bytes_;
};

}  // namespace sixline::host::crypto
