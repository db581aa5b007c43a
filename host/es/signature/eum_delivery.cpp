#include "host/es/signature/eum_delivery.hpp"

#include "card/wire/identifiers.hpp"
#include "host/es/signature/eum_signature.hpp"

namespace sixline::host::es {

namespace {

constexpr std::uint8_t ca_key_version = 0x74;

ByteString bytes_of(const wire::Aid& aid) {
  return to_byte_string(aid.view());
}

}  // namespace

Result<Eis> make_eis(const EumDelivery& delivery, const pki::X509Certificate& eum,
                     const crypto::Signer& key) {
  Eis eis;
  EumSignedBlock& block = eis.signed_block;
  block.eid = delivery.eid;
  block.eum_id = delivery.eum_id;
  block.production_date = delivery.production_date;
  block.platform_type = "Sixline";
  block.platform_version = "0.1.0";
  block.isd_p_load_file_aid = bytes_of(wire::aid::euicc(wire::aid::isd_p_load_file_number));
  block.isd_p_module_aid = bytes_of(wire::aid::euicc(wire::aid::isd_p_module_number));
  block.ecasd.aid = bytes_of(wire::aid::ecasd());
  EisKeySet ca;
  ca.version = ca_key_version;
  ca.certificates.push_back({1, delivery.ci_id, delivery.ecasd_certificate});
  block.ecasd.key_sets.push_back(std::move(ca));
  eis.available_memory = eis.remaining_memory = delivery.memory_for_profiles;
  eis.isd_r.aid = bytes_of(wire::aid::isd_r());
  eis.isd_r.key_sets.push_back(delivery.scp80);
  eis.smsr_id = delivery.smsr_id;
  eis.profiles = delivery.profiles;
  for (const EisProfile& profile : eis.profiles)
    eis.remaining_memory -= std::min(eis.remaining_memory, profile.allocated_memory);
  if (auto done = signature::sign(eis, eum, key); !done) return tl::unexpected(done.error());
  return eis;
}

}  // namespace sixline::host::es
