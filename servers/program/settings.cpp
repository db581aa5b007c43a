#include "servers/program/settings.hpp"

#include <algorithm>
#include <fstream>
#include <set>

namespace sixline::servers::program {

namespace http = host::http;

namespace {

constexpr Section::Range ports{0, 65535};
constexpr Section::Range threads{1, 256};
constexpr Section::Range seconds{1, 86'400};
constexpr std::int64_t mib = 1024 * 1024;

bool is_oid(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' && text.find("..") == text.npos &&
         text.find('.') != text.npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

std::string oid(const Section& section, const std::string& key) {
  std::string value = section.text(key);
  if (!value.empty() && !is_oid(value)) section.refuse(key, "want an OID as in 1.3.6.1.4.1.99999.2");
  return value;
}

void check_url(const Section& section, const std::string& key, const std::string& url) {
  if (url.empty()) return;
  if (auto read = http::parse_url(url); !read) section.refuse(key, read.error().what);
}

std::string read_secret(const Section& section, const std::string& key) {
  const auto path = section.maybe_file(key);
  if (path.empty()) return {};
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line) || line.empty()) section.refuse(key, path.string() + " holds no password");
  return line;
}

lines::Peer read_peer(const Section& section) {
  lines::Peer peer;
  peer.id = oid(section, "id");
  peer.name = section.text("name", peer.id);
  for (const std::string& word : section.texts("roles")) {
    if (const auto role = lines::peer_role_named(word))
      peer.roles.insert(*role);
    else
      section.refuse("roles", "no role '" + word + "': eum, operator, m2m-sp, sm-dp, sm-sr");
  }
  if (peer.roles.empty()) section.refuse("roles", "a peer without a role can do nothing");
  peer.base_url = section.text("base_url", {});
  check_url(section, "base_url", peer.base_url);
  peer.served_by = section.text("served_by", {});
  if (!peer.served_by.empty() && !is_oid(peer.served_by))
    section.refuse("served_by", "want the OID of an SM-DP");
  peer.services = section.pairs("services");
  for (const auto& [name, url] : peer.services) {
    check_url(section, "services", url);
    const auto known = lines::soap::services();
    if (std::none_of(known.begin(), known.end(),
                     [&, &wanted = name](const auto& s) { return s.name == wanted; }))
      section.refuse("services", "no service '" + name + "'");
  }
  peer.user_name = section.text("user_name", {});
  peer.password = read_secret(section, "password_file");
  if (peer.user_name.empty() != peer.password.empty())
    section.refuse("user_name", "user_name and password_file go together");
  return peer;
}

void read_listen(const Section& section, http::ListenerSettings& out) {
  out.address = section.text("address", out.address);
  out.port = static_cast<std::uint16_t>(section.number("port", ports, out.port));
}

lines::Self read_self(const Section& section) {
  lines::Self self;
  self.id = oid(section, "id");
  self.name = section.text("name", self.id);
  self.base_url = section.text("base_url");
  check_url(section, "base_url", self.base_url);
  return self;
}

http::TlsIdentity read_tls(const Section& section) {
  return {section.file("certificate"), section.file("private_key"), section.file("trusted")};
}

lines::Peers read_peers(const Section& root, const lines::Self& self) {
  lines::Peers peers;
  for (const Section& section : root.sections("peer")) {
    lines::Peer peer = read_peer(section);
    if (peers.find(peer.id) != nullptr) section.refuse("id", "this peer is there already");
    if (peer.id == self.id) section.refuse("id", "that is ourselves");
    peers.add(std::move(peer));
  }
  return peers;
}

void read_limits(const Section& section, ServerSettings& out) {
  read_listen(section, out.listen);
  http::ListenerSettings& listen = out.listen;
  listen.threads = static_cast<unsigned>(section.number("threads", threads, 1));
  listen.max_connections = static_cast<std::size_t>(section.number("max_connections", {1, 1'000'000}, 1024));
  listen.max_body = static_cast<std::size_t>(section.number("max_body_mib", {1, 1024}, 40) * mib);
  listen.request_time = std::chrono::seconds(section.number("request_seconds", seconds, 30));
  listen.idle_time = std::chrono::seconds(section.number("idle_seconds", seconds, 120));
  // Longer than an exchange is held, so that it is we who say that it took too long.
  listen.answer_time = std::chrono::seconds(section.number("answer_seconds", seconds, 60));
  out.workers = static_cast<unsigned>(section.number("workers", threads, 4));
  out.max_waiting = static_cast<std::size_t>(section.number("max_waiting", {1, 1'000'000}, 256));
  out.grace = std::chrono::seconds(section.number("grace_seconds", {0, 3600}, 10));
}

LogSettings read_log(const Section& section) {
  LogSettings out;
  out.level = section.text("level", out.level);
  static const std::set<std::string> levels{"detail", "info", "warning", "error"};
  if (!levels.contains(out.level)) section.refuse("level", "want detail, info, warning or error");
  const std::string format = section.text("format", "text");
  if (format != "text" && format != "json") section.refuse("format", "want text or json");
  out.json = format == "json";
  return out;
}

}  // namespace

PeerSettings read_peer_settings(ConfigurationFile& file) {
  PeerSettings out;
  const Section root = file.root();
  root.leave_the_rest();
  out.self = read_self(root.section("self"));
  out.tls = read_tls(root.section("tls"));
  out.peers = read_peers(root, out.self);
  if (const auto listen = root.maybe_section("listen")) {
    read_listen(*listen, out.listen);
    listen->leave_the_rest();
  }
  return out;
}

ServerSettings read_server_settings(ConfigurationFile& file) {
  ServerSettings out;
  const Section root = file.root();
  out.self = read_self(root.section("self"));
  const http::TlsIdentity identity = read_tls(root.section("tls"));
  out.peers = read_peers(root, out.self);
  read_limits(root.section("listen"), out);
  out.listen.tls = identity;
  out.client.tls = identity;
  if (const auto admin = root.maybe_section("admin")) {
    http::ListenerSettings settings;
    settings.max_connections = 16;
    read_listen(*admin, settings);
    out.admin = settings;
  }
  if (const auto log = root.maybe_section("log")) {
    out.log = read_log(*log);
    if (const std::string name = log->text("file", {}); !name.empty()) out.log.file = file.beside(name);
  }

  const Section store = root.section("store");
  out.store = store.text("url");
  constexpr std::string_view sqlite = "sqlite:";
  if (out.store.starts_with(sqlite)) {
    const std::string path = out.store.substr(sqlite.size());
    out.store = std::string(sqlite) + file.beside(path).string();
  }
  out.master_key = store.text("master_key");
  if (!out.master_key.empty() && !out.master_key.starts_with("env:"))
    out.master_key = file.beside(out.master_key).string();
  return out;
}

std::optional<host::pki::X509Certificate> read_certificate(const Section& section, const std::string& key) {
  const auto path = section.file(key);
  std::ifstream file(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (content.empty()) return std::nullopt;
  auto read = content.find("-----BEGIN") != content.npos
                  ? host::pki::X509Certificate::from_pem(content)
                  : host::pki::X509Certificate::from_der(wire::bytes_of(content));
  if (read) return std::move(*read);
  section.refuse(key, read.error().describe());
  return std::nullopt;
}

}  // namespace sixline::servers::program
