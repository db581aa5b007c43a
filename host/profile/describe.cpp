#include <nlohmann/json.hpp>

#include "host/profile/facts.hpp"
#include "host/profile/identity.hpp"

namespace sixline::host::profile {

namespace {

std::string element_line(std::size_t number, const DerNode& node) {
  char line[80];
  std::snprintf(line, sizeof line, "%4zu  %06zu  %5zu  %s\n", number, node.offset, node.encoded_size(),
                std::string(element_name(node.tag)).c_str());
  return line;
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

}  // namespace

std::string describe(const Package& package, const ProfileFacts& facts) {
  std::string out = "profile type  " + facts.profile_type + "\nversion       " + std::to_string(facts.major) +
                    "." + std::to_string(facts.minor) + "\nICCID         " + facts.iccid +
                    "\nIMSI          " + (facts.imsi.empty() ? "none" : facts.imsi) + "\nUSIM          " +
                    to_hex(facts.usim_aid) + "\nAKA           " + aka_text(facts) + "\nservices     ";
  for (const std::string& service : facts.services) out += " " + service;
  out += "\n";
  for (const PinFact& pin : facts.pins) out += "key reference " + pin_line(pin) + "\n";
  for (const KeyFact& key : facts.keys) out += "domain key    " + key_text(key) + "\n";
  out += "   #  offset   size  element\n";
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
  out["services"] = facts.services;
  auto& elements = out["elements"] = nlohmann::ordered_json::array();
  for (const DerNode& node : package.elements())
    elements.push_back(
        {{"name", element_name(node.tag)}, {"offset", node.offset}, {"size", node.encoded_size()}});
  return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace sixline::host::profile
