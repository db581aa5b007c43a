#include "host/profile/template_package.hpp"

#include "host/profile/access_rules.hpp"
#include "host/profile/identity.hpp"

namespace sixline::host::profile {

namespace {

constexpr std::array<std::uint8_t, 16> usim_aid{0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02, 0xFF,
                                                0xFF, 0xFF, 0xFF, 0x89, 0x07, 0x09, 0x00, 0x00};
constexpr std::uint16_t usim_fid = 0x7FF1;
constexpr std::array<std::uint8_t, 8> mno_sd_aid{0xA0, 0x00, 0x00, 0x01, 0x51, 0x00, 0x00, 0x00};

enum class FileTemplate : std::uint8_t { Mf = 1, Telecom = 3, Usim = 4, OptUsim = 5 };

/// Template OID 2.23.143.1.2.x, content only.
ByteString template_oid(FileTemplate which) {
  return {0x67, 0x81, 0x0F, 0x01, 0x02, static_cast<std::uint8_t>(which)};
}

/// Elements number themselves in the order they are made.
class Builder {
 public:
  /// An element whose header is mandated and carries the next identification.
  DerNode& add(wire::Tag tag) {
    nodes_.push_back(constructed(
        tag, {constructed(0xA0, {primitive(0x80, {}), unsigned_integer(0x81, ++identification_)})}));
    return nodes_.back();
  }
  DerNode& add(wire::Tag tag, FileTemplate which) {
    DerNode& node = add(tag);
    node.children.push_back(primitive(0x81, template_oid(which)));
    return node;
  }
  DerNode& add_header(DerNode header) {
    nodes_.push_back(std::move(header));
    return nodes_.back();
  }
  Package take() { return Package(std::move(nodes_)); }

