#include "card/uicc/uicc.hpp"

#include "card/uicc/commands.hpp"
#include "card/uicc/pin_place.hpp"
#include "card/uicc/pin_status.hpp"
#include "card/uicc/store_status.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t secure_messaging_bits = 0x0C;
constexpr std::uint8_t gsm_class = 0xA0;

/// What a session has verified, seen from the directory of one file.
class SessionReferences final : public KeyReferences {
 public:
  SessionReferences(const Uicc& uicc, const Session& session, std::uint16_t directory)
      : uicc_(uicc), session_(session), directory_(directory) {}
  bool satisfied(std::uint8_t reference) const override {
    return uicc_.satisfied(session_, directory_, reference);
  }

 private:
  const Uicc& uicc_;
  const Session& session_;
  std::uint16_t directory_;
};

}  // namespace

Uicc::Uicc(const runtime::Environment& environment) : environment_(environment), files_(environment.store) {
  reset();
}

void Uicc::reset() {
  ++epoch_;
  verified_.clear();
  terminal_ = {};
  for (std::uint8_t channel = 0; channel < channels_.size(); ++channel) close(channel);
  open(0);
}

void Uicc::mount(storage::Owner owner) {
  files_.mount(owner);
  reset();
}

void Uicc::open(std::uint8_t channel) {
  channels_[channel] = Session{};
  channels_[channel].channel = channel;
  channels_[channel].is_open = true;
  channels_[channel].global_pins = &verified_;
}

void Uicc::close(std::uint8_t channel) {
  channels_[channel] = Session{};
}

bool Uicc::is_open(std::uint8_t channel) const {
  return channel < channels_.size() && channels_[channel].is_open;
}

wire::Aid Uicc::current_application(std::uint8_t channel) const {
  if (!is_open(channel) || channels_[channel].adf == no_node) return {};
  const auto adf = files_.directory(channels_[channel].adf);
  return adf ? adf->aid : wire::Aid{};
}

void Uicc::leave_application(std::uint8_t channel) {
  if (is_open(channel)) open(channel);
}

StatusWord Uicc::commit() {
  return status_of(environment_.store.commit());
}

StatusWord Uicc::run(std::span<const runtime::CommandRow<Uicc, Session>> rows, Session& session,
                     const CommandApdu& command, ResponseApdu& response) {
  const std::uint8_t cla = command.class_without_channel();
  if (cla != gsm_class && (cla & secure_messaging_bits) != 0) return sw::secure_messaging_not_supported;
  StatusWord status = runtime::dispatch(rows, *this, session, command, response);
  if (response.data().overflowed()) status = sw::no_precise_diagnosis;
  if (status.ok()) {
    if (const StatusWord durable = commit(); durable != sw::ok) status = durable;
  }
  if (!status.ok()) {
    environment_.store.rollback();
    response.data().clear();
  }
  return status;
}

StatusWord Uicc::process(std::uint8_t channel, const CommandApdu& command, ResponseApdu& response) {
  if (!is_open(channel)) return sw::channel_not_supported;
  return run(commands(), channels_[channel], command, response);
}

StatusWord Uicc::process_remote(RemoteSession& remote, const CommandApdu& command, ResponseApdu& response) {
  if (remote.epoch != epoch_) {
    if (const StatusWord status = begin(remote); status != sw::ok) return status;
  }
  remote.session.remote = &remote;
  remote.session.global_pins = &remote.verified;
  remote.administering = administers_files(command.ins);
  return run(remote_commands(), remote.session, command, response);
}

/// A script for an ADF begins in it, any other at the MF.  [TS 102 226 §7]
StatusWord Uicc::begin(RemoteSession& remote) {
  remote.session = Session{};
  remote.verified.clear();
  if (!remote.adf.empty()) {
    const auto adf = files_.by_aid(remote.adf.view());
    if (!adf) return adf.error();
    remote.session.select_directory(*adf);
    remote.session.enter_application(adf->node);
  }
  remote.epoch = epoch_;
  return sw::ok;
}

