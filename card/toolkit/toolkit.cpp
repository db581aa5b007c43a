#include "card/toolkit/toolkit.hpp"

#include <cstring>

#include "card/toolkit/envelopes.hpp"
#include "card/wire/tags.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::toolkit {
namespace {

namespace ctlv = wire::tag::ctlv;
namespace sw = wire::sw;
using wire::ComprehensionTlvReader;
using wire::Writer;

constexpr std::uint8_t uicc_device = 0x81;  // [TS 102 223 §8.7]
constexpr std::uint8_t first_ticket = 1;    // [TS 102 223 §8.6] command numbers 01 to FE
constexpr std::uint8_t last_ticket = 0xFE;
constexpr std::size_t details_size = 3;    // number, type, qualifier
constexpr std::size_t frame_size = 5 + 4;  // command details and device identities, headers included
constexpr std::uint8_t no_result = 0x36;   // [TS 102 223 §8.12] required values are missing

template <StatusWord (Toolkit::*handler)(const CommandApdu&)>
StatusWord run(Toolkit& toolkit, NoSession&, const CommandApdu& command, ResponseApdu&) {
  return (toolkit.*handler)(command);
}
template <StatusWord (Toolkit::*handler)(const CommandApdu&, ResponseApdu&)>
StatusWord run(Toolkit& toolkit, NoSession&, const CommandApdu& command, ResponseApdu& response) {
  return (toolkit.*handler)(command, response);
}

using runtime::cases;
using wire::IsoCase;

constexpr Toolkit::Row rows[] = {
    {"TERMINAL PROFILE", 0x80, 0x10, cases(IsoCase::Lc), run<&Toolkit::terminal_profile>,
     "TS 102 221 §11.2.1", "toolkit/terminal_profile"},
    {"FETCH", 0x80, 0x12, cases(IsoCase::Le), run<&Toolkit::fetch>, "TS 102 221 §11.2.3", "toolkit/fetch"},
    {"TERMINAL RESPONSE", 0x80, 0x14, cases(IsoCase::Lc), run<&Toolkit::terminal_response>,
     "TS 102 221 §11.2.4", "toolkit/terminal_response"},
    {"ENVELOPE", 0x80, 0xC2, cases(IsoCase::Lc, IsoCase::LcLe), run<&Toolkit::envelope>, "TS 102 221 §11.2.2",
     "toolkit/envelope"},
};

}  // namespace

std::span<const Toolkit::Row> Toolkit::commands() {
  return rows;
}

void Toolkit::reset() {
  terminal_ready_ = false;
  last_ticket_ = 0;
  count_ = 0;
  used_ = 0;
  fetched_.reset();
}

std::size_t Toolkit::encoded_size(std::size_t body_size) {
  const std::size_t content = frame_size + body_size;
  return 1 + wire::length_size(content) + content;
}

std::uint8_t Toolkit::next_ticket() {
  last_ticket_ = last_ticket_ == last_ticket ? first_ticket : static_cast<std::uint8_t>(last_ticket_ + 1);
  return last_ticket_;
}

std::uint8_t Toolkit::queue(CommandType type, std::uint8_t qualifier, std::uint8_t destination, Bytes body,
                            Listener* listener) {
  const bool fits = count_ < entries_.size() && body.size() <= bodies_.size() - used_ &&
                    encoded_size(body.size()) <= limits::max_proactive;
  if (!terminal_ready_ || !fits) return 0;
  std::copy(body.begin(), body.end(), bodies_.begin() + static_cast<std::ptrdiff_t>(used_));
  used_ += body.size();
  entries_[count_] = {.type = type,
                      .qualifier = qualifier,
                      .destination = destination,
                      .ticket = next_ticket(),
                      .body_size = static_cast<std::uint16_t>(body.size()),
                      .listener = listener};
  return entries_[count_++].ticket;
}

std::size_t Toolkit::pending() const {
  return count_ == 0 || fetched_ ? 0 : encoded_size(entries_[0].body_size);
}

void Toolkit::status_received() {
  if (terminal_ready_) handler_.on_status();
}

void Toolkit::drop_first() {
  const std::size_t size = entries_[0].body_size;
  std::memmove(bodies_.data(), bodies_.data() + size, used_ - size);
  used_ -= size;
  std::move(entries_.begin() + 1, entries_.begin() + static_cast<std::ptrdiff_t>(count_), entries_.begin());
  --count_;
}

StatusWord Toolkit::process(const CommandApdu& command, ResponseApdu& response) {
  NoSession session;
  return runtime::dispatch(commands(), *this, session, command, response);
}

StatusWord Toolkit::terminal_profile(const CommandApdu& command) {
  if (command.p1p2() != 0) return sw::wrong_p1p2;
  terminal_ready_ = true;
  handler_.on_terminal_profile(command.data);
  return sw::ok;
}

StatusWord Toolkit::fetch(const CommandApdu& command, ResponseApdu& response) {
  if (command.p1p2() != 0) return sw::wrong_p1p2;
  const std::size_t size = pending();
  if (size == 0) return sw::conditions_not_satisfied;
  if (command.ne != size) return sw::exact_length(size);
  const Entry& entry = entries_[0];
  Writer& out = response.data();
  wire::put_tag(out, wire::tag::toolkit::proactive_command);
  wire::put_length(out, frame_size + entry.body_size);
  out.put_all(ctlv::command_details | ctlv::must_understand, details_size, entry.ticket,
              static_cast<std::uint8_t>(entry.type), entry.qualifier);
  out.put_all(ctlv::device_identities | ctlv::must_understand, 2, uicc_device, entry.destination);
  out.put(Bytes(bodies_).first(entry.body_size));
  if (out.overflowed()) return sw::no_precise_diagnosis;
  fetched_ = entry;
  drop_first();
  return sw::ok;
}

StatusWord Toolkit::terminal_response(const CommandApdu& command) {
  if (command.p1p2() != 0) return sw::wrong_p1p2;
  if (!fetched_) return sw::conditions_not_satisfied;
  ComprehensionTlvReader reader(command.data);
  const auto details = reader.expect(ctlv::command_details);
  if (!details || details->value.size() != details_size) return sw::wrong_data;
  const Entry entry = *fetched_;
  if (details->value[0] != entry.ticket || details->value[1] != static_cast<std::uint8_t>(entry.type) ||
      details->value[2] != entry.qualifier)
    return sw::wrong_data;

  // The terminal is done with the command, whatever else it says: an answer without a result must not
  // block the queue until the next reset.
  fetched_.reset();
  const auto result = reader.find(ctlv::result);
  const bool understood = result && !result->value.empty();
  if (entry.listener != nullptr) {
    entry.listener->on_terminal_response(entry.ticket, {.type = entry.type,
                                                        .qualifier = entry.qualifier,
                                                        .result = understood ? result->value[0] : no_result,
                                                        .all = command.data});
  }
  return understood ? sw::ok : sw::wrong_data;
}

StatusWord Toolkit::envelope(const CommandApdu& command, ResponseApdu& response) {
  if (command.p1p2() != 0) return sw::wrong_p1p2;
  auto reader = wire::TlvReader::ber(command.data);
  const auto tlv = reader.next();
  if (!tlv || !reader.at_end()) return sw::wrong_data;
  for (const EnvelopeRow& row : envelopes()) {
    if (row.tag == tlv->tag) return row.handler(handler_, tlv->value, response);
  }
  return sw::wrong_data;
}

}  // namespace sixline::card::toolkit
