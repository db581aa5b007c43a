// Profile bytes installed per second: the installer alone, and behind SCP03t and the ISD-P.
#include <benchmark/benchmark.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "host/profile/template_package.hpp"
#include "tests/bench/isd_p_card.hpp"
#include "tests/support/source_tree.hpp"

namespace sixline::tests::bench {
namespace {

using host::ByteString;

std::map<std::string, ByteString> packages() {
  std::map<std::string, ByteString> found{{"template", host::profile::template_package().encode()}};
  std::error_code absent;
  for (const auto& entry :
       std::filesystem::directory_iterator(tests::support::source_tree() / "../shared/profiles", absent)) {
    if (entry.path().extension() != ".der") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    found[entry.path().stem().string()] = ByteString(std::istreambuf_iterator<char>(file), {});
  }
  return found;
}

double install_directly(const ByteString& package) {
  StoreWithSlot card;
  card::profile::ProfileInstaller installer(card.environment);
  auto progress = card::profile::Progress::Continue;
  const double spent = seconds([&] {
    installer.begin(slot);
    for (std::size_t at = 0; at < package.size(); at += host::scp::scp03t::largest_segment)
      progress = installer.feed(wire::Bytes(package).subspan(
          at, std::min(package.size() - at, host::scp::scp03t::largest_segment)));
  });
  must(progress == card::profile::Progress::Installed, "install a package");
  return spent;
}

double install_through_scp03t(const ByteString& package) {
  IsdPCard card;
  auto host = card.open();
  const auto segments = host.wrap_package(package).value();
  ByteString answer;
  const double spent = seconds([&] {
    for (const ByteString& segment : segments) answer = card.run(segment);
  });
  must(answer.size() > 2 && answer[0] == 0x86, "install a package through SCP03t");
  return spent;
}

}  // namespace

void register_install() {
  for (const auto& [name, package] : packages()) {
    for (const bool direct : {true, false}) {
      benchmark::RegisterBenchmark(
          ("install/" + name + (direct ? "/direct" : "/scp03t")).c_str(),
          [direct, package = package](benchmark::State& state) {
            for (auto _ : state)
              state.SetIterationTime(direct ? install_directly(package) : install_through_scp03t(package));
            state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(package.size()));
          })
          ->UseManualTime()
          ->MinTime(0.1);
    }
  }
}

}  // namespace sixline::tests::bench
