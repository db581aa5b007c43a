#include "card/wire/tags.hpp"
#include "host/es/es5.hpp"

namespace sixline::host::es::es5 {
namespace {

namespace gp = wire::tag::gp;
namespace euicc = wire::tag::euicc;
namespace ctlv = wire::tag::ctlv;
using wire::Tlv;
using wire::TlvReader;

constexpr std::uint8_t fall_back_bit = 0x01;
constexpr std::uint8_t emergency_bit = 0x02;
constexpr std::size_t equipment_identity_size = 8;

auto bad(const char* what) {
  return fail(ErrorCode::BadFormat, what);
}

Result<std::uint32_t> number(const Tlv& tlv) {
  if (tlv.value.empty() || tlv.value.size() > 4) return bad("a number of the card has an impossible length");
  return static_cast<std::uint32_t>(wire::read_be(tlv.value));
}

/// The content of `answer`, which is exactly one TLV `tag`.
Result<Bytes> content_of(Bytes answer, wire::Tag tag, const char* what) {
  auto reader = TlvReader::ber(answer);
  auto whole = reader.expect(tag);
  if (!whole || !reader.at_end()) return bad(what);
  return whole->value;
}

Result<void> read_field(IsdPStatus& status, const Tlv& field) {
  const Bytes value = field.value;
  if (field.tag == gp::aid) {
    auto aid = wire::Aid::from(value);
    if (!aid) return bad("GET STATUS: an impossible AID");
    status.aid = *aid;
  } else if (field.tag == gp::life_cycle) {
    if (value.empty()) return bad("GET STATUS: an empty life cycle state");
    auto state = isd_p_state(value[0]);
    if (!state) return wire::fail(state.error());
    status.state = *state;
  } else if (field.tag == euicc::fall_back_attribute) {
    const std::uint8_t attributes = value.empty() ? std::uint8_t{0} : value[0];
    status.fall_back = (attributes & fall_back_bit) != 0;
    status.emergency = (attributes & emergency_bit) != 0;
  } else if (field.tag == euicc::granted_memory || field.tag == euicc::remaining_memory) {
    auto size = number(field);
    if (!size) return wire::fail(size.error());
    (field.tag == euicc::granted_memory ? status.granted_memory : status.remaining_memory) = *size;
  }
  return {};
}

/// Fields of a notification as they come; what is mandatory is checked at the end.
struct NotificationFields {
  std::optional<Bytes> eid;
  std::optional<Bytes> type;
  std::optional<Bytes> sequence_number;
  std::optional<Bytes> aid;
  std::optional<Bytes> imei;
  std::optional<Bytes> meid;

