// Files end: bodies that nobody shares any more, directories with everything in them.
#include "card/uicc/file_ids.hpp"
#include "card/uicc/file_system.hpp"
#include "card/uicc/store_status.hpp"

namespace sixline::card::uicc {
namespace {

using storage::Key;
using storage::Kind;
namespace sw = wire::sw;

}  // namespace

/// One file fewer has this body.
StatusWord FileSystem::release_body(std::uint16_t body) {
  if (const unsigned sharing = links(body); sharing > 1) return set_links(body, sharing - 1);
  for (const std::uint16_t what : {file_ids::newest, file_ids::tlv})
    if (const auto forgotten = store_.erase(Key{owner_, Kind::FileIds, what, body}); !forgotten)
      return status_of(forgotten.error());
  return status_of(store_.erase(storage::all_of(owner_, Kind::FileBody, body)));
}

StatusWord FileSystem::remove_ef(const File& file) {
  for (const Kind kind : {Kind::File, Kind::FileRule})
    if (const auto erased = store_.erase(Key{owner_, kind, file.parent, file.fid}); !erased)
      return status_of(erased.error());
  return release_body(file.body);
}

/// All EFs of a directory that has nothing else in it any more. The files go as one range, so that a
/// transaction has room for many of them.
StatusWord FileSystem::remove_efs(std::uint16_t node) {
  for (auto file = next_child(node, 0); file; file = next_child(node, file->fid))
    if (const StatusWord status = release_body(file->body); status != sw::ok) return status;
  for (const Kind kind : {Kind::File, Kind::FileRule})
    if (const auto erased = store_.erase(storage::all_of(owner_, kind, node)); !erased)
      return status_of(erased.error());
  return sw::ok;
}

// PINs and authentication parameters stand at the directory's node and go with it.
StatusWord FileSystem::remove_empty_directory(const File& file) {
  for (const Kind kind : {Kind::Pin, Kind::Aka})
    if (const auto erased = store_.erase(storage::all_of(owner_, kind, file.node)); !erased)
      return status_of(erased.error());
  for (const Key& key :
       {Key{owner_, Kind::FileIds, file_ids::place, file.node},
        Key{owner_, Kind::FileRule, file.parent, file.fid}, Key{owner_, Kind::File, file.parent, file.fid}})
    if (const auto erased = store_.erase(key); !erased) return status_of(erased.error());
  return sw::ok;
}

std::optional<File> FileSystem::first_directory_in(std::uint16_t node) const {
  for (auto file = next_child(node, 0); file; file = next_child(node, file->fid))
    if (is_directory(file->type)) return file;
  return std::nullopt;
}

StatusWord FileSystem::remove(const File& file) {
  if (!store_.exists({owner_, Kind::File, file.parent, file.fid})) return sw::file_not_found;
  if (!is_directory(file.type)) return remove_ef(file);
  // Walks down to a directory without directories, removes it and climbs: no recursion, whatever the depth.
  File current = file;
  while (true) {
    if (const auto inner = first_directory_in(current.node)) {
      current = *inner;
      continue;
    }
    if (const StatusWord status = remove_efs(current.node); status != sw::ok) return status;
    if (const StatusWord status = remove_empty_directory(current); status != sw::ok) return status;
    if (current.node == file.node) return sw::ok;
    const auto parent = directory(current.parent);
    if (!parent) return parent.error();
    current = *parent;
  }
}

}  // namespace sixline::card::uicc
