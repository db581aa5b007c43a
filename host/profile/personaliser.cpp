#include "host/profile/personaliser.hpp"

#include "host/profile/facts.hpp"
#include "host/profile/identity.hpp"

namespace sixline::host::profile {

namespace {

constexpr std::size_t smsp_size = 38;    // without alpha identifier
constexpr std::size_t msisdn_size = 14;  // without alpha identifier

auto no_place(std::string what) {
  return fail(ErrorCode::NotFound, "this profile package has no place for " + std::move(what));
}

Result<void> set_iccid(Package& package, const std::string& text) {
  const std::string digits = with_check_digit(text);
  auto header = iccid_for_header(digits);
  auto file = iccid_for_file(digits);
  if (!header) return tl::unexpected(header.error());
  auto ef = package.template_file(element::mf, field::mf_iccid, field::iot_iccid);
  // An IoT minimal profile need not repeat what its header says.
  if (!ef && package.find(element::iot) == nullptr) return no_place("EF.ICCID");
  package.elements().front().put(field::header_iccid, *header, field::header_profile_type);
  if (ef) ef->replace(*file);
  return {};
}

Result<void> set_imsi(Package& package, const std::string& digits) {
  auto content = imsi_for_file(digits);
  if (!content) return tl::unexpected(content.error());
  auto file = imsi_file(package);
  if (!file) file = package.template_file(element::usim, field::usim_imsi, field::iot_imsi);
  if (!file) return no_place("EF.IMSI");
  file->replace(*content);
  // [TS 31.102 §4.2.15] the access class is the last digit of the IMSI.
  if (auto acc = package.template_file(element::usim, field::usim_acc, field::iot_acc)) {
    const unsigned bit = 1u << (digits.back() - '0');
    acc->replace(ByteString{static_cast<std::uint8_t>(bit >> 8), static_cast<std::uint8_t>(bit)});
  }
  return {};
}

template <class Change>
bool for_each_algorithm(Package& package, Change change) {
  bool found = false;
  for (DerNode& node : package.elements()) {
    DerNode* algorithm = node.tag == element::aka_parameter ? node.at({0xA1, 0xA1}) : nullptr;
    if (algorithm == nullptr) continue;
    change(*algorithm);
    found = true;
  }
  return found;
}

Result<void> set_aka(Package& package, const Personalisation& values) {
  const bool found = for_each_algorithm(package, [&](DerNode& node) {
    if (values.aka) write_algorithm(node, *values.aka);
    if (values.ki) node.put(0x82, *values.ki, 0x81);
    if (values.opc) node.put(0x83, *values.opc, 0x82);
  });
  if (!found) return no_place("authentication keys");
  DerNode* algorithm = usim_algorithm(package);
  if (algorithm == nullptr) return {};
  auto read = read_algorithm(*algorithm);
  if (!read) return tl::unexpected(read.error());
  auto usable = make_challenge(*read, Rand{}, Sqn{});
  if (!usable) return tl::unexpected(usable.error());
  return {};
}

/// The entries of a pinCodes or pukCodes element; null when it shares another directory's.
DerNode* code_list(DerNode& node) {
  if (node.tag == element::puk_codes) return node.find(0xA1);
  return node.tag == element::pin_codes ? node.at({0xA1, 0xA0}) : nullptr;
}

Result<void> set_code(Package& package, wire::Tag kind, std::uint8_t reference, const std::string& digits) {
  auto value = pin_value(digits);
  if (!value) return tl::unexpected(value.error());
  bool found = false;
  for (DerNode& node : package.elements()) {
    DerNode* list = node.tag == kind ? code_list(node) : nullptr;
    if (list == nullptr) continue;
    for (DerNode& entry : list->children) {
      const DerNode* number = entry.find(0x80);
      const auto own = number == nullptr ? std::uint32_t{0} : wire::read_unsigned(number->value).value_or(0u);
      if (own != reference) continue;
      entry.put(0x81, *value, 0x80);
      found = true;
    }
  }
  if (!found) return no_place("key reference " + std::to_string(reference));
  return {};
}

/// EF.SMSP: indicators, destination, service centre, PID, DCS, validity.  [TS 31.102 §4.2.27]
Result<void> set_smsc(Package& package, const std::string& text) {
  auto number = dialling_number(text);
  if (!number) return tl::unexpected(number.error());
  auto file = package.template_file(element::usim, field::usim_smsp);
  if (!file) return no_place("EF.SMSP");
  constexpr std::uint8_t only_service_centre = 0xFD;
  constexpr std::size_t centre_at = 13;
  ByteString record = file->read();
  if (record.size() < 28) record.assign(smsp_size, 0xFF);
  const std::size_t start = record.size() - 28;
  std::fill(record.begin() + static_cast<std::ptrdiff_t>(start), record.end(), std::uint8_t{0xFF});
  record[start] = only_service_centre;
  record[start + centre_at] = static_cast<std::uint8_t>(1 + number->digits.size());
  record[start + centre_at + 1] = number->type;
  std::copy(number->digits.begin(), number->digits.end(),
            record.begin() + static_cast<std::ptrdiff_t>(start + centre_at + 2));
  file->replace(record);
  return {};
}

/// EF.MSISDN: one record of alpha identifier and number.  [TS 31.102 §4.2.26]
Result<void> set_msisdn(Package& package, const std::string& text) {
  auto number = dialling_number(text);
  if (!number) return tl::unexpected(number.error());
  auto file = package.template_file(element::opt_usim, field::opt_usim_msisdn);
  if (!file) return no_place("EF.MSISDN");
  const DerNode* descriptor =
      package.find(element::opt_usim)->at({field::opt_usim_msisdn, field::fcp, field::fcp_descriptor});
  const bool sized = descriptor != nullptr && descriptor->value.size() >= 4;
  const std::size_t size = sized ? wire::read_be(Bytes(descriptor->value).subspan(2, 2)) : msisdn_size;
  if (size < msisdn_size) return no_place("a number in EF.MSISDN");
  ByteString record(size, 0xFF);
  const auto at = record.end() - static_cast<std::ptrdiff_t>(msisdn_size);
  at[0] = static_cast<std::uint8_t>(1 + number->digits.size());
  at[1] = number->type;
  std::copy(number->digits.begin(), number->digits.end(), at + 2);
  file->replace(record);
  return {};
}

Result<void> set_domain_keys(Package& package, const DomainKeys& keys) {
  DerNode* domain = package.find(element::security_domain);
  DerNode* list = domain == nullptr ? nullptr : domain->find(0xA2);
  if (list == nullptr) return no_place("keys of the MNO-SD");
  constexpr std::uint8_t aes = 0x88, last_scp80_version = 0x0F;
  const std::array<const ByteString*, 3> by_id{&keys.kic, &keys.kid, &keys.kik};
  std::uint8_t version = 0;
  for (DerNode& entry : list->children) {
    const DerNode* id = entry.find(0x82);
    const DerNode* kvn = entry.find(0x83);
    DerNode* component = entry.at({0x30, 0x30});
    const DerNode* type = component == nullptr ? nullptr : component->find(0x80);
    if (id == nullptr || kvn == nullptr || type == nullptr || id->value.empty() || kvn->value.empty())
      continue;
    if (type->value.empty() || type->value.back() != aes || kvn->value.back() > last_scp80_version) continue;
    if (version == 0) version = kvn->value.back();
    const unsigned number = id->value.back();
    if (kvn->value.back() == version && number >= 1 && number <= 3)
      component->put(0x86, *by_id[number - 1], 0x80);
  }
  if (version == 0) return no_place("AES keys of the MNO-SD");
  return {};
}

}  // namespace

void write_algorithm(DerNode& node, const AkaParameters& parameters) {
  const AkaParameters defaults;
  node.children.clear();
  node.children.push_back(unsigned_integer(0x80, static_cast<std::uint32_t>(parameters.algorithm)));
  node.children.push_back(primitive(0x81, {parameters.options}));
  node.children.push_back(primitive(0x82, parameters.key));
  // The test algorithm has no OPc, but the field is mandatory in the element.
  const ByteString opc = parameters.opc.empty() ? ByteString(16) : parameters.opc;
  node.children.push_back(primitive(0x83, opc));
  if (parameters.rotation != defaults.rotation) node.children.push_back(primitive(0x84, parameters.rotation));
  if (parameters.xoring != defaults.xoring) {
    ByteString all;
    for (const auto& constant : parameters.xoring) append(all, constant);
    node.children.push_back(primitive(0x85, all));
  }
  if (parameters.keccak_iterations != 1)
    node.children.push_back(unsigned_integer(0x87, parameters.keccak_iterations));
}

Result<void> personalise(Package& package, const Personalisation& values) {
  Result<void> done;
  const auto step = [&](bool wanted, auto&& change) {
    if (wanted && done) done = change();
  };
  DerNode& header = package.elements().front();
  step(values.iccid.has_value(), [&] { return set_iccid(package, *values.iccid); });
  step(values.imsi.has_value(), [&] { return set_imsi(package, *values.imsi); });
  step(values.aka || values.ki || values.opc, [&] { return set_aka(package, values); });
  for (const auto& [reference, digits] : values.pins)
    step(true, [&, r = reference, &d = digits] { return set_code(package, element::pin_codes, r, d); });
  for (const auto& [reference, digits] : values.puks)
    step(true, [&, r = reference, &d = digits] { return set_code(package, element::puk_codes, r, d); });
  step(values.smsc.has_value(), [&] { return set_smsc(package, *values.smsc); });
  step(values.msisdn.has_value(), [&] { return set_msisdn(package, *values.msisdn); });
  step(values.mno_keys.has_value(), [&] { return set_domain_keys(package, *values.mno_keys); });
  if (values.profile_type) header.put(field::header_profile_type, wire::bytes_of(*values.profile_type), 0x81);
  if (values.pol1) header.put(field::header_pol, ByteString{*values.pol1}, field::header_iccid);
  return done;
}

}  // namespace sixline::host::profile