  std::optional<Bytes>* slot(wire::Tag tag) {
    if (tag == euicc::notification_eid) return &eid;
    if (tag == euicc::notification_type) return &type;
    if (tag == euicc::sequence_number) return &sequence_number;
    if (tag == gp::aid) return &aid;
    // CAT objects come with and without the comprehension bit.
    const wire::Tag bare = tag & ~wire::Tag{ctlv::must_understand};
    if (bare == ctlv::aid) return &aid;
    if (bare == ctlv::imei) return &imei;
    if (bare == ctlv::meid) return &meid;
    return nullptr;
  }
};

bool equipment_identity_possible(const std::optional<Bytes>& value) {
  return !value || value->size() == equipment_identity_size;
}

Result<Notification> checked(const NotificationFields& fields) {
  if (!fields.eid || !fields.type || !fields.sequence_number || !fields.aid)
    return bad("a notification lacks EID, type, sequence number or AID");
  auto eid = wire::Eid::from(*fields.eid);
  auto isd_p = wire::Aid::from(*fields.aid);
  if (!eid) return bad("a notification with an impossible EID");
  if (!isd_p) return bad("a notification with an impossible AID");
  if (fields.type->size() != 1 || fields.sequence_number->size() != 2)
    return bad("a notification with an impossible type or sequence number");
  if (!equipment_identity_possible(fields.imei) || !equipment_identity_possible(fields.meid))
    return bad("a notification with an impossible IMEI or MEID");
  Notification notification;
  notification.eid = *eid;
  notification.type = (*fields.type)[0];
  notification.sequence_number = static_cast<std::uint16_t>(wire::read_be(*fields.sequence_number));
  notification.isd_p = *isd_p;
  if (fields.imei) notification.imei = to_byte_string(*fields.imei);
  if (fields.meid) notification.meid = to_byte_string(*fields.meid);
  return notification;
}

}  // namespace

Result<IsdPState> isd_p_state(std::uint8_t life_cycle) {
  for (IsdPState state : {IsdPState::Installed, IsdPState::Selectable, IsdPState::Personalized,
                          IsdPState::Disabled, IsdPState::Enabled})
    if (life_cycle == static_cast<std::uint8_t>(state)) return state;
  return fail(ErrorCode::BadFormat, to_hex(Bytes(&life_cycle, 1)) + " is not the state of an ISD-P");
}

std::string_view name_of(IsdPState state) {
  switch (state) {
    case IsdPState::Installed: return "INSTALLED";
    case IsdPState::Selectable: return "SELECTABLE";
    case IsdPState::Personalized: return "PERSONALIZED";
    case IsdPState::Disabled: return "DISABLED";
    case IsdPState::Enabled: return "ENABLED";
  }
  return "unknown";
}

Result<std::vector<IsdPStatus>> read_status(Bytes answer) {
  std::vector<IsdPStatus> all;
  auto reader = TlvReader::ber(answer);
  while (!reader.at_end()) {
    auto entry = reader.expect(gp::registry_entry);
    if (!entry) return bad("GET STATUS: the answer is not a list of E3");
    IsdPStatus status;
    auto fields = reader.children(*entry);
    while (!fields.at_end()) {
      auto field = fields.next();
      if (!field) return bad("GET STATUS: an entry is malformed");
      if (auto read = read_field(status, *field); !read) return wire::fail(read.error());
    }
    if (status.aid.empty()) return bad("GET STATUS: an entry without AID");
    all.push_back(std::move(status));
  }
  if (!reader.ok()) return bad("GET STATUS: the answer is not a list of E3");
  return all;
}

Result<ExtendedResources> read_extended_resources(Bytes answer) {
  auto content = content_of(answer, gp::extended_resources, "GET DATA FF21: the answer is not FF21");
  if (!content) return wire::fail(content.error());
  auto reader = TlvReader::ber(*content);
  ExtendedResources resources;
  const std::array<std::pair<wire::Tag, std::uint32_t*>, 3> wanted{
      {{gp::installed_applications, &resources.applications},
       {gp::free_non_volatile, &resources.free_non_volatile},
       {gp::free_volatile, &resources.free_volatile}}};
  for (const auto& [tag, out] : wanted) {
    auto field = reader.find(tag);
    if (!field) return bad("GET DATA FF21: a number is missing");
    auto value = number(*field);
    if (!value) return wire::fail(value.error());
    *out = *value;
  }
  return resources;
}

Result<std::vector<KeyTemplate>> read_key_templates(Bytes answer) {
  auto content = content_of(answer, gp::key_templates, "GET DATA 00E0: the answer is not E0");
  if (!content) return wire::fail(content.error());
  std::vector<KeyTemplate> keys;
  auto reader = TlvReader::ber(*content);
  while (!reader.at_end()) {
    auto key = reader.expect(gp::key_template);
    // A key of several components repeats type and length; the first pair names the key.
    if (!key || key->value.size() < 4 || key->value.size() % 2 != 0)
      return bad("GET DATA 00E0: a key template is malformed");
    keys.push_back({key->value[0], key->value[1], key->value[2], key->value[3]});
  }
  return keys;
}

Result<wire::Eid> read_eid(Bytes answer) {
  auto content = content_of(answer, gp::eid, "GET DATA 005A: the answer is not 5A");
  if (!content) return wire::fail(content.error());
  auto eid = wire::Eid::from(*content);
  if (!eid) return bad("GET DATA 005A: an impossible EID");
  return *eid;
}

Result<ByteString> read_ecasd_certificate(Bytes answer) {
  auto content = content_of(answer, gp::forwarded_casd, "GET DATA BF30: the answer is not BF30");
  if (!content) return wire::fail(content.error());
  auto reader = TlvReader::ber(*content);
  auto certificate = reader.find(wire::tag::certificate::certificate);
  if (!certificate) return bad("GET DATA BF30: no certificate in the answer");
  return to_byte_string(certificate->whole);
}

Result<Notification> read_notification(Bytes notification) {
  auto content = content_of(notification, euicc::notification, "the message is not a notification E1");
  if (!content) return wire::fail(content.error());
  NotificationFields fields;
  auto reader = TlvReader::ber(*content);
  while (!reader.at_end()) {
    auto field = reader.next();
    if (!field) return bad("a notification is malformed");
    std::optional<Bytes>* slot = fields.slot(field->tag);
    if (slot == nullptr) continue;
    if (*slot) return bad("a notification has a field twice");
    *slot = field->value;
  }
  return checked(fields);
}

Result<std::vector<wire::Aid>> read_deleted_isd_ps(Bytes answer) {
  std::vector<wire::Aid> deleted;
  if (answer.empty()) return deleted;
  auto content = content_of(answer, euicc::deleted_isd_ps, "the answer to a confirmation is not 80");
  if (!content) return wire::fail(content.error());
  auto reader = TlvReader::ber(*content);
  while (!reader.at_end()) {
    auto field = reader.expect(gp::aid);
    auto aid = field ? wire::Aid::from(field->value) : wire::fail(wire::Error::Missing);
    if (!aid) return bad("the answer to a confirmation lists something that is not an AID");
    deleted.push_back(*aid);
  }
  return deleted;
}

}  // namespace sixline::host::es::es5
