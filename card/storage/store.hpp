// The card's memory: objects that change together or not at all. See DESIGN.md.
#pragma once

#include <optional>
#include <span>

#include "card/platform/platform.hpp"
#include "card/storage/changes.hpp"
#include "card/storage/index.hpp"
#include "card/storage/keys.hpp"
#include "card/storage/record.hpp"
#include "card/wire/result.hpp"

namespace sixline::card::storage {

using wire::Result;

class LogWriter;

enum class Error : std::uint8_t {
  NotFound,        ///< no such object
  Full,            ///< no room left even after compaction, or the index is full
  TooLarge,        ///< longer than limits::max_object
  TooManyChanges,  ///< more changes in one transaction than limits::max_changes
  FlashFailed,     ///< the port reported a failure
  Unformatted,     ///< neither a valid bank nor a blank memory: never formatted silently
  Corrupted,       ///< a log damaged before its end, which no power cut does: never repaired silently
};

/// A transactional object store over Flash. Changes made since the last commit() are seen by reads at once
/// and become durable together in commit(); rollback() or a power cut forgets all of them.
///
/// A view returned by read() is valid until the next change, commit or rollback. It may be the value of that
/// next write.
class Store {
 public:
  Store(platform::Flash& flash, std::span<IndexEntry> index);
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Finds the newest valid bank and replays what was committed; what a power cut interrupted is discarded
  /// and never programmed over. A blank memory is formatted; no other is changed. Until it succeeds there
  /// are no objects and every change fails. Errors: Unformatted, Corrupted, Full, FlashFailed.
  Result<void, Error> mount();
  /// Forgets everything. Only for personalisation and tests: a power cut meanwhile leaves anything, and
  /// format() has to be called again. Errors: FlashFailed.
  Result<void, Error> format();

  /// The object's bytes, in place. Errors: NotFound.
  Result<Bytes, Error> read(const Key& key) const;
  bool exists(const Key& key) const { return find(key).has_value(); }
  /// The first key of `range`.
  std::optional<Key> first(const KeyRange& range) const;
  /// The first key of `range` after `key`.
  std::optional<Key> next(const KeyRange& range, const Key& key) const;

  /// Creates or replaces an object. An object equal to what is stored costs nothing.
  /// Errors: TooLarge, TooManyChanges, Full, FlashFailed, Corrupted; after an error the transaction can only
  /// be rolled back.
  Result<void, Error> write(const Key& key, Bytes value);
  /// Removes an object; removing an absent one is not an error.
  Result<void, Error> erase(const Key& key) { return erase({key, key}); }
  Result<void, Error> erase(const KeyRange& range);

  bool has_changes() const { return !changes_.empty(); }
  /// After FlashFailed it is unknown until the next mount whether the transaction counts.
  Result<void, Error> commit();
  void rollback();

  /// Bytes that new objects can still take, after compaction, record overhead deducted: exact for objects of
  /// limits::max_object and a last shorter one. What the open transaction replaces or erases counts as
  /// taken until it is committed.
  std::uint32_t free_bytes() const;
  /// Live bytes of a range of objects, record overhead included: what a deletion gives back.
  std::uint32_t used_bytes(const KeyRange& range) const;

 private:
  /// Objects that reads can see and the flash their records take.
  struct Totals {
    std::uint32_t objects = 0;
    std::uint32_t bytes = 0;
  };

  // store.cpp
  std::optional<IndexEntry> find(const Key& key) const;
  Bytes view(const IndexEntry& entry) const;
  std::optional<Key> seek(const KeyRange& range) const;
  Totals totals_of(const KeyRange& range) const;
  /// Makes the error stick until rollback().
  tl::unexpected<Error> give_up(Error error);
  Result<void, Error> append(const Record& record, bool grows);
  Result<void, Error> reserve(std::uint32_t size, bool grows);
  void apply_changes();

  // mount.cpp
  bool usable_geometry() const;
  void forget();
  bool looks_blank() const;
  Result<void, Error> write_first_header();
  Result<void, Error> replay();
  Result<void, Error> replay_transaction(std::uint32_t begin, std::uint32_t end);
  Result<void, Error> inspect_tail();

  // compaction.cpp
  Result<void, Error> compact();
  Result<void, Error> copy_objects(LogWriter& log) const;
  bool copy_changes(LogWriter& log) const;
  void relocate();
  bool prepare(std::uint32_t bank);
  void erase_stale_banks();

  std::uint32_t size_of(std::uint32_t payload) const { return record_size(payload, geometry_.program_unit); }
  std::uint32_t commit_size() const { return size_of(0); }
  /// Flash needed to keep the committed objects and the changes of the open transaction.
  std::uint32_t footprint() const;
  /// Room that only replacing and erasing may use, so that a full card can still be changed and emptied.
  std::uint32_t growth_limit() const;

  platform::Flash& flash_;
  platform::FlashGeometry geometry_{};
  Index index_;
  Changes changes_;
  Totals committed_;
  Totals visible_;                ///< committed objects as the open transaction would leave them
  std::optional<Error> failure_;  ///< why the open transaction can only be rolled back
  bool mounted_ = false;
  std::uint32_t active_ = 0;        ///< the bank in use
  std::uint32_t sequence_ = 0;      ///< of the active bank
  std::uint32_t transaction_ = 0;   ///< number of the open transaction
  bool appended_ = false;           ///< records of the open transaction are on flash
  std::uint32_t end_ = 0;           ///< where the next record goes
  bool torn_ = false;               ///< behind end_ the bank is not known to be erased
  std::uint32_t erased_banks_ = 0;  ///< bit mask: erased by us since mount()
  std::uint32_t stale_banks_ = 0;   ///< bit mask: not active and not blank
};

}  // namespace sixline::card::storage
