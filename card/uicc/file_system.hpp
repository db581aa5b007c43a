// The files of one owner: a tree of DFs and EFs over the object store.  [TS 102 221 §8]
//
// A DF is a node; a file is found by (node of its parent, FID) in one look-up. The body of an EF is kept in
// chunks, and a chunk that equals the file's fill pattern is not stored at all, so that a profile with many
// empty files takes little memory. Link files share one body.
#pragma once

#include <optional>

#include "card/runtime/limits.hpp"
#include "card/storage/store.hpp"
#include "card/wire/identifiers.hpp"
#include "card/wire/status_word.hpp"

namespace sixline::card::uicc {

using wire::Bytes;
using wire::MutableBytes;
using wire::Result;
using wire::StatusWord;

inline constexpr std::uint16_t fid_mf = 0x3F00;
inline constexpr std::uint16_t fid_current_adf = 0x7FFF;
/// Node number of the MF in every file system.
inline constexpr std::uint16_t mf_node = 1;
inline constexpr std::uint16_t no_node = 0;

enum class FileType : std::uint8_t { Mf, Df, Adf, Transparent, LinearFixed, Cyclic, BerTlv };

constexpr bool is_directory(FileType type) {
  return type <= FileType::Adf;
}
constexpr bool is_record_based(FileType type) {
  return type == FileType::LinearFixed || type == FileType::Cyclic;
}

/// Life cycle status integer of a file.  [TS 102 221 §11.1.1.4.9]
enum class FileState : std::uint8_t {
  Creation = 1,
  Initialisation = 3,
  Deactivated = 4,
  Activated = 5,
  Terminated = 12
};

/// Where the access rule of a file stands: record `record` of the EF.ARR with FID `arr`, looked up in the
/// file's DF and, when absent there, in its parents.  [TS 102 221 §9.2.7]
struct AccessRule {
  std::uint16_t arr = 0x2F06;
  std::uint8_t record = 0;  ///< 0: no rule, nothing is allowed
};

/// One file as the tree knows it; what FCP is built from. Bodies are read and written through FileSystem.
struct File {
  FileType type = FileType::Transparent;
  FileState state = FileState::Activated;
  std::uint16_t fid = 0;
  std::uint16_t parent = no_node;  ///< node of the DF it lies in; no_node for the MF
  std::uint16_t node = no_node;    ///< a directory's own node
  std::uint16_t body = 0;          ///< an EF's body; equal for linked files
  std::uint32_t size = 0;          ///< bytes of an EF's body
  std::uint16_t record_length = 0;
  std::uint8_t sfi = 0;      ///< 1 to 30; 0 = none
  std::uint8_t special = 0;  ///< tag C0 of the proprietary template  [TS 102 222 §6.3.2.2.2]
  bool shareable = true;
  AccessRule rule;
  bool own_rule = false;  ///< FileSystem::own_rule() counts and `rule` does not
  wire::Aid aid{};        ///< ADF only
  /// Directories only: the content of tag C6 (90 ..), or the bare list of key references from which FCP
  /// builds it.  [TS 102 221 §9.5.2] [TCA-PP §8.3.3]
  wire::FixedBytes<32> pin_status{};
  wire::FixedBytes<16> fill{};  ///< what an unwritten body (each record of one) holds; empty = FF
  bool fill_repeats = false;    ///< fill is repeated as a whole; else its last byte is  [TCA-PP §8.3.3]

  std::uint16_t record_count() const {
    if (record_length == 0) return 0;
    return static_cast<std::uint16_t>(size / record_length);
  }
};

/// An access rule that does not stand in an EF.ARR.  [TS 102 221 §9.2.2]
struct OwnRule {
  bool compact = false;  ///< else expanded
  Bytes value;           ///< at most limits::max_own_rule
};

/// Whether an EF's size and record length go together: ok, wrong_data or not_enough_memory.
StatusWord check_shape(const File& file);

class FileSystem {
 public:
  explicit FileSystem(storage::Store& store, storage::Owner owner = storage::card_owner)
      : store_(store), owner_(owner) {}
  /// Turns to the files of another owner.
  void mount(storage::Owner owner) { owner_ = owner; }
  storage::Owner owner() const { return owner_; }

