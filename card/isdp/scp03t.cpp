// SCP03t: SCP03 over TLVs, for the download of a profile.  [SGP.02 §4.1.3.3] [GP-D §6]
#include "card/isdp/isd_p.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdp {
namespace {

namespace sw = wire::sw;
namespace tags = wire::tag::euicc;
namespace scp03 = gp::scp03;
using wire::Tlv;
using wire::Writer;

/// Error TLV: tag 9F and the command's low bits, then one of these.
enum class TlvError : std::uint8_t { BadFormat = 0x01, Security = 0x02, NotFound = 0x03 };

constexpr std::uint8_t error_tag_first = 0x9F;
constexpr std::uint8_t error_tag_offset = 0x40;
constexpr std::size_t initialize_update_size = 2 + scp03::challenge_size;
constexpr std::size_t authenticate_size = 1 + scp03::cryptogram_size + scp03::mac_size;
constexpr std::size_t replacement_size = 4 * crypto::aes_block;
constexpr std::size_t max_report = 256;

StatusWord refuse(const Tlv& tlv, TlvError error, Writer& answer) {
  answer.put_all(error_tag_first, tlv.tag - error_tag_offset, 1, error);
  return error == TlvError::NotFound   ? sw::reference_not_found
         : error == TlvError::Security ? sw::security_not_satisfied
                                       : sw::wrong_data;
}

StatusWord accept(const Tlv& tlv, Writer& answer) {
  wire::put_tlv(answer, tlv.tag, {});
  return sw::ok;
}

TlvError error_of(StatusWord status) {
  return status == sw::security_not_satisfied ? TlvError::Security : TlvError::BadFormat;
}

/// Tag and length of a TLV as they stood: what a C-MAC begins with.
Bytes header_of(const Tlv& tlv) {
  return tlv.whole.first(tlv.whole.size() - tlv.value.size());
}

}  // namespace

std::span<const IsdP::TlvRow> IsdP::tlv_functions() {
  static constexpr TlvRow rows[] = {
      {"SCP03t INITIALIZE UPDATE", tags::initialize_update, &IsdP::tlv_initialize_update, "SGP.02 §4.1.3.3",
       "es8/scp03t_session"},
      {"SCP03t EXTERNAL AUTHENTICATE", tags::external_authenticate, &IsdP::tlv_external_authenticate,
       "SGP.02 §4.1.3.3", "es8/scp03t_session"},
      {"ES8.DownloadAndInstallation, segment", tags::profile_segment, &IsdP::tlv_profile_segment,
       "SGP.02 §4.1.3.3", "es8/download_and_installation"},
      {"SCP03t replace session keys", tags::replace_session_key, &IsdP::tlv_replace_session_keys,
       "SGP.02 §4.1.3.3", "es8/scp03t_replace_keys"},
      {"SCP03t MAC-only segment", tags::profile_segment_mac_only, &IsdP::tlv_mac_only_segment,
       "SGP.02 §4.1.3.3", "es8/scp03t_session"},
  };
  return rows;
}

StatusWord IsdP::tlv_initialize_update(const Tlv& tlv, Writer& answer) {
  if (tlv.value.size() != initialize_update_size || tlv.value[1] != 0) {
    close_channel();
    return refuse(tlv, TlvError::BadFormat, answer);
  }
  const auto opening = open_channel(Framing::Tlv, tlv.value[0], tlv.value.subspan(2));
  if (!opening) {
    const bool missing = opening.error() == sw::reference_not_found;
    return refuse(tlv, missing ? TlvError::NotFound : TlvError::Security, answer);
  }
  wire::TlvScope scope(answer, tlv.tag);
  opening->write(answer);
  return sw::ok;
}

StatusWord IsdP::tlv_external_authenticate(const Tlv& tlv, Writer& answer) {
  if (tlv.value.size() != authenticate_size || tlv.value[0] != scp03::security_level) {
    close_channel();
    return refuse(tlv, TlvError::BadFormat, answer);
  }
  const bool ours = framing_ == Framing::Tlv && session_.domain() == gp::isd_p_id(slot_);
  const Bytes header = tlv.whole.first(tlv.whole.size() - tlv.value.size() + 1);
  if (!ours || !session_.authenticate(header, tlv.value.subspan(1, scp03::cryptogram_size),
                                      tlv.value.last(scp03::mac_size))) {
    close_channel();
    return refuse(tlv, TlvError::Security, answer);
  }
  return accept(tlv, answer);
}

