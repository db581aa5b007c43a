#include "card/wire/apdu.hpp"

namespace sixline::wire {
namespace {

constexpr std::uint32_t max_short_le = 256;
constexpr std::uint32_t max_extended_le = 65536;

bool further_interindustry(std::uint8_t cla) {
  return (cla & 0x40) != 0 && cla != 0xFF;
}

Result<CommandApdu, Error> parse_extended(CommandApdu apdu, Bytes body) {
  apdu.extended = true;
  const auto le_of = [](Bytes field) {
    const auto le = static_cast<std::uint32_t>(read_be(field));
    return le == 0 ? max_extended_le : le;
  };
  if (body.size() == 3) {
    apdu.ne = le_of(body.subspan(1));
    return apdu;
  }
  const auto lc = static_cast<std::size_t>(read_be(body.subspan(1, 2)));
  const Bytes rest = body.subspan(3);
  if (lc == 0) return fail(Error::BadLength);
  if (rest.size() != lc && rest.size() != lc + 2) return fail(Error::BadLength);
  apdu.data = rest.first(lc);
  if (rest.size() == lc + 2) apdu.ne = le_of(rest.subspan(lc));
  return apdu;
}

}  // namespace

std::uint8_t CommandApdu::channel() const {
  if (further_interindustry(cla)) return static_cast<std::uint8_t>((cla & 0x0F) + 4);
  if (cla == 0xA0) return 0;
  return cla & 0x03;
}

std::uint8_t CommandApdu::class_without_channel() const {
  if (further_interindustry(cla)) {
    const std::uint8_t secure = (cla & 0x20) != 0 ? ((cla & 0x80) != 0 ? 0x04 : 0x0C) : 0x00;
    return static_cast<std::uint8_t>((cla & 0x80) | secure);
  }
  if (cla == 0xA0) return cla;
  return cla & 0xFC;
}

Result<CommandApdu, Error> CommandApdu::parse(Bytes raw) {
  if (raw.size() < 4) return fail(Error::Truncated);
  CommandApdu apdu{.cla = raw[0], .ins = raw[1], .p1 = raw[2], .p2 = raw[3]};
  const Bytes body = raw.subspan(4);
  if (body.empty()) return apdu;
  if (body.size() == 1) {
    apdu.ne = body[0] == 0 ? max_short_le : body[0];
    return apdu;
  }
  if (body[0] == 0) {
    if (body.size() < 3) return fail(Error::BadLength);
    return parse_extended(apdu, body);
  }
  const std::size_t lc = body[0];
  if (body.size() != lc + 1 && body.size() != lc + 2) return fail(Error::BadLength);
  apdu.data = body.subspan(1, lc);
  if (body.size() == lc + 2) apdu.ne = body.back() == 0 ? max_short_le : body.back();
  return apdu;
}

void CommandApdu::encode(Writer& out) const {
  out.put_all(cla, ins, p1, p2);
  const bool wide = extended || data.size() > 0xFF || ne > max_short_le;
  if (!wide) {
    if (!data.empty()) {
      out.put(static_cast<std::uint8_t>(data.size()));
      out.put(data);
    }
    if (ne != 0) out.put(static_cast<std::uint8_t>(ne));
    return;
  }
  if (!data.empty() || ne != 0) out.put(std::uint8_t{0});
  if (!data.empty()) {
    out.put_be(data.size(), 2);
    out.put(data);
  }
  if (ne != 0) out.put_be(ne, 2);
}

}  // namespace sixline::wire
