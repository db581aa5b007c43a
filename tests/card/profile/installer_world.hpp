// A store with one ISD-P slot and an installer that works on it.
#pragma once

#include <gtest/gtest.h>

#include "card/gp/isd_p_record.hpp"
#include "card/profile/installer.hpp"
#include "tests/support/der_builder.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::tests::profile {

using card::profile::PeStatus;
using card::profile::Progress;
using support::hex;
using support::to_hex;
using support::der::Blob;
namespace der = support::der;

inline constexpr card::storage::Owner slot = 1;

struct InstallerWorld {
  InstallerWorld() {
    EXPECT_TRUE(store.mount());
    prepare();
    installer.begin(slot);
  }

  void prepare() {
    EXPECT_TRUE(card::gp::write_isd_p(store, slot, {.installing = true}).ok());
    EXPECT_TRUE(store.commit());
  }

  /// As new, without building a new world: loops over many packages need it.
  void restart() {
    erase_owner();
    EXPECT_EQ(objects(), 0u);
    prepare();
    installer.begin(slot);
  }

  /// Feeds in pieces of `step` bytes, each in a block of its own; stops at the end of the installation.
  Progress feed(const Blob& package, std::size_t step = 1007) {
    Progress progress = Progress::Continue;
    for (std::size_t at = 0; at < package.size() && progress == Progress::Continue; at += step) {
      const std::size_t size = std::min(step, package.size() - at);
      const support::ExactCopy piece(wire::Bytes(package).subspan(at, size));
      progress = installer.feed(piece);
      EXPECT_FALSE(store.has_changes());
    }
    return progress;
  }

  std::string response() const {
    std::array<std::uint8_t, 256> buffer;
    wire::Writer out(buffer);
    installer.write_response(out);
    EXPECT_FALSE(out.overflowed());
    return to_hex(out.view());
  }

  /// What the caller does when an installation did not end well.
  void erase_owner() {
    EXPECT_TRUE(store.erase(card::storage::all_of(slot)));
    EXPECT_TRUE(store.commit());
  }

  std::size_t objects() const {
    std::size_t count = 0;
    const auto range = card::storage::all_of(slot);
    for (auto key = store.first(range); key; key = store.next(range, *key)) ++count;
    return count;
  }

  /// Every object of the slot with its key: two stores are equal when these are.
  std::vector<std::string> dump() const {
    std::vector<std::string> lines;
    const auto range = card::storage::all_of(slot);
    for (auto key = store.first(range); key; key = store.next(range, *key)) {
      const std::uint8_t name[] = {static_cast<std::uint8_t>(key->kind),
                                   static_cast<std::uint8_t>(key->a >> 8), static_cast<std::uint8_t>(key->a),
                                   static_cast<std::uint8_t>(key->b >> 8), static_cast<std::uint8_t>(key->b)};
      lines.push_back(to_hex(name) + ":" + to_hex(*store.read(*key)));
    }
    return lines;
  }

  card::uicc::FileSystem files() { return card::uicc::FileSystem(store, slot); }

  /// The file at a path of FIDs in hexadecimal; fails the test when there is none.
  card::uicc::File file(std::string_view path) {
    const auto found = files().by_path(hex(path), card::uicc::mf_node, card::uicc::no_node);
    EXPECT_TRUE(found) << path;
    return found ? *found : card::uicc::File{};
  }
  bool has(std::string_view path) {
    return files().by_path(hex(path), card::uicc::mf_node, card::uicc::no_node).has_value();
  }
  std::string content(std::string_view path) { return content(file(path)); }
  std::string content(const card::uicc::File& ef) {
    Blob body(ef.size);
    EXPECT_TRUE(files().read(ef, 0, body).ok());
    return to_hex(body);
  }

  support::TestPlatform world;
  card::storage::Store store{world.flash, world.index};
  card::runtime::Environment environment{world.platform, store};
  card::profile::ProfileInstaller installer{environment};
};

}  // namespace sixline::tests::profile
