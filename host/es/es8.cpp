#include "host/es/es8.hpp"

#include <algorithm>
#include <array>

#include "card/wire/tags.hpp"
#include "host/es/card_command.hpp"
#include "host/ota/script.hpp"

namespace sixline::host::es {
namespace es8 {
namespace {

constexpr std::size_t longest_block = 255;
constexpr std::size_t most_blocks = 256;

// P1 of STORE DATA.  [GPCS §11.11.2.1]
constexpr std::uint8_t dgi_format = 0x08;
constexpr std::uint8_t last_block = 0x80;
constexpr std::uint8_t answer_expected = 0x01;

// EUICCResponse.
constexpr wire::Tag report_tag = 0x30;
constexpr wire::Tag statuses_tag = 0xA0;
constexpr wire::Tag aborted_tag = 0x81;
constexpr wire::Tag message_tag = 0x82;
constexpr wire::Tag pe_status_tag = 0x30;
constexpr wire::Tag status_tag = 0x80;
constexpr wire::Tag identification_tag = 0x81;
constexpr wire::Tag additional_tag = 0x82;
constexpr wire::Tag offset_tag = 0x83;

constexpr std::array rows{
    CardFunction{"EstablishISDPKeySet", "INSTALL [for personalization], STORE DATA 3A01, 3A02",
                 CardDirection::ToCard, "SGP.02 §4.1.3.1"},
    CardFunction{"DownloadAndInstallation", "SCP03t 84, 85, 86", CardDirection::ToCard, "SGP.02 §4.1.3.2"},
    CardFunction{"UpdateConnectivityParameters", "STORE DATA 3A07 inside SCP03", CardDirection::ToCard,
                 "SGP.02 §4.1.3.4"},
};

struct StatusName {
  std::uint32_t status;
  std::string_view name;
};
constexpr std::array status_names{
    StatusName{0, "ok"},
    StatusName{1, "pe-not-supported"},
    StatusName{2, "memory-failure"},
    StatusName{3, "bad-values"},
    StatusName{4, "not-enough-memory"},
    StatusName{5, "invalid-request-format"},
    StatusName{6, "invalid-parameter"},
    StatusName{7, "runtime-not-supported"},
    StatusName{8, "lib-not-supported"},
    StatusName{9, "template-not-supported"},
    StatusName{10, "feature-not-supported"},
    StatusName{11, "pin-code-missing"},
    StatusName{31, "unsupported-profile-version"},
};

auto bad(const char* what) {
  return fail(ErrorCode::BadFormat, std::string("EUICCResponse: ") + what);
}

Result<PeStatus> read_pe_status(const wire::Tlv& entry, const wire::TlvReader& outer) {
  PeStatus status;
  bool has_status = false;
  auto fields = outer.children(entry);
  while (!fields.at_end()) {
    auto field = fields.next();
    if (!field) return bad("a status is malformed");
    auto value = wire::read_unsigned(field->value);
    if (!value) return bad("a status holds an impossible number");
    switch (field->tag) {
      case status_tag:
        status.status = *value;
        has_status = true;
        break;
      case identification_tag: status.identification = *value; break;
      case additional_tag: status.additional = *value; break;
      case offset_tag: status.offset = *value; break;
      default: return bad("a status holds an unknown field");
    }
  }
  if (!has_status) return bad("a status without number");
  return status;
}

Result<std::vector<PeStatus>> read_statuses(const wire::Tlv& list, const wire::TlvReader& outer) {
  std::vector<PeStatus> statuses;
  auto entries = outer.children(list);
  while (!entries.at_end()) {
    auto entry = entries.expect(pe_status_tag);
    if (!entry) return bad("the list of statuses is malformed");
    auto status = read_pe_status(*entry, entries);
    if (!status) return wire::fail(status.error());
    statuses.push_back(*status);
  }
  if (statuses.empty()) return bad("no status");
  return statuses;
}

}  // namespace

ByteString install_for_personalization(const wire::Aid& domain) {
  ByteString apdu{0x80, 0xE6, 0x20, 0x00, static_cast<std::uint8_t>(6 + domain.size()), 0x00, 0x00};
  apdu.push_back(static_cast<std::uint8_t>(domain.size()));
  append(apdu, domain.view());
  apdu.insert(apdu.end(), {0x00, 0x00, 0x00});  // privileges, parameters, token
  return apdu;
}

Result<std::vector<ByteString>> store_data(Bytes data, Chain chain, std::size_t first_block) {
  const std::size_t count = (data.size() + longest_block - 1) / longest_block;
  if (count == 0 || first_block + count > most_blocks)
    return fail(ErrorCode::BadInput, "STORE DATA: the data takes no or too many blocks");
  std::vector<ByteString> blocks;
  for (std::size_t i = 0; i < count; ++i) {
    const Bytes block =
        data.subspan(i * longest_block, std::min(longest_block, data.size() - i * longest_block));
    const bool final = i + 1 == count;
    std::uint8_t p1 = dgi_format;
    if (final) p1 |= answer_expected;
    if (final && chain == Chain::Ends) p1 |= last_block;
    ByteString& apdu = blocks.emplace_back(ByteString{
        0x80, 0xE2, p1, static_cast<std::uint8_t>(first_block + i), static_cast<std::uint8_t>(block.size())});
    append(apdu, block);
    if (final) apdu.push_back(0x00);
  }
  return blocks;
}

Result<std::vector<ByteString>> continue_store_data(Bytes first, Bytes second) {
  return store_data(second, Chain::Ends, (first.size() + longest_block - 1) / longest_block);
}

Result<std::vector<ByteString>> establish_isd_p_key_set_1(const wire::Aid& isd_p, Bytes message_1) {
  auto apdus = store_data(message_1, Chain::GoesOn);
  if (apdus) apdus->insert(apdus->begin(), install_for_personalization(isd_p));
  return apdus;
}

Result<std::vector<ByteString>> establish_isd_p_key_set_2(Bytes message_1, Bytes message_2) {
  return continue_store_data(message_1, message_2);
}

Result<ByteString> update_connectivity_parameters(const ConnectivityParameters& parameters) {
  return parameters.store_data();
}

Result<ByteString> store_delete_reference(const es5::DeleteReference& reference) {
  constexpr std::uint16_t objects_dgi = 0x0070;
  std::array<std::uint8_t, longest_block> buffer;
  wire::Writer objects(buffer);
  wire::put_tlv(objects, wire::tag::gp::issuer_identification, reference.issuer);
  wire::put_tlv(objects, wire::tag::gp::card_image, reference.image_number);
  wire::put_tlv(objects, wire::tag::gp::application_provider, reference.provider);
  if (objects.overflowed()) return fail(ErrorCode::BadInput, "STORE DATA: the identifiers are too long");
  return try_command(store_data_last, Answer::No,
                     [&](wire::Writer& out) { wire::put_dgi(out, objects_dgi, objects.view()); });
}

Result<ByteString> put_token_key(Bytes dek, Bytes token_key) {
  constexpr Header put_one_key{0x80, 0xD8, 0x00, 0x01};
  constexpr std::uint8_t token_key_version = 0x70;
  constexpr std::uint8_t aes = 0x88;
  if (token_key.size() != crypto::block_size)
    return fail(ErrorCode::BadInput, "PUT KEY: a token key has 16 bytes");
  auto protection = crypto::AesKey::from(dek);
  auto check_value = crypto::key_check_value(token_key);
  if (!protection) return wire::fail(protection.error());
  if (!check_value) return wire::fail(check_value.error());
  ByteString enciphered = to_byte_string(token_key);
  protection->encrypt_cbc(crypto::zero_block, enciphered);
  return command(put_one_key, Answer::Expected, [&](wire::Writer& out) {
    out.put_all(token_key_version, aes, 1 + crypto::block_size, crypto::block_size);
    out.put(enciphered);
    out.put(static_cast<std::uint8_t>(check_value->size()));
    out.put(*check_value);
  });
}

ByteString download_and_installation(std::span<const ByteString> tlvs) {
  ota::CommandScript script(ota::ScriptForm::Indefinite);
  for (const ByteString& tlv : tlvs) script.tlv(tlv);
  return script.bytes();
}

std::string name_of_pe_status(std::uint32_t status) {
  for (const StatusName& row : status_names)
    if (row.status == status) return std::string(row.name);
  if (status >= 0x6000 && status <= 0xFFFF) {
    const wire::StatusWord word(static_cast<std::uint16_t>(status));
    return Error{ErrorCode::CardRefused, "status word", word}.describe();
  }
  return "status " + std::to_string(status);
}

bool EuiccResponse::ok() const {
  if (aborted) return false;
  for (const PeStatus& status : statuses)
    if (status.status != 0) return false;
  return true;
}

bool EuiccResponse::lacks_feature() const {
  // [TCA-PP] elements, runtimes, libraries, templates and features that are not supported, and the version
  constexpr std::uint32_t numbers[]{1, 7, 8, 9, 10, 31};
  return std::any_of(statuses.begin(), statuses.end(), [&](const PeStatus& status) {
    return std::find(std::begin(numbers), std::end(numbers), status.status) != std::end(numbers);
  });
}

bool EuiccResponse::lacks_memory() const {
  constexpr std::uint32_t not_enough_memory = 4;
  return std::any_of(statuses.begin(), statuses.end(),
                     [](const PeStatus& status) { return status.status == not_enough_memory; });
}

std::string EuiccResponse::describe() const {
  std::string text = aborted ? "installation aborted" : ok() ? "installed" : "installed with problems";
  for (const PeStatus& status : statuses) {
    if (status.status == 0) continue;
    text += ": " + name_of_pe_status(status.status);
    if (status.identification) text += " in element " + std::to_string(*status.identification);
    if (status.offset) text += " at offset " + std::to_string(*status.offset);
    if (status.additional) text += " (" + std::to_string(*status.additional) + ")";
  }
  if (!message.empty()) text += ": " + message;
  return text;
}

Result<EuiccResponse> EuiccResponse::parse(Bytes report) {
  auto reader = wire::TlvReader::der(report);
  auto whole = reader.expect(report_tag);
  if (!whole || !reader.at_end()) return bad("not one SEQUENCE");
  auto fields = reader.children(*whole);
  auto list = fields.expect(statuses_tag);
  if (!list) return bad("no list of statuses");
  auto statuses = read_statuses(*list, fields);
  if (!statuses) return wire::fail(statuses.error());
  EuiccResponse response{std::move(*statuses)};
  response.aborted = fields.accept(aborted_tag).has_value();
  if (auto message = fields.accept(message_tag))
    response.message.assign(message->value.begin(), message->value.end());
  if (!fields.ok() || !fields.at_end()) return bad("unknown or malformed fields behind the statuses");
  return response;
}

}  // namespace es8

std::span<const CardFunction> es8_functions() {
  return es8::rows;
}

}  // namespace sixline::host::es
