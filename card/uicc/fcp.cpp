#include "card/uicc/fcp.hpp"

#include "card/uicc/fcp_tags.hpp"
#include "card/uicc/pin_status.hpp"

namespace sixline::card::uicc {
namespace {

using wire::put_tlv;
using wire::TlvScope;

constexpr wire::Tag ps_do = 0x90;
constexpr wire::Tag usage_qualifier = 0x95;
constexpr wire::Tag key_reference = 0x83;

/// Clock stop allowed in both states, classes A, B and C; no extension.  [TS 102 221 §11.1.1.4.6.1]
constexpr std::uint8_t characteristics = 0x71;
constexpr std::uint8_t der_only = 0x01;  ///< of the data objects of a BER-TLV file
constexpr std::uint8_t used_for_user_authentication = 0x08;
constexpr std::uint8_t not_used = 0x00;
constexpr std::uint8_t first_application_pin = 0x01;
constexpr std::uint8_t last_application_pin = 0x08;

std::uint8_t descriptor_byte(const File& file) {
  const auto structure = [&]() -> std::uint8_t {
    switch (file.type) {
      case FileType::Transparent: return fcp::transparent;
      case FileType::LinearFixed: return fcp::linear_fixed;
      case FileType::Cyclic: return fcp::cyclic;
      case FileType::BerTlv: return fcp::ber_tlv;
      case FileType::Mf:
      case FileType::Df:
      case FileType::Adf: break;
    }
    return fcp::directory;
  }();
  return static_cast<std::uint8_t>(structure | (file.shareable ? fcp::shareable_bit : 0));
}

void put_descriptor(const File& file, wire::Writer& out) {
  TlvScope scope(out, fcp::file_descriptor);
  out.put_all(descriptor_byte(file), fcp::data_coding);
  if (!is_record_based(file.type)) return;
  out.put_be(file.record_length, 2);
  out.put_be(file.record_count(), 1);
}

void put_proprietary(const File& file, wire::Writer& out) {
  if (file.type != FileType::Mf && file.type != FileType::BerTlv && file.special == 0) return;
  TlvScope scope(out, fcp::proprietary);
  if (file.type == FileType::Mf) put_tlv(out, fcp::uicc_characteristics, std::array{characteristics});
  if (file.type == FileType::BerTlv) {
    put_tlv(out, fcp::file_details, std::array{der_only});
    TlvScope size(out, fcp::maximum_file_size);
    out.put_be(file.size, file.size > 0xFFFF ? 4 : 2);
  }
  if (file.special != 0) put_tlv(out, fcp::special_file_information, std::array{file.special});
}

bool is_enabled(const Pins& pins, std::uint16_t node, std::uint8_t reference) {
  const auto pin = pins.find(node, reference);
  return pin && (pin->attributes & pin_attribute::enabled) != 0;
}

bool replaces_some_pin(const Pins& pins) {
  for (std::uint8_t reference = first_application_pin; reference <= last_application_pin; ++reference) {
    const auto pin = pins.find(mf_node, reference);
    if (pin && (pin->attributes & pin_attribute::replaced) != 0) return true;
  }
  return false;
}

void put_pin_status(const File& file, const Pins& pins, wire::Writer& out) {
  if (file.pin_status.empty()) return;
  TlvScope scope(out, fcp::pin_status_template);
  std::array<std::uint8_t, 4> enabled{};
  std::size_t count = 0;
  PinList bits(file.pin_status.view());
  while (const auto pin = bits.next()) {
    if (count / 8 >= enabled.size()) break;
    if (is_enabled(pins, file.node, pin->reference))
      enabled[count / 8] = static_cast<std::uint8_t>(enabled[count / 8] | 0x80 >> (count % 8));
    ++count;
  }
  put_tlv(out, ps_do, Bytes(enabled).first((count + 7) / 8));
  PinList list(file.pin_status.view());
  while (const auto pin = list.next()) {
    std::optional<std::uint8_t> usage = pin->usage;
    if (pin->reference == universal_pin)
      usage = replaces_some_pin(pins) ? used_for_user_authentication : not_used;
    if (usage) put_tlv(out, usage_qualifier, std::array{*usage});
    put_tlv(out, key_reference, std::array{pin->reference});
  }
}

void put_ef_fields(const File& file, wire::Writer& out) {
  {
    TlvScope scope(out, fcp::file_size);
    out.put_be(file.size, file.size > 0xFFFF ? 4 : 2);
  }
  TlvScope scope(out, fcp::short_file_identifier);
  if (file.sfi != 0) out.put(static_cast<std::uint8_t>(file.sfi << 3));
}

void put_security(const FileSystem& files, const File& file, wire::Writer& out) {
  if (file.own_rule) {
    const auto rule = files.own_rule(file);
    if (rule) put_tlv(out, rule->compact ? fcp::security_compact : fcp::security_expanded, rule->value);
  } else if (file.rule.record != 0) {
    TlvScope scope(out, fcp::security_attributes);
    out.put_be(file.rule.arr, 2);
    out.put(file.rule.record);
  }
}

}  // namespace

void put_fcp(const FileSystem& files, const File& file, const Pins& pins, wire::Writer& out) {
  TlvScope scope(out, fcp::fcp_template);
  put_descriptor(file, out);
  std::array<std::uint8_t, 2> fid;
  wire::write_be(file.fid, fid);
  put_tlv(out, fcp::file_identifier, fid);
  if (!file.aid.empty()) put_tlv(out, fcp::df_name, file.aid.view());
  put_proprietary(file, out);
  put_tlv(out, fcp::life_cycle_status, std::array{static_cast<std::uint8_t>(file.state)});
  put_security(files, file, out);
  if (is_directory(file.type))
    put_pin_status(file, pins, out);
  else
    put_ef_fields(file, out);
}

}  // namespace sixline::card::uicc
