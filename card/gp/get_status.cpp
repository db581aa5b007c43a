// GET STATUS: the card registry as the selected domain sees it, in TLVs and in the older form.
// [GPCS §11.4] [SGP.02 §4.1.1.5]
#include "card/gp/domains.hpp"
#include "card/gp/registry_walk.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;
namespace tags = wire::tag::gp;
using wire::put_tlv;
using wire::TlvReader;
using wire::Writer;

// P2.
constexpr std::uint8_t next_occurrence = 0x01;
constexpr std::uint8_t tlv_format = 0x02;
/// An entry with every object of the table below.
constexpr std::size_t max_entry = 128;
constexpr std::size_t max_answer = 255;

constexpr std::uint8_t default_tags[] = {0x4F, 0x9F, 0x70, 0xC5};
constexpr std::uint8_t default_module_tags[] = {0x4F, 0x9F, 0x70, 0xC5, 0x84};

struct Subject {
  const storage::Store& store;
  const RegistryEntry& entry;
};

void put_memory(Writer& out, wire::Tag tag, std::uint32_t bytes) {
  std::array<std::uint8_t, 4> value;
  wire::write_be(bytes, value);
  put_tlv(out, tag, value);
}

std::uint32_t remaining_memory(const Subject& subject) {
  const std::uint32_t free = subject.store.free_bytes();
  const std::uint32_t granted = subject.entry.isd_p->granted_memory;
  if (granted == 0) return free;
  const std::uint32_t used = used_memory(subject.store, subject.entry.slot);
  return std::min(free, granted - std::min(used, granted));
}

/// What only an ISD-P has.
void put_isd_p_object(const Subject& subject, wire::Tag wanted, Writer& out) {
  namespace euicc_tags = wire::tag::euicc;
  if (!subject.entry.isd_p) return;
  const IsdPRecord& record = *subject.entry.isd_p;
  switch (wanted) {
    case euicc_tags::fall_back_attribute: {
      const std::uint8_t bits[] = {
          static_cast<std::uint8_t>((record.fall_back ? 0x01 : 0) | (record.emergency ? 0x02 : 0))};
      return put_tlv(out, wanted, bits);
    }
    case euicc_tags::granted_memory: return put_memory(out, wanted, record.granted_memory);
    case euicc_tags::remaining_memory: return put_memory(out, wanted, remaining_memory(subject));
    default: return;
  }
}

void put_aid(Writer& out, wire::Tag tag, const Aid& aid) {
  if (!aid.empty()) put_tlv(out, tag, aid.view());
}

/// An unknown tag is not an error: the asker learns by its absence.
void put_object(const Subject& subject, wire::Tag wanted, Writer& out) {
  const RegistryEntry& entry = subject.entry;
  switch (wanted) {
    case tags::aid: return put_tlv(out, wanted, entry.aid.view());
    case tags::life_cycle: return put_tlv(out, wanted, Bytes(&entry.state, 1));
    case tags::privileges: return put_tlv(out, wanted, entry.privileges);
    case tags::load_file: return put_aid(out, wanted, entry.load_file);
    case tags::executable_module: return put_aid(out, wanted, entry.module);
    case tags::associated_domain: return put_aid(out, wanted, entry.domain);
    default: return put_isd_p_object(subject, wanted, out);
  }
}

/// Takes one tag off the front of a tag list; 0 when it is malformed.
wire::Tag take_tag(Bytes& list) {
  std::size_t size = 1;
  if ((list[0] & 0x1F) == 0x1F) {
    while (size < list.size() && (list[size] & 0x80) != 0) ++size;
    ++size;
  }
  if (size > list.size() || size > 3) return 0;
  const auto tag = static_cast<wire::Tag>(wire::read_be(list.first(size)));
  list = list.subspan(size);
  return tag;
}

bool put_tlv_entry(const Subject& subject, Bytes tag_list, Writer& out) {
  wire::TlvScope entry(out, tags::registry_entry);
  while (!tag_list.empty()) {
    const wire::Tag wanted = take_tag(tag_list);
    if (wanted == 0) return false;
    put_object(subject, wanted, out);
  }
  return true;
}

/// Length of AID, AID, state, first byte of the privileges; of a load file its modules when they are asked
/// for.  [GPCS Table 11-36, 11-37]
void put_plain_entry(const RegistryEntry& entry, RegistryScope scope, Writer& out) {
  out.put(static_cast<std::uint8_t>(entry.aid.size()));
  out.put(entry.aid.view());
  out.put_all(entry.state, entry.privileges[0]);
  if (scope != RegistryScope::LoadFilesAndModules) return;
  out.put_all(1, entry.module.size());
  out.put(entry.module.view());
}

struct Request {
  Bytes aid_prefix;
  Bytes tag_list = default_tags;
};

Result<Request, StatusWord> parse(Bytes data, RegistryScope scope) {
  auto reader = TlvReader::ber(data);
  const auto aid = reader.expect(tags::aid);
  if (!aid || aid->value.size() > Aid::capacity()) return wire::fail(sw::wrong_data);
  Request request{.aid_prefix = aid->value};
  if (scope == RegistryScope::LoadFilesAndModules) request.tag_list = default_module_tags;
  if (const auto list = reader.accept(tags::tag_list)) request.tag_list = list->value;
  if (!reader.ok() || !reader.at_end()) return wire::fail(sw::wrong_data);
  return request;
}

}  // namespace

StatusWord Domains::get_status(ApplicationId domain, StatusCursor& cursor, const CommandApdu& command,
                               ResponseApdu& response) const {
  const bool formed = is_registry_scope(command.p1) && (command.p2 & ~(next_occurrence | tlv_format)) == 0;
  if (!formed) return sw::wrong_p1p2;
  const bool continued = (command.p2 & next_occurrence) != 0;
  if (continued && !cursor.after) return sw::conditions_not_satisfied;
  const auto scope = static_cast<RegistryScope>(command.p1);
  const auto request = parse(command.data, scope);
  if (!request) return request.error();
  const auto asker = registry_.get(domain);
  if (!asker) return asker.error();

  std::optional<std::uint16_t> after;
  if (continued) after = cursor.after;
  cursor.after.reset();
  const std::size_t room = std::min(response.data().room(), max_answer);
  for (auto entry = next_entry(store(), registry_, *asker, scope, after); entry;
       entry = next_entry(store(), registry_, *asker, scope, entry->place)) {
    if (!entry->aid.begins_with(request->aid_prefix)) continue;
    std::array<std::uint8_t, max_entry> buffer;
    Writer out(buffer);
    if ((command.p2 & tlv_format) == 0)
      put_plain_entry(*entry, scope, out);
    else if (!put_tlv_entry({store(), *entry}, request->tag_list, out))
      return sw::wrong_data;
    if (out.overflowed()) return sw::wrong_data;
    if (response.size() + out.size() > room) {
      cursor.after = after;
      return sw::more_data_gp;
    }
    response.data().put(out.view());
    after = entry->place;
  }
  return response.size() == 0 ? sw::reference_not_found : sw::ok;
}

}  // namespace sixline::card::gp