/// [SGP.02 §4.1.3.3] Only a PERSONALIZED ISD-P takes a profile; a later one has its profile already.
StatusWord IsdP::segment_state() const {
  const auto isd_p = application();
  const bool has_profile =
      isd_p && (isd_p->state == gp::LifeCycle::Disabled || isd_p->state == gp::LifeCycle::Enabled);
  if (has_profile) return sw::wrong_data;
  return isd_p && isd_p->state == gp::LifeCycle::Personalized ? sw::ok : sw::security_not_satisfied;
}

/// Takes the protection off into plain_. Any error has closed the channel.
Result<Bytes, StatusWord> IsdP::open_segment(const Tlv& tlv) {
  if (!channel_open(Framing::Tlv)) {
    close_channel();
    return wire::fail(sw::security_not_satisfied);
  }
  const std::size_t size = tlv.value.size();
  const bool shaped = size >= crypto::aes_block + scp03::mac_size && tlv.whole.size() <= plain_.size() &&
                      (size - scp03::mac_size) % crypto::aes_block == 0;
  if (!shaped) {
    close_channel();
    return wire::fail(sw::wrong_data);
  }
  const auto plain = session_.unwrap(header_of(tlv), tlv.value.first(size - scp03::mac_size),
                                     tlv.value.last(scp03::mac_size), plain_);
  if (!plain) {
    close_channel();
    return wire::fail(sw::security_not_satisfied);
  }
  return *plain;
}

void IsdP::write_protected(wire::Tag tag, Bytes plain, Writer& answer) {
  const std::size_t start = answer.size();
  const std::size_t enciphered = scp03::padded_size(plain.size());
  wire::put_tag(answer, tag);
  wire::put_length(answer, enciphered + scp03::mac_size);
  const std::size_t header = answer.size() - start;
  const wire::MutableBytes ciphertext = answer.take(enciphered);
  if (ciphertext.empty()) return;
  session_.encipher_answer(plain, ciphertext);
  answer.put(session_.answer_mac(answer.view().subspan(start, header), ciphertext, {}));
}

StatusWord IsdP::tlv_profile_segment(const Tlv& tlv, Writer& answer) {
  const auto plain = open_segment(tlv);
  if (!plain) return refuse(tlv, error_of(plain.error()), answer);
  StatusWord ready = segment_state();
  if (ready.ok() && !installation_.running()) ready = installation_.begin(slot_);
  if (!ready.ok()) {
    close_channel();
    return refuse(tlv, error_of(ready), answer);
  }
  const Progress progress = installation_.feed(*plain);
  if (progress == Progress::Continue) return accept(tlv, answer);

  Writer report(wire::MutableBytes(plain_).first(max_report));
  installation_.write_report(report);
  write_protected(tlv.tag, report.view(), answer);
  if (progress == Progress::Aborted) close_channel();
  return sw::ok;
}

/// The four keys travel as chaining value, S-ENC, S-MAC, S-RMAC.
StatusWord IsdP::tlv_replace_session_keys(const Tlv& tlv, Writer& answer) {
  const auto plain = open_segment(tlv);
  if (!plain) return refuse(tlv, error_of(plain.error()), answer);
  const auto part = [&plain](std::size_t number) {
    return plain->subspan(number * crypto::aes_block, crypto::aes_block);
  };
  if (plain->size() != replacement_size || !session_.replace_keys(part(0), part(1), part(2), part(3))) {
    close_channel();
    return refuse(tlv, TlvError::BadFormat, answer);
  }
  crypto::wipe(plain_);
  return accept(tlv, answer);
}

StatusWord IsdP::tlv_mac_only_segment(const Tlv& tlv, Writer& answer) {
  return refuse(tlv, TlvError::BadFormat, answer);
}

}  // namespace sixline::card::isdp
