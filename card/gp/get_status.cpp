// GET STATUS over the ISD-Ps, for ES5.eUICCCapabilityAudit.  [GPCS §11.4] [SGP.02 §4.1.1.5]
#include "card/gp/domains.hpp"
#include "card/gp/isd_p_record.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;
using wire::put_tlv;
using wire::Tlv;
using wire::TlvReader;
using wire::Writer;

constexpr std::uint8_t applications_and_domains = 0x40;  // P1
constexpr std::uint8_t first_or_all = 0x02;              // P2, TLV format
constexpr std::uint8_t next_occurrence = 0x03;
/// E3 with every object of the table below.
constexpr std::size_t max_entry = 64;
constexpr std::size_t max_answer = 255;

constexpr std::uint8_t default_tags[] = {0x4F, 0x9F, 0x70, 0xC5};

struct Subject {
  const storage::Store& store;
  const Application& application;
  const IsdPRecord& record;
};

void put_memory(Writer& out, wire::Tag tag, std::uint32_t bytes) {
  std::array<std::uint8_t, 4> value;
  wire::write_be(bytes, value);
  put_tlv(out, tag, value);
}

std::uint32_t remaining_memory(const Subject& subject) {
  const std::uint32_t free = subject.store.free_bytes();
  const std::uint32_t granted = subject.record.granted_memory;
  if (granted == 0) return free;
  const std::uint32_t used = used_memory(subject.store, subject.application.id.owner);
  return std::min(free, granted - std::min(used, granted));
}

/// An unknown tag is not an error: the asker learns by its absence.
void put_object(const Subject& subject, wire::Tag wanted, Writer& out) {
  namespace gp_tags = wire::tag::gp;
  namespace euicc_tags = wire::tag::euicc;
  switch (wanted) {
    case gp_tags::aid: return put_tlv(out, wanted, subject.application.aid.view());
    case gp_tags::life_cycle: {
      const std::uint8_t state[] = {static_cast<std::uint8_t>(subject.application.state)};
      return put_tlv(out, wanted, state);
    }
    case gp_tags::privileges: return put_tlv(out, wanted, subject.application.privileges);
    case euicc_tags::fall_back_attribute: {
      const std::uint8_t bits[] = {static_cast<std::uint8_t>((subject.record.fall_back ? 0x01 : 0) |
                                                             (subject.record.emergency ? 0x02 : 0))};
      return put_tlv(out, wanted, bits);
    }
    case euicc_tags::granted_memory: return put_memory(out, wanted, subject.record.granted_memory);
    case euicc_tags::remaining_memory: return put_memory(out, wanted, remaining_memory(subject));
    default: return;
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

bool put_entry(const Subject& subject, Bytes tag_list, Writer& out) {
  wire::TlvScope entry(out, wire::tag::gp::registry_entry);
  while (!tag_list.empty()) {
    const wire::Tag wanted = take_tag(tag_list);
    if (wanted == 0) return false;
    put_object(subject, wanted, out);
  }
  return true;
}

struct Request {
  Bytes aid_prefix;
  Bytes tag_list = default_tags;
};

Result<Request, StatusWord> parse(Bytes data) {
  auto reader = TlvReader::ber(data);
  const auto aid = reader.expect(wire::tag::gp::aid);
  if (!aid || aid->value.size() > Aid::capacity()) return wire::fail(sw::wrong_data);
  Request request{.aid_prefix = aid->value};
  if (const auto list = reader.accept(wire::tag::gp::tag_list)) request.tag_list = list->value;
  if (!reader.ok() || !reader.at_end()) return wire::fail(sw::wrong_data);
  return request;
}

}  // namespace

StatusWord Domains::get_status(StatusCursor& cursor, const CommandApdu& command,
                               ResponseApdu& response) const {
  if (command.p1 != applications_and_domains) return sw::wrong_p1p2;
  if (command.p2 != first_or_all && command.p2 != next_occurrence) return sw::wrong_p1p2;
  const bool continued = command.p2 == next_occurrence;
  if (continued && !cursor.after) return sw::conditions_not_satisfied;
  const auto request = parse(command.data);
  if (!request) return request.error();

  storage::Owner after = continued ? *cursor.after : storage::card_owner;
  cursor.after.reset();
  const std::size_t room = std::min(response.data().room(), max_answer);
  for (auto entry = registry_.next_isd_p(after); entry; entry = registry_.next_isd_p(entry->id.owner)) {
    const auto record = read_isd_p(store(), entry->id.owner);
    if (!record || !entry->aid.begins_with(request->aid_prefix)) continue;
    std::array<std::uint8_t, max_entry> buffer;
    Writer out(buffer);
    if (!put_entry({store(), *entry, *record}, request->tag_list, out)) return sw::wrong_data;
    if (out.overflowed()) return sw::wrong_data;
    if (response.size() + out.size() > room) {
      cursor.after = after;
      return sw::more_data_gp;
    }
    response.data().put(out.view());
    after = entry->id.owner;
  }
  return response.size() == 0 ? sw::reference_not_found : sw::ok;
}

}  // namespace sixline::card::gp
