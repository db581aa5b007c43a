#include "host/profile/facts.hpp"

#include "host/profile/identity.hpp"

namespace sixline::host::profile {

namespace {

constexpr std::uint16_t fid_imsi = 0x6F07;

struct ServiceName {
  wire::Tag tag;
  std::string_view name;
};

// [TCA-PP §8.2] ServicesList
constexpr std::array<ServiceName, 30> services{{
    {0x80, "contactless"},
    {0x81, "usim"},
    {0x82, "isim"},
    {0x83, "csim"},
    {0x84, "milenage"},
    {0x85, "tuak128"},
    {0x86, "cave"},
    {0x87, "gba-usim"},
    {0x88, "gba-isim"},
    {0x89, "mbms"},
    {0x8A, "eap"},
    {0x8B, "javacard"},
    {0x8C, "multos"},
    {0x8D, "multiple-usim"},
    {0x8E, "multiple-isim"},
    {0x8F, "multiple-csim"},
    {0x90, "tuak256"},
    {0x91, "usim-test-algorithm"},
    {0x92, "ber-tlv"},
    {0x93, "dfLink"},
    {0x94, "cat-tp"},
    {0x95, "get-identity"},
    {0x96, "profile-a-x25519"},
    {0x97, "profile-b-p256"},
    {0x98, "suciCalculatorApi"},
    {0x99, "dns-resolution"},
    {0x9A, "scp11ac"},
    {0x9B, "scp11c-authorization"},
    {0x9C, "s16mode"},
    {0x9D, "eaka"},
}};

auto bad(const DerNode& node, std::string what) {
  return fail(ErrorCode::BadFormat,
              "profile package, offset " + std::to_string(node.offset) + ": " + std::move(what));
}

std::uint32_t number_or(const DerNode* node, std::uint32_t fallback) {
  if (node == nullptr) return fallback;
  const auto value = wire::read_unsigned(node->value);
  return value ? *value : fallback;
}

Result<void> read_header(const DerNode& header, ProfileFacts& facts) {
  facts.major = number_or(header.find(field::header_version_major), 0);
  facts.minor = number_or(header.find(field::header_version_minor), 0);
  if (const DerNode* type = header.find(field::header_profile_type))
    facts.profile_type.assign(type->value.begin(), type->value.end());
  const DerNode* iccid = header.find(field::header_iccid);
  if (iccid == nullptr || iccid->value.size() != 10)
    return bad(header, "header without an ICCID of ten bytes");
  facts.iccid = iccid_from_header(iccid->value);
  if (const DerNode* pol = header.find(field::header_pol); pol != nullptr && !pol->value.empty())
    facts.pol1 = pol->value.back();
  facts.iot = header.find(field::header_iot_options) != nullptr;
  if (const DerNode* list = header.find(field::header_services))
    for (const DerNode& service : list->children)
      for (const ServiceName& row : services)
        if (row.tag == service.tag) facts.services.emplace_back(row.name);
  return {};
}

Result<void> read_pins(const DerNode& element, bool unblocks, ProfileFacts& facts) {
  const DerNode* choice = element.find(0xA1);
  const DerNode* list = choice == nullptr || unblocks ? choice : choice->find(0xA0);
  if (list == nullptr) return {};  // the PINs of another directory are shared
  for (const DerNode& entry : list->children) {
    const DerNode* value = entry.find(0x81);
    if (entry.find(0x80) == nullptr || value == nullptr || value->value.size() != 8)
      return bad(entry, "a PIN or PUK without reference or eight-byte value");
    PinFact pin;
    pin.unblocks = unblocks;
    pin.reference = static_cast<std::uint8_t>(number_or(entry.find(0x80), 0));
    pin.value = value->value;
    pin.attributes = static_cast<std::uint8_t>(number_or(entry.find(0x83), 7));
    facts.pins.push_back(std::move(pin));
  }
  return {};
}

void read_domain(const DerNode& domain, ProfileFacts& facts) {
  constexpr wire::Tag aid_tag = 0x4F;
  const DerNode* instance = domain.find(0xA1);
  if (instance == nullptr) return;
  std::vector<ByteString> names;
  for (const DerNode& child : instance->children)
    if (child.tag == aid_tag) names.push_back(child.value);
  if (names.size() < 3) return;  // load file, module, instance
  facts.domains.push_back({names[2], names.size() > 3 ? names[3] : ByteString{}});
}

void read_remote_files(const DerNode& rfm, ProfileFacts& facts) {
  RemoteFilesFact fact;
  if (const DerNode* aid = rfm.find(0x4F)) fact.aid = aid->value;
  // The list has the tag of the PEHeader and comes second.
  for (const DerNode& child : rfm.children)
    if (child.tag == 0xA0)
      for (const DerNode& tar : child.children)
        if (tar.tag == 0x04) fact.tars.push_back(tar.value);
  if (const DerNode* level = rfm.find(0x81); level != nullptr && !level->value.empty())
    fact.minimum_security = level->value.front();
  if (const DerNode* adf = rfm.at({0x30, 0x80})) fact.adf = adf->value;
  facts.remote_files.push_back(std::move(fact));
}

void read_keys(const DerNode& domain, ProfileFacts& facts) {
  const DerNode* list = domain.find(0xA2);
  if (list == nullptr) return;
  for (const DerNode& entry : list->children) {
    KeyFact key;
    const auto byte = [&](wire::Tag tag) {
      const DerNode* node = entry.find(tag);
      return node == nullptr || node->value.empty() ? std::uint8_t{0} : node->value.back();
    };
    key.id = byte(0x82);
    key.version = byte(0x83);
    if (const DerNode* component = entry.at({0x30, 0x30})) {
      if (const DerNode* type = component->find(0x80))
        key.type = type->value.empty() ? std::uint8_t{0} : type->value.back();
      if (const DerNode* data = component->find(0x86)) key.size = data->value.size();
    }
    facts.keys.push_back(key);
  }
}

Result<void> read_element(const DerNode& node, ProfileFacts& facts) {
  switch (node.tag) {
    case element::header: return read_header(node, facts);
    case element::pin_codes: return read_pins(node, false, facts);
    case element::puk_codes: return read_pins(node, true, facts);
    case element::security_domain:
      read_domain(node, facts);
      read_keys(node, facts);
      return {};
    case element::rfm: read_remote_files(node, facts); return {};
    case element::iot:
      if (const DerNode* aid = node.at({field::iot_adf, field::fcp, field::fcp_aid}))
        facts.usim_aid = aid->value;
      return {};
    case element::usim:
      if (const DerNode* aid = node.at({field::usim_adf, field::fcp, field::fcp_aid}))
        facts.usim_aid = aid->value;
      return {};
    default: return {};
  }
}

bool begins_application(wire::Tag tag) {
  return tag == element::usim || tag == element::isim || tag == element::csim || tag == element::iot;
}

bool has_usim(wire::Tag tag) {
  return tag == element::usim || tag == element::iot;
}

/// What an IoT minimal profile need not say: the AID of its USIM and EF.ICCID.
void add_iot_defaults(const Package& package, ProfileFacts& facts) {
  constexpr std::array<std::uint8_t, 5> rid{0xA0, 0x00, 0x00, 0x00, 0x87};
  const DerNode* pix = package.elements().front().at({field::header_iot_options, field::iot_pix});
  if (facts.usim_aid.empty() && pix != nullptr) {
    facts.usim_aid.assign(rid.begin(), rid.end());
    append(facts.usim_aid, pix->value);
  }
  if (facts.ef_iccid.empty()) facts.ef_iccid = facts.iccid;
}

/// First akaParameter behind the application element `naa`.
DerNode* aka_behind(Package& package, std::size_t naa) {
  auto& nodes = package.elements();
  for (std::size_t i = naa + 1; i < nodes.size() && !begins_application(nodes[i].tag); ++i)
    if (nodes[i].tag == element::aka_parameter) return &nodes[i];
  return nullptr;
}

std::optional<std::size_t> application_with_aid(const Package& package, Bytes aid) {
  for (std::size_t i = 0; i < package.elements().size(); ++i) {
    const DerNode& node = package.elements()[i];
    const DerNode* own =
        begins_application(node.tag) ? node.at({field::usim_adf, field::fcp, field::fcp_aid}) : nullptr;
    if (own != nullptr && wire::equal(own->value, aid)) return i;
  }
  return std::nullopt;
}

}  // namespace

const PinFact* ProfileFacts::pin(std::uint8_t reference) const {
  for (const PinFact& fact : pins)
    if (!fact.unblocks && fact.reference == reference) return &fact;
  return nullptr;
}

DerNode* usim_algorithm(Package& package) {
  std::size_t naa = 0;
  while (naa < package.elements().size() && !has_usim(package.elements()[naa].tag)) ++naa;
  // A mapping refers to another application; two hops are more than any package needs.
  for (int hop = 0; hop < 2; ++hop) {
    DerNode* aka = aka_behind(package, naa);
    if (aka == nullptr) return nullptr;
    if (DerNode* own = aka->at({0xA1, 0xA1})) return own;
    const DerNode* mapped = aka->at({0xA1, 0xA0, 0x81});
    const auto other = mapped == nullptr ? std::nullopt : application_with_aid(package, mapped->value);
    if (!other) return nullptr;
    naa = *other;
  }
  return nullptr;
}

Result<AkaParameters> read_algorithm(const DerNode& node) {
  AkaParameters out;
  const std::uint32_t id = number_or(node.find(0x80), 0);
  if (id < 1 || id > 3) return bad(node, "akaParameter with unknown algorithm " + std::to_string(id));
  out.algorithm = static_cast<AkaAlgorithm>(id);
  if (const DerNode* options = node.find(0x81); options != nullptr && !options->value.empty())
    out.options = options->value[0];
  if (const DerNode* key = node.find(0x82)) out.key = key->value;
  if (const DerNode* opc = node.find(0x83)) out.opc = opc->value;
  if (const DerNode* rotation = node.find(0x84); rotation != nullptr) {
    if (rotation->value.size() != out.rotation.size())
      return bad(*rotation, "rotation constants: want five bytes");
    std::copy(rotation->value.begin(), rotation->value.end(), out.rotation.begin());
  }
  if (const DerNode* xoring = node.find(0x85); xoring != nullptr) {
    if (xoring->value.size() != 80) return bad(*xoring, "xoring constants: want eighty bytes");
    for (std::size_t i = 0; i < 80; ++i) out.xoring[i / 16][i % 16] = xoring->value[i];
  }
  out.keccak_iterations = static_cast<std::uint8_t>(number_or(node.find(0x87), 1));
  if (out.key.size() != 16 && out.key.size() != 32)
    return bad(node, "akaParameter without a key of 16 or 32 bytes");
  return out;
}

std::optional<FileContent> imsi_file(Package& package) {
  if (auto file = package.template_file(element::usim, field::usim_imsi, field::iot_imsi);
      file && !file->read().empty())
    return file;
  DerNode* usim = package.find(element::usim);
  const DerNode* fid = usim == nullptr ? nullptr : usim->at({field::usim_adf, field::fcp, field::fcp_fid});
  if (fid == nullptr || fid->value.size() != 2) return std::nullopt;
  return package.managed_file(static_cast<std::uint16_t>(wire::read_be(fid->value)), fid_imsi);
}

Result<ProfileFacts> facts_of(Package package) {
  ProfileFacts facts;
  for (const DerNode& node : package.elements())
    if (auto read = read_element(node, facts); !read) return tl::unexpected(read.error());
  if (const auto file = package.template_file(element::mf, field::mf_iccid, field::iot_iccid))
    facts.ef_iccid = iccid_from_file(file->read());
  if (facts.iot) add_iot_defaults(package, facts);
  if (const auto file = imsi_file(package)) {
    auto imsi = imsi_from_file(file->read());
    if (!imsi) return tl::unexpected(imsi.error());
    facts.imsi = *imsi;
  }
  if (const DerNode* algorithm = usim_algorithm(package)) {
    auto aka = read_algorithm(*algorithm);
    if (!aka) return tl::unexpected(aka.error());
    facts.aka = std::move(*aka);
  }
  return facts;
}

}  // namespace sixline::host::profile
