#include "card/gp/card_identity.hpp"

namespace sixline::card::gp {
namespace {

constexpr storage::Key identity_key{storage::card_owner, storage::Kind::CardIdentity, 0, 0};

}  // namespace

std::optional<wire::Eid> card_identity(const storage::Store& store) {
  const auto stored = store.read(identity_key);
  if (!stored) return std::nullopt;
  const auto eid = wire::Eid::from(*stored);
  return eid ? std::optional(*eid) : std::nullopt;
}

StatusWord store_card_identity(storage::Store& store, const wire::Eid& eid) {
  if (store.exists(identity_key)) return wire::sw::conditions_not_satisfied;
  return status_of(store.write(identity_key, eid.bytes));
}

}  // namespace sixline::card::gp
