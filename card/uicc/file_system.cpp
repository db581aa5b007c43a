#include "card/uicc/file_system.hpp"

#include "card/uicc/file_ids.hpp"
#include "card/uicc/file_record.hpp"
#include "card/uicc/store_status.hpp"

namespace sixline::card::uicc {
namespace {

using storage::Key;
using storage::Kind;
using wire::fail;
namespace sw = wire::sw;

constexpr std::uint8_t highest_sfi = 30;
constexpr std::size_t max_record_count = 254;

bool is_reserved(std::uint16_t fid) {
  return fid == 0x0000 || fid == 0x3FFF || fid == fid_current_adf || fid == 0xFFFF;
}

StatusWord check_new_directory(const File& file) {
  const bool is_mf = file.type == FileType::Mf;
  if (is_mf != (file.fid == fid_mf) || is_mf != (file.parent == no_node)) return sw::wrong_data;
  if ((file.type == FileType::Adf) == file.aid.empty()) return sw::wrong_data;
  return sw::ok;
}

StatusWord check_new_ef(const File& file) {
  if (file.fid == fid_mf || file.parent == no_node || file.sfi > highest_sfi) return sw::wrong_data;
  return check_shape(file);
}

StatusWord check_new(const File& file) {
  if (is_reserved(file.fid)) return sw::wrong_data;
  return is_directory(file.type) ? check_new_directory(file) : check_new_ef(file);
}

}  // namespace

StatusWord check_shape(const File& file) {
  if (is_record_based(file.type)) {
    if (file.record_length == 0 || file.record_length > limits::max_record) return sw::wrong_data;
    if (file.size == 0 || file.size % file.record_length != 0) return sw::wrong_data;
    if (file.size / file.record_length > max_record_count) return sw::wrong_data;
  } else if (file.record_length != 0) {
    return sw::wrong_data;
  }
  if (file.type == FileType::Transparent && file.size > limits::max_file_size) return sw::not_enough_memory;
  if (file.size > limits::body_chunk * 0x10000 || file.size > max_stored_size) return sw::not_enough_memory;
  return sw::ok;
}

// ---------------------------------------------------------------------------------------------- finding

Result<File, StatusWord> FileSystem::at(const Key& key) const {
  const auto record = store_.read(key);
  if (!record) return fail(status_of(record.error()));
  return decode_file(key, *record);
}

Result<File, StatusWord> FileSystem::mf() const {
  return child(no_node, fid_mf);
}

Result<File, StatusWord> FileSystem::directory(std::uint16_t node) const {
  if (node == mf_node) return mf();
  const auto place = store_.read({owner_, Kind::FileIds, file_ids::place, node});
  if (!place) return fail(status_of(place.error()));
  if (place->size() != 4) return fail(sw::memory_failure);
  return child(static_cast<std::uint16_t>(wire::read_be(place->first(2))),
               static_cast<std::uint16_t>(wire::read_be(place->subspan(2))));
}

Result<File, StatusWord> FileSystem::child(std::uint16_t node, std::uint16_t fid) const {
  return at({owner_, Kind::File, node, fid});
}

Result<File, StatusWord> FileSystem::by_sfi(std::uint16_t node, std::uint8_t sfi) const {
  if (sfi == 0) return fail(sw::file_not_found);
  const auto range = storage::all_of(owner_, Kind::File, node);
  for (auto key = store_.first(range); key; key = store_.next(range, *key)) {
    const auto record = store_.read(*key);
    if (!record) return fail(status_of(record.error()));
    if (sfi_of_record(*record) == sfi && !is_directory(type_of_record(*record)))
      return decode_file(*key, *record);
  }
  return fail(sw::file_not_found);
}

Result<File, StatusWord> FileSystem::by_path(Bytes path, std::uint16_t from_node,
                                             std::uint16_t current_adf) const {
  if (path.size() % 2 != 0) return fail(sw::wrong_data);
  Result<File, StatusWord> file = directory(from_node);
  for (std::size_t i = 0; file && i < path.size(); i += 2) {
    const auto fid = static_cast<std::uint16_t>(wire::read_be(path.subspan(i, 2)));
    if (i == 0 && fid == fid_current_adf)
      file = directory(current_adf);
    else if (!is_directory(file->type))
      return fail(sw::file_not_found);
    else
      file = child(file->node, fid);
  }
  return file;
}

Result<File, StatusWord> FileSystem::by_aid(Bytes prefix, std::optional<std::uint16_t> after) const {
  const auto range = storage::all_of(owner_, Kind::File, mf_node);
  auto key = after ? store_.next(range, {owner_, Kind::File, mf_node, *after}) : store_.first(range);
  for (; key; key = store_.next(range, *key)) {
    const auto record = store_.read(*key);
    if (!record) return fail(status_of(record.error()));
    if (type_of_record(*record) != FileType::Adf) continue;
    const auto file = decode_file(*key, *record);
    if (!file || file->aid.begins_with(prefix)) return file;
  }
  return fail(sw::file_not_found);
}

std::optional<File> FileSystem::next_child(std::uint16_t node, std::uint16_t after) const {
  const auto range = storage::all_of(owner_, Kind::File, node);
  const auto key = store_.next(range, {owner_, Kind::File, node, after});
  if (!key) return std::nullopt;
  const auto file = at(*key);
  return file ? std::optional<File>(*file) : std::nullopt;
}

// --------------------------------------------------------------------------------------------- changing

Result<std::uint16_t, StatusWord> FileSystem::take_id(IdKind kind) {
  const Key key{owner_, Kind::FileIds, file_ids::next, 0};
  std::array<std::uint8_t, 4> ids{};
  wire::write_be(mf_node + 1, wire::MutableBytes(ids).first(2));
  wire::write_be(1, wire::MutableBytes(ids).last(2));
  const auto stored = store_.read(key);
  if (stored && stored->size() == ids.size())
    std::copy(stored->begin(), stored->end(), ids.begin());
  else if (stored || stored.error() != storage::Error::NotFound)
    return fail(sw::memory_failure);
  const wire::MutableBytes field = wire::MutableBytes(ids).subspan(kind == IdKind::Node ? 0 : 2, 2);
  const auto id = static_cast<std::uint16_t>(wire::read_be(field));
  if (id == 0xFFFF) return fail(sw::not_enough_memory);
  wire::write_be(id + 1u, field);
  const auto written = store_.write(key, ids);
  if (!written) return fail(status_of(written.error()));
  return id;
}

StatusWord FileSystem::put(const File& file) {
  std::array<std::uint8_t, max_file_record> record;
  wire::Writer out(record);
  encode_file(file, out);
  if (out.overflowed()) return sw::wrong_data;
  return status_of(store_.write({owner_, Kind::File, file.parent, file.fid}, out.view()));
}

StatusWord FileSystem::check_place(const File& file) const {
  if (file.parent != no_node) {
    const auto parent = directory(file.parent);
    if (!parent) return parent.error();
  }
  if (store_.exists({owner_, Kind::File, file.parent, file.fid})) return sw::already_exists;
  if (file.type != FileType::Adf) return sw::ok;
  // Partial selection walks the ADFs of the MF, so two of one full name could not be told apart.
  for (auto other = by_aid(file.aid.view()); other; other = by_aid(file.aid.view(), other->fid))
    if (other->aid == file.aid) return sw::already_exists;
  return file.parent == mf_node ? sw::ok : sw::wrong_data;
}

Result<File, StatusWord> FileSystem::create(File file) {
  if (const StatusWord status = check_new(file); status != sw::ok) return fail(status);
  if (const StatusWord status = check_place(file); status != sw::ok) return fail(status);
  if (file.type == FileType::Mf) {
    file.node = mf_node;
  } else {
    const auto id = take_id(is_directory(file.type) ? IdKind::Node : IdKind::Body);
    if (!id) return fail(id.error());
    (is_directory(file.type) ? file.node : file.body) = *id;
  }
  if (const StatusWord status = put(file); status != sw::ok) return fail(status);
  if (is_directory(file.type) && file.type != FileType::Mf) {
    std::array<std::uint8_t, 4> place;
    wire::write_be(static_cast<std::uint32_t>(file.parent) << 16 | file.fid, place);
    const auto written = store_.write({owner_, Kind::FileIds, file_ids::place, file.node}, place);
    if (!written) return fail(status_of(written.error()));
  }
  return file;
}

Result<File, StatusWord> FileSystem::create_link(File file, const File& target) {
  if (is_directory(target.type)) return fail(sw::wrong_data);
  file.type = target.type;
  file.body = target.body;
  file.size = target.size;
  file.record_length = target.record_length;
  file.fill = target.fill;
  file.fill_repeats = target.fill_repeats;
  if (const StatusWord status = check_new(file); status != sw::ok) return fail(status);
  if (const StatusWord status = check_place(file); status != sw::ok) return fail(status);
  if (const StatusWord status = set_links(file.body, links(file.body) + 1u); status != sw::ok)
    return fail(status);
  if (const StatusWord status = put(file); status != sw::ok) return fail(status);
  return file;
}

StatusWord FileSystem::update(const File& file) {
  if (!store_.exists({owner_, Kind::File, file.parent, file.fid})) return sw::file_not_found;
  return put(file);
}

unsigned FileSystem::links(std::uint16_t body) const {
  const auto count = store_.read({owner_, Kind::FileIds, file_ids::links, body});
  return count ? static_cast<unsigned>(wire::read_be(count->first(std::min<std::size_t>(count->size(), 2))))
               : 1;
}

StatusWord FileSystem::set_links(std::uint16_t body, unsigned count) {
  const Key key{owner_, Kind::FileIds, file_ids::links, body};
  if (count == 1) return status_of(store_.erase(key));
  std::array<std::uint8_t, 2> value;
  wire::write_be(count, value);
  return status_of(store_.write(key, value));
}

Result<OwnRule, StatusWord> FileSystem::own_rule(const File& file) const {
  const auto stored = store_.read({owner_, Kind::FileRule, file.parent, file.fid});
  if (!stored) return fail(status_of(stored.error()));
  if (stored->empty()) return fail(sw::memory_failure);
  return OwnRule{(*stored)[0] != 0, stored->subspan(1)};
}

StatusWord FileSystem::set_own_rule(File& file, const OwnRule& rule) {
  if (rule.value.size() > limits::max_own_rule) return sw::not_enough_memory;
  std::array<std::uint8_t, 1 + limits::max_own_rule> object;
  wire::Writer out(object);
  out.put(static_cast<std::uint8_t>(rule.compact));
  out.put(rule.value);
  const auto written = store_.write({owner_, Kind::FileRule, file.parent, file.fid}, out.view());
  if (!written) return status_of(written.error());
  file.own_rule = true;
  return put(file);
}

}  // namespace sixline::card::uicc
