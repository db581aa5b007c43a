// An installation is longer than any transaction: it is committed in steps, between which the profile is
// incomplete and invisible. The caller erases the owner's range when the installation does not end well.
#pragma once

#include "card/profile/pe_status.hpp"

namespace sixline::card::profile {

/// Counts changes of the store and commits before one transaction grows too large.
class Checkpoint {
 public:
  explicit Checkpoint(storage::Store& store) : store_(store) {}

  /// Called after at most `changes` objects were changed.
  PeStatus after(std::size_t changes) {
    pending_ += changes;
    return pending_ < limits::changes_per_checkpoint ? PeStatus::Ok : commit();
  }
  PeStatus commit() {
    pending_ = 0;
    if (!store_.has_changes()) return PeStatus::Ok;
    const auto committed = store_.commit();
    return committed ? PeStatus::Ok : pe_status(committed.error());
  }
  void rollback() {
    pending_ = 0;
    store_.rollback();
  }

 private:
  storage::Store& store_;
  std::size_t pending_ = 0;
};

}  // namespace sixline::card::profile
