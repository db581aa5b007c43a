#include "host/es/eis_json.hpp"

#include <nlohmann/json.hpp>

namespace sixline::host::es {

namespace {

using nlohmann::json;

/// A loop over anything else than a list would quietly find nothing.
const json& list_of(const json& j, const char* key) {
  const json& list = j.at(key);
  if (!list.is_array()) throw json::other_error::create(503, std::string(key) + " is no list", &j);
  return list;
}

json to_json(const EisProfile& p) {
  json out{{"iccid", p.iccid},
           {"isdPAid", hex_json(p.isd_p_aid)},
           {"mnoId", p.mno_id},
           {"smdpId", p.smdp_id},
           {"profileType", p.profile_type},
           {"address", to_json(p.address)},
           {"state", name_of(p.state)},
           {"fallBack", p.fall_back},
           {"emergency", p.emergency},
           {"test", p.test},
           {"allocatedMemory", p.allocated_memory},
           {"pol2", to_json(p.pol2)}};
  if (p.free_memory) out["freeMemory"] = *p.free_memory;
  return out;
}

ProfileState state_named(const std::string& name) {
  for (ProfileState state : {ProfileState::InCreation, ProfileState::Created, ProfileState::Disabled})
    if (name == name_of(state)) return state;
  return ProfileState::Enabled;
}

EisProfile profile_from_json(const json& j) {
  EisProfile p;
  j.at("iccid").get_to(p.iccid);
  p.isd_p_aid = bytes_from_json(j.at("isdPAid"));
  j.at("mnoId").get_to(p.mno_id);
  j.at("smdpId").get_to(p.smdp_id);
  j.at("profileType").get_to(p.profile_type);
  p.address = address_from_json(j.at("address"));
  p.state = state_named(j.at("state").get<std::string>());
  j.at("fallBack").get_to(p.fall_back);
  j.at("emergency").get_to(p.emergency);
  j.at("test").get_to(p.test);
  j.at("allocatedMemory").get_to(p.allocated_memory);
  p.pol2 = pol2_from_json(j.at("pol2"));
  if (j.contains("freeMemory")) p.free_memory = j.at("freeMemory").get<std::uint32_t>();
  return p;
}

json to_json(const EisKey& key) {
  json more = json::array();
  for (const EisKeyComponent& component : key.more_components)
    more.push_back({{"type", component.type}, {"value", hex_json(component.value)}});
  return {{"index", key.index},
          {"type", key.type},
          {"kcv", hex_json(key.check_value)},
          {"value", hex_json(key.value)},
          {"more", more}};
}

EisKey key_from_json(const json& j) {
  EisKey key{j.at("index").get<std::uint8_t>(),
             j.at("type").get<std::uint8_t>(),
             bytes_from_json(j.at("kcv")),
             bytes_from_json(j.at("value")),
             {}};
  for (const json& component : list_of(j, "more"))
    key.more_components.push_back(
        {component.at("type").get<std::uint8_t>(), bytes_from_json(component.at("value"))});
  return key;
}

json to_json(const EisKeySet& set) {
  json keys = json::array(), certificates = json::array();
  for (const EisKey& key : set.keys) keys.push_back(to_json(key));
  for (const EisCertificate& certificate : set.certificates)
    certificates.push_back(
        {{"index", certificate.index}, {"caId", certificate.ca_id}, {"value", hex_json(certificate.value)}});
  return {{"version", set.version},
          {"counter", set.counter},
          {"keys", keys},
          {"certificates", certificates},
          {"usage", set.usage}};
}

EisKeySet key_set_from_json(const json& j) {
  EisKeySet set;
  j.at("version").get_to(set.version);
  j.at("counter").get_to(set.counter);
  for (const json& key : list_of(j, "keys")) set.keys.push_back(key_from_json(key));
  for (const json& c : list_of(j, "certificates"))
    set.certificates.push_back(
        {c.at("index").get<std::uint8_t>(), c.at("caId").get<std::string>(), bytes_from_json(c.at("value"))});
  j.at("usage").get_to(set.usage);
  return set;
}

json to_json(const EisSecurityDomain& domain) {
  json sets = json::array(), tars = json::array();
  for (const EisKeySet& set : domain.key_sets) sets.push_back(to_json(set));
  for (const ByteString& tar : domain.tars) tars.push_back(hex_json(tar));
  return {{"aid", hex_json(domain.aid)},
          {"sin", hex_json(domain.sin)},
          {"sdin", hex_json(domain.sdin)},
          {"keySets", sets},
          {"tars", tars}};
}

EisSecurityDomain domain_from_json(const json& j) {
  EisSecurityDomain domain{
      bytes_from_json(j.at("aid")), bytes_from_json(j.at("sin")), bytes_from_json(j.at("sdin")), {}, {}};
  for (const json& set : list_of(j, "keySets")) domain.key_sets.push_back(key_set_from_json(set));
  for (const json& tar : list_of(j, "tars")) domain.tars.push_back(bytes_from_json(tar));
  return domain;
}

json to_json(const EumSignedBlock& b) {
  return {{"eid", b.eid},
          {"eumId", b.eum_id},
          {"productionDate", b.production_date},
          {"platformType", b.platform_type},
          {"platformVersion", b.platform_version},
          {"isdPLoadFileAid", hex_json(b.isd_p_load_file_aid)},
          {"isdPModuleAid", hex_json(b.isd_p_module_aid)},
          {"ecasd", to_json(b.ecasd)},
          {"catTp", b.capabilities.cat_tp},
          {"http", b.capabilities.http},
          {"securePacketVersion", b.capabilities.secure_packet_version},
          {"remoteProvisioningVersion", b.capabilities.remote_provisioning_version},
          {"catTpVersion", b.capabilities.cat_tp_version},
          {"httpVersion", b.capabilities.http_version}};
}

EumSignedBlock signed_block_from_json(const json& j) {
  EumSignedBlock b;
  j.at("eid").get_to(b.eid);
  j.at("eumId").get_to(b.eum_id);
  j.at("productionDate").get_to(b.production_date);
  j.at("platformType").get_to(b.platform_type);
  j.at("platformVersion").get_to(b.platform_version);
  b.isd_p_load_file_aid = bytes_from_json(j.at("isdPLoadFileAid"));
  b.isd_p_module_aid = bytes_from_json(j.at("isdPModuleAid"));
  b.ecasd = domain_from_json(j.at("ecasd"));
  j.at("catTp").get_to(b.capabilities.cat_tp);
  j.at("http").get_to(b.capabilities.http);
  j.at("securePacketVersion").get_to(b.capabilities.secure_packet_version);
  j.at("remoteProvisioningVersion").get_to(b.capabilities.remote_provisioning_version);
  j.at("catTpVersion").get_to(b.capabilities.cat_tp_version);
  j.at("httpVersion").get_to(b.capabilities.http_version);
  return b;
}

AuditRecord record_from_json(const json& j) {
  AuditRecord record;
  j.at("smsrId").get_to(record.smsr_id);
  j.at("date").get_to(record.date);
  record.operation = static_cast<AuditOperation>(j.at("operation").get<std::uint16_t>());
  j.at("requester").get_to(record.requester);
  record.isd_p_aid = bytes_from_json(j.at("isdPAid"));
  j.at("iccid").get_to(record.iccid);
  record.imei = bytes_from_json(j.at("imei"));
  record.meid = bytes_from_json(j.at("meid"));
  if (j.contains("status")) record.status = status_from_json(j.at("status"));
  return record;
}

Eis read_eis(const json& j) {
  Eis eis;
  eis.signed_block = signed_block_from_json(j.at("eumSignedInfo"));
  j.at("remainingMemory").get_to(eis.remaining_memory);
  j.at("availableMemory").get_to(eis.available_memory);
  if (j.contains("lastAudit")) eis.last_audit = j.at("lastAudit").get<Time>();
  j.at("smsrId").get_to(eis.smsr_id);
  for (const json& profile : list_of(j, "profiles")) eis.profiles.push_back(profile_from_json(profile));
  eis.isd_r = domain_from_json(j.at("isdR"));
  for (const json& record : list_of(j, "auditTrail")) eis.audit_trail.push_back(record_from_json(record));
  eis.imei = bytes_from_json(j.at("imei"));
  for (const json& property : list_of(j, "properties"))
    eis.properties.push_back(
        {property.at("key").get<std::string>(), property.at("value").get<std::string>()});
  j.at("signedXml").get_to(eis.signed_xml);
  j.at("signatureXml").get_to(eis.signature_xml);
  return eis;
}

}  // namespace

json hex_json(Bytes bytes) {
  return to_hex(bytes);
}

ByteString bytes_from_json(const json& j) {
  auto bytes = from_hex(j.get<std::string>());
  if (!bytes) throw json::other_error::create(501, "not hexadecimal", &j);
  return *bytes;
}

json to_json(const EsStatus& status) {
  json out{{"status", static_cast<int>(status.execution)}};
  if (status.code)
    out["code"] = {{"subject", status.code->subject},
                   {"reason", status.code->reason},
                   {"subjectIdentifier", status.code->subject_identifier},
                   {"message", status.code->message}};
  if (status.failure) out["failure"] = static_cast<int>(*status.failure);
  return out;
}

EsStatus status_from_json(const json& j) {
  EsStatus status;
  status.execution = static_cast<Execution>(j.at("status").get<int>());
  if (j.contains("code")) {
    const json& code = j.at("code");
    status.code =
        StatusCode{code.at("subject").get<std::string>(), code.at("reason").get<std::string>(),
                   code.at("subjectIdentifier").get<std::string>(), code.at("message").get<std::string>()};
  }
  if (j.contains("failure")) status.failure = static_cast<Failure>(j.at("failure").get<int>());
  return status;
}

json to_json(const Caller& caller) {
  return {{"id", caller.id},
          {"requester", caller.requester},
          {"messageId", caller.message_id},
          {"validity", caller.validity_seconds}};
}

Caller caller_from_json(const json& j) {
  return {j.at("id").get<std::string>(), j.at("requester").get<std::string>(),
          j.at("messageId").get<std::string>(), j.at("validity").get<std::int64_t>()};
}

json to_json(const SubscriptionAddress& address) {
  return {{"imsi", address.imsi}, {"msisdn", address.msisdn}};
}

SubscriptionAddress address_from_json(const json& j) {
  return {j.at("imsi").get<std::string>(), j.at("msisdn").get<std::string>()};
}

json to_json(const Pol2& pol2) {
  json rules = json::array();
  for (const PolicyRule& rule : pol2.rules)
    rules.push_back({static_cast<int>(rule.action), static_cast<int>(rule.qualification)});
  return rules;
}

Pol2 pol2_from_json(const json& j) {
  Pol2 pol2;
  for (const json& rule : j)
    pol2.rules.push_back({static_cast<PolicyAction>(rule.at(0).get<int>()),
                          static_cast<PolicyQualification>(rule.at(1).get<int>())});
  return pol2;
}

json to_json(const AuditRecord& record) {
  json out{{"smsrId", record.smsr_id},
           {"date", record.date},
           {"operation", static_cast<std::uint16_t>(record.operation)},
           {"requester", record.requester},
           {"isdPAid", hex_json(record.isd_p_aid)},
           {"iccid", record.iccid},
           {"imei", hex_json(record.imei)},
           {"meid", hex_json(record.meid)}};
  if (record.status) out["status"] = to_json(*record.status);
  return out;
}

json to_json(const Eis& eis) {
  json profiles = json::array(), trail = json::array(), properties = json::array();
  for (const EisProfile& profile : eis.profiles) profiles.push_back(to_json(profile));
  for (const AuditRecord& record : eis.audit_trail) trail.push_back(to_json(record));
  for (const EisProperty& property : eis.properties)
    properties.push_back({{"key", property.key}, {"value", property.value}});
  json out{{"eumSignedInfo", to_json(eis.signed_block)},
           {"remainingMemory", eis.remaining_memory},
           {"availableMemory", eis.available_memory},
           {"smsrId", eis.smsr_id},
           {"profiles", profiles},
           {"isdR", to_json(eis.isd_r)},
           {"auditTrail", trail},
           {"imei", hex_json(eis.imei)},
           {"properties", properties},
           {"signedXml", eis.signed_xml},
           {"signatureXml", eis.signature_xml}};
  if (eis.last_audit) out["lastAudit"] = *eis.last_audit;
  return out;
}

Result<AuditRecord> audit_record_from_json(const json& j) {
  try {
    return record_from_json(j);
  } catch (const json::exception& error) {
    return fail(ErrorCode::BadFormat, std::string("audit record: ") + error.what());
  }
}

Result<Eis> eis_from_json(const json& j) {
  try {
    return read_eis(j);
  } catch (const json::exception& error) {
    return fail(ErrorCode::BadFormat, std::string("EIS: ") + error.what());
  }
}

}  // namespace sixline::host::es
