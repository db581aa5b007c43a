#include "host/profile/access_rules.hpp"

namespace sixline::host::profile {

namespace {

constexpr std::uint8_t pin1 = 0x01, pin2 = 0x81, adm1 = 0x0A;

// Access mode bits of an EF.  [TS 102 221 §9.2.7]
constexpr std::uint8_t read = 0x01, update = 0x02, deactivate = 0x08, activate = 0x10, remove = 0x40;
constexpr std::uint8_t switch_state = activate | deactivate;
constexpr std::uint8_t administer = remove | switch_state;
// Of a DF: delete itself, activate, deactivate, create DF, create EF.
constexpr std::uint8_t directory = remove | switch_state | 0x04 | 0x02;

constexpr std::uint8_t increase = 0x32;

class Rule {
 public:
  Rule& always(std::uint8_t mode) { return access(mode, {0x90, 0x00}); }
  Rule& never(std::uint8_t mode) { return access(mode, {0x97, 0x00}); }
  Rule& key(std::uint8_t mode, std::uint8_t reference) {
    return access(mode, {0xA4, 0x06, 0x83, 0x01, reference, 0x95, 0x01, 0x08});
  }
  Rule& command_key(std::uint8_t instruction, std::uint8_t reference) {
    append(bytes_, ByteString{0x84, 0x01, instruction, 0xA4, 0x06, 0x83, 0x01, reference, 0x95, 0x01, 0x08});
    return *this;
  }
  operator ByteString() const { return bytes_; }

 private:
  Rule& access(std::uint8_t mode, std::initializer_list<std::uint8_t> condition) {
    append(bytes_, ByteString{0x80, 0x01, mode});
    bytes_.insert(bytes_.end(), condition);
    return *this;
  }
  ByteString bytes_;
};

}  // namespace

std::vector<ByteString> default_access_rules() {
  return {
      Rule().always(read).key(update, pin1).key(administer, adm1),
      Rule().key(read, pin1).key(update | administer, adm1),
      Rule().key(read | update | administer, adm1),
      Rule().always(read).never(update | switch_state).key(remove, adm1),
      Rule().key(read | update, pin1).key(administer, adm1),
      Rule().key(read | activate, pin1).key(update | deactivate | remove, adm1),
      Rule().key(read | update, pin1).key(administer, adm1).command_key(increase, pin1),
      Rule().key(read, pin1).key(update, pin2).key(administer, adm1),
      Rule().always(read).key(update | switch_state, pin1).key(remove, adm1),
      Rule().always(read).key(update | administer, adm1),
      Rule().always(read).key(switch_state, adm1).never(update | remove),
      Rule().key(read, pin1).never(update | administer),
      Rule().key(read | update | activate, pin1).key(deactivate | remove, adm1),
      Rule().key(directory, adm1),
  };
}

}  // namespace sixline::host::profile
