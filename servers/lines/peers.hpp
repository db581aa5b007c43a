// Whom a server knows: identity, roles, and where their services are.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "host/es/soap/header.hpp"
#include "host/es/soap/security.hpp"
#include "host/es/soap/service.hpp"

namespace sixline::servers::lines {

namespace es = host::es;
namespace soap = host::es::soap;

/// Finer than soap::Role: an M2M SP speaks on ES4 like an Operator, but owns nothing (PROC-GEN-01).
enum class PeerRole : std::uint8_t { Eum, Operator, M2mSp, SmDp, SmSr };
std::string_view name_of(PeerRole role);
/// "eum", "operator", "m2m-sp", "sm-dp", "sm-sr"; nothing for another word.
std::optional<PeerRole> peer_role_named(std::string_view name);
/// Whether an entity in this role may call the functions of this interface.
bool may_call(PeerRole role, const es::Function& function);
/// Whether an entity in this role may answer it.
bool may_answer(PeerRole role, const es::Function& function);

struct Peer {
  std::string id{};  ///< OID
  std::string name{};
  std::set<PeerRole> roles{};
  /// Name of a service ("ES3SmDpService") to its URL. A service that is not named is below `base_url`, on its
  /// usual path; without a base it cannot be reached.
  std::map<std::string, std::string> services{};
  std::string base_url{};
  /// OID of the SM-DP that carries on ES3 and ES2 what the peer would be told on ES4, where it has no ES4
  /// (PROC-FAN-02).
  std::string served_by{};
  /// UsernameToken that must come with, and go with, every message of this link.
  std::string user_name{};
  std::string password{};
};

/// Whether a message of this peer brought the UsernameToken that his link wants. Takes as long for a wrong
/// password as for the right one.
bool token_fits(const Peer& peer, const std::optional<soap::UsernameToken>& token);

class Peers {
 public:
  /// Errors of a configuration are found where it is read; a later entry of the same OID replaces the first.
  void add(Peer peer);
  std::size_t size() const { return peers_.size(); }
  const Peer* find(std::string_view id) const;
  bool has_role(std::string_view id, PeerRole role) const;
  /// Where the message of this function is sent to that peer; nothing when it cannot be reached.
  std::optional<std::string> url_of(std::string_view id, const es::Function& function, es::Kind kind) const;
  std::vector<const Peer*> with_role(PeerRole role) const;
  /// The envelope as it is posted to that peer: with the UsernameToken of his link, if it has one.
  std::string addressed(std::string_view id, std::string envelope) const;

 private:
  std::map<std::string, Peer, std::less<>> peers_;
};

}  // namespace sixline::servers::lines
