#include "card/isdp/delete_token.hpp"

#include "card/crypto/cmac.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdp {
namespace {

namespace sw = wire::sw;
namespace tags = wire::tag::gp;
using wire::Error;

constexpr gp::KeyReference token_key{.version = 0x70, .id = 0x01};  // [GPCS §11.1.8]
constexpr std::size_t longest_identifier = 2;                       ///< of the token, tag 93

bool is_stored(const storage::Store& store, storage::Owner slot, wire::Tag tag, Bytes value) {
  const auto stored =
      store.read({slot, storage::Kind::DomainData, gp::isd_p_index, static_cast<std::uint16_t>(tag)});
  return stored && wire::equal(*stored, value);
}

}  // namespace

Result<DeleteAuthorisation, Error> DeleteAuthorisation::parse(Bytes data) {
  auto reader = wire::TlvReader::ber(data);
  const auto aid = reader.expect(tags::aid);
  const auto reference = reader.expect(tags::token_reference);
  const std::size_t covered = data.size() - reader.rest().size();
  const auto token = reader.expect(tags::token);
  if (!reader.ok()) return wire::fail(reader.error());
  auto fields = reader.children(*reference);
  const auto issuer = fields.expect(tags::issuer_identification);
  const auto image_number = fields.expect(tags::card_image);
  const auto provider = fields.expect(tags::application_provider);
  const auto identifier = fields.expect(tags::token_identifier);
  if (!fields.ok()) return wire::fail(fields.error());
  const bool sizes_fit = aid->value.size() == wire::Aid::capacity() &&
                         token->value.size() == crypto::aes_block && !identifier->value.empty() &&
                         identifier->value.size() <= longest_identifier;
  if (!reader.at_end() || !fields.at_end() || !sizes_fit) return wire::fail(Error::BadLength);
  return DeleteAuthorisation{.isd_p = wire::Aid(aid->value),
                             .issuer = issuer->value,
                             .image_number = image_number->value,
                             .provider = provider->value,
                             .covered = data.first(covered),
                             .token = token->value};
}

StatusWord verify(const DeleteAuthorisation& authorisation, const runtime::Environment& environment,
                  storage::Owner slot, const wire::CommandApdu& command) {
  const storage::Store& store = environment.store;
  const bool identified = is_stored(store, slot, tags::issuer_identification, authorisation.issuer) &&
                          is_stored(store, slot, tags::card_image, authorisation.image_number) &&
                          is_stored(store, slot, tags::application_provider, authorisation.provider);
  if (!identified) return sw::wrong_data;
  const auto stored = gp::KeyStore(environment.store).find(gp::isd_p_id(slot), token_key);
  if (!stored) return sw::security_not_satisfied;
  const crypto::AesKey key(environment.crypto(), stored->value.view());
  if (!key.valid()) return sw::security_not_satisfied;
  // The length is that of what the token covers, not Lc.
  const std::uint8_t head[] = {command.p1, command.p2,
                               static_cast<std::uint8_t>(authorisation.covered.size())};
  crypto::Block expected = crypto::cmac(key, Bytes(head), authorisation.covered);
  const bool right = crypto::equal_constant_time(expected, authorisation.token);
  crypto::wipe(expected);
  return right ? sw::ok : sw::security_not_satisfied;
}

}  // namespace sixline::card::isdp
