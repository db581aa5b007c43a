#include "card/uicc/usim_services.hpp"

namespace sixline::card::uicc {
namespace {

constexpr std::uint16_t ef_ust = 0x6F38;

}  // namespace

bool has_service(const FileSystem& files, std::uint16_t adf, unsigned number) {
  const auto ust = files.child(adf, ef_ust);
  std::array<std::uint8_t, 1> byte{};
  if (!ust || ust->type != FileType::Transparent) return false;
  if (files.read(*ust, (number - 1) / 8, byte) != wire::sw::ok) return false;
  return (byte[0] >> ((number - 1) % 8) & 1) != 0;
}

}  // namespace sixline::card::uicc
