#include "tools/sixline/subscriber.hpp"

#include "host/crypto/random.hpp"
#include "host/profile/identity.hpp"

namespace sixline::tools {

using host::ErrorCode;
using host::Result;
using host::session::CardSession;

namespace {

constexpr std::uint16_t ef_iccid = 0x2FE2;
constexpr std::uint16_t ef_imsi = 0x6F07;
constexpr std::size_t iccid_size = 10;
constexpr std::size_t imsi_size = 9;
constexpr std::uint8_t pin1 = 0x01;
constexpr std::uint8_t pin_enabled = 0x01;

Result<void> select_usim(CardSession& session, const host::profile::ProfileFacts& facts) {
  const auto aid = wire::Aid::from(facts.usim_aid);
  if (!aid) return host::fail(ErrorCode::BadInput, "the package has no USIM");
  if (auto selected = session.select(*aid); !selected) return tl::unexpected(selected.error());
  const host::profile::PinFact* pin = facts.pin(pin1);
  if (pin == nullptr || (pin->attributes & pin_enabled) == 0) return {};
  const auto verified = session.expect("verify PIN1", {0x00, 0x20, 0x00, pin1}, pin->value);
  if (!verified) return tl::unexpected(verified.error());
  return {};
}

}  // namespace

Result<std::string> read_iccid(CardSession& session) {
  if (auto selected = session.select_path({ef_iccid}); !selected) return tl::unexpected(selected.error());
  auto content = session.read_binary(iccid_size);
  if (!content) return tl::unexpected(content.error());
  return host::profile::iccid_from_file(*content);
}

Result<std::string> read_imsi(CardSession& session, const host::profile::ProfileFacts& facts) {
  if (auto selected = select_usim(session, facts); !selected) return tl::unexpected(selected.error());
  if (auto selected = session.select(ef_imsi); !selected) return tl::unexpected(selected.error());
  auto content = session.read_binary(imsi_size);
  if (!content) return tl::unexpected(content.error());
  return host::profile::imsi_from_file(*content);
}

Result<void> verify_aka(CardSession& session, const host::profile::ProfileFacts& facts) {
  if (!facts.aka) return host::fail(ErrorCode::BadInput, "the package has no authentication keys");
  if (auto selected = select_usim(session, facts); !selected) return tl::unexpected(selected.error());
  host::profile::Sqn sqn{0, 0, 0, 0, 0, 0x20};
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto rand = host::crypto::random_bytes<16>(host::crypto::system_random());
    const auto challenge = host::profile::make_challenge(*facts.aka, rand, sqn);
    if (!challenge) return tl::unexpected(challenge.error());
    const auto reply = session.expect("authenticate", host::profile::authenticate_command(*challenge));
    if (!reply) return tl::unexpected(reply.error());
    const auto result = host::profile::check_answer(*facts.aka, *challenge, reply->data);
    if (!result) return tl::unexpected(result.error());
    if (result->outcome == host::profile::AkaOutcome::Verified) return {};
    if (result->outcome != host::profile::AkaOutcome::Resync) break;
    sqn = host::profile::next_sqn(result->sqn);
  }
  return host::fail(ErrorCode::NotAuthentic, "authenticate: RES, CK or IK are not what the network computed");
}

}  // namespace sixline::tools
