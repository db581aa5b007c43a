#include "card/isdp/installation.hpp"

namespace sixline::card::isdp {
namespace {

namespace sw = wire::sw;
using storage::Owner;

/// EUICCResponse { peStatus { not-enough-memory }, profileInstallationAborted }.  [TCA-PP §9.8]
constexpr std::uint8_t not_enough_memory_report[] = {0x30, 0x09, 0xA0, 0x05, 0x30, 0x03,
                                                     0x80, 0x01, 0x04, 0x81, 0x00};

StatusWord erase_durably(storage::Store& store, Owner slot) {
  store.rollback();
  const StatusWord erased = gp::erase_profile(store, slot);
  return erased.ok() ? gp::status_of(store.commit()) : erased;
}

}  // namespace

void Installation::recover() {
  slot_ = storage::card_owner;
  for (Owner slot = 1; slot <= limits::max_profiles; ++slot) {
    const auto record = gp::read_isd_p(store_, slot);
    // A slot that cannot be erased now keeps its mark: the next reset tries again.
    if (record && record->installing && !erase_durably(store_, slot).ok()) store_.rollback();
  }
}

StatusWord Installation::begin(Owner slot) {
  abort();
  auto record = gp::read_isd_p(store_, slot);
  if (!record) return record.error();
  record->installing = true;
  StatusWord marked = gp::write_isd_p(store_, slot, *record);
  if (marked.ok()) marked = gp::status_of(store_.commit());
  if (!marked.ok()) {
    store_.rollback();
    return marked;
  }
  slot_ = slot;
  granted_ = record->granted_memory;
  memory_exhausted_ = false;
  installer_.begin(slot);
  return sw::ok;
}

// [SGP.02 §4.1.1.1] The grant of CreateISDP bounds what the profile may occupy.
bool Installation::quota_exceeded(std::size_t coming) const {
  return granted_ != 0 && gp::used_memory(store_, slot_) + coming > granted_;
}

Progress Installation::feed(Bytes piece, gp::LifeCycle final_state) {
  if (quota_exceeded(piece.size())) return fail_for_memory();
  const Progress progress = installer_.feed(piece);
  if (progress == Progress::Continue) return progress;
  if (progress == Progress::Aborted) {
    abort();
    return progress;
  }
  // The last piece may have created more than it brought.
  if (quota_exceeded(0) || !finish(final_state).ok()) return fail_for_memory();
  slot_ = storage::card_owner;
  return progress;
}

StatusWord Installation::finish(gp::LifeCycle final_state) {
  auto record = gp::read_isd_p(store_, slot_);
  if (!record) return record.error();
  record->installing = false;
  record->provisional = false;
  StatusWord finished = gp::write_isd_p(store_, slot_, *record);
  if (finished.ok()) finished = gp::Registry(store_).set_state(gp::isd_p_id(slot_), final_state);
  return finished.ok() ? gp::status_of(store_.commit()) : finished;
}

Progress Installation::fail_for_memory() {
  memory_exhausted_ = true;
  abort();
  return Progress::Aborted;
}

void Installation::write_report(wire::Writer& out) const {
  if (memory_exhausted_) return out.put(not_enough_memory_report);
  installer_.write_response(out);
}

void Installation::abort() {
  if (!running()) return;
  if (!erase_durably(store_, slot_).ok()) store_.rollback();
  slot_ = storage::card_owner;
}

}  // namespace sixline::card::isdp
