// What a storage error means to whoever sent the command.
#pragma once

#include "card/storage/store.hpp"
#include "card/wire/status_word.hpp"

namespace sixline::card::uicc {

/// `absent` is the status for an object that does not exist.  [TS 102 221 §10.2.1]
constexpr wire::StatusWord status_of(storage::Error error,
                                     wire::StatusWord absent = wire::sw::file_not_found) {
  switch (error) {
    case storage::Error::NotFound: return absent;
    case storage::Error::Full:
    case storage::Error::TooLarge:
    case storage::Error::TooManyChanges: return wire::sw::not_enough_memory;
    case storage::Error::FlashFailed:
    case storage::Error::Unformatted:
    case storage::Error::Corrupted: break;
  }
  return wire::sw::memory_failure;
}

template <class T>
constexpr wire::StatusWord status_of(const wire::Result<T, storage::Error>& result) {
  return result ? wire::sw::ok : status_of(result.error());
}

}  // namespace sixline::card::uicc
