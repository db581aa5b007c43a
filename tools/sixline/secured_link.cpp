#include "tools/sixline/secured_link.hpp"

#include <array>

#include "host/es/es8.hpp"
#include "host/scp/scp03.hpp"
#include "host/scp/scp03t.hpp"

namespace sixline::tools {
namespace {

using host::Bytes;
using host::ByteString;
using host::ErrorCode;
using host::Result;
using host::scp::Scp03Keys;

/// TEST ONLY: every session opens with the same challenge; the card's own makes the difference.
constexpr host::scp::Challenge host_challenge{1, 2, 3, 4, 5, 6, 7, 8};

/// TEST ONLY
host::scp::SessionKeyReplacement replacement() {
  const auto key = [](std::uint8_t byte) {
    return host::crypto::Secret(ByteString(host::crypto::block_size, byte));
  };
  constexpr std::uint8_t enc = 0xE1;
  constexpr std::uint8_t mac = 0xE2;
  constexpr std::uint8_t rmac = 0xE3;
  host::scp::SessionKeyReplacement keys{{}, key(enc), key(mac), key(rmac)};
  keys.chaining.fill(0xE0);
  return keys;
}

/// The card wants more of the package.
constexpr std::uint8_t segment_accepted[] = {0x86, 0x00};

/// Where a link goes.
struct Route {
  SmsChannel& sms;
  wire::Aid domain;
  const Scp03Keys* keys;

  wire::Tar tar() const { return wire::aid::tar_of(domain); }
};

using Link = std::unique_ptr<SecuredLink>;

class ApduLink final : public SecuredLink {
 public:
  explicit ApduLink(const Route& route) : route_(route) {}
  static Result<Link> open(const Route& route) { return std::make_unique<ApduLink>(route); }

  Result<SecuredAnswer> transmit(Bytes command) override {
    auto reply = route_.sms.transmit(route_.tar(), command);
    if (!reply) return wire::fail(reply.error());
    return SecuredAnswer{std::move(reply->data), reply->final_status};
  }

 private:
  Route route_;
};

/// Whole TLVs in one script; the answer is theirs in a row.
class TlvLink final : public SecuredLink {
 public:
  explicit TlvLink(const Route& route) : route_(route) {}
  static Result<Link> open(const Route& route) { return std::make_unique<TlvLink>(route); }

  Result<SecuredAnswer> transmit(Bytes tlvs) override {
    host::ota::CommandScript script(host::ota::ScriptForm::Indefinite);
    script.tlv(tlvs);
    auto response = route_.sms.run(route_.tar(), script);
    if (!response) return wire::fail(response.error());
    SecuredAnswer answer;
    for (const ByteString& tlv : response->tunnelled) host::append(answer.data, tlv);
    if (response->bad_format)
      return host::fail(ErrorCode::CardRefused,
                        "send TLVs: " + std::string(host::ota::describe_bad_format(*response->bad_format)));
    return answer;
  }

 private:
  Route route_;
};

tl::unexpected<host::Error> no_keys(const Route& route) {
  return host::fail(ErrorCode::NotFound,
                    "secure: the keys of " + host::to_hex(route.domain.view()) + " are not known");
}

ByteString with_status(const SecuredAnswer& answer) {
  const std::uint16_t status = answer.status->value();
  const std::uint8_t word[] = {static_cast<std::uint8_t>(status >> 8), static_cast<std::uint8_t>(status)};
  return host::concat({answer.data, word});
}

class Scp03Link final : public SecuredLink {
 public:
  Scp03Link(const Route& route, const Scp03Keys& keys) : apdus_(route), session_(keys, host_challenge) {}

  static Result<Link> open(const Route& route) {
    if (route.keys == nullptr) return no_keys(route);
    auto link = std::make_unique<Scp03Link>(route, *route.keys);
    if (auto opened = link->authenticate(); !opened) return wire::fail(opened.error());
    return link;
  }

  Result<SecuredAnswer> transmit(Bytes command) override {
    auto wrapped = session_.wrap(command);
    if (!wrapped) return wire::fail(wrapped.error());
    auto answer = apdus_.transmit(*wrapped);
    if (!answer) return wire::fail(answer.error());
    auto opened = session_.unwrap(with_status(*answer));
    if (!opened) return wire::fail(opened.error());
    return SecuredAnswer{std::move(opened->data), opened->status};
  }

 private:
  Result<void> authenticate() {
    auto initialized = apdus_.transmit(session_.initialize_update());
    if (!initialized) return wire::fail(initialized.error());
    if (auto accepted = session_.accept_initialize_update(with_status(*initialized)); !accepted)
      return accepted;
    auto command = session_.external_authenticate();
    if (!command) return wire::fail(command.error());
    auto answer = apdus_.transmit(*command);
    if (!answer) return wire::fail(answer.error());
    return session_.accept_external_authenticate(with_status(*answer));
  }