/// The nearest EF.ARR of that FID: beside the file, or in a directory above. A directory may bring its own.
Result<Bytes, StatusWord> Uicc::rule_of(const File& file) {
  const auto refused = wire::fail(sw::security_not_satisfied);
  if (file.rule.record == 0) return refused;
  Result<File, StatusWord> arr = refused;
  for (std::uint16_t node = file.parent; node != no_node;) {
    arr = files_.child(node, file.rule.arr);
    if (arr) break;
    const auto directory = files_.directory(node);
    if (!directory) return refused;
    node = directory->parent;
  }
  if (!arr && is_directory(file.type)) arr = files_.child(file.node, file.rule.arr);
  if (!arr || arr->type != FileType::LinearFixed || file.rule.record > arr->record_count()) return refused;
  const MutableBytes record = MutableBytes(rule_).first(arr->record_length);
  if (files_.read(*arr, files_.record_offset(*arr, file.rule.record), record) != sw::ok) return refused;
  return Bytes(record);
}

std::optional<File> Uicc::enclosing_adf(std::uint16_t directory) const {
  for (std::uint16_t node = directory; node != no_node;) {
    const auto file = files_.directory(node);
    if (!file) return std::nullopt;
    if (file->type == FileType::Adf) return *file;
    node = file->parent;
  }
  return std::nullopt;
}

const AccessRights& Uicc::rights_of(const Session& session, std::uint16_t directory) const {
  static constexpr AccessRights nothing_beforehand{};
  if (session.remote == nullptr) return nothing_beforehand;
  const RemoteSession& remote = *session.remote;
  if (enclosing_adf(directory)) return remote.administering ? remote.adf_administration : remote.adf_rights;
  return remote.administering ? remote.shared_administration : remote.shared;
}

StatusWord Uicc::check(const Session& session, const File& file, const Access& access) {
  const std::uint16_t directory = is_directory(file.type) ? file.node : file.parent;
  if (rights_of(session, directory).reach == Reach::None) return sw::security_not_satisfied;
  const SessionReferences references(*this, session, directory);
  if (file.own_rule) return check_own_rule(file, access, references);
  const auto rule = rule_of(file);
  if (!rule) return rule.error();
  return allows(*rule, access, references) ? sw::ok : sw::security_not_satisfied;
}

StatusWord Uicc::check_own_rule(const File& file, const Access& access,
                                const KeyReferences& references) const {
  const auto rule = files_.own_rule(file);
  if (!rule) return sw::security_not_satisfied;
  const bool allowed = rule->compact ? allows_compact(rule->value, access, user_of(file), references)
                                     : allows(rule->value, access, references);
  return allowed ? sw::ok : sw::security_not_satisfied;
}

/// The application's PIN, or that of the MF outside of applications.
std::uint8_t Uicc::user_of(const File& file) const {
  const auto adf = enclosing_adf(is_directory(file.type) ? file.node : file.parent);
  if (adf) return application_pin(adf->pin_status.view());
  const auto mf = files_.mf();
  return application_pin(mf ? mf->pin_status.view() : Bytes());
}

// A session that stands in a file which is gone begins again at the MF.
void Uicc::settle(Session& session) const {
  if (session.adf != no_node && !files_.directory(session.adf)) session.enter_application(no_node);
  if (const auto here = files_.directory(session.directory); here) {
    if (session.ef != 0 && !files_.child(session.directory, session.ef)) session.select_directory(*here);
  } else if (const auto root = files_.mf(); root) {
    session.select_directory(*root);
  }
}

void Uicc::settle_all(Session& current) {
  settle(current);
  for (Session& session : channels_)
    if (session.is_open) settle(session);
}

bool Uicc::satisfied(const Session& session, std::uint16_t directory, std::uint8_t reference) const {
  const AccessRights& rights = rights_of(session, directory);
  if (rights.reach != Reach::Verification) return rights.reach == Reach::Full;
  if ((is_global_pin(reference) ? rights.global : rights.local).contains(reference)) return true;
  const auto place = locate_pin(files_, pins(), directory, reference);
  if (!place) return false;
  if (!place->is_enabled()) {
    if (!place->is_replaced()) return true;
    const auto universal = locate_pin(files_, pins(), mf_node, universal_pin);
    return universal && (!universal->is_enabled() || is_verified(session, *universal));
  }
  return is_verified(session, *place);
}

StatusWord Uicc::check_reach(const Session& session, const File& file) const {
  if (session.remote == nullptr) return sw::ok;
  const auto adf = enclosing_adf(is_directory(file.type) ? file.node : file.parent);
  return !adf || adf->aid == session.remote->adf ? sw::ok : sw::file_not_found;
}

}  // namespace sixline::card::uicc
