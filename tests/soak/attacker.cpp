#include "tests/soak/attacker.hpp"

#include "host/es/request_content.hpp"
#include "host/pki/tls_certificate.hpp"
#include "tests/host/es/golden.hpp"

namespace sixline::tests::soak {

using es::soap::Role;

namespace {

/// What goes to one of the two servers.
std::vector<es::Message> golden() {
  auto all = es::test::golden_messages(es::test::Fill::EachOnce);
  std::erase_if(all, [](const es::Message& message) {
    const bool answers = message.kind == es::Kind::Response;
    const Role to =
        answers ? es::soap::caller_role(*message.function) : es::soap::provider_role(*message.function);
    const bool ours = to == Role::SmSr || to == Role::SmDp;
    return !ours || es::soap::service_of(*message.function, message.kind).offered_by != to;
  });
  return all;
}

/// [SOAP 1.2 Part 2 §7.5.2.2] two faults have the status 500 though the sender is to blame.
bool is_about_versions(const std::string& body) {
  const auto envelope = es::soap::read_envelope(body);
  const auto* fault = envelope ? std::get_if<es::soap::Fault>(&envelope->body) : nullptr;
  return fault != nullptr && (fault->code == es::soap::FaultCode::VersionMismatch ||
                              fault->code == es::soap::FaultCode::MustUnderstand);
}

}  // namespace

Attacker::Attacker(const Shift& shift, const Arsenal& arsenal)
    : shift_(shift), arsenal_(arsenal), chance_(shift.number), messages_(golden()) {}

host::http::TlsIdentity Attacker::identity() const {
  using Root = host::pki::TlsTestRoot;
  const std::filesystem::path& folder = lab().lab().folder;
  return {folder / Root::certificate_file("m2m-sp"), folder / Root::key_file("m2m-sp"),
          folder / Root::root_file};
}

Letter Attacker::get_eis() {
  return letter_of(
      es::message_of(es::Interface::Es4, es::Es3Request(es::GetEis{lab().new_call(), lab().cards()[0].eid})));
}

Letter Attacker::letter_of(const es::Message& message) {
  const bool answers = message.kind == es::Kind::Response;
  const Role to =
      answers ? es::soap::caller_role(*message.function) : es::soap::provider_role(*message.function);
  const char* server = to == Role::SmDp ? "smdp" : "smsr";
  tools::EsOrder order{message};
  order.recipient = to == Role::SmDp ? tools::sm_dp_id : tools::sm_sr_id;
  order.url = lab().url(server, *message.function, message.kind);
  role_ = answers || es::soap::caller_role(*message.function) != Role::Eum ? "other-operator" : "eum";
  return lab().link(role_).letter_of(order).value();
}

int Attacker::post(const Letter& letter, const char* role) {
  const auto response = lab().link(role != nullptr ? role : role_).post(letter);
  if (!response) return RawPeer::closed;
  body_ = response->body;
  // A server that says so for another reason has met something that it did not foresee.
  return response->status == 500 && !is_about_versions(body_) ? internal_failure : response->status;
}

}  // namespace sixline::tests::soak
