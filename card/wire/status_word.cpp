#include "card/wire/status_word.hpp"

#include <array>

namespace sixline::wire {
namespace {

struct Meaning {
  std::uint16_t value;
  std::uint16_t mask;
  std::string_view text;
};

// Exact words first, families after them.
constexpr auto meanings = std::to_array<Meaning>({
    {0x9000, 0xFFFF, "success"},
    {0x9300, 0xFFFF, "toolkit is busy, command cannot be executed now"},
    {0x6200, 0xFFFF, "warning without information"},
    {0x6281, 0xFFFF, "part of the returned data may be corrupted"},
    {0x6282, 0xFFFF, "end of file reached, or nothing found"},
    {0x6283, 0xFFFF, "selected file or application is deactivated"},
    {0x6285, 0xFFFF, "selected file is terminated"},
    {0x62F1, 0xFFFF, "more data available"},
    {0x62F3, 0xFFFF, "more data available and a proactive command is pending"},
    {0x6310, 0xFFFF, "more data available"},
    {0x63F1, 0xFFFF, "more data expected"},
    {0x6400, 0xFFFF, "execution error, memory unchanged"},
    {0x6581, 0xFFFF, "memory problem"},
    {0x6600, 0xFFFF, "security-related failure"},
    {0x6700, 0xFFFF, "wrong length"},
    {0x6881, 0xFFFF, "logical channel not supported or not open"},
    {0x6882, 0xFFFF, "secure messaging not supported"},
    {0x6883, 0xFFFF, "last command of the chain expected"},
    {0x6884, 0xFFFF, "command chaining not supported"},
    {0x6900, 0xFFFF, "command not allowed"},
    {0x6981, 0xFFFF, "command incompatible with file structure"},
    {0x6982, 0xFFFF, "security status not satisfied"},
    {0x6983, 0xFFFF, "authentication method blocked"},
    {0x6984, 0xFFFF, "referenced data not usable"},
    {0x6985, 0xFFFF, "conditions of use not satisfied"},
    {0x6986, 0xFFFF, "no current EF"},
    {0x6987, 0xFFFF, "secure messaging data objects missing"},
    {0x6988, 0xFFFF, "secure messaging data objects incorrect"},
    {0x6989, 0xFFFF, "channel is not secured"},
    {0x69E1, 0xFFFF, "POL1 of the profile does not allow this operation"},
    {0x6A80, 0xFFFF, "incorrect data"},
    {0x6A81, 0xFFFF, "function not supported"},
    {0x6A82, 0xFFFF, "file or application not found"},
    {0x6A83, 0xFFFF, "record not found"},
    {0x6A84, 0xFFFF, "not enough memory space"},
    {0x6A86, 0xFFFF, "incorrect P1 or P2"},
    {0x6A87, 0xFFFF, "Lc inconsistent with P1 and P2"},
    {0x6A88, 0xFFFF, "referenced data not found"},
    {0x6A89, 0xFFFF, "file already exists"},
    {0x6A8A, 0xFFFF, "DF name already exists"},
    {0x6B00, 0xFFFF, "offset or reference outside the file"},
    {0x6D00, 0xFFFF, "instruction not supported"},
    {0x6E00, 0xFFFF, "class not supported"},
    {0x6F00, 0xFFFF, "no precise diagnosis"},
    {0x9484, 0xFFFF, "algorithm not supported"},
    {0x9485, 0xFFFF, "key check value does not fit the key"},
    {0x9850, 0xFFFF, "maximum value reached"},
    {0x9862, 0xFFFF, "authentication error, application specific (wrong MAC)"},
    {0x9863, 0xFFFF, "security session or association expired"},
    {0x9864, 0xFFFF, "security context not supported"},
    {0x63C0, 0xFFF0, "verification failed; the last digit is the number of tries left"},
    {0x9100, 0xFF00, "success, a proactive command is pending"},
    {0x9200, 0xFF00, "success after an internal retry"},
    {0x6100, 0xFF00, "response data available"},
    {0x6C00, 0xFF00, "wrong Le, the exact length is in SW2"},
    {0x6200, 0xFF00, "warning, memory unchanged"},
    {0x6300, 0xFF00, "warning, memory changed"},
    {0x6400, 0xFF00, "execution error, memory unchanged"},
    {0x6500, 0xFF00, "execution error, memory changed"},
    {0x6800, 0xFF00, "function in CLA not supported"},
    {0x6900, 0xFF00, "command not allowed"},
    {0x6A00, 0xFF00, "wrong parameters"},
    {0x6F00, 0xFF00, "no precise diagnosis"},
});

}  // namespace

std::string_view describe(StatusWord status) {
  for (const Meaning& meaning : meanings) {
    if ((status.value() & meaning.mask) == meaning.value) return meaning.text;
  }
  return "unknown status word";
}

}  // namespace sixline::wire
