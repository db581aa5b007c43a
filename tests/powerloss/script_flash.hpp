// Flash that shows, before every operation, what a power cut during that operation would leave behind.
#pragma once

#include <functional>

#include "tests/support/flash_simulator.hpp"

namespace sixline::tests::powerloss {

/// SIXLINE_EXHAUSTIVE=1: every tear of every operation, and a card started on each.
bool is_exhaustive();

/// What stands in flash after a cut does not depend on what its user would have done next, so that the card
/// need not run once for each cut: its flash is copied before the operation and the copy is torn.
///
/// The first operations are torn after each unit and within each unit. A whole profile takes thousands: those
/// after the first are torn once each, in turn before it, within its first unit, within its last, and at its
/// end.
class WatchedFlash final : public card::platform::Flash {
 public:
  /// Large enough for the card with a profile, small enough to be copied thousands of times.
  static constexpr card::platform::FlashGeometry geometry_of_test{2, 128 * 1024, 4};
  static constexpr std::size_t torn_everywhere = 100;
  /// `torn` has power again; it is valid during the call.
  using Visit = std::function<void(support::FlashSimulator& torn, const support::Cut& cut)>;

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

  std::vector<support::Cut> cuts_of(const support::FlashSimulator::Operation& operation) const;

  Visit visit_;
  std::size_t watched_ = 0;
  support::FlashSimulator flash_{geometry_of_test};
  support::FlashSimulator torn_{geometry_of_test};  ///< a member so that its banks are allocated once
};

}  // namespace sixline::tests::powerloss
