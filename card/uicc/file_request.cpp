#include "card/uicc/file_request.hpp"

#include "card/uicc/fcp_tags.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t sfi_shift = 3;
constexpr std::uint8_t sfi_reserved = 0x07;
constexpr std::uint8_t highest_sfi = 30;
/// The security environment in which the application's own PIN counts.  [TS 102 221 §9.3]
constexpr std::uint8_t application_environment = 0x01;

/// One data object of the template.
struct Field {
  wire::Tag tag;
  bool (*read)(Bytes value, FileRequest& request);
};

std::optional<FileType> type_of(std::uint8_t descriptor) {
  switch (descriptor & fcp::structure_bits) {
    case fcp::transparent: return FileType::Transparent;
    case fcp::linear_fixed: return FileType::LinearFixed;
    case fcp::cyclic: return FileType::Cyclic;
    case fcp::ber_tlv: return FileType::BerTlv;
    case fcp::directory: return FileType::Df;
    default: return std::nullopt;
  }
}

/// Descriptor byte and coding; for files of records their length, and perhaps their number, which follows
/// from the size as well.
bool read_descriptor(Bytes value, FileRequest& request) {
  if (value.size() < 2 || value[1] != fcp::data_coding) return false;
  request.type = type_of(value[0]);
  request.shareable = (value[0] & fcp::shareable_bit) != 0;
  if (!request.type) return false;
  if (!is_record_based(*request.type)) return value.size() == 2;
  if (value.size() != 4 && value.size() != 5) return false;
  request.record_length = static_cast<std::uint16_t>(wire::read_be(value.subspan(2, 2)));
  return true;
}

bool read_fid(Bytes value, FileRequest& request) {
  if (value.size() != 2) return false;
  request.fid = static_cast<std::uint16_t>(wire::read_be(value));
  return true;
}

bool read_number(Bytes value, std::optional<std::uint32_t>& number) {
  if (value.empty() || value.size() > 4) return false;
  number = static_cast<std::uint32_t>(wire::read_be(value));
  return true;
}

bool read_size(Bytes value, FileRequest& request) {
  return read_number(value, request.size);
}

/// Room for a directory's children is not set aside: they take what is there.
bool read_total_size(Bytes value, FileRequest&) {
  return !value.empty();
}

bool read_name(Bytes value, FileRequest& request) {
  const auto aid = wire::Aid::from(value);
  if (aid) request.aid = *aid;
  return aid.has_value();
}

bool read_sfi(Bytes value, FileRequest& request) {
  if (value.size() > 1) return false;
  request.sfi = value.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(value[0] >> sfi_shift);
  return value.empty() || ((value[0] & sfi_reserved) == 0 && *request.sfi <= highest_sfi);
}

/// Nothing is created deactivated or terminated.
bool read_state(Bytes value, FileRequest& request) {
  if (value.size() != 1) return false;
  for (const auto state : {FileState::Creation, FileState::Initialisation, FileState::Activated}) {
    if (static_cast<std::uint8_t>(state) != value[0]) continue;
    request.state = state;
    return true;
  }
  return false;
}

/// A record of the implied EF.ARR; FID and record; FID and a record for each security environment.
bool read_reference(Bytes value, FileRequest& request) {
  AccessRule rule{request.rule->arr, 0};
  if (value.size() >= 3) {
    rule.arr = static_cast<std::uint16_t>(wire::read_be(value.first(2)));
    value = value.subspan(2);
  } else if (value.size() != 1) {
    return false;
  }
  if (value.size() == 1) {
    rule.record = value[0];
    value = {};
  }
  for (; value.size() >= 2; value = value.subspan(2))
    if (value[0] == application_environment) rule.record = value[1];
  request.rule = rule;
  return rule.record != 0 && value.empty();
}

bool read_own_rule(Bytes value, bool compact, FileRequest& request) {
  request.own_rule = OwnRule{compact, value};
  return !value.empty() && value.size() <= limits::max_own_rule;
}

bool read_compact(Bytes value, FileRequest& request) {
  return read_own_rule(value, true, request);
}

bool read_expanded(Bytes value, FileRequest& request) {
  return read_own_rule(value, false, request);
}

bool read_pin_status(Bytes value, FileRequest& request) {
  request.pin_status = value;
  return !value.empty();
}

bool read_special(Bytes value, FileRequest& request) {
  if (value.size() == 1) request.special = value[0];
  return value.size() == 1;
}

bool read_pattern(Bytes value, FileRequest& request) {
  request.fill = value;
  return !value.empty();
}

bool read_repeat(Bytes value, FileRequest& request) {
  request.fill_repeats = true;
  return read_pattern(value, request);
}

bool read_maximum_size(Bytes value, FileRequest& request) {
  return read_number(value, request.maximum_size);
}

/// Known, and without meaning for this card.
bool pass_over(Bytes, FileRequest&) {
  return true;
}

bool read_all(Bytes fields, std::span<const Field> known, FileRequest& request) {
  wire::TlvReader reader = wire::TlvReader::ber(fields);
  while (!reader.at_end()) {
    const auto object = reader.next();
    if (!object) return false;
    const auto field =
        std::find_if(known.begin(), known.end(), [&](const Field& row) { return row.tag == object->tag; });
    if (field == known.end() || !field->read(object->value, request)) return false;
  }
  return true;
}

constexpr auto proprietary_fields = std::to_array<Field>({
    {fcp::file_details, pass_over},
    {fcp::reserved_file_size, pass_over},
    {fcp::maximum_file_size, read_maximum_size},
    {fcp::special_file_information, read_special},
    {fcp::filling_pattern, read_pattern},
    {fcp::repeat_pattern, read_repeat},
});

bool read_proprietary(Bytes value, FileRequest& request) {
  return read_all(value, proprietary_fields, request);
}

constexpr auto fields = std::to_array<Field>({
    {fcp::file_size, read_size},
    {fcp::total_file_size, read_total_size},
    {fcp::file_descriptor, read_descriptor},
    {fcp::file_identifier, read_fid},
    {fcp::df_name, read_name},
    {fcp::short_file_identifier, read_sfi},
    {fcp::life_cycle_status, read_state},
    {fcp::security_attributes, read_reference},
    {fcp::security_compact, read_compact},
    {fcp::security_expanded, read_expanded},
    {fcp::proprietary, read_proprietary},
    {fcp::pin_status_template, read_pin_status},
});

}  // namespace

Result<FileRequest, StatusWord> read_file_request(Bytes data, std::uint16_t arr) {
  wire::TlvReader reader = wire::TlvReader::ber(data);
  const auto whole = reader.expect(fcp::fcp_template);
  FileRequest request;
  request.rule = AccessRule{arr, 0};
  if (!whole || !reader.at_end() || !read_all(whole->value, fields, request))
    return wire::fail(sw::wrong_data);
  if (request.rule->record == 0) request.rule.reset();
  return request;
}

}  // namespace sixline::card::uicc
