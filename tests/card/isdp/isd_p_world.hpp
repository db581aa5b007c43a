// A card with an ECASD, one ISD-P in slot 1, and a package interpreter that the test plays itself.
#pragma once

#include <deque>

#include "card/gp/isd_p_record.hpp"
#include "card/isdp/isd_p.hpp"
#include "tests/card/ecasd/test_certificates.hpp"

namespace sixline::tests {

/// Gives the bytes the test put in, then counts.
class ScriptedRandom final : public card::platform::Random {
 public:
  void fill(wire::MutableBytes out) override {
    for (std::uint8_t& byte : out) {
      byte = script.empty() ? ++counter_ : script.front();
      if (!script.empty()) script.pop_front();
    }
  }
  bool is_true_random() const override { return false; }
  void give(const ByteVector& bytes) { script.insert(script.end(), bytes.begin(), bytes.end()); }
  std::deque<std::uint8_t> script;

 private:
  std::uint8_t counter_ = 0;
};

/// Writes one file for every piece, so that a roll-back has something to roll back, and ends when told.
class PlayedInstaller final : public card::isdp::PackageInstaller {
 public:
  using Progress = card::isdp::Progress;
  explicit PlayedInstaller(card::storage::Store& store) : store_(store) {}

  void begin(card::storage::Owner slot) override {
    slot_ = slot;
    received.clear();
    ++begun;
  }
  Progress feed(Bytes piece) override {
    received.insert(received.end(), piece.begin(), piece.end());
    const card::storage::Key file{slot_, card::storage::Kind::File, 1, static_cast<std::uint16_t>(pieces++)};
    EXPECT_TRUE(store_.write(file, piece.first(std::min<std::size_t>(piece.size(), 64))));
    EXPECT_EQ(card::gp::store_pol1(store_, slot_, {0x01}), sw::ok);
    if (commits) {
      EXPECT_TRUE(store_.commit());
    }
    return next;
  }
  void write_response(wire::Writer& out) const override {
    out.put(next == Progress::Installed ? hex("3007A0053003800100")
                                        : hex("3012A00E300C8001028101048201008301308100"));
  }

  Progress next = Progress::Continue;
  bool commits = true;
  int begun = 0;
  int pieces = 0;
  ByteVector received;

 private:
  card::storage::Store& store_;
  card::storage::Owner slot_ = 0;
};

class IsdPWorld : public DomainWorld {
 public:
  explicit IsdPWorld(card::gp::LifeCycle state = card::gp::LifeCycle::Selectable, Curve curve = Curve::P256) {
    EXPECT_EQ(ecasd.store_private_key(curve, scalar(0x33)), sw::ok);
    EXPECT_EQ(ecasd.store_ci_key(0, ci_key(curve)), sw::ok);
    create(1, 0x0010, state);
    isd_p.select(1);
  }
  void create(card::storage::Owner slot, std::uint16_t number, card::gp::LifeCycle state) {
    card::gp::Application application{.id = card::gp::isd_p_id(slot)};
    application.kind = card::gp::ApplicationKind::IsdP;
    application.state = state;
    application.aid = isd_p_aid(number);
    EXPECT_EQ(registry.put(application), sw::ok);
    EXPECT_EQ(card::gp::write_isd_p(store, slot, {}), sw::ok);
    if (state != card::gp::LifeCycle::Selectable) put_scp03_keys(card::gp::isd_p_id(slot));
    commit();
  }
  card::gp::LifeCycle state(card::storage::Owner slot = 1) const {
    return registry.get(card::gp::isd_p_id(slot))->state;
  }
  void set_state(card::gp::LifeCycle to, card::storage::Owner slot = 1) {
    EXPECT_EQ(registry.set_state(card::gp::isd_p_id(slot), to), sw::ok);
    commit();
  }
  std::size_t files(card::storage::Owner slot = 1) const {
    std::size_t count = 0;
    const auto range = card::storage::all_of(slot, card::storage::Kind::File);
    for (auto key = store.first(range); key; key = store.next(range, *key)) ++count;
    return count;
  }
  card::gp::IsdPRecord record(card::storage::Owner slot = 1) const {
    return *card::gp::read_isd_p(store, slot);
  }

  /// One script of TLVs (hex, each a whole TLV); the answers in a row, as AF would carry them.
  std::string script(std::string_view tlvs) {
    const auto bytes = hex(tlvs);
    const ExactCopy copy(bytes);
    ByteVector buffer(2048);
    wire::Writer answer(buffer);
    isd_p.begin_script({.spi1 = 0x16, .key_version = 0x01});
    auto reader = wire::TlvReader::ber(copy);
    while (!reader.at_end()) {
      const auto tlv = reader.next();
      if (!tlv) break;
      if (!isd_p.run_tlv(*tlv, answer)) return "unknown";
    }
    isd_p.end_script();
    return to_hex(answer.view());
  }
  std::string send(std::string_view command) {
    return transmit(command, [this](const auto& c, auto& r) { return isd_p.run_command(c, r); }).text();
  }
  /// STORE DATA content handed on by the ISD-R.
  std::string store_data(const ByteVector& data, card::storage::Owner slot = 1) {
    const ExactCopy copy(data);
    ByteVector buffer(256);
    wire::ResponseApdu response(buffer);
    const StatusWord status = isd_p.store_data(slot, copy, response);
    if (status.ok()) {
      commit();
    } else {
      store.rollback();
    }
    return Answer{status, status.ok() ? to_hex(response.view()) : ""}.text();
  }

  ScriptedRandom random;
  card::platform::Platform platform{world.flash, random, world.clock, world.log, world.crypto};
  card::runtime::Environment environment{platform, store};
  card::ecasd::Ecasd ecasd{environment};
  card::gp::Domains domains{environment, ecasd};
  PlayedInstaller installer{store};
  card::isdp::IsdP isd_p{environment, ecasd, domains, installer};
};

}  // namespace sixline::tests
