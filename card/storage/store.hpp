// The card's memory: objects that change together or not at all. See DESIGN.md.
#pragma once

#include <optional>
#include <span>

#include "card/platform/platform.hpp"
#include "card/storage/keys.hpp"
#include "card/wire/result.hpp"

namespace sixline::card::storage {

using wire::Bytes;
using wire::Result;

enum class Error : std::uint8_t {
  NotFound,        ///< no such object
  Full,            ///< no room left even after compaction, or the index is full
  TooLarge,        ///< longer than limits::max_object
  TooManyChanges,  ///< more changes in one transaction than limits::max_changes
  FlashFailed,     ///< the port reported a failure
  Unformatted,     ///< neither a valid bank nor a blank memory: never formatted silently
};

/// Where one object lies. The port provides the memory for all of them: one entry a live object.
struct IndexEntry {
  Key key;
  std::uint16_t size = 0;
  std::uint32_t offset = 0;
};

/// A transactional object store over Flash. Changes made since the last commit() are seen by reads at once
/// and become durable together in commit(); rollback() or a power cut forgets all of them.
///
/// A view returned by read() is valid until the next change, commit or rollback.
class Store {
 public:
  Store(platform::Flash& flash, std::span<IndexEntry> index);

  /// Finds the newest valid bank, replays it and finishes or discards what a power cut interrupted.
  /// A blank memory is formatted. Errors: Unformatted, Full, FlashFailed.
  Result<void, Error> mount();
  /// Forgets everything. Only for personalisation and tests.
  Result<void, Error> format();

  /// The object's bytes, in place. Errors: NotFound.
  Result<Bytes, Error> read(const Key& key) const;
  bool exists(const Key& key) const;
  /// The first key of `range` at or after `from`.
  std::optional<Key> first(const KeyRange& range) const;
  /// The first key of `range` after `key`.
  std::optional<Key> next(const KeyRange& range, const Key& key) const;

  /// Creates or replaces an object. An object equal to what is stored costs nothing.
  /// Errors: TooLarge, TooManyChanges, Full, FlashFailed; after an error the transaction can only be
  /// rolled back.
  Result<void, Error> write(const Key& key, Bytes value);
  /// Removes an object; removing an absent one is not an error.
  Result<void, Error> erase(const Key& key);
  Result<void, Error> erase(const KeyRange& range);

  bool has_changes() const;
  Result<void, Error> commit();
  void rollback();

  /// Bytes that new objects can still take, after compaction, record overhead deducted.
  std::uint32_t free_bytes() const;
  /// Live bytes of a range of objects, record overhead included: what a deletion gives back.
  std::uint32_t used_bytes(const KeyRange& range) const;
};

}  // namespace sixline::card::storage