 private:
  std::vector<DerNode> nodes_;
  std::uint32_t identification_ = 0;
};

DerNode fcp(std::vector<DerNode> fields) {
  return constructed(field::fcp, std::move(fields));
}

DerNode content(Bytes bytes) {
  return primitive(0x83, bytes);
}

/// A linear-fixed file: record size and count follow from the records, which are padded with FF.
DerNode record_file(wire::Tag tag, std::size_t record_size, const std::vector<ByteString>& records) {
  ByteString all;
  for (const ByteString& record : records) {
    append(all, record);
    all.resize(all.size() + record_size - record.size(), 0xFF);
  }
  const auto size = static_cast<std::uint32_t>(all.size());
  ByteString octets;
  if (size > 0xFF) octets.push_back(static_cast<std::uint8_t>(size >> 8));
  octets.push_back(static_cast<std::uint8_t>(size));
  return constructed(
      tag, {fcp({primitive(field::fcp_descriptor, {0x42, 0x21, static_cast<std::uint8_t>(record_size >> 8),
                                                   static_cast<std::uint8_t>(record_size)}),
                 primitive(0x80, octets)}),
            content(all)});
}

DerNode transparent_file(wire::Tag tag, Bytes bytes) {
  return constructed(tag,
                     {fcp({primitive(0x80, {static_cast<std::uint8_t>(bytes.size())})}), content(bytes)});
}

DerNode access_rule_file(wire::Tag tag) {
  return record_file(tag, access_rule_record_size, default_access_rules());
}

ByteString dir_record() {
  ByteString record{0x61, 0, 0x4F, static_cast<std::uint8_t>(usim_aid.size())};
  append(record, usim_aid);
  constexpr std::string_view label = "Sixline USIM";
  record.push_back(0x50);
  record.push_back(static_cast<std::uint8_t>(label.size()));
  append(record, wire::bytes_of(label));
  record[1] = static_cast<std::uint8_t>(record.size() - 2);
  return record;
}

/// EF.UST with the given service numbers available.  [TS 31.102 §4.2.8]
ByteString service_table(std::initializer_list<unsigned> numbers) {
  ByteString table(17, 0);
  for (unsigned n : numbers)
    table[(n - 1) / 8] = static_cast<std::uint8_t>(table[(n - 1) / 8] | 1u << ((n - 1) % 8));
  return table;
}

ByteString service_provider_name() {
  ByteString spn{0x00};
  append(spn, wire::bytes_of("Sixline"));
  spn.resize(17, 0xFF);
  return spn;
}

DerNode header_element(const TemplateChoice& choice) {
  const wire::Tag algorithm_service = choice.algorithm == AkaAlgorithm::Milenage ? 0x84
                                      : choice.algorithm == AkaAlgorithm::Tuak   ? 0x85
                                                                                 : 0x91;
  DerNode templates = constructed(field::header_templates, {primitive(0x06, template_oid(FileTemplate::Mf))});
  if (choice.telecom) templates.children.push_back(primitive(0x06, template_oid(FileTemplate::Telecom)));
  templates.children.push_back(primitive(0x06, template_oid(FileTemplate::Usim)));
  templates.children.push_back(primitive(0x06, template_oid(FileTemplate::OptUsim)));
  return constructed(
      element::header,
      {unsigned_integer(field::header_version_major, 2), unsigned_integer(field::header_version_minor, 3),
       primitive(field::header_profile_type, wire::bytes_of("Sixline test profile")),
       primitive(field::header_iccid, *iccid_for_header(template_iccid)),
       constructed(field::header_services, {primitive(0x81, {}), primitive(algorithm_service, {})}),
       std::move(templates)});
}

void add_mf(Builder& builder) {
  DerNode& mf = builder.add(element::mf, FileTemplate::Mf);
  mf.children.push_back(constructed(0xA2, {fcp({primitive(0xC6, {0x01, 0x0A})})}));
  mf.children.push_back(constructed(field::mf_iccid, {content(*iccid_for_file(template_iccid))}));
  mf.children.push_back(record_file(0xA5, 38, {dir_record()}));
  mf.children.push_back(access_rule_file(0xA6));
}

struct Code {
  std::uint8_t reference;
  std::string_view digits;
  std::optional<std::uint8_t> unblocking{};
  std::uint8_t attributes = 7;
};

void add_codes(Builder& builder, wire::Tag kind, const std::vector<Code>& codes) {
  std::vector<DerNode> list;
  for (const Code& code : codes) {
    DerNode entry =
        constructed(0x30, {unsigned_integer(0x80, code.reference), primitive(0x81, *pin_value(code.digits))});
    if (code.unblocking) entry.children.push_back(unsigned_integer(0x82, *code.unblocking));
    if (code.attributes != 7) entry.children.push_back(unsigned_integer(0x83, code.attributes));
    list.push_back(std::move(entry));
  }
  DerNode& node = builder.add(kind);
  if (kind == element::puk_codes)
    node.children.push_back(constructed(0xA1, std::move(list)));
  else
    node.children.push_back(constructed(0xA1, {constructed(0xA0, std::move(list))}));
}

void add_telecom(Builder& builder) {
  DerNode& telecom = builder.add(element::telecom, FileTemplate::Telecom);
  telecom.children.push_back(constructed(0xA2, {fcp({primitive(0xC6, {0x01, 0x0A})})}));
  telecom.children.push_back(access_rule_file(0xA3));
}

void add_usim(Builder& builder) {
  DerNode& usim = builder.add(element::usim, FileTemplate::Usim);
  auto& files = usim.children;
  files.push_back(constructed(
      field::usim_adf, {fcp({primitive(field::fcp_fid, {usim_fid >> 8, usim_fid & 0xFF}),
                             primitive(field::fcp_aid, usim_aid), primitive(0xC6, {0x01, 0x81, 0x0A})})}));
  files.push_back(constructed(field::usim_imsi, {content(*imsi_for_file(template_imsi))}));
  files.push_back(access_rule_file(0xA4));
  // SMS, SMSP, SPN, MSISDN and the service that is always there.
  files.push_back(transparent_file(0xA8, service_table({10, 12, 19, 21, 33})));
  files.push_back(record_file(field::usim_smsp, 38, {ByteString(38, 0xFF)}));
  files.push_back(constructed(0xAD, {content(service_provider_name())}));
  files.push_back(constructed(0xAE, {content(ByteString{0x00})}));
  files.push_back(constructed(field::usim_acc, {content(ByteString{0x00, 0x02})}));
  files.push_back(record_file(0xB6, 4, {{0x11, 0xF2, 0xFF, 0x00}}));

  DerNode& optional_files = builder.add(element::opt_usim, FileTemplate::OptUsim);
  optional_files.children.push_back(record_file(field::opt_usim_msisdn, 24, {ByteString(24, 0xFF)}));
}

void add_aka(Builder& builder, AkaAlgorithm algorithm) {
  DerNode parameters = constructed(0xA1);
  write_algorithm(parameters, template_aka(algorithm));
  builder.add(element::aka_parameter).children.push_back(constructed(0xA1, {std::move(parameters)}));
}

constexpr std::uint8_t des = 0x80;
constexpr std::uint8_t aes = 0x88;

DerNode domain_key(std::uint8_t version, std::uint8_t id, std::uint8_t usage, Bytes value,
                   std::uint8_t type = aes) {
  return constructed(
      0x30, {primitive(0x95, {usage}), primitive(0x82, {id}), primitive(0x83, {version}),
             constructed(0x30, {constructed(0x30, {primitive(0x80, {type}), primitive(0x86, value)})})});
}

/// ENC, MAC and DEK of a secure channel.  [GPCS Table 11-17]
void add_channel_keys(std::vector<DerNode>& list, std::uint8_t version, std::uint8_t type,
                      const std::array<ByteString, 3>& keys) {
  constexpr std::uint8_t usages[] = {0x38, 0x34, 0xC8};
  for (std::uint8_t i = 0; i < keys.size(); ++i) {
    list.push_back(domain_key(version, static_cast<std::uint8_t>(i + 1), usages[i], keys[i], type));
  }
}

/// SCP80 with implicit i, accessible over any bearer.  [TCA-PP §8.7.3]
ByteString domain_parameters(const TemplateChoice& choice) {
  ByteString parameters{0x81, 0x02, 0x80, 0x00};
  if (choice.channel_keys) append(parameters, ByteString{0x81, 0x02, 0x03, 0x70, 0x81, 0x02, 0x02, 0x55});
  append(parameters, ByteString{0x82, 0x01, 0xF0, 0x83, 0x01, 0xF0, 0x87, 0x01, 0xF0});
  return parameters;
}

void add_security_domain(Builder& builder, const TemplateChoice& choice) {
  const DomainKeys keys = template_mno_keys();
  const std::uint8_t version = choice.mno_key_version;
  DerNode& domain = builder.add(element::security_domain);
  domain.children.push_back(constructed(
      0xA1, {primitive(0x4F, {0xA0, 0x00, 0x00, 0x01, 0x51, 0x53, 0x50}),
             primitive(0x4F, {0xA0, 0x00, 0x00, 0x01, 0x51, 0x53, 0x50, 0x41}), primitive(0x4F, mno_sd_aid),
             primitive(0x82, {0x82, 0xDC, 0x00}), primitive(0x83, {0x0F}),
             primitive(0xC9, domain_parameters(choice)),
             // Toolkit parameters: minimum security 16, TARs B20100 and 000000.  [TS 102 226 §8.2.1.3.2.2]
             constructed(0xEA, {primitive(0x80, {0x01, 0x00, 0x00, 0x00, 0x00, 0x02, 0x01, 0x16, 0x06, 0xB2,
                                                 0x01, 0x00, 0x00, 0x00, 0x00, 0x00})})}));
  std::vector<DerNode> list{domain_key(version, 1, 0x18, keys.kic), domain_key(version, 2, 0x14, keys.kid),
                            domain_key(version, 3, 0x48, keys.kik)};
  if (choice.channel_keys) {
    add_channel_keys(list, template_scp02_version, des, template_scp02_keys());
    add_channel_keys(list, template_scp03_version, aes, template_scp03_keys());
  }
  domain.children.push_back(constructed(0xA2, std::move(list)));
}

/// Remote file management with full access at MSL 16; `adf` also opens that application's files.
void add_rfm(Builder& builder, std::uint8_t number, Bytes adf) {
  constexpr std::uint8_t full_access = 0x00;
  DerNode& rfm = builder.add(element::rfm);
  rfm.children.push_back(primitive(0x4F, {0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0x00, number}));
  rfm.children.push_back(constructed(0xA0, {primitive(0x04, {0xB0, 0x00, number})}));
  rfm.children.push_back(primitive(0x81, {0x16}));
  rfm.children.push_back(primitive(0x04, {full_access}));
  rfm.children.push_back(primitive(0x04, {full_access}));
  if (!adf.empty())
    rfm.children.push_back(constructed(
        0x30, {primitive(0x80, adf), primitive(0x81, {full_access}), primitive(0x82, {full_access})}));
}

ByteString pattern(std::uint8_t first, std::size_t size) {
  ByteString out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(first + i);
  return out;
}

}  // namespace

Bytes template_usim_aid() {
  return usim_aid;
}

AkaParameters template_aka(AkaAlgorithm algorithm) {
  AkaParameters aka;
  aka.algorithm = algorithm;
  // RES of 64 bits with TUAK, of 128 with the test algorithm.
  aka.options = algorithm == AkaAlgorithm::Milenage ? 0x00 : algorithm == AkaAlgorithm::Tuak ? 0x01 : 0x02;
  aka.key = pattern(0x10, 16);
  if (algorithm == AkaAlgorithm::Milenage) aka.opc = pattern(0x30, 16);
  if (algorithm == AkaAlgorithm::Tuak) aka.opc = pattern(0x30, 32);
  return aka;
}

DomainKeys template_mno_keys() {
  return {pattern(0x50, 16), pattern(0x60, 16), pattern(0x70, 16)};
}

Bytes template_mno_sd_aid() {
  return mno_sd_aid;
}

std::array<ByteString, 3> template_scp03_keys() {
  return {pattern(0x80, 16), pattern(0x90, 16), pattern(0xA0, 16)};
}

std::array<ByteString, 3> template_scp02_keys() {
  return {pattern(0xB0, 16), pattern(0xC0, 16), pattern(0xD0, 16)};
}

Package template_package(const TemplateChoice& choice) {
  constexpr std::uint8_t disabled_pin = 6;
  Builder builder;
  builder.add_header(header_element(choice));
  add_mf(builder);
  add_codes(builder, element::puk_codes, {{0x01, template_puk1}, {0x81, template_puk2}});
  add_codes(builder, element::pin_codes, {{0x01, template_pin1, 0x01, disabled_pin}, {0x0A, template_adm1}});
  if (choice.telecom) add_telecom(builder);
  add_usim(builder);
  add_codes(builder, element::pin_codes, {{0x81, template_pin2, 0x81}});
  add_aka(builder, choice.algorithm);
  add_security_domain(builder, choice);
  add_rfm(builder, 0x00, {});
  add_rfm(builder, 0x01, usim_aid);
  builder.add(element::end);
  return builder.take();
}

}  // namespace sixline::host::profile
