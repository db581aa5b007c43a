#include "card/profile/toolkit_parameters.hpp"

namespace sixline::card::profile {
namespace {

using wire::Bytes;

constexpr std::size_t tar_size = 3;

/// Cuts bytes off the front; once it ran short everything else is empty too.
class Cursor {
 public:
  explicit Cursor(Bytes view) : rest_(view) {}
  bool ok() const { return ok_; }
  Bytes take(std::size_t count) {
    ok_ = ok_ && count <= rest_.size();
    if (!ok_) return {};
    const Bytes front = rest_.first(count);
    rest_ = rest_.subspan(count);
    return front;
  }
  std::uint8_t byte() {
    const Bytes one = take(1);
    return one.empty() ? std::uint8_t{0} : one[0];
  }

 private:
  Bytes rest_;
  bool ok_ = true;
};

}  // namespace

PeStatus add_tar(Bytes tar, gp::Application& application) {
  const auto value = wire::Tar::from(tar);
  if (!value) return PeStatus::BadValues;
  if (application.has_tar(*value)) return PeStatus::Ok;
  if (application.tar_count == application.tars.size()) return PeStatus::NotEnoughMemory;
  application.tars[application.tar_count++] = *value;
  return PeStatus::Ok;
}

PeStatus apply_toolkit_parameters(Bytes field, gp::Application& application) {
  constexpr std::uint8_t minimum_spi1 = 0x01;
  Cursor cursor(field);
  cursor.take(3);  // priority, timers, longest menu text
  const std::size_t menu_entries = cursor.byte();
  cursor.take(2 * menu_entries);  // position and identifier of each
  cursor.byte();                  // channels
  const Bytes security = cursor.take(cursor.byte());
  const Bytes tars = cursor.take(cursor.byte());
  if (!cursor.ok() || tars.size() % tar_size != 0) return PeStatus::BadValues;
  if (security.size() >= 2 && security[0] == minimum_spi1) application.minimum_security = security[1];
  for (std::size_t i = 0; i < tars.size(); i += tar_size)
    if (const auto status = add_tar(tars.subspan(i, tar_size), application); status != PeStatus::Ok)
      return status;
  return PeStatus::Ok;
}

}  // namespace sixline::card::profile
