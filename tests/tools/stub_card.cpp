// A card for vpcd that answers every command with its own bytes and 9000; it exits when the reader hangs up.
//   stub_card PORT
#include <arpa/inet.h>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

int connect_to(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  for (int attempt = 0; attempt < 500; ++attempt) {
    const int card = ::socket(AF_INET, SOCK_STREAM, 0);
    if (::connect(card, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return card;
    ::close(card);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return -1;
}

bool receive(int card, std::vector<std::uint8_t>& out) {
  const int yes = 1;
  ::setsockopt(card, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof yes);
  return out.empty() || ::recv(card, out.data(), out.size(), MSG_WAITALL) == static_cast<ssize_t>(out.size());
}

bool answer(int card, const std::vector<std::uint8_t>& body) {
  std::vector<std::uint8_t> frame{static_cast<std::uint8_t>(body.size() >> 8),
                                  static_cast<std::uint8_t>(body.size())};
  frame.insert(frame.end(), body.begin(), body.end());
  return ::send(card, frame.data(), frame.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(frame.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const int card = connect_to(static_cast<std::uint16_t>(std::atoi(argv[1])));
  if (card < 0) {
    std::puts("stub card: nobody listens");
    return 1;
  }
  for (;;) {
    std::vector<std::uint8_t> length(2);
    if (!receive(card, length)) return 0;
    std::vector<std::uint8_t> body(static_cast<std::size_t>(length[0] << 8 | length[1]));
    if (!receive(card, body)) return 0;
    if (body.size() == 1) {
      constexpr std::uint8_t get_atr = 0x04;
      if (body[0] == get_atr && !answer(card, {0x3B, 0x80, 0x01, 0x81})) return 0;
      continue;
    }
    body.insert(body.end(), {0x90, 0x00});
    if (!answer(card, body)) return 0;
  }
}
