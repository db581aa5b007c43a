#include "card/gp/store_data.hpp"

#include "card/crypto/secret.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;

// P1.  [GPCS Table 11-89]
constexpr std::uint8_t last_block = 0x80;
constexpr std::uint8_t answer_expected = 0x01;
constexpr std::uint8_t format_mask = 0x78;  ///< encryption information and structure

/// Ciphered data has no key that is not the secure channel's, which does it already.
bool is_accepted(std::uint8_t format, StoreDataFormats formats) {
  return format == static_cast<std::uint8_t>(StoreDataFormat::Dgis) ||
         (formats == StoreDataFormats::DgisOrTlvs &&
          format == static_cast<std::uint8_t>(StoreDataFormat::Tlvs));
}

}  // namespace

bool first_dgi_complete(Bytes data) {
  return wire::DgiReader(data).next().has_value();
}

Result<bool, StatusWord> StoreDataChain::accept(const CommandApdu& command, MessageComplete complete,
                                                StoreDataFormats formats) {
  if (!gathering_ || (handed_over_ && command.p2 == 0)) reset();
  if (handed_over_) drop_data();
  const auto format = static_cast<std::uint8_t>(command.p1 & format_mask);
  if (next_block_ == 0) format_ = static_cast<StoreDataFormat>(format);
  const bool in_order = command.p2 == next_block_ && is_accepted(format, formats) &&
                        format == static_cast<std::uint8_t>(format_);
  const bool fits = command.data.size() <= buffer_.size() - size_;
  if (!in_order || !fits) {
    reset();
    return wire::fail(in_order ? sw::not_enough_memory : sw::wrong_p1p2);
  }
  std::copy(command.data.begin(), command.data.end(), buffer_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += command.data.size();
  ++next_block_;
  gathering_ = (command.p1 & last_block) == 0;
  // Key establishment asks for the answer to its first DGI before the sequence has ended.
  const bool asked = (command.p1 & answer_expected) != 0 && complete(data());
  handed_over_ = !gathering_ || asked;
  return handed_over_;
}

void StoreDataChain::end_script() {
  if (handed_over_)
    drop_data();
  else
    reset();
}

void StoreDataChain::drop_data() {
  crypto::wipe(wire::MutableBytes(buffer_).first(size_));
  size_ = 0;
}

void StoreDataChain::reset() {
  drop_data();
  handed_over_ = false;
  next_block_ = 0;
  gathering_ = false;
}

}  // namespace sixline::card::gp
