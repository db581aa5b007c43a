// APDUs per second: the native card and an echo card, each behind the same channel.
#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <filesystem>

#include "host/profile/template_package.hpp"
#include "host/transport/in_process.hpp"
#include "host/transport/pcsc.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/echo_port.hpp"
#include "tools/sixline/issued_card.hpp"
#include "tools/sixline/virtual_reader.hpp"

namespace sixline::tests::bench {
namespace {

using hardware::native::CardPort;
using hardware::native::NativeCard;
using host::Bytes;
using host::ByteString;
using host::transport::CardChannel;

constexpr std::array<const char*, 3> names{"select", "read_binary", "authenticate"};
const ByteString select_iccid{0x00, 0xA4, 0x00, 0x0C, 0x02, 0x2F, 0xE2};
const ByteString read_iccid{0x00, 0xB0, 0x00, 0x00, 0x0A};

void issue(NativeCard& card) {
  if (!card.card().is_issued()) must(tools::issue_test_card(card.card()).has_value(), "issue the card");
  std::array<std::uint8_t, 256> report{};
  wire::Writer out(report);
  must(card.card().install_bootstrap(host::profile::template_package().encode(), out).has_value(),
       "install the profile");
}

/// `count` commands. Every AUTHENTICATE has its own sequence number, in all batches of this process.
std::vector<ByteString> commands(std::size_t kind, std::size_t count) {
  if (kind < 2) return std::vector<ByteString>(count, kind == 0 ? select_iccid : read_iccid);
  static std::uint32_t number = 0;
  const auto keys = host::profile::template_aka(host::profile::AkaAlgorithm::Milenage);
  std::vector<ByteString> list;
  while (list.size() < count) {
    const std::uint32_t sqn = ++number << 5;
    const host::profile::Sqn bytes{0,
                                   0,
                                   static_cast<std::uint8_t>(sqn >> 24),
                                   static_cast<std::uint8_t>(sqn >> 16),
                                   static_cast<std::uint8_t>(sqn >> 8),
                                   static_cast<std::uint8_t>(sqn)};
    list.push_back(
        host::profile::authenticate_command(host::profile::make_challenge(keys, {}, bytes).value()));
  }
  return list;
}

/// Selects what the commands of `kind` work on.
void prepare(CardChannel& channel, std::size_t kind) {
  must(channel.reset().has_value(), "reset the card");
  ByteString select = select_iccid;
  if (kind == 2) {
    const Bytes aid = host::profile::template_usim_aid();
    select = {0x00, 0xA4, 0x04, 0x0C, static_cast<std::uint8_t>(aid.size())};
    select.insert(select.end(), aid.begin(), aid.end());
  }
  must(channel.transmit(select).has_value(), "select");
}

/// Seconds for all of `list`. A refusal would be quick and prove nothing.
double seconds_for(CardChannel& channel, const std::vector<ByteString>& list) {
  bool good = true;
  const auto start = std::chrono::steady_clock::now();
  for (const ByteString& command : list) {
    const auto answer = channel.transmit(command);
    const std::uint8_t sw1 = answer ? answer->at(answer->size() - 2) : 0;
    good = good && (sw1 == 0x90 || sw1 == 0x61);
  }
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
  must(good, "the card refused a command");
  return spent.count();
}

std::unique_ptr<CardChannel> channel_to(CardPort& card) {
  return std::make_unique<host::transport::InProcessChannel>(
      "card", [&card] { return host::to_byte_string(card.power_on()); },
      [&card](Bytes command) {
        ByteString answer(258);
        wire::Writer out(answer);
        card.transmit(command, out);
        answer.resize(out.size());
        return answer;
      });
}

void in_process(benchmark::State& state, CardPort& card, std::size_t kind) {
  constexpr std::size_t batch = 1000;
  const auto channel = channel_to(card);
  prepare(*channel, kind);
  for (auto _ : state) state.SetIterationTime(seconds_for(*channel, commands(kind, batch)));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch));
}

}  // namespace

void register_apdu() {
  static const auto native = NativeCard::in_memory();
  static EchoPort echo;
  issue(*native);
  for (std::size_t kind = 0; kind < names.size(); ++kind) {
    for (CardPort* card : {static_cast<CardPort*>(native.get()), static_cast<CardPort*>(&echo)}) {
      const std::string who = card == &echo ? "echo" : "native";
      benchmark::RegisterBenchmark(("in_process/" + std::string(names[kind]) + "/" + who).c_str(),
                                   [card, kind](benchmark::State& state) { in_process(state, *card, kind); })
          ->UseManualTime()
          ->MinTime(0.1);
    }
  }
}

int measure_reader(const std::string& card) {
  constexpr std::size_t rounds = 7;
  constexpr std::size_t batch = 300;
  auto reader = tools::VirtualReader::start();
  if (!reader) {
    std::printf("! %s\n", reader.error().what.c_str());
    return 0;
  }
  const std::string port = std::to_string(tools::VirtualReader::card_port);
  const std::string state = ((*reader)->folder() / "card.state").string();
  std::vector<std::string> program{SIXLINE_ECHO_CARD, port};
  if (card == "native") {
    issue(**tools::open_issued_card(state));
    program = {SIXLINE_PROGRAM, "--state", state, "card", "--vpcd", "127.0.0.1:" + port};
  }
  const auto inserted = (*reader)->insert(program);
  if (!inserted) std::fprintf(stderr, "%s\n", inserted.error().what.c_str());
  must(inserted.has_value(), "insert the card");
  auto channel = host::transport::PcscChannel::open(tools::VirtualReader::reader_name);
  must(channel.has_value(), "open the reader");
  for (std::size_t kind = 0; kind < names.size(); ++kind) {
    prepare(**channel, kind);
    std::array<double, rounds> rates{};
    for (double& rate : rates) rate = batch / seconds_for(**channel, commands(kind, batch));
    std::nth_element(rates.begin(), rates.begin() + rounds / 2, rates.end());
    std::printf("%s %f\n", names[kind], rates[rounds / 2]);
  }
  return 0;
}

}  // namespace sixline::tests::bench
