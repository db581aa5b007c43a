#include "tools/sixline/channel_link.hpp"

namespace sixline::tools {
namespace {

using host::Bytes;
using host::ByteString;
using host::ErrorCode;
using host::Result;
using host::session::CardSession;
using host::session::Reply;

/// TEST ONLY: every session opens with the same challenge; the card's own makes the difference.
constexpr host::scp::Challenge host_challenge{1, 2, 3, 4, 5, 6, 7, 8};

/// scp03-33: protocol and level.
struct Choice {
  bool older = false;
  std::uint8_t level = 0;
};

std::optional<Choice> choice_of(std::string_view protocol) {
  constexpr std::string_view scp03 = "scp03-";
  constexpr std::string_view scp02 = "scp02-";
  if (!protocol.starts_with(scp03) && !protocol.starts_with(scp02)) return std::nullopt;
  const auto level = host::from_hex(protocol.substr(scp03.size()));
  if (!level || level->size() != 1) return std::nullopt;
  return Choice{protocol.starts_with(scp02), level->front()};
}

ByteString with_status(const Reply& reply) {
  const std::uint16_t status = reply.final_status.value();
  const std::uint8_t word[] = {static_cast<std::uint8_t>(status >> 8), static_cast<std::uint8_t>(status)};
  return host::concat({reply.data, word});
}

template <class Session>
class ChannelLink final : public SecuredLink {
 public:
  ChannelLink(CardSession& card, Session session) : card_(card), session_(std::move(session)) {}

  Result<SecuredAnswer> transmit(Bytes command) override {
    auto wrapped = session_.wrap(command);
    if (!wrapped) return wire::fail(wrapped.error());
    auto reply = card_.transmit(*wrapped);
    if (!reply) return wire::fail(reply.error());
    auto opened = session_.unwrap(with_status(*reply));
    if (!opened) return wire::fail(opened.error());
    return SecuredAnswer{std::move(opened->data), opened->status};
  }

  Result<void> authenticate(const wire::Aid& domain) {
    if (auto selected = card_.select(domain); !selected) return wire::fail(selected.error());
    auto initialized = card_.transmit(session_.initialize_update());
    if (!initialized) return wire::fail(initialized.error());
    if (auto accepted = session_.accept_initialize_update(with_status(*initialized)); !accepted)
      return accepted;
    auto command = session_.external_authenticate();
    if (!command) return wire::fail(command.error());
    auto answer = card_.transmit(*command);
    if (!answer) return wire::fail(answer.error());
    return session_.accept_external_authenticate(with_status(*answer));
  }

 private:
  CardSession& card_;
  Session session_;
};

template <class Session, class Keys>
Result<std::unique_ptr<SecuredLink>> open(CardSession& card, const wire::Aid& domain, const Keys& keys,
                                          std::uint8_t level) {
  auto link = std::make_unique<ChannelLink<Session>>(card, Session(keys, host_challenge, level));
  if (auto opened = link->authenticate(domain); !opened) return wire::fail(opened.error());
  return link;
}

}  // namespace

bool is_channel_protocol(std::string_view protocol) {
  return choice_of(protocol).has_value();
}

Result<std::unique_ptr<SecuredLink>> open_channel_link(std::string_view protocol, CardSession& card,
                                                       const wire::Aid& domain, const ChannelKeys& keys) {
  const auto choice = choice_of(protocol);
  if (!choice)
    return host::fail(ErrorCode::NotFound, "secure: there is no protocol \"" + std::string(protocol) + "\"");
  return choice->older ? open<host::scp::Scp02>(card, domain, keys.scp02, choice->level)
                       : open<host::scp::Scp03>(card, domain, keys.scp03, choice->level);
}

}  // namespace sixline::tools
