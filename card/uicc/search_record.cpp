// SEARCH RECORD: simple and enhanced.  [TS 102 221 §11.1.7]
#include "card/uicc/handlers.hpp"
#include "card/uicc/target.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t mode_bits = 0x07;
enum class Mode : std::uint8_t { Forward = 4, Backward = 5, Enhanced = 6 };

// First byte of the search indication of an enhanced search.
constexpr std::uint8_t after_value = 0x08;  ///< the second byte is a value to look for first, not an offset
constexpr std::uint8_t direction_bits = 0x07;
enum class Direction : std::uint8_t {
  ForwardFrom = 4,
  BackwardFrom = 5,
  ForwardFromNext = 6,
  BackwardFromPrevious = 7
};

struct Search {
  bool forward = true;
  bool skip_first = false;  ///< begin beside the record named by P1
  bool after_value = false;
  std::uint8_t place = 0;  ///< offset in the record, or the value
  Bytes pattern;
};

Result<Search, StatusWord> parse(const CommandApdu& command) {
  const auto mode = static_cast<Mode>(command.p2 & mode_bits);
  if (mode == Mode::Forward || mode == Mode::Backward)
    return Search{.forward = mode == Mode::Forward, .pattern = command.data};
  if (mode != Mode::Enhanced) return wire::fail(sw::wrong_p1p2);
  if (command.data.size() < 3) return wire::fail(sw::wrong_length);
  const std::uint8_t indication = command.data[0];
  const auto direction = static_cast<Direction>(indication & direction_bits);
  if ((indication & ~(after_value | direction_bits)) != 0 || direction < Direction::ForwardFrom)
    return wire::fail(sw::wrong_data);
  return Search{
      .forward = direction == Direction::ForwardFrom || direction == Direction::ForwardFromNext,
      .skip_first = direction == Direction::ForwardFromNext || direction == Direction::BackwardFromPrevious,
      .after_value = (indication & after_value) != 0,
      .place = command.data[1],
      .pattern = command.data.subspan(2)};
}

bool matches(const Search& search, Bytes record) {
  std::size_t start = search.place;
  if (search.after_value) {
    const auto value = std::find(record.begin(), record.end(), search.place);
    if (value == record.end()) return false;
    start = static_cast<std::size_t>(value - record.begin()) + 1;
  }
  if (start > record.size()) return false;
  const Bytes rest = record.subspan(start);
  return std::search(rest.begin(), rest.end(), search.pattern.begin(), search.pattern.end()) != rest.end();
}

/// The first record to look at; 0 when there is none on that side.
unsigned first_record(const Search& search, const Target& target, std::uint8_t p1) {
  const unsigned count = target.file.record_count();
  const unsigned named = p1 != 0 ? p1 : target.record;
  if (named == 0) return search.forward ? 1 : count;
  if (!search.skip_first) return named;
  if (search.forward) return named < count ? named + 1 : 0;
  return named - 1;
}

}  // namespace

StatusWord search_record(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response) {
  const auto search = parse(command);
  if (!search) return search.error();
  auto target = find_target(uicc, session, static_cast<std::uint8_t>(command.p2 >> 3));
  if (!target) return target.error();
  const File& file = target->file;
  if (!is_record_based(file.type)) return sw::incompatible_file;
  const StatusWord allowed = check_access(uicc, session, file, access_mode::read, command);
  if (allowed != sw::ok) return allowed;
  if (command.p1 > file.record_count()) return sw::record_not_found;
  if (search->pattern.size() > file.record_length) return sw::wrong_length;

  std::array<std::uint8_t, limits::max_record> scratch;
  const MutableBytes record = MutableBytes(scratch).first(file.record_length);
  unsigned number = first_record(*search, *target, command.p1);
  while (number != 0 && number <= file.record_count()) {
    const StatusWord status = uicc.files().read(file, uicc.files().record_offset(file, number), record);
    if (status != sw::ok) return status;
    if (matches(*search, record)) response.data().put(static_cast<std::uint8_t>(number));
    number = search->forward ? number + 1 : number - 1;
  }
  if (response.size() != 0) target->record = response.view()[0];
  keep_target(session, *target);
  return response.size() == 0 ? sw::end_of_file : sw::ok;
}

}  // namespace sixline::card::uicc
