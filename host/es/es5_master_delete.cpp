// ES5.MasterDelete and the token that goes with it.  [SGP.02 §4.1.1.6] [GPCS §C.4.7]
#include "card/wire/tags.hpp"
#include "host/crypto/cmac.hpp"
#include "host/es/card_command.hpp"
#include "host/es/es5.hpp"

namespace sixline::host::es::es5 {
namespace {

namespace gp = wire::tag::gp;
using wire::Writer;

/// What the token covers of the command's data.
void put_covered(Writer& out, const wire::Aid& isd_p, const DeleteReference& reference) {
  wire::put_tlv(out, gp::aid, isd_p.view());
  wire::TlvScope content(out, gp::token_reference);
  wire::put_tlv(out, gp::issuer_identification, reference.issuer);
  wire::put_tlv(out, gp::card_image, reference.image_number);
  wire::put_tlv(out, gp::application_provider, reference.provider);
  wire::put_tlv(out, gp::token_identifier, reference.token_identifier);
}

}  // namespace

Result<crypto::Block> delete_token(Bytes token_key, const wire::Aid& isd_p,
                                   const DeleteReference& reference) {
  auto key = crypto::CmacKey::from(token_key);
  if (!key) return wire::fail(key.error());
  std::array<std::uint8_t, longest_short_data> buffer;
  Writer covered(buffer);
  put_covered(covered, isd_p, reference);
  if (covered.overflowed()) return fail(ErrorCode::BadInput, "MasterDelete: the reference is too long");
  const std::array<std::uint8_t, 3> head{delete_with_related.p1, delete_with_related.p2,
                                         static_cast<std::uint8_t>(covered.size())};
  return key->mac({head, covered.view()});
}

Result<ByteString> master_delete(const wire::Aid& isd_p, const DeleteReference& reference,
                                 const crypto::Block& token) {
  return try_command(delete_with_related, Answer::Expected, [&](Writer& out) {
    put_covered(out, isd_p, reference);
    wire::put_tlv(out, gp::token, token);
  });
}

}  // namespace sixline::host::es::es5
