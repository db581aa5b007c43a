#include "servers/lines/peers.hpp"

#include <array>

#include "host/crypto/hash.hpp"
#include "host/crypto/secret.hpp"

namespace sixline::servers::lines {

namespace {

struct Name {
  PeerRole role;
  std::string_view name;
};
constexpr std::array<Name, 5> names{{{PeerRole::Eum, "eum"},
                                     {PeerRole::Operator, "operator"},
                                     {PeerRole::M2mSp, "m2m-sp"},
                                     {PeerRole::SmDp, "sm-dp"},
                                     {PeerRole::SmSr, "sm-sr"}}};

bool fits(PeerRole role, soap::Role caller, es::Interface interface) {
  switch (caller) {
    case soap::Role::Eum: return role == PeerRole::Eum;
    case soap::Role::Operator:
      // ES4 is the only line of an M2M SP: what he may do there is said by PLMA.
      return role == PeerRole::Operator || (role == PeerRole::M2mSp && interface == es::Interface::Es4);
    case soap::Role::SmDp: return role == PeerRole::SmDp;
    case soap::Role::SmSr: return role == PeerRole::SmSr;
  }
  return false;
}

}  // namespace

std::string_view name_of(PeerRole role) {
  for (const Name& name : names)
    if (name.role == role) return name.name;
  return "";
}

std::optional<PeerRole> peer_role_named(std::string_view text) {
  for (const Name& name : names)
    if (name.name == text) return name.role;
  return std::nullopt;
}

bool may_call(PeerRole role, const es::Function& function) {
  return fits(role, soap::caller_role(function), function.interface);
}

bool may_answer(PeerRole role, const es::Function& function) {
  return fits(role, soap::provider_role(function), function.interface);
}

bool token_fits(const Peer& peer, const std::optional<soap::UsernameToken>& token) {
  if (peer.user_name.empty()) return true;
  if (!token || token->user_name != peer.user_name) return false;
  // Digests have one length, whatever was sent.
  return host::crypto::equal_constant_time(host::crypto::sha256(wire::bytes_of(token->password)),
                                           host::crypto::sha256(wire::bytes_of(peer.password)));
}

void Peers::add(Peer peer) {
  std::string id = peer.id;
  peers_.insert_or_assign(std::move(id), std::move(peer));
}

const Peer* Peers::find(std::string_view id) const {
  const auto found = peers_.find(id);
  return found == peers_.end() ? nullptr : &found->second;
}

bool Peers::has_role(std::string_view id, PeerRole role) const {
  const Peer* peer = find(id);
  return peer != nullptr && peer->roles.contains(role);
}

std::optional<std::string> Peers::url_of(std::string_view id, const es::Function& function,
                                         es::Kind kind) const {
  const Peer* peer = find(id);
  if (peer == nullptr) return std::nullopt;
  const soap::Service& service = soap::service_of(function, kind);
  if (const auto own = peer->services.find(std::string(service.name)); own != peer->services.end())
    return own->second;
  if (peer->base_url.empty()) return std::nullopt;
  return peer->base_url + soap::path_of(service);
}

std::vector<const Peer*> Peers::with_role(PeerRole role) const {
  std::vector<const Peer*> all;
  for (const auto& [id, peer] : peers_)
    if (peer.roles.contains(role)) all.push_back(&peer);
  return all;
}

std::string Peers::addressed(std::string_view id, std::string envelope) const {
  const Peer* peer = find(id);
  if (peer == nullptr || peer->user_name.empty()) return envelope;
  return soap::with_token(std::move(envelope), {peer->user_name, peer->password});
}

}  // namespace sixline::servers::lines
