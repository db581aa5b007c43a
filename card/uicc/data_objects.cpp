// RETRIEVE DATA and SET DATA.  [TS 102 221 §11.3.1, §11.3.2]
#include "card/uicc/handlers.hpp"
#include "card/uicc/target.hpp"
#include "card/uicc/tlv_objects.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

// P2
constexpr std::uint8_t block_bits = 0xE0;
constexpr std::uint8_t first_block = 0x80;
constexpr std::uint8_t next_block = 0x00;
constexpr std::uint8_t sfi_bits = 0x1F;

constexpr std::size_t longest_tag = 3;

/// The BER-TLV file of a command and whether its first block is meant.
struct Block {
  Target target;
  bool first = true;
};

Result<Block, StatusWord> find_block(Uicc& uicc, const Session& session, const CommandApdu& command,
                                     std::uint8_t mode) {
  const std::uint8_t which = command.p2 & block_bits;
  const std::uint8_t sfi = command.p2 & sfi_bits;
  if (command.p1 != 0 || (which != first_block && which != next_block)) return wire::fail(sw::wrong_p1p2);
  if (which == next_block && sfi != 0) return wire::fail(sw::wrong_p1p2);
  const auto target = find_target(uicc, session, sfi);
  if (!target) return wire::fail(target.error());
  if (target->file.type != FileType::BerTlv) return wire::fail(sw::incompatible_file);
  const StatusWord allowed = check_access(uicc, session, target->file, mode, command);
  if (allowed != sw::ok) return wire::fail(allowed);
  return Block{*target, which == first_block};
}

/// The tag that `data` is, with nothing behind it; 0 when it is something else.
wire::Tag lone_tag(Bytes data) {
  if (data.size() > longest_tag) return 0;
  std::array<std::uint8_t, longest_tag + 1> with_length{};
  std::copy(data.begin(), data.end(), with_length.begin());
  const auto header = wire::TlvHeader::parse(Bytes(with_length).first(data.size() + 1), false);
  return header && header->header == data.size() + 1 ? header->tag : 0;
}

// ---------------------------------------------------------------------------------------- RETRIEVE DATA

/// An object as it is sent, whole or in part.
class Source {
 public:
  Source(const TlvObjects& objects, wire::Tag tag) : objects_(objects), object_(objects.find(tag)) {
    if (tag != tag_list) return;
    wire::Writer list(list_);
    {
      wire::TlvScope scope(list, tag_list);
      for (std::size_t index = 0; index < objects.count(); ++index)
        wire::put_tag(list, objects.at(index).tag);
    }
    list_size_ = list.size();
  }
  bool exists() const { return object_ || list_size_ != 0; }
  std::uint32_t size() const { return object_ ? object_->size() : static_cast<std::uint32_t>(list_size_); }
  StatusWord read(std::uint32_t offset, MutableBytes out) const {
    if (object_) return objects_.read(*object_, offset, out);
    std::copy_n(list_.begin() + offset, out.size(), out.begin());
    return sw::ok;
  }

 private:
  const TlvObjects& objects_;
  std::optional<TlvObject> object_;
  std::array<std::uint8_t, limits::max_tlv_objects * longest_tag + 4> list_{};
  std::size_t list_size_ = 0;
};

/// Where the transfer begins: in an object named now, or where the last block ended.
Result<TlvTransfer, StatusWord> reading_from(const Session& session, const Block& block,
                                             const CommandApdu& command) {
  if (block.first) {
    if (command.data.empty()) return wire::fail(sw::wrong_length);
    const wire::Tag tag = lone_tag(command.data);
    if (tag == 0) return wire::fail(sw::wrong_data);
    return TlvTransfer{.body = block.target.file.body, .tag = tag};
  }
  const TlvTransfer& open = session.transfer;
  if (!command.data.empty()) return wire::fail(sw::wrong_length);
  if (open.writing || open.body != block.target.file.body) return wire::fail(sw::conditions_not_satisfied);
  return open;
}

// --------------------------------------------------------------------------------------------- SET DATA

/// The first block: a tag alone deletes the object, tag and length begin a new object.
StatusWord begin_object(TlvObjects& objects, Bytes data) {
  if (const wire::Tag tag = lone_tag(data); tag != 0) return objects.remove(tag);
  const auto header = wire::TlvHeader::parse(data, false);
  if (!header || !is_data_object_tag(header->tag)) return sw::wrong_data;
  const Bytes value = data.subspan(header->header);
  if (value.size() > header->length) return sw::wrong_data;
  const StatusWord begun = objects.begin(header->tag, header->length);
  if (begun != sw::ok || value.empty()) return begun;
  return objects.append(value);
}

/// The next block belongs to what this session began and nobody else took over.
bool continues(const Session& session, const Block& block, const TlvObjects& objects) {
  const TlvTransfer& open = session.transfer;
  return open.writing && open.body == block.target.file.body && open.tag == objects.pending().tag &&
         open.position == objects.received();
}

}  // namespace

StatusWord retrieve_data(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response) {
  const auto block = find_block(uicc, session, command, access_mode::read);
  if (!block) return block.error();
  auto transfer = reading_from(session, *block, command);
  if (!transfer) return transfer.error();
  const TlvObjects objects(uicc.store(), uicc.files(), block->target.file);
  const Source source(objects, transfer->tag);
  if (!source.exists()) return sw::reference_not_found;
  if (transfer->position >= source.size()) return sw::conditions_not_satisfied;
  // T=0 asks for as much as there is before it tells how much it takes.
  const std::size_t wanted =
      command.ne == 0 ? response.data().room() : std::min<std::size_t>(command.ne, response.data().room());
  const std::uint32_t rest = source.size() - transfer->position;
  const MutableBytes out = response.data().take(std::min<std::size_t>(wanted, rest));
  const StatusWord status = source.read(transfer->position, out);
  if (status != sw::ok) return status;
  keep_target(session, block->target);
  transfer->position += static_cast<std::uint32_t>(out.size());
  const bool complete = transfer->position == source.size();
  session.transfer = complete ? TlvTransfer{} : *transfer;
  return complete ? sw::ok : sw::more_data_block;
}

StatusWord set_data(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  const auto block = find_block(uicc, session, command, access_mode::update);
  if (!block) return block.error();
  TlvObjects objects(uicc.store(), uicc.files(), block->target.file);
  if (!block->first && !continues(session, *block, objects)) return sw::conditions_not_satisfied;
  const StatusWord status = block->first ? begin_object(objects, command.data) : objects.append(command.data);
  session.transfer = {};
  if (status != sw::ok) return status;
  if (const StatusWord durable = uicc.commit(); durable != sw::ok) return durable;
  keep_target(session, block->target);
  const TlvObject pending = objects.pending();
  if (pending.tag == 0) return sw::ok;
  session.transfer = {block->target.file.body, true, pending.tag, objects.received()};
  return more_data_expected;
}

}  // namespace sixline::card::uicc
