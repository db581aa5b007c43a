// The data objects of a BER-TLV file.  [TS 102 221 §8.2.2.4, §11.3]
//
// A profile package fills the file's body with objects one after another. The first change writes a directory
// of them beside the body; from then on new values take whole chunks behind the body's end, so that a value
// of any size is written block by block and an old one is there until the new one is complete.
//
//   directory: size of the body as installed 3 | tag, length, place and bytes received of the object being
//              written 3 each (tag 0: none) | tag, length and place of every object, 3 each
#pragma once

#include "card/uicc/file_system.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::uicc {

struct TlvObject {
  wire::Tag tag = 0;  ///< 0: none
  std::uint32_t length = 0;
  std::uint32_t place = 0;  ///< of the value, in the body or behind it

  std::size_t header_size() const {
    return (tag > 0xFFFF ? 3 : tag > 0xFF ? 2 : 1) + wire::length_size(length);
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(header_size()) + length; }
};

/// SET DATA: the object is not complete yet.  [TS 102 221 §10.2.1.2]
inline constexpr StatusWord more_data_expected{0x63F1};

/// The tag list, which every BER-TLV file answers by itself.
inline constexpr wire::Tag tag_list = 0x5C;

/// 00 and FF fill a body where it holds no objects, so no object begins with them.
constexpr bool is_data_object_tag(wire::Tag tag) {
  const wire::Tag first = tag > 0xFFFF ? tag >> 16 : tag > 0xFF ? tag >> 8 : tag;
  return first != 0x00 && first != 0xFF && tag != tag_list;
}

class TlvObjects {
 public:
  /// Reads the directory; `file` is a BER-TLV EF. Bytes that are no objects end the list.
  TlvObjects(storage::Store& store, FileSystem& files, const File& file);

  std::size_t count() const { return (size_ - header_size) / entry_size; }
  TlvObject at(std::size_t index) const { return read(header_size + index * entry_size); }
  std::optional<TlvObject> find(wire::Tag tag) const;
  /// Bytes that all objects take in the file.
  std::uint32_t used() const;
  /// Copies bytes of the whole object, tag and length included, from `offset` on.
  StatusWord read(const TlvObject& object, std::uint32_t offset, MutableBytes out) const;

  // Changing. Each is part of the store's open transaction.
  /// An object of this size is being written from now on, in place of any that was left incomplete. The one
  /// it replaces stays until then. not_enough_memory.
  StatusWord begin(wire::Tag tag, std::uint32_t length);
  /// The object being written and how much of its value has been received; tag 0 when there is none.
  TlvObject pending() const { return read(pending_at); }
  std::uint32_t received() const;
  /// The next bytes of the value; with the last of them the object is there. wrong_data for too many.
  StatusWord append(Bytes piece);
  /// Also abandons what was left incomplete. reference_not_found.
  StatusWord remove(wire::Tag tag);
  /// Writes the directory, so that it no longer depends on the size of the file.
  StatusWord save();

 private:
  static constexpr std::size_t field = 3;
  static constexpr std::size_t entry_size = 3 * field;
  static constexpr std::size_t pending_at = field;
  static constexpr std::size_t received_at = pending_at + entry_size;
  static constexpr std::size_t header_size = received_at + field;
  static constexpr std::size_t capacity = header_size + limits::max_tlv_objects * entry_size;
  static_assert(capacity <= limits::max_object);

  TlvObject read(std::size_t position) const;
  void write(std::size_t position, const TlvObject& object);
  void write(std::size_t position, std::uint32_t value);
  std::optional<std::size_t> index_of(wire::Tag tag) const;
  void parse_body();
  /// Where a value of that length has room.
  std::optional<std::uint32_t> place_for(std::uint32_t length) const;
  StatusWord forget_value(const TlvObject& object);
  StatusWord abandon_pending();
  StatusWord finish();
  /// The body, or all that lies behind it, as a file to read from and write to.
  File region(std::uint32_t place) const;
  std::uint32_t body_size() const;

  storage::Store& store_;
  FileSystem& files_;
  const File& file_;
  std::array<std::uint8_t, capacity> directory_;
  std::size_t size_ = header_size;
};

}  // namespace sixline::card::uicc
