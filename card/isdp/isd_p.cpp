#include "card/isdp/isd_p.hpp"

namespace sixline::card::isdp {

IsdP::IsdP(const runtime::Environment& environment, const ecasd::Ecasd& ecasd, const gp::Domains& domains,
           PackageInstaller& installer)
    : environment_(environment),
      domains_(domains),
      registry_(environment.store),
      keys_(environment.store),
      key_establishment_(environment, ecasd),
      installation_(environment.store, installer),
      session_(environment) {}

void IsdP::reset() {
  session_.close();
  framing_ = Framing::None;
  key_establishment_.reset();
  chain_.reset();
  script_failed_ = false;
  slot_ = storage::card_owner;
  installation_.recover();
}

void IsdP::forget(storage::Owner slot) {
  if (session_.domain() == gp::isd_p_id(slot)) close_channel();
  if (installing(slot)) installation_.abort();
  key_establishment_.reset();
}

void IsdP::begin_script(const ota::ScriptSecurity&) {
  script_failed_ = false;
  chain_.reset();
}

void IsdP::end_script() {
  chain_.reset();
  crypto::wipe(plain_);
}

Result<gp::Application, StatusWord> IsdP::application() const {
  return registry_.get(gp::isd_p_id(slot_));
}

/// Any new channel, for whichever ISD-P, ends the one before and the installation it was carrying.
Result<gp::Scp03Session::Opening, StatusWord> IsdP::open_channel(Framing framing, std::uint8_t version,
                                                                 Bytes host_challenge) {
  close_channel();
  const auto isd_p = application();
  if (!isd_p) return wire::fail(isd_p.error());
  const auto opening = session_.initialize(keys_, isd_p->id, isd_p->aid, version, host_challenge);
  if (opening) {
    framing_ = framing;
    session_version_ = opening->version;
  }
  return opening;
}

bool IsdP::channel_open(Framing framing) const {
  return session_.open() && framing_ == framing && session_.domain() == gp::isd_p_id(slot_);
}

/// PROC-DL-30: a download cannot go on in another session, so its beginning is erased with this one.
void IsdP::close_channel() {
  session_.close();
  framing_ = Framing::None;
  installation_.abort();
}

StatusWord IsdP::store_data(storage::Owner slot, Bytes data, ResponseApdu& response) {
  slot_ = slot;
  return run_data_function(data, false, response);
}

StatusWord IsdP::run_command(const CommandApdu& command, ResponseApdu& response) {
  return settle(runtime::dispatch(commands(), *this, chain_, command, response), response);
}

StatusWord IsdP::settle(StatusWord dispatched, ResponseApdu& response) {
  const StatusWord status = gp::keep(environment_.store, dispatched);
  if (status.ok()) return status;
  environment_.store.rollback();
  response.data().clear();
  return status;
}

bool IsdP::run_tlv(const wire::Tlv& tlv, wire::Writer& answer) {
  for (const TlvRow& row : tlv_functions()) {
    if (row.tag != tlv.tag) continue;
    if (script_failed_) return true;
    const StatusWord status = (this->*row.handler)(tlv, answer);
    script_failed_ = !status.ok();
    return true;
  }
  return false;
}

}  // namespace sixline::card::isdp
