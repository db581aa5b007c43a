#include "tests/soak/malice.hpp"

#include <algorithm>

#include "tests/soak/attacker.hpp"

namespace sixline::tests::soak {
namespace {

std::string words_of(int status) {
  switch (status) {
    case RawPeer::closed: return "closed";
    case RawPeer::silent: return "silent";
    case Attacker::internal_failure: return "internal failure";
    case Attacker::believed: return "believed";
    default: return std::to_string(status);
  }
}

bool is_allowed(const Attack& attack, int status) {
  constexpr int overloaded = 503;
  if (attack.allowed.empty()) return status > 0;
  return status == overloaded ||
         std::find(attack.allowed.begin(), attack.allowed.end(), status) != attack.allowed.end();
}

}  // namespace

void attack(const Shift& shift, const Arsenal& arsenal) {
  Attacker me(shift, arsenal);
  std::vector<Attack> attacks;
  for (const auto& some : {hostile_messages(), hostile_connections()})
    attacks.insert(attacks.end(), some.begin(), some.end());
  for (std::size_t turn = shift.number; !shift.over; ++turn) {
    const Attack& attack = attacks[turn % attacks.size()];
    const int status = attack.run(me);
    const std::string name = "attack: " + std::string(attack.name);
    if (is_allowed(attack, status))
      shift.tally.add(name, words_of(status));
    else if (!shift.over)
      shift.tally.add_wrong(name, words_of(status));
  }
}

}  // namespace sixline::tests::soak