  // Finding. All return file_not_found where there is none.
  Result<File, StatusWord> mf() const;
  /// A directory by its node number.
  Result<File, StatusWord> directory(std::uint16_t node) const;
  Result<File, StatusWord> child(std::uint16_t node, std::uint16_t fid) const;
  Result<File, StatusWord> by_sfi(std::uint16_t node, std::uint8_t sfi) const;
  /// FIDs from the MF (3F00 itself not named); 7FFF stands for `current_adf`.
  /// 7FFF counts only as the first FID; an empty path is the start itself; wrong_data for an odd length.
  Result<File, StatusWord> by_path(Bytes path, std::uint16_t from_node, std::uint16_t current_adf) const;
  /// The ADF whose AID begins with `prefix`: the first one, or the first one after the FID `after`.
  Result<File, StatusWord> by_aid(Bytes prefix, std::optional<std::uint16_t> after = {}) const;
  /// The rule of a file with `own_rule`. Valid until the store changes.
  Result<OwnRule, StatusWord> own_rule(const File& file) const;
  /// Walks the files of a directory: the first after `after` (0 = from the start).
  std::optional<File> next_child(std::uint16_t node, std::uint16_t after) const;

  // Changing. Each is part of the store's open transaction.
  /// Creates the MF (parent no_node, fid 3F00), a directory or an EF; fills in node and body.
  /// already_exists, file_not_found (no such parent), wrong_data, not_enough_memory.
  Result<File, StatusWord> create(File file);
  /// Creates an EF whose body is that of `target`; type and sizes are taken from there.
  Result<File, StatusWord> create_link(File file, const File& target);
  /// Stores changed attributes (state, rule, pin_status, …) of an existing file.
  StatusWord update(const File& file);
  /// Gives an existing file a rule of its own.
  StatusWord set_own_rule(File& file, const OwnRule& rule);
  /// Changes the size of an EF's body; the size of a file of records is a multiple of the record length. New
  /// bytes read as the fill pattern. conditions_not_satisfied for a body that several files share,
  /// wrong_data, not_enough_memory.
  StatusWord resize(File& file, std::uint32_t size);
  /// Removes a file; a directory goes with everything in it, PINs and authentication parameters too, and
  /// a body goes with the last file that shares it. not_enough_memory when the directory holds more than
  /// one transaction can take away.
  StatusWord remove(const File& file);

  /// Copies body bytes; `out` must lie inside the file (wrong_offset).
  StatusWord read(const File& file, std::uint32_t offset, MutableBytes out) const;
  StatusWord write(const File& file, std::uint32_t offset, Bytes data);

  /// Where record `number` (1 to record_count) of a record file stands in its body. In a cyclic file
  /// number 1 is always the newest.
  std::uint32_t record_offset(const File& file, unsigned number) const;
  /// Overwrites the oldest record of a cyclic file, which becomes record 1.  [TS 102 221 §8.2.2.3]
  StatusWord write_newest(const File& file, Bytes record);

 private:
  enum class IdKind : std::uint8_t { Node, Body };

  Result<File, StatusWord> at(const storage::Key& key) const;
  Result<std::uint16_t, StatusWord> take_id(IdKind kind);
  StatusWord check_place(const File& file) const;
  StatusWord put(const File& file);
  unsigned links(std::uint16_t body) const;
  StatusWord set_links(std::uint16_t body, unsigned count);
  unsigned newest_slot(const File& file) const;
  StatusWord release_body(std::uint16_t body);
  StatusWord remove_ef(const File& file);
  StatusWord remove_efs(std::uint16_t node);
  StatusWord remove_empty_directory(const File& file);
  std::optional<File> first_directory_in(std::uint16_t node) const;

  storage::Store& store_;
  storage::Owner owner_;
};

}  // namespace sixline::card::uicc
