#include "tools/sixline/lab/lab.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <sys/socket.h>
#include <unistd.h>

#include "host/crypto/random.hpp"
#include "host/pki/tls_certificate.hpp"

namespace sixline::tools {

namespace fs = std::filesystem;
using host::ErrorCode;
using host::Result;

namespace {

using namespace std::chrono_literals;
const host::pki::Validity lab_validity{std::chrono::sys_days(2024y / 1 / 1),
                                       std::chrono::sys_days(2049y / 12 / 31)};

constexpr auto roles = std::to_array<LabRole>({
    {"eum", eum_id, "eum", false, "smsr"},
    {"smsr", sm_sr_id, "sm-sr", true, ""},
    {"smdp", sm_dp_id, "sm-dp", true, ""},
    {"operator", operator_id, "operator", true, "smsr smdp"},
    {"m2m-sp", m2m_sp_id, "m2m-sp", true, "smsr"},
    {"other-operator", other_operator_id, "operator", true, "smsr smdp"},
    {"other-smsr", other_sm_sr_id, "sm-sr", true, "smsr"},
    {"other-eum", other_eum_id, "eum", false, "smsr"},
});

bool is_free(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  const int reuse = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const bool done = ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(socket);
  return done;
}

/// A port that nobody uses at this moment. Below those that the kernel gives to outgoing connections, and
/// from another place in every process, so that two labs that are made at once do not take the same.
Result<std::uint16_t> free_port() {
  constexpr unsigned first = 10'000, count = 22'000, for_each_process = 16;
  static std::atomic<unsigned> next = static_cast<unsigned>(::getpid()) * for_each_process;
  for (unsigned tried = 0; tried < count; ++tried) {
    const auto port = static_cast<std::uint16_t>(first + next++ % count);
    if (is_free(port)) return port;
  }
  return host::fail(ErrorCode::Transport, "no free port");
}

Result<void> write_text(const fs::path& path, const std::string& text) {
  return write_file(path, wire::bytes_of(text));
}

Result<void> write_secret(const fs::path& path, const std::string& text) {
  if (fs::exists(path)) return {};
  if (auto written = write_text(path, text); !written) return written;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  return {};
}

Result<void> make_certificates(const fs::path& folder) {
  if (fs::exists(folder / host::pki::TlsTestRoot::root_file)) return {};
  auto root = host::pki::TlsTestRoot::generate(lab_validity);
  if (!root) return tl::unexpected(root.error());
  if (auto stored = root->store_root(folder); !stored) return stored;
  for (const LabRole& role : roles) {
    const std::string name(role.name);
    auto identity = root->issue(std::string(role.id), name, lab_validity);
    if (!identity) return tl::unexpected(identity.error());
    if (auto stored = host::pki::TlsTestRoot::store(*identity, folder, name); !stored) return stored;
  }
  return {};
}

std::string url(const Lab& lab, std::string_view name) {
  return "https://127.0.0.1:" + std::to_string(lab.ports.find(name)->second);
}

std::string head(const Lab& lab, const LabRole& role) {
  const std::string name(role.name);
  const auto port = lab.ports.find(name);
  const std::string base = port != lab.ports.end() ? url(lab, name) : "https://127.0.0.1";
  return "# TEST ONLY\n[self]\nid = \"" + std::string(role.id) + "\"\nname = \"" + name +
         "\"\nbase_url = \"" + base + "\"\n\n[tls]\ncertificate = \"" +
         host::pki::TlsTestRoot::certificate_file(name) + "\"\nprivate_key = \"" +
         host::pki::TlsTestRoot::key_file(name) + "\"\ntrusted = \"" + host::pki::TlsTestRoot::root_file +
         "\"\n\n[listen]\naddress = \"127.0.0.1\"\nport = " +
         std::to_string(port != lab.ports.end() ? port->second : 0) + "\n";
}

std::string peers(const Lab& lab, const LabRole& own) {
  std::string out;
  for (const LabRole& role : roles) {
    if (role.name == own.name) continue;
    if (!own.knows.empty() && own.knows.find(role.name) == own.knows.npos) continue;
    out += "\n[[peer]]\nid = \"" + std::string(role.id) + "\"\nname = \"" + std::string(role.name) +
           "\"\nroles = [\"" + std::string(role.role) + "\"]\n";
    if (role.listens) out += "base_url = \"" + url(lab, role.name) + "\"\n";
  }
  return out;
}

std::string server_part(const Lab& lab, const LabPlan& plan, std::string_view name) {
  const std::string store =
      plan.store.empty() ? "sqlite:" + std::string(name) + ".db" : plan.store + std::string(name);
  return "\n[store]\nurl = \"" + store + "\"\nmaster_key = \"master.TEST-ONLY.key\"\n\n[admin]\nport = " +
         std::to_string(lab.ports.find("admin-" + std::string(name))->second) + "\n\n[log]\nlevel = \"" +
         plan.log_level + "\"\n";
}

std::string smsr_part(const Lab& lab) {
  return "\n[smsr]\nci_certificate = \"pki/CERT.CI.ECDSA.pem\"\nnumber = \"" + std::string(sm_sr_number) +
         "\"\n\n[smpp]\nport = " + std::to_string(lab.ports.find("smpp")->second) +
         "\nsystem_id = \"sm-sr\"\npassword_file = \"smpp.TEST-ONLY.password\"\nreconnect_milliseconds = "
         "100\n";
}

std::string smdp_part() {
  return "\n[smdp]\nci_certificate = \"pki/CERT.CI.ECDSA.pem\"\ncertificate = \"pki/CERT.DP.ECDSA.der\"\n"
         "private_key = \"pki/SK.DP.ECDSA.TEST-ONLY.pem\"\n\n[[smdp.eum]]\nid = \"" +
         std::string(eum_id) + "\"\ncertificate = \"pki/CERT.EUM.ECDSA.pem\"\n";
}

Result<void> write_configurations(const Lab& lab, const LabPlan& plan) {
  for (const LabRole& role : roles) {
    std::string text = head(lab, role);
    if (role.name == "smsr") text += server_part(lab, plan, role.name) + smsr_part(lab);
    if (role.name == "smdp") text += server_part(lab, plan, role.name) + smdp_part();
    if (auto written = write_text(lab.configuration(role.name), text + peers(lab, role)); !written)
      return written;
  }
  return {};
}

}  // namespace

std::span<const LabRole> lab_roles() {
  return roles;
}

Result<Lab> make_lab(const LabPlan& plan) {
  const Workspace workspace(plan.folder);
  if (auto pki = workspace.certificates(plan.curve); !pki) return tl::unexpected(pki.error());
  if (auto made = make_certificates(plan.folder); !made) return tl::unexpected(made.error());
  const auto key = host::crypto::random_bytes<32>(host::crypto::system_random());
  auto kept = write_secret(plan.folder / "master.TEST-ONLY.key", host::to_hex(key) + "\n");
  if (kept)
    kept = write_secret(plan.folder / "smpp.TEST-ONLY.password", std::string(lab_smpp_password) + "\n");
  if (!kept) return tl::unexpected(kept.error());
  Lab lab{plan.folder, {}};
  for (const char* name : {"smsr", "smdp", "operator", "m2m-sp", "other-operator", "other-smsr", "admin-smsr",
                           "admin-smdp", "smpp"}) {
    const auto port = free_port();
    if (!port) return tl::unexpected(port.error());
    lab.ports[name] = *port;
  }
  if (auto written = write_configurations(lab, plan); !written) return tl::unexpected(written.error());
  return lab;
}

}  // namespace sixline::tools
