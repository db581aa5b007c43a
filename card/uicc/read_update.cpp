// READ BINARY and UPDATE BINARY.  [TS 102 221 §11.1.3, §11.1.4]
#include "card/uicc/handlers.hpp"
#include "card/uicc/target.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t sfi_form = 0x80;
constexpr std::uint8_t sfi_bits = 0x1F;
constexpr std::uint8_t reserved_sfi_bits = 0x60;
constexpr std::uint32_t any_length = 256;  ///< what Le = 00 stands for

/// P1 and P2 are a 15-bit offset, or an SFI and an 8-bit offset.
struct Place {
  std::uint8_t sfi = 0;
  std::uint32_t offset = 0;
};

Result<Place, StatusWord> place_of(const CommandApdu& command) {
  if ((command.p1 & sfi_form) == 0) return Place{0, command.p1p2()};
  const std::uint8_t sfi = command.p1 & sfi_bits;
  if ((command.p1 & reserved_sfi_bits) != 0 || sfi == 0) return wire::fail(sw::wrong_p1p2);
  return Place{sfi, command.p2};
}

struct Span {
  Target target;
  std::uint32_t offset = 0;
};

Result<Span, StatusWord> begin(Uicc& uicc, const Session& session, const CommandApdu& command,
                               std::uint8_t mode) {
  const auto place = place_of(command);
  if (!place) return wire::fail(place.error());
  const auto target = find_target(uicc, session, place->sfi);
  if (!target) return wire::fail(target.error());
  if (target->file.type != FileType::Transparent) return wire::fail(sw::incompatible_file);
  const StatusWord allowed = check_access(uicc, session, target->file, mode, command);
  if (allowed != sw::ok) return wire::fail(allowed);
  if (place->offset >= target->file.size) return wire::fail(sw::wrong_offset);
  return Span{*target, place->offset};
}

}  // namespace

StatusWord read_binary(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response) {
  const auto span = begin(uicc, session, command, access_mode::read);
  if (!span) return span.error();
  const std::uint32_t rest = span->target.file.size - span->offset;
  const std::uint32_t wanted = std::min(command.ne, any_length);
  const MutableBytes out = response.data().take(std::min(rest, wanted));
  const StatusWord status = uicc.files().read(span->target.file, span->offset, out);
  if (status != sw::ok) return status;
  keep_target(session, span->target);
  return wanted > rest && wanted != any_length ? sw::end_of_file : sw::ok;
}

StatusWord update_binary(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  const auto span = begin(uicc, session, command, access_mode::update);
  if (!span) return span.error();
  if (command.data.size() > span->target.file.size - span->offset) return sw::wrong_length;
  const StatusWord status = uicc.files().write(span->target.file, span->offset, command.data);
  if (status != sw::ok) return status;
  keep_target(session, span->target);
  return sw::ok;
}

}  // namespace sixline::card::uicc
