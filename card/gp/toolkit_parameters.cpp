#include "card/gp/toolkit_parameters.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;

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

StatusWord append_tar(Bytes tar, Application& application) {
  const auto value = wire::Tar::from(tar);
  if (!value) return sw::wrong_data;
  if (application.has_tar(*value)) return sw::ok;
  if (application.tar_count == application.tars.size()) return sw::not_enough_memory;
  application.tars[application.tar_count++] = *value;
  return sw::ok;
}

StatusWord read_toolkit_parameters(Bytes field, Application& application) {
  constexpr std::uint8_t minimum_spi1 = 0x01;
  Cursor cursor(field);
  cursor.take(3);  // priority, timers, longest menu text
  const std::size_t menu_entries = cursor.byte();
  cursor.take(2 * menu_entries);  // position and identifier of each
  cursor.byte();                  // channels
  const Bytes security = cursor.take(cursor.byte());
  const Bytes tars = cursor.take(cursor.byte());
  if (!cursor.ok() || tars.size() % tar_size != 0) return sw::wrong_data;
  if (security.size() >= 2 && security[0] == minimum_spi1) application.minimum_security = security[1];
  for (std::size_t i = 0; i < tars.size(); i += tar_size)
    if (const auto status = append_tar(tars.subspan(i, tar_size), application); !status.ok()) return status;
  return sw::ok;
}

}  // namespace sixline::card::gp
