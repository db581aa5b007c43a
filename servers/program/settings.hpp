// What both programs are told by their configuration: docs in servers/README.md, examples in
// servers/program/examples.
#pragma once

#include "host/http/client.hpp"
#include "host/http/listener.hpp"
#include "host/pki/x509.hpp"
#include "servers/lines/correspondence.hpp"
#include "servers/program/section.hpp"

namespace sixline::servers::program {

/// Who somebody is on the lines, server or not.
struct PeerSettings {
  lines::Self self{};
  lines::Peers peers{};
  host::http::TlsIdentity tls{};
  host::http::ListenerSettings listen{};
};

/// [self], [tls], [[peer]], and the address in [listen] if it is there. Other sections are not looked at.
PeerSettings read_peer_settings(ConfigurationFile& file);

struct LogSettings {
  std::string level = "info";    ///< "detail", "info", "warning", "error"
  bool json = false;             ///< one object in each line, else text for a person
  std::filesystem::path file{};  ///< empty: standard error
};

struct ServerSettings {
  lines::Self self{};
  lines::Peers peers{};
  host::http::ListenerSettings listen{};
  host::http::ClientSettings client{};
  /// /healthz and /metrics, in plain HTTP: keep it on an address that strangers do not reach.
  std::optional<host::http::ListenerSettings> admin{};
  LogSettings log{};
  std::string store{};             ///< "sqlite:PATH" or "postgresql://…"
  std::string master_key{};        ///< as servers/store/master_key.hpp reads it
  unsigned workers = 4;            ///< units of work at the same time
  std::size_t max_waiting = 256;   ///< requests that wait for a worker; the next one gets 503
  std::chrono::seconds grace{10};  ///< for what is under way when the program is to stop
};

/// [self], [listen], [tls], [admin], [log], [store], [[peer]].
ServerSettings read_server_settings(ConfigurationFile& file);

/// The certificate in a PEM or DER file; refuses the key when it cannot be read.
std::optional<host::pki::X509Certificate> read_certificate(const Section& section, const std::string& key);

}  // namespace sixline::servers::program
