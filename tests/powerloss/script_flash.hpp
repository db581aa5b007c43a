// Flash that shows, before every operation, what a power cut during that operation would leave behind.
#pragma once

#include <functional>

#include "tests/support/flash_simulator.hpp"

namespace sixline::tests::powerloss {

/// Which cuts of one operation are tried.
enum class Tears : std::uint8_t {
  Every,  ///< after each unit and within each unit
  Main,   ///< before it, within its first unit, within its last one, at its end
};
/// SIXLINE_EXHAUSTIVE=1 asks for every tear everywhere.
Tears tears_or_every(Tears by_default);

/// What stands in flash after a cut does not depend on what its user would have done next, so that the card
/// need not run once for each cut: its flash is copied before the operation and the copy is torn.
class WatchedFlash final : public card::platform::Flash {
 public:
  /// Large enough for the card with a profile, small enough to be copied thousands of times.
  static constexpr card::platform::FlashGeometry geometry_of_test{2, 128 * 1024, 4};
  /// `torn` has power again; it is valid during the call.
  using Visit = std::function<void(support::FlashSimulator& torn, const support::Cut& cut)>;

  explicit WatchedFlash(Tears tears) : tears_(tears) {}

  /// Every operation is torn from now on; an empty function stops it.
  void watch(Visit visit) { visit_ = std::move(visit); }
  const support::FlashSimulator& cells() const { return flash_; }
  /// Operations torn so far.
  std::size_t watched() const { return watched_; }

  card::platform::FlashGeometry geometry() const override { return flash_.geometry(); }
  wire::Bytes bank(std::uint32_t index) const override { return flash_.bank(index); }
  bool program(std::uint32_t bank, std::uint32_t offset, wire::Bytes data) override;
  bool erase(std::uint32_t bank) override;

 private:
  void tear(const support::FlashSimulator::Operation& operation,
            const std::function<void(support::FlashSimulator&)>& perform);

  Tears tears_;
  Visit visit_;
  std::size_t watched_ = 0;
  support::FlashSimulator flash_{geometry_of_test};
  support::FlashSimulator torn_{geometry_of_test};  ///< a member so that its banks are allocated once
};

}  // namespace sixline::tests::powerloss
