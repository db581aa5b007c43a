// links: card_uicc card_storage tests_support
// A terminal is not trusted: whoever holds the card may send any commands in any order, on any channel, and
// remote file management brings commands of a third party. Files, PINs and keys must survive all of it.
#include <cstdlib>

#include "card/uicc/aka_parameters.hpp"
#include "card/uicc/minimal_files.hpp"
#include "card/uicc/uicc.hpp"
#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;
using card::uicc::AccessRights;
using card::uicc::File;
using card::uicc::FileType;
using tests::support::ExactCopy;
using tests::support::hex;

void require(bool condition) {
  if (!condition) std::abort();
}

/// The minimal files, one application with every kind of EF, and PIN 2 = 1234 with a PUK.
class FuzzedCard {
 public:
  FuzzedCard() {
    require(store_.mount().has_value());
    require(card::uicc::create_minimal_files(store_, files_) == wire::sw::ok);
    const std::uint16_t adf = create(FileType::Adf, card::uicc::mf_node, 0x7FF1, 0, 0, 0).node;
    create(FileType::Transparent, adf, 0x6F38, 17, 0, 4);
    create(FileType::Transparent, adf, 0x4F01, 300, 0, 1);
    create(FileType::LinearFixed, adf, 0x6F3B, 40, 8, 2);
    create(FileType::Cyclic, adf, 0x6F39, 9, 3, 3);
    create(FileType::BerTlv, adf, 0x6F50, 100, 0, 5);
    const std::uint16_t df = create(FileType::Df, adf, 0x5F40, 0, 0, 0).node;
    create(FileType::Transparent, df, 0x4F02, 20, 0, 1);
    create_secrets(adf);
    require(store_.commit().has_value());
    uicc_.mount(card::storage::card_owner);
    remote_.shared = remote_.shared_administration = AccessRights::full();
    remote_.adf.assign(hex("A0000000871002"));
    remote_.adf_rights = remote_.adf_administration = AccessRights::full();
  }

  /// One APDU; remote when `remote` says so.
  void send(wire::Bytes raw, bool remote) {
    const ExactCopy exact(raw);
    const auto command = wire::CommandApdu::parse(exact);
    if (!command) return;
    std::vector<std::uint8_t> buffer(card::limits::max_response_data);
    wire::ResponseApdu response(buffer);
    const wire::StatusWord status = remote ? uicc_.process_remote(remote_, *command, response)
                                           : uicc_.process(command->channel(), *command, response);
    require(status.ok() || response.size() == 0);
    require(!store_.has_changes());
    require(uicc_.is_open(0));
  }

  /// What no command sequence may change.
  void check_invariants() {
    require(files_.mf().has_value());
    const card::uicc::Pins pins(store_, card::storage::card_owner);
    for (const std::uint8_t reference : {std::uint8_t{0x02}, std::uint8_t{0x81}}) {
      const auto pin = pins.find(adf_, reference);
      require(pin && pin->tries_left <= pin->max_tries);
    }
    require(card::uicc::aka_holder(store_, card::storage::card_owner, adf_).has_value());
  }

 private:
  File create(FileType type, std::uint16_t parent, std::uint16_t fid, std::uint32_t size,
              std::uint16_t record_length, std::uint8_t sfi) {
    File file;
    file.type = type;
    file.parent = parent;
    file.fid = fid;
    file.size = size;
    file.record_length = record_length;
    file.sfi = sfi;
    file.rule = {0x2F06, 2};
    if (type == FileType::Adf) {
      file.aid.assign(hex("A0000000871002"));
      file.pin_status.assign(hex("0281"));
    }
    const auto created = files_.create(file);
    require(created.has_value());
    return *created;
  }

  void create_secrets(std::uint16_t adf) {
    adf_ = adf;
    // Rule 2 of the minimal EF.ARR is empty: here it opens everything, INCREASE too, to whoever has PIN 2.
    const auto arr = files_.child(card::uicc::mf_node, 0x2F06);
    require(arr && files_.write(*arr, files_.record_offset(*arr, 2),
                                hex("80011BA406830102950108840132A406830102950108")) == wire::sw::ok);
    card::uicc::Pins pins(store_, card::storage::card_owner);
    const std::array<std::uint8_t, 8> code{'1', '2', '3', '4', 0xFF, 0xFF, 0xFF, 0xFF};
    require(pins.store(1, 0x02, {.value = code, .max_tries = 10, .tries_left = 10, .unblock = 2}) ==
            wire::sw::ok);
    require(pins.store(1, 0x02, {.value = code, .max_tries = 10, .tries_left = 10, .is_puk = true}) ==
            wire::sw::ok);
    require(pins.store(1, 0x11, {.value = code, .max_tries = 10, .tries_left = 10}) == wire::sw::ok);
    require(pins.store(adf, 0x81, {.value = code, .max_tries = 10, .tries_left = 10}) == wire::sw::ok);
    card::uicc::AkaParameters aka;  // TEST ONLY
    aka.algorithm = card::uicc::AkaAlgorithm::XorTest;
    aka.options = 2;
    aka.key.assign(hex("000102030405060708090A0B0C0D0E0F"));
    require(card::uicc::store_aka(store_, card::storage::card_owner, adf, aka, {}) == wire::sw::ok);
  }

  tests::support::TestPlatform world_{{2, 32 * 1024, 4}};
  card::storage::Store store_{world_.flash, world_.index};
  card::uicc::FileSystem files_{store_};
  card::uicc::Uicc uicc_{card::runtime::Environment{world_.platform, store_}};
  card::uicc::RemoteSession remote_;
  std::uint16_t adf_ = 0;
};

}  // namespace

/// Records: one byte of length, whose top bit says that the command is remote; then the command.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedCard card;
  wire::Bytes input(data, size);
  while (!input.empty()) {
    const bool remote = (input[0] & 0x80) != 0;
    const std::size_t length = std::min<std::size_t>(input[0] & 0x7F, input.size() - 1);
    card.send(input.subspan(1, length), remote);
    input = input.subspan(1 + length);
  }
  card.check_invariants();
  return 0;
}
