// How a File is kept in the store.
//
//   type and flags 1 | state 1 | SFI 1 | special 1 | ARR FID 2 | ARR record 1 |
//   directory: node 2 | AID length and value | PIN status length and value
//   EF:        body 2 | size 3 | record length 2 | fill pattern, to the end
#pragma once

#include "card/uicc/file_system.hpp"

namespace sixline::card::uicc {

/// Longest encoding: a directory with a full AID and PIN status.
inline constexpr std::size_t max_file_record = 7 + 2 + (1 + 16) + (1 + 32);

/// Sizes are kept in three bytes.
inline constexpr std::uint32_t max_stored_size = 0xFFFFFF;

void encode_file(const File& file, wire::Writer& out);
/// The file that `record` describes, found under `key`. Errors: memory_failure for bytes this card did
/// not write.
Result<File, StatusWord> decode_file(const storage::Key& key, Bytes record);
/// SFI of a record without decoding the rest; 0 = none.
std::uint8_t sfi_of_record(Bytes record);
FileType type_of_record(Bytes record);

}  // namespace sixline::card::uicc
