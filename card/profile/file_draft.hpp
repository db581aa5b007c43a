// What a template and an Fcp say about a file before it exists.  [TCA-PP §8.3]
#pragma once

#include "card/profile/pe_status.hpp"
#include "card/uicc/file_system.hpp"

namespace sixline::card::profile {

using wire::Bytes;

/// How a pattern fills a body that is longer. In record files it applies to each record.
enum class Filling : std::uint8_t {
  Pad,      ///< the pattern once, then its last byte again and again (fillPattern)
  Repeat,   ///< the whole pattern again and again (repeatPattern)
  Literal,  ///< the pattern once, from `literal_offset` on; the rest is FF (templates only)
};

struct FileDraft {
  uicc::File file{};
  std::uint16_t records = 0;  ///< of a template; counts where the Fcp gives no size
  bool fid_given = false;
  bool size_given = false;
  bool arr_given = false;
  bool sfi_given = false;
  bool pattern_given = false;
  bool is_link = false;
  Bytes link{};  ///< path of the link's target; empty with `is_link`: the file stands alone
  Bytes pattern{};
  Filling filling = Filling::Pad;
  std::uint16_t literal_offset = 0;

  bool is_directory() const { return uicc::is_directory(file.type); }
};

/// Applies the fields of an Fcp (without its outer tag) to the draft, whose views then point into `fcp`.
PeStatus apply_fcp(Bytes fcp, FileDraft& draft);

/// Fills in what follows from other fields: size, EF.ARR, short file identifier.
PeStatus complete(FileDraft& draft);

}  // namespace sixline::card::profile