  ApduLink apdus_;
  host::scp::Scp03 session_;
};

/// Plain bytes of a profile package in, the answer to their last segment out, deciphered. A session that the
/// card has closed with an error is followed by another, so that a script can go on with its next case.
class Scp03tLink final : public SecuredLink {
 public:
  enum class Keys : bool { Derived, Replaced };
  Scp03tLink(const Route& route, Keys keys) : tlvs_(route), keys_(*route.keys), use_(keys) {}

  template <Keys keys>
  static Result<Link> open(const Route& route) {
    if (route.keys == nullptr) return no_keys(route);
    auto link = std::make_unique<Scp03tLink>(route, keys);
    if (auto opened = link->authenticate(); !opened) return wire::fail(opened.error());
    return link;
  }

  Result<SecuredAnswer> transmit(Bytes package) override {
    if (!session_) {
      if (auto opened = authenticate(); !opened) return wire::fail(opened.error());
    }
    for (;;) {
      const Bytes piece = package.first(std::min(package.size(), host::scp::scp03t::largest_segment));
      package = package.subspan(piece.size());
      auto answer = send(piece);
      const bool goes_on = answer && wire::equal(answer->data, segment_accepted);
      if (package.empty() || !goes_on) return answer;
    }
  }

 private:
  Result<SecuredAnswer> send(Bytes piece) {
    ByteString segment;
    if (auto wrapped = session_->wrap(piece, segment); !wrapped) return wire::fail(wrapped.error());
    auto answer = tlvs_.transmit(segment);
    if (!answer) return answer;
    // An error TLV has no protection: the script sees it as it came.
    const bool refused = answer->data.empty() || answer->data[0] != wire::tag::euicc::profile_segment;
    auto plain = refused ? Result<ByteString>() : session_->unwrap(answer->data);
    if (!plain) return wire::fail(plain.error());
    if (refused || ends_installation(*plain)) session_.reset();
    if (refused) return answer;
    std::array<std::uint8_t, 4> buffer{};
    wire::Writer header(buffer);
    wire::put_tag(header, wire::tag::euicc::profile_segment);
    wire::put_length(header, plain->size());
    return SecuredAnswer{host::concat({header.view(), *plain})};
  }

  /// The card closes the session of an installation that it aborts.
  static bool ends_installation(Bytes report) {
    if (report.empty()) return false;
    const auto response = host::es::es8::EuiccResponse::parse(report);
    return response && response->aborted;
  }

  Result<void> authenticate() {
    session_.emplace(keys_, host_challenge);
    auto initialized = tlvs_.transmit(session_->initialize_update());
    if (!initialized) return wire::fail(initialized.error());
    if (auto accepted = session_->accept_initialize_update(initialized->data); !accepted) return accepted;
    auto command = session_->external_authenticate();
    if (!command) return wire::fail(command.error());
    auto answer = tlvs_.transmit(*command);
    if (!answer) return wire::fail(answer.error());
    auto accepted = session_->accept_external_authenticate(answer->data);
    return accepted && use_ == Keys::Replaced ? replace_keys() : accepted;
  }

  Result<void> replace_keys() {
    auto command = session_->replace_session_keys(replacement());
    if (!command) return wire::fail(command.error());
    auto answer = tlvs_.transmit(*command);
    if (!answer) return wire::fail(answer.error());
    return session_->accept_replacement(answer->data);
  }

  TlvLink tlvs_;
  Scp03Keys keys_;
  Keys use_;
  std::optional<host::scp::Scp03t> session_;
};

struct Protocol {
  std::string_view name;
  Result<Link> (*open)(const Route& route);
};

// Described in tests/scripts/README.md.
constexpr auto protocols = std::to_array<Protocol>({
    {"scp80", ApduLink::open},
    {"scp80-tlv", TlvLink::open},
    {"scp03", Scp03Link::open},
    {"scp03t", Scp03tLink::open<Scp03tLink::Keys::Derived>},
    {"scp03t-replaced", Scp03tLink::open<Scp03tLink::Keys::Replaced>},
});

}  // namespace

Result<Link> open_link(std::string_view protocol, SmsChannel& sms, const wire::Aid& domain,
                       const Scp03Keys* keys) {
  for (const Protocol& row : protocols) {
    if (row.name == protocol) return row.open({sms, domain, keys});
  }
  return host::fail(ErrorCode::NotFound, "secure: there is no protocol \"" + std::string(protocol) + "\"");
}

}  // namespace sixline::tools
