#include <nlohmann/json.hpp>

#include "host/profile/facts.hpp"
#include "host/profile/identity.hpp"

namespace sixline::host::profile {

namespace {

/// What the PEHeader and the template's identifier say of an element.
struct ElementFacts {
  std::optional<std::uint32_t> identification{};
  bool mandated = false;
  std::string file_template{};
};

ElementFacts facts_of_element(const DerNode& node) {
  ElementFacts facts;
  const DerNode* header = node.tag == element::header ? nullptr : node.find(0xA0);
  if (header != nullptr) {
    facts.mandated = header->find(0x80) != nullptr;
    if (const DerNode* number = header->find(0x81))
      if (const auto value = wire::read_unsigned(number->value)) facts.identification = *value;
  }
  const DerNode* identifier = node.find(0x81);
  if (header != nullptr && identifier != nullptr) facts.file_template = template_name(identifier->value);
  return facts;
}

std::string element_line(std::size_t number, const DerNode& node) {
  const ElementFacts facts = facts_of_element(node);
  const std::string identification = facts.identification ? std::to_string(*facts.identification) : "-";
  char line[80];
  std::snprintf(line, sizeof line, "%4zu  %06zu  %5zu  %5s  %s", number, node.offset, node.encoded_size(),
                identification.c_str(), std::string(element_name(node.tag)).c_str());
  std::string text = line;
  if (facts.identification && !facts.mandated) text += ", optional";
  if (!facts.file_template.empty()) text += " (" + facts.file_template + ")";
  return text + "\n";
}

std::string domain_lines(const ProfileFacts& facts) {
  std::string text;
  for (const DomainFact& domain : facts.domains) {
    text += "domain        " + to_hex(domain.aid);
    if (&domain == &facts.domains.front()) text += " (MNO-SD)";
    if (!domain.parent.empty()) text += " under " + to_hex(domain.parent);
    text += "\n";
  }
  for (const RemoteFilesFact& files : facts.remote_files) {
    char level[8];
    std::snprintf(level, sizeof level, "%02X", files.minimum_security);
    text += "remote files  " + to_hex(files.aid) + " TAR";
    for (const ByteString& tar : files.tars) text += " " + to_hex(tar);
    text += std::string(" from security level ") + level;
    if (!files.adf.empty()) text += " with " + to_hex(files.adf);
    text += "\n";
  }
  return text;
}

std::string key_text(const KeyFact& key) {
  char text[64];
  std::snprintf(text, sizeof text, "version %02X id %02X type %02X (%zu bytes)", key.version, key.id,
                key.type, key.size);
  return text;
}

std::string pin_line(const PinFact& pin) {
  char text[64];
  std::snprintf(text, sizeof text, "%s %02X%s", pin.unblocks ? "PUK" : "PIN", pin.reference,
                !pin.unblocks && (pin.attributes & 1) == 0 ? " (disabled)" : "");
  return text;
}

std::string aka_text(const ProfileFacts& facts) {
  if (!facts.aka) return "none";
  return std::string(name_of(facts.aka->algorithm)) + ", K of " + std::to_string(facts.aka->key.size() * 8) +
         " bits";
}

nlohmann::ordered_json element_json(const DerNode& node) {
  const ElementFacts facts = facts_of_element(node);
  nlohmann::ordered_json out{
      {"name", element_name(node.tag)}, {"offset", node.offset}, {"size", node.encoded_size()}};
  if (facts.identification) {
    out["identification"] = *facts.identification;
    out["mandated"] = facts.mandated;
  }
  if (!facts.file_template.empty()) out["template"] = facts.file_template;
  return out;
}

nlohmann::ordered_json domains_json(const ProfileFacts& facts) {
  auto out = nlohmann::ordered_json::array();
  for (const DomainFact& domain : facts.domains)
    out.push_back({{"aid", to_hex(domain.aid)}, {"parent", to_hex(domain.parent)}});
  return out;
}

nlohmann::ordered_json remote_files_json(const ProfileFacts& facts) {
  auto out = nlohmann::ordered_json::array();
  for (const RemoteFilesFact& files : facts.remote_files) {
    auto tars = nlohmann::ordered_json::array();
    for (const ByteString& tar : files.tars) tars.push_back(to_hex(tar));
    out.push_back({{"aid", to_hex(files.aid)},
                   {"tars", tars},
                   {"minimumSecurityLevel", files.minimum_security},
                   {"adf", to_hex(files.adf)}});
  }
  return out;
}

}  // namespace

std::string describe(const Package& package, const ProfileFacts& facts) {
  std::string out = "profile type  " + facts.profile_type + "\nversion       " + std::to_string(facts.major) +
                    "." + std::to_string(facts.minor) + (facts.iot ? ", IoT minimal profile" : "") +
                    "\nICCID         " + facts.iccid + "\nIMSI          " +
                    (facts.imsi.empty() ? "none" : facts.imsi) + "\nUSIM          " + to_hex(facts.usim_aid) +
                    "\nAKA           " + aka_text(facts) + "\nservices     ";
  for (const std::string& service : facts.services) out += " " + service;
  out += "\n";
  for (const PinFact& pin : facts.pins) out += "key reference " + pin_line(pin) + "\n";
  out += domain_lines(facts);
  for (const KeyFact& key : facts.keys) out += "domain key    " + key_text(key) + "\n";
  out += "   #  offset   size     id  element\n";
  std::size_t number = 0;
  for (const DerNode& node : package.elements()) out += element_line(++number, node);
  return out;
}

std::string describe_json(const Package& package, const ProfileFacts& facts) {
  nlohmann::ordered_json out;
  out["profileType"] = facts.profile_type;
  out["version"] = std::to_string(facts.major) + "." + std::to_string(facts.minor);
  out["iccid"] = facts.iccid;
  out["efIccid"] = facts.ef_iccid;
  out["imsi"] = facts.imsi;
  out["usimAid"] = to_hex(facts.usim_aid);
  out["aka"] = facts.aka ? std::string(name_of(facts.aka->algorithm)) : std::string();
  out["iotMinimalProfile"] = facts.iot;
  out["services"] = facts.services;
  out["securityDomains"] = domains_json(facts);
  out["remoteFileManagement"] = remote_files_json(facts);
  auto& elements = out["elements"] = nlohmann::ordered_json::array();
  for (const DerNode& node : package.elements()) elements.push_back(element_json(node));
  return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace sixline::host::profile
