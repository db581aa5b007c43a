#include "tests/servers/smdp/scripted_card.hpp"

#include <algorithm>

#include "card/wire/tags.hpp"
#include "card/wire/tlv.hpp"
#include "host/crypto/hash.hpp"
#include "host/scp/scenario3.hpp"
#include "tests/host/hex.hpp"

namespace sixline::tests::smdp {

using host::test::hex;

namespace {

ByteString tlv(wire::Tag tag, Bytes value) {
  ByteString buffer(value.size() + 8);
  wire::Writer out(buffer);
  wire::put_tlv(out, tag, value);
  return host::to_byte_string(out.view());
}

ByteString r_apdu(Bytes data) {
  return tlv(wire::tag::script::r_apdu, host::concat({data, hex("9000")}));
}

host::crypto::Block icv(host::crypto::AesKey& key, std::uint64_t counter, std::uint8_t first) {
  host::crypto::Block block{};
  wire::write_be(counter, wire::MutableBytes(block).last(8));
  block[0] = first;
  return key.encrypt_block(block);
}

}  // namespace

ByteString ScriptedCard::answer(Bytes data, Bytes isd_p_aid) {
  ByteString out;
  auto reader = wire::TlvReader::ber(data);
  while (!reader.at_end()) {
    const auto one = reader.next();
    if (!one) break;
    if (one->tag == wire::tag::script::c_apdu)
      host::append(out, r_apdu(store_data(one->value)));
    else if (one->tag == wire::tag::euicc::initialize_update)
      host::append(out, initialize_update(one->value, isd_p_aid));
    else if (one->tag == wire::tag::euicc::external_authenticate)
      host::append(out, hex("8500"));
    else
      host::append(out, segment(one->whole, one->value));
  }
  return out;
}

ByteString ScriptedCard::store_data(Bytes apdu) {
  constexpr std::uint8_t install = 0xE6;
  const Bytes data = apdu.subspan(5, apdu[4]);
  if (apdu[1] == install) {
    personalisation_.clear();
    return {0x00};
  }
  host::append(personalisation_, data);
  const bool answer_wanted = apdu.size() > 5U + apdu[4];
  if (!answer_wanted) return {};
  const ByteString point_begins{0xB0, 0x41, 0x04};
  const auto found =
      std::search(personalisation_.begin(), personalisation_.end(), point_begins.begin(), point_begins.end());
  // CERT.DP.ECDSA has a point of its own; the ephemeral key comes behind it, in DGI 3A02.
  const auto other = found == personalisation_.end() ? found
                                                     : std::search(found + 1, personalisation_.end(),
                                                                   point_begins.begin(), point_begins.end());
  if (other == personalisation_.end()) return tlv(wire::tag::euicc::random, ByteString(16, 0x5A));
  personalisation_.erase(personalisation_.begin(), other + 2);
  return establish();
}

/// Derives the keys as the ISD-P does and gives the receipt.  [SGP.02 §4.1.3.1]
ByteString ScriptedCard::establish() {
  const auto point = Bytes(personalisation_).first(host::crypto::point_size);
  const auto ephemeral = host::crypto::PublicKey::from_point(ecasd_.curve(), point).value();
  const host::scp::KeySetRequest request;
  const host::crypto::Secret derived =
      host::crypto::derive_x963(ecasd_.agree(ephemeral).value(), hex("108810"), 4 * host::crypto::block_size);
  const auto part = [&](std::size_t n) {
    return host::crypto::Secret(
        derived.view().subspan(n * host::crypto::block_size, host::crypto::block_size));
  };
  keys_ = host::scp::Scp03Keys{part(1), part(2), part(3), 0x30};
  sequence_ = forgotten_sessions;
  auto receipt = host::crypto::CmacKey::from(part(0).view()).value().mac(request.control_reference());
  if (wrong_receipt) receipt[0] ^= 0x01;
  return tlv(wire::tag::euicc::receipt, receipt);
}

ByteString ScriptedCard::initialize_update(Bytes value, Bytes isd_p_aid) {
  host::scp::Challenge host_challenge;
  std::copy_n(value.begin() + 2, host_challenge.size(), host_challenge.begin());
  const auto challenge =
      host::scp::predicted_card_challenge(*keys_, ++sequence_, wire::Aid(isd_p_aid)).value();
  session_ = host::scp::derive_session_keys(*keys_, host_challenge, challenge).value();
  const auto host_cryptogram = host::scp::host_cryptogram(*session_, host_challenge, challenge);
  const ByteString authenticate = host::concat({hex("851133"), host_cryptogram});
  chaining_ = session_->mac.mac({host::crypto::zero_block, authenticate});
  counter_ = 0;
  installed_.clear();
  ByteString answer(10, 0x00);
  host::append(answer, hex("300370"));
  host::append(answer, challenge);
  host::append(answer, host::scp::card_cryptogram(*session_, host_challenge, challenge));
  answer.push_back(static_cast<std::uint8_t>(sequence_ >> 16));
  answer.push_back(static_cast<std::uint8_t>(sequence_ >> 8));
  answer.push_back(static_cast<std::uint8_t>(sequence_));
  return tlv(wire::tag::euicc::initialize_update, answer);
}

ByteString ScriptedCard::segment(Bytes whole, Bytes value) {
  chaining_ = session_->mac.mac({chaining_, whole.first(whole.size() - host::scp::scp03_mac_size)});
  if (!wire::equal(Bytes(chaining_).first(host::scp::scp03_mac_size), value.last(host::scp::scp03_mac_size)))
    return hex("9F460102");
  ByteString plain = host::to_byte_string(value.first(value.size() - host::scp::scp03_mac_size));
  session_->enc.decrypt_cbc(icv(session_->enc, ++counter_, 0x00), plain);
  plain.resize(host::crypto::size_without_padding_80(plain).value());
  host::append(installed_, plain);
  if (!abort_installation && (installed_.size() < package_size || silent_at_the_end)) return hex("8600");
  ByteString report = hex(abort_installation ? "3009A00530038001FF8100" : "3007A0053003800100");
  if (abort_installation) report[8] = abort_status;
  host::crypto::pad_80(report);
  session_->enc.encrypt_cbc(icv(session_->enc, counter_, 0x80), report);
  const ByteString header{0x86, static_cast<std::uint8_t>(report.size() + host::scp::scp03_mac_size)};
  const auto mac = session_->rmac.mac({chaining_, header, report});
  return host::concat({header, report, Bytes(mac).first(host::scp::scp03_mac_size)});
}

}  // namespace sixline::tests::smdp
