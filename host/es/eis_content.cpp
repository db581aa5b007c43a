#include "host/es/eis_content.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "host/es/content.hpp"
#include "host/es/message.hpp"
#include "host/es/xml/namespaces.hpp"

namespace sixline::host::es {

namespace {

constexpr std::string_view emergency_key = "gsma.ESIM.EMERGENCY.AID";
constexpr std::string_view test_key = "gsma.ESIM.TEST.AID";

// [SGP.02 Annex E] who sees what; a registration is the only message with keys
constexpr EisMarks whole{.platform = true,
                         .isd_p_aids = true,
                         .ecasd = true,
                         .signature = true,
                         .memory = true,
                         .last_audit = true,
                         .isd_r = true,
                         .isd_r_keys = true,
                         .audit_trail = true};
constexpr EisMarks handover{.platform = true,
                            .isd_p_aids = true,
                            .ecasd = true,
                            .signature = true,
                            .memory = true,
                            .last_audit = true,
                            .isd_r = true,
                            .audit_trail = true};
constexpr EisMarks for_sm_dp{
    .platform = true, .isd_p_aids = true, .ecasd = true, .signature = true, .memory = true, .isd_r = true};
constexpr EisMarks for_operator{.platform = true, .signature = true, .memory = true};
constexpr EisMarks change_notice{};

void write_security_domain(Value& out, const EisSecurityDomain& domain, std::string_view role,
                           bool with_keys) {
  out.set_bytes("Aid", domain.aid);
  for (const ByteString& tar : domain.tars) out.add_text("Tar", to_hex(tar));
  out.set_bytes("Sin", domain.sin).set_bytes("Sdin", domain.sdin).set("Role", role);
  if (!with_keys) return;
  for (const EisKeySet& set : domain.key_sets) {
    Value& keys = out.add("Keyset");
    keys.set_number("Version", set.version).set_if_any("Type", set.usage);
    if (set.counter != 0) keys.set_number("Cntr", static_cast<std::int64_t>(set.counter));
    for (const EisKey& key : set.keys) {
      Value& entry = keys.add("Key");
      entry.set_bytes("kcv", key.check_value).set_number("Index", key.index);
      entry.add("KeyComponents").set_bytes("type", Bytes(&key.type, 1)).set_bytes("value", key.value);
      for (const EisKeyComponent& more : key.more_components)
        entry.add("KeyComponents").set_bytes("type", Bytes(&more.type, 1)).set_bytes("value", more.value);
    }
    for (const EisCertificate& certificate : set.certificates)
      keys.add("Certificate")
          .set_number("Index", certificate.index)
          .set("CaId", certificate.ca_id)
          .set_bytes("Value", certificate.value);
  }
}

EisSecurityDomain read_security_domain(const Value& content) {
  EisSecurityDomain domain{content.bytes("Aid"), content.bytes("Sin"), content.bytes("Sdin"), {}, {}};
  for (const Value* tar : content.all("Tar")) domain.tars.push_back(*from_hex(tar->text()));
  for (const Value* keys : content.all("Keyset")) {
    EisKeySet set;
    set.version = static_cast<std::uint8_t>(keys->number("Version"));
    set.usage = keys->text("Type");
    set.counter = static_cast<std::uint64_t>(keys->number("Cntr"));
    for (const Value* entry : keys->all("Key")) {
      EisKey key;
      key.index = static_cast<std::uint8_t>(entry->number("Index"));
      key.check_value = entry->bytes("kcv");
      bool first = true;
      for (const Value* component : entry->all("KeyComponents")) {
        EisKeyComponent read{component->bytes("type").at(0), component->bytes("value")};
        if (!first) {
          key.more_components.push_back(std::move(read));
          continue;
        }
        key.type = read.type;
        key.value = std::move(read.value);
        first = false;
      }
      set.keys.push_back(std::move(key));
    }
    for (const Value* certificate : keys->all("Certificate"))
      set.certificates.push_back({static_cast<std::uint8_t>(certificate->number("Index")),
                                  certificate->text("CaId"), certificate->bytes("Value")});
    domain.key_sets.push_back(std::move(set));
  }
  return domain;
}

void write_capabilities(Value& out, const EuiccCapabilities& capabilities) {
  out.set_flag("CattpSupport", capabilities.cat_tp)
      .set_if_any("CattpVersion", capabilities.cat_tp_version)
      .set_flag("HttpSupport", capabilities.http)
      .set_if_any("HttpVersion", capabilities.http_version)
      .set("SecurePacketVersion", capabilities.secure_packet_version)
      .set("RemoteProvisioningVersion", capabilities.remote_provisioning_version);
}

void write_signed_info(Value& out, const Eis& eis, const EisMarks& marks) {
  const EumSignedBlock& block = eis.signed_block;
  out.set("Eid", block.eid);
  if (marks.platform) {
    out.set("Eum-id", block.eum_id)
        .set_time("ProductionDate", block.production_date)
        .set("PlatformType", block.platform_type)
        .set("PlatformVersion", block.platform_version);
    write_capabilities(out.add("EuiccCapabilities"), block.capabilities);
  }
  if (marks.isd_p_aids)
    out.set_bytes("Isd-p-loadfile-aid", block.isd_p_load_file_aid)
        .set_bytes("Isd-p-module-aid", block.isd_p_module_aid);
  if (marks.ecasd) write_security_domain(out.add("Ecasd"), block.ecasd, "ECASD", true);
  if (marks.whole_signed_info()) out.set_text(eis.signed_xml);
}

EumSignedBlock read_signed_info(const Value& content) {
  EumSignedBlock block;
  block.eid = content.text("Eid");
  block.eum_id = content.text("Eum-id");
  block.production_date = content.time("ProductionDate").value_or(0);
  block.platform_type = content.text("PlatformType");
  block.platform_version = content.text("PlatformVersion");
  block.isd_p_load_file_aid = content.bytes("Isd-p-loadfile-aid");
  block.isd_p_module_aid = content.bytes("Isd-p-module-aid");
  if (const Value* ecasd = content.find("Ecasd")) block.ecasd = read_security_domain(*ecasd);
  if (const Value* found = content.find("EuiccCapabilities"))
    block.capabilities = {found->flag("CattpSupport"),        found->flag("HttpSupport"),
                          found->text("SecurePacketVersion"), found->text("RemoteProvisioningVersion"),
                          found->text("CattpVersion"),        found->text("HttpVersion")};
  return block;
}

void write_profile(Value& out, const EisProfile& profile) {
  out.set("Iccid", profile.iccid)
      .set_bytes("Isd-p-aid", profile.isd_p_aid)
      .set("Mno-id", profile.mno_id)
      .set_flag("FallbackAttribute", profile.fall_back);
  write_address(out.add("SubscriptionAddress"), profile.address);
  out.set("State", name_of(profile.state))
      .set_if_any("Smdp-id", profile.smdp_id)
      .set_if_any("ProfileType", profile.profile_type)
      .set_number("AllocatedMemory", profile.allocated_memory);
  if (profile.free_memory) out.set_number("FreeMemory", *profile.free_memory);
  write_pol2(out.add("pol2"), profile.pol2);
}

bool fits(std::int64_t number) {
  return number <= std::numeric_limits<std::uint32_t>::max();
}

/// False for a number that does not fit.
bool read_profile(const Value& content, EisProfile& profile) {
  profile.iccid = content.text("Iccid");
  profile.isd_p_aid = content.bytes("Isd-p-aid");
  profile.mno_id = content.text("Mno-id");
  profile.fall_back = content.flag("FallbackAttribute");
  if (const Value* address = content.find("SubscriptionAddress")) profile.address = read_address(*address);
  for (ProfileState state : {ProfileState::Created, ProfileState::Disabled, ProfileState::Enabled})
    if (content.text("State") == name_of(state)) profile.state = state;
  profile.smdp_id = content.text("Smdp-id");
  profile.profile_type = content.text("ProfileType");
  const std::int64_t allocated = content.number("AllocatedMemory"), free = content.number("FreeMemory");
  profile.allocated_memory = static_cast<std::uint32_t>(allocated);
  if (content.has("FreeMemory")) profile.free_memory = static_cast<std::uint32_t>(free);
  if (const Value* pol2 = content.find("pol2")) profile.pol2 = read_pol2(*pol2);
  return fits(allocated) && fits(free);
}

void write_record(Value& out, const std::string& eid, const AuditRecord& record) {
  const auto operation = static_cast<std::uint16_t>(record.operation);
  const std::array<std::uint8_t, 2> octets{static_cast<std::uint8_t>(operation >> 8),
                                           static_cast<std::uint8_t>(operation)};
  out.set("Eid", eid)
      .set("Smsr-id", record.smsr_id)
      .set_time("OperationDate", record.date)
      .set_bytes("OperationType", octets)
      .set_if_any("RequesterId", record.requester);
  if (record.status) write_status(out.add("OperationExecutionStatus"), *record.status);
  out.set_if_any("Isd-p-aid", record.isd_p_aid)
      .set_if_any("Iccid", record.iccid)
      .set_if_any("Imei", record.imei)
      .set_if_any("Meid", record.meid);
}

AuditRecord read_record(const Value& content) {
  AuditRecord record;
  record.smsr_id = content.text("Smsr-id");
  record.date = content.time("OperationDate").value_or(0);
  const ByteString operation = content.bytes("OperationType");
  record.operation = static_cast<AuditOperation>(operation.at(0) << 8 | operation.at(1));
  record.requester = content.text("RequesterId");
  if (const Value* status = content.find("OperationExecutionStatus")) record.status = read_status(*status);
  record.isd_p_aid = content.bytes("Isd-p-aid");
  record.iccid = content.text("Iccid");
  record.imei = content.bytes("Imei");
  record.meid = content.bytes("Meid");
  return record;
}

/// Two attributes have no field of their own and travel as properties.
void write_properties(Value& out, const Eis& eis) {
  std::vector<EisProperty> properties = eis.properties;
  for (const EisProfile& profile : eis.profiles) {
    if (profile.emergency) properties.push_back({std::string(emergency_key), to_hex(profile.isd_p_aid)});
    if (profile.test) properties.push_back({std::string(test_key), to_hex(profile.isd_p_aid)});
  }
  if (properties.empty()) return;
  Value& list = out.add("AdditionalProperties");
  for (const EisProperty& property : properties)
    list.add("Property").set("key", property.key).set("value", property.value);
}

void read_property(const Value& content, Eis& eis) {
  const std::string& key = content.text("key");
  const bool emergency = key == emergency_key;
  if (!emergency && key != test_key) return eis.properties.push_back({key, content.text("value")});
  const auto aid = from_hex(content.text("value"));
  EisProfile* profile = aid ? eis.find_aid(*aid) : nullptr;
  if (profile) (emergency ? profile->emergency : profile->test) = true;
}

EsStatus invalid(std::string message) {
  return EsStatus::of(Failure::EisInvalid, std::move(message));
}

bool names_a_profile_twice(const Eis& eis) {
  for (auto profile = eis.profiles.begin(); profile != eis.profiles.end(); ++profile)
    if (std::any_of(profile + 1, eis.profiles.end(), [&](const EisProfile& other) {
          return other.iccid == profile->iccid || other.isd_p_aid == profile->isd_p_aid;
        }))
      return true;
  return false;
}

}  // namespace

const EisMarks& eis_marks(const Function& function) {
  if (function.name == "RegisterEIS") return whole;
  if (function.name == "HandoverEUICC") return handover;
  if (function.is_notification() || function.interface == Interface::Es7) return change_notice;
  return function.interface == Interface::Es3 ? for_sm_dp : for_operator;
}

void write_eis(Value& out, const Eis& eis, const EisMarks& marks) {
  write_signed_info(out.add("EumSignedInfo"), eis, marks);
  if (marks.signature && !eis.signature_xml.empty()) out.set("EumSignature", eis.signature_xml);
  if (marks.memory)
    out.set_number("RemainingMemory", eis.remaining_memory)
        .set_number("AvailableMemoryForProfiles", eis.available_memory)
        .set("Smsr-id", eis.smsr_id);
  if (marks.last_audit && eis.last_audit) out.set_time("LastAuditDate", *eis.last_audit);
  for (const EisProfile& profile : eis.profiles)
    if (profile.state != ProfileState::InCreation) write_profile(out.add("ProfileInfo"), profile);
  if (marks.isd_r) write_security_domain(out.add("Isd-r"), eis.isd_r, "ISD-R", marks.isd_r_keys);
  if (marks.audit_trail && !eis.audit_trail.empty()) {
    Value& trail = out.add("AuditTrail");
    for (const AuditRecord& record : eis.audit_trail) write_record(trail.add("Record"), eis.eid(), record);
  }
  write_properties(out, eis);
}

wire::Result<Eis, EsStatus> read_eis(const Value& content) {
  Eis eis;
  if (const Value* info = content.find("EumSignedInfo")) {
    eis.signed_block = read_signed_info(*info);
    eis.signed_xml = info->bytes_as_received();
  }
  eis.signature_xml = content.text("EumSignature");
  const std::int64_t remaining = content.number("RemainingMemory");
  const std::int64_t available = content.number("AvailableMemoryForProfiles");
  bool sound = fits(remaining) && fits(available);
  eis.remaining_memory = static_cast<std::uint32_t>(remaining);
  eis.available_memory = static_cast<std::uint32_t>(available);
  eis.last_audit = content.time("LastAuditDate");
  eis.smsr_id = content.text("Smsr-id");
  for (const Value* profile : content.all("ProfileInfo"))
    sound = read_profile(*profile, eis.profiles.emplace_back()) && sound;
  if (!sound) return tl::unexpected(invalid("more memory than an eUICC has"));
  if (names_a_profile_twice(eis)) return tl::unexpected(invalid("a profile is named twice"));
  if (const Value* isd_r = content.find("Isd-r")) eis.isd_r = read_security_domain(*isd_r);
  if (const Value* trail = content.find("AuditTrail"))
    for (const Value* record : trail->all("Record")) eis.audit_trail.push_back(read_record(*record));
  if (const Value* properties = content.find("AdditionalProperties"))
    for (const Value* property : properties->all("Property")) read_property(*property, eis);
  return eis;
}

std::string signed_info_xml(const Eis& eis) {
  Eis fresh;
  fresh.signed_block = eis.signed_block;
  Message message(function_named(Interface::Es1, "RegisterEIS"), Kind::Request);
  write_signed_info(message.content.add("Eis").add("EumSignedInfo"), fresh, whole);
  const std::string text = to_xml(message);
  const auto document = xml::Document::parse(text);
  if (!document) return {};  // we wrote it
  const xml::Element* info = document->root().child(xml::ns::rps, "Eis");
  return document->standalone(*info->child(xml::ns::rps, "EumSignedInfo"));
}

Result<EumSignedBlock> signed_block_of(std::string_view text) {
  const auto document = xml::Document::parse(text);
  if (!document) return tl::unexpected(document.error());
  if (!document->root().is(xml::ns::rps, "EumSignedInfo"))
    return fail(ErrorCode::BadFormat, "not an EumSignedInfo");
  static constexpr Field field{"EumSignedInfo", Type::EumSignedInfo};
  Value content(field);
  if (const auto refusal = decode_alone(*document, content))
    return fail(ErrorCode::BadFormat, refusal->describe());
  return read_signed_info(content);
}

}  // namespace sixline::host::es
