// sixline_bridge LINE [HOST:PORT]: firmware on a serial line becomes a card in vpcd's PC/SC reader.
#include <charconv>
#include <csignal>
#include <cstdio>
#include <optional>

#include "hardware/bridge/firmware_card.hpp"
#include "hardware/native/vpcd_link.hpp"

namespace {

using namespace sixline::hardware;

constexpr const char* usage =
    "usage: sixline_bridge LINE [HOST:PORT]\n"
    "  LINE       /dev/ttyUSB0 (115,200 bit/s) or unix:PATH, the serial port of QEMU\n"
    "  HOST:PORT  where vpcd listens, 127.0.0.1:35963 if absent\n";

/// The link that a signal ends.
native::VpcdLink* running_link = nullptr;

void stop_link(int) {
  if (running_link != nullptr) running_link->stop();
}

std::optional<native::VpcdAddress> parse_address(const std::string& text) {
  native::VpcdAddress address;
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  address.host = text.substr(0, colon);
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data() + colon + 1, end, address.port);
  if (stop != end || problem != std::errc{} || address.port == 0) return std::nullopt;
  return address;
}

int fail(const std::string& why) {
  std::fprintf(stderr, "sixline_bridge: %s\n", why.c_str());
  return 3;
}

}  // namespace

int main(int argc, char** argv) {
  const auto address = argc == 3 ? parse_address(argv[2]) : native::VpcdAddress{};
  if (argc < 2 || argc > 3 || !address) {
    std::fputs(usage, stderr);
    return 2;
  }
  auto line = bridge::SerialLine::open(argv[1]);
  if (!line) return fail(line.error());
  bridge::FirmwareCard card(std::move(*line), [](std::string_view text) {
    std::fprintf(stderr, "firmware: %.*s\n", static_cast<int>(text.size()), text.data());
  });
  if (card.power_on().empty()) return fail(std::string(argv[1]) + ": no card answers there");
  native::VpcdLink link(card, *address);
  running_link = &link;
  std::signal(SIGINT, stop_link);
  std::signal(SIGTERM, stop_link);
  const auto served = link.run();
  running_link = nullptr;
  return served ? 0 : fail(served.error());
}
