// Attacks in how bytes are sent.
#include <thread>

#include "tests/soak/attacker.hpp"

namespace sixline::tests::soak {
namespace {

using namespace std::chrono_literals;

/// Of a sender who takes his time: less than the server's patience, and more.
constexpr auto between_bytes = 100ms;
constexpr unsigned slow_bytes = 30;
constexpr unsigned half_open = 16;
constexpr std::size_t too_long = 60'000'000;

// What is in HTTP.

std::string head(const std::string& lines, const std::string& path = "/esim-messaging/3/ES4/ES4SmSrService") {
  return "POST " + path +
         " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/soap+xml; charset=utf-8\r\n" + lines +
         "\r\n";
}

int said(Attacker& me, const std::string& bytes, bool end = false) {
  RawPeer peer(me.port());
  const auto identity = me.identity();
  if (!peer.connected() || !peer.start_tls(&identity)) return RawPeer::closed;
  peer.send(bytes);
  if (end) peer.end_sending();
  return peer.status();
}

int other_content_type(Attacker& me) {
  Letter letter = me.get_eis();
  letter.content_type = "text/xml";
  return me.post(letter);
}

int other_path(Attacker& me) {
  Letter letter = me.get_eis();
  letter.url += std::string(1 + me.any(2000), 'x');
  return me.post(letter);
}

int other_method(Attacker& me) {
  return said(me, "GET /esim-messaging/3/ES4/ES4SmSrService HTTP/1.1\r\nHost: a\r\n\r\n");
}

int announced_too_long(Attacker& me) {
  return said(me, head("Content-Length: " + std::to_string(too_long) + "\r\n"));
}

int chunked_too_long(Attacker& me) {
  RawPeer peer(me.port());
  const auto identity = me.identity();
  if (!peer.connected() || !peer.start_tls(&identity)) return RawPeer::closed;
  peer.send(head("Transfer-Encoding: chunked\r\n"));
  const std::string chunk = "100000\r\n" + std::string(0x100000, ' ') + "\r\n";
  for (std::size_t sent = 0; sent < too_long; sent += 0x100000)
    if (!peer.send(chunk)) break;
  return peer.status();
}

int broken_chunks(Attacker& me) {
  return said(me, head("Transfer-Encoding: chunked\r\n") + "5\r\n<a/>\r\nzz\r\n");
}

int two_lengths(Attacker& me) {
  return said(me,
              head("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
              true);
}

int long_header(Attacker& me) {
  return said(me, head("X-Long: " + std::string(64'000, 'h') + "\r\n"));
}

int garbage(Attacker& me) {
  std::string bytes(1 + me.any(5000), '\0');
  for (char& byte : bytes) byte = static_cast<char>(me.any(256));
  return said(me, bytes + "\r\n\r\n", true);
}

int body_ends_early(Attacker& me) {
  return said(me, head("Content-Length: 1000\r\n") + "<half", true);
}

int slow_sender(Attacker& me) {
  RawPeer peer(me.port());
  const auto identity = me.identity();
  if (!peer.connected() || !peer.start_tls(&identity)) return RawPeer::closed;
  const std::string bytes = head("Content-Length: 1000\r\n");
  for (unsigned i = 0; i < slow_bytes && !me.over(); ++i) {
    peer.send(bytes.substr(i, 1));
    std::this_thread::sleep_for(between_bytes);
  }
  return RawPeer::closed;
}

// What is in TLS.

int half_open_tls(Attacker& me) {
  // The beginning of a ClientHello, and nothing more.
  constexpr std::string_view hello("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
  std::vector<std::unique_ptr<RawPeer>> peers;
  for (unsigned i = 0; i < half_open; ++i) {
    peers.push_back(std::make_unique<RawPeer>(me.port()));
    if (peers.back()->connected()) peers.back()->send(hello.substr(0, me.any(hello.size() + 1)));
  }
  std::this_thread::sleep_for(1s);
  return RawPeer::closed;
}

int plain_http(Attacker& me) {
  RawPeer peer(me.port());
  if (!peer.connected()) return RawPeer::closed;
  peer.send(head("Content-Length: 0\r\n"));
  return peer.status();
}

int with_certificate(Attacker& me, const host::http::TlsIdentity* identity) {
  RawPeer peer(me.port());
  if (!peer.connected() || !peer.start_tls(identity)) return RawPeer::closed;
  peer.send(head("Content-Length: 0\r\n"));
  return peer.status();
}

int without_certificate(Attacker& me) {
  return with_certificate(me, nullptr);
}

int foreign_certificate(Attacker& me) {
  return with_certificate(me, &me.arsenal().stranger);
}

constexpr int closed = RawPeer::closed;
const Attack attacks[] = {
    {"another content type", other_content_type, {415}},
    {"another path", other_path, {404}},
    {"another method", other_method, {405}},
    {"announced too long", announced_too_long, {413, closed}},
    {"chunked too long", chunked_too_long, {413, closed}},
    {"broken chunks", broken_chunks, {400, closed}},
    {"two lengths", two_lengths, {400, closed}},
    {"header of 64 KB", long_header, {400, 431, closed}},
    {"garbage", garbage, {400, closed}},
    {"body ends early", body_ends_early, {400, closed}},
    {"slow sender", slow_sender, {closed}},
    {"half-open TLS", half_open_tls, {closed}},
    {"plain HTTP", plain_http, {closed}},
    {"no certificate", without_certificate, {closed}},
    {"foreign certificate", foreign_certificate, {closed}},
};

}  // namespace

std::span<const Attack> hostile_connections() {
  return attacks;
}

}  // namespace sixline::tests::soak
