// File control parameters as a command brings them: what CREATE FILE and RESIZE FILE ask for.
// [TS 102 222 §6.3.2.2, §6.10.2.2]
#pragma once

#include <optional>

#include "card/uicc/file_system.hpp"

namespace sixline::card::uicc {

struct FileRequest {
  std::optional<FileType> type;  ///< Df also for an ADF, which has a name besides
  std::uint16_t record_length = 0;
  bool shareable = true;
  std::optional<std::uint16_t> fid;
  std::optional<std::uint32_t> size;          ///< of an EF's body
  std::optional<std::uint32_t> maximum_size;  ///< of a BER-TLV EF
  FileState state = FileState::Activated;
  std::optional<std::uint8_t> sfi;
  std::uint8_t special = 0;
  wire::Aid aid{};
  std::optional<AccessRule> rule;
  std::optional<OwnRule> own_rule;
  Bytes pin_status{};
  Bytes fill{};
  bool fill_repeats = false;
};

/// Reads the template 62, which is all there may be. `arr` is the EF.ARR of a rule that is named by its
/// record alone. Errors: wrong_data for what is malformed or not known. The views point into `data`.
Result<FileRequest, StatusWord> read_file_request(Bytes data, std::uint16_t arr);

}  // namespace sixline::card::uicc
