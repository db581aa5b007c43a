#include "card/profile/installer.hpp"

#include "card/crypto/secret.hpp"

namespace sixline::card::profile {
namespace {

// PEHeader.  [TCA-PP §8.1.4]
constexpr wire::Tag pe_header = 0xA0;
constexpr wire::Tag pe_mandated = 0x80;
constexpr wire::Tag pe_identification = 0x81;
constexpr std::uint32_t highest_identification = 0x7FFF;

constexpr std::uint8_t element_depth = 1;
constexpr std::uint8_t field_depth = 2;

constexpr std::uint32_t order_bit(const Field& field) {
  return 1u << field.order;
}

enum class Match : std::uint8_t { No, Within, Exact };

/// Compares the tags of a field's path with those of the TLV the stream is in.
Match compare(const Field& field, std::span<const wire::Tag> path) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i == field.path.size() || field.path[i] == 0) return Match::No;
    const bool fits =
        field.path[i] == any_constructed ? wire::is_constructed(path[i]) : field.path[i] == path[i];
    if (!fits) return Match::No;
  }
  return path.size() == field.path.size() || field.path[path.size()] == 0 ? Match::Exact : Match::Within;
}

bool is_element_tag(wire::Tag tag) {
  constexpr wire::Tag context_constructed = 0xA0;
  constexpr wire::Tag class_and_form = 0xE0;
  wire::Tag first = tag;
  while (first > 0xFF) first >>= 8;
  return (first & class_and_form) == context_constructed;
}

}  // namespace

void ProfileInstaller::begin(storage::Owner owner) {
  installation_.begin(owner);
  stream_ = wire::TlvStream::der();
  progress_ = Progress::Continue;
  header_seen_ = false;
  element_ = nullptr;
  field_ = nullptr;
  mode_ = Mode::Walk;
  crypto::wipe(unit_);
  gathered_ = 0;
}

Progress ProfileInstaller::feed(Bytes piece) {
  if (progress_ != Progress::Continue) return progress_;
  stream_.feed(piece);
  while (progress_ == Progress::Continue) {
    const wire::TlvEvent event = stream_.next();
    if (event.kind == wire::TlvEvent::Kind::More) break;
    if (const PeStatus status = handle(event); status != PeStatus::Ok) abort(status);
  }
  // Nothing may follow the end element.
  if (progress_ == Progress::Installed && stream_.left() > 0) abort(PeStatus::InvalidRequestFormat);
  if (progress_ == Progress::Aborted) return progress_;
  if (const PeStatus status = installation_.checkpoint.commit(); status != PeStatus::Ok) abort(status);
  return progress_;
}

void ProfileInstaller::write_response(wire::Writer& out) const {
  installation_.report.encode(out, progress_);
}

bool ProfileInstaller::has_report() const {
  return progress_ != Progress::Continue || !installation_.report.empty();
}

void ProfileInstaller::abort(PeStatus status) {
  PePosition position = installation_.position;
  position.offset = position.offset.value_or(0);
  installation_.report.add(status, position);
  installation_.checkpoint.rollback();
  installation_.file.forget();
  crypto::wipe(unit_);
  progress_ = Progress::Aborted;
}

PeStatus ProfileInstaller::handle(const wire::TlvEvent& event) {
  switch (event.kind) {
    case wire::TlvEvent::Kind::Enter: return enter(event);
    case wire::TlvEvent::Kind::Piece: return piece(event);
    case wire::TlvEvent::Kind::Leave: return leave(event);
    case wire::TlvEvent::Kind::More: break;
    case wire::TlvEvent::Kind::Failed:
      if (element_ != nullptr) installation_.position.offset = stream_.position();
      return PeStatus::InvalidRequestFormat;
  }
  return PeStatus::Ok;
}

PeStatus ProfileInstaller::enter(const wire::TlvEvent& event) {
  if (event.depth == element_depth) return enter_element(event);
  installation_.position.offset = stream_.start_of_latest();
  path_[event.depth - field_depth] = event.tag;
  if (!pe_header_seen_) {
    if (event.tag != pe_header) return PeStatus::InvalidRequestFormat;
    field_ = nullptr;
    return gather(event);
  }
  if (installation_.skip_element) {
    skip(event);
    return PeStatus::Ok;
  }
  return enter_field(event);
}

PeStatus ProfileInstaller::enter_element(const wire::TlvEvent& event) {
  installation_.begin_element(event.tag);
  element_ = nullptr;
  if (!is_element_tag(event.tag)) return PeStatus::InvalidRequestFormat;
  // The header comes first and once, the MF before whatever needs files.  [TCA-PP §8.1.3]
  if ((event.tag == header_element) == header_seen_) return PeStatus::InvalidRequestFormat;
  const Element& element = element_for(event.tag);
  if (!may_come_now(element)) return PeStatus::InvalidRequestFormat;
  header_seen_ = true;
  element_ = &element;
  pe_header_seen_ = !element.has_pe_header;
  order_ = 0;
  orders_seen_ = 0;
  if (element.whole == nullptr) return PeStatus::Ok;
  field_ = nullptr;
  return gather(event);
}

bool ProfileInstaller::may_come_now(const Element& element) const {
  switch (element.before_mf) {
    case BeforeMf::Yes: return true;
    case BeforeMf::IotProfile:
      if (installation_.header.is_iot()) return true;
      [[fallthrough]];
    case BeforeMf::No: return installation_.has_mf();
  }
  return false;
}

PeStatus ProfileInstaller::enter_field(const wire::TlvEvent& event) {
  const std::span<const wire::Tag> path =
      std::span<const wire::Tag>(path_).first(event.depth - field_depth + std::size_t{1});
  bool known = false;
  bool within = false;
  if (element_->fields == nullptr) {
    skip(event);
    return PeStatus::Ok;
  }
  for (const Field& field : element_->fields()) {
    const Match match = compare(field, path);
    if (match == Match::No) continue;
    known = true;
    if (field.order < order_ || ((orders_seen_ & order_bit(field)) != 0 && !field.repeats())) continue;
    if (match == Match::Exact) return take(field, event);
    within = true;
  }
  if (within) return PeStatus::Ok;
  // A known field in a place where it cannot stand is an error, a field of a later version is not.
  if (known) return PeStatus::InvalidRequestFormat;
  skip(event);
  return PeStatus::Ok;
}

PeStatus ProfileInstaller::take(const Field& field, const wire::TlvEvent& event) {
  order_ = field.order;
  orders_seen_ |= order_bit(field);
  field_ = &field;
  if (field.take == Take::Whole) return gather(event);
  if (field.take == Take::Enter) return call(field.handler, event.tag, {});
  mode_ = Mode::Stream;
  mode_depth_ = event.depth;
  return PeStatus::Ok;
}

PeStatus ProfileInstaller::gather(const wire::TlvEvent& event) {
  if (event.length > unit_.size()) return PeStatus::NotEnoughMemory;
  stream_.take_as_value();
  mode_ = Mode::Gather;
  mode_depth_ = event.depth;
  gathered_ = 0;
  return PeStatus::Ok;
}

void ProfileInstaller::skip(const wire::TlvEvent& event) {
  stream_.take_as_value();
  mode_ = Mode::Skip;
  mode_depth_ = event.depth;
}

PeStatus ProfileInstaller::piece(const wire::TlvEvent& event) {
  if (mode_ == Mode::Stream) return call(field_->handler, event.tag, event.piece);
  if (mode_ != Mode::Gather) return PeStatus::Ok;
  std::copy(event.piece.begin(), event.piece.end(), unit_.begin() + static_cast<std::ptrdiff_t>(gathered_));
  gathered_ += event.piece.size();
  return PeStatus::Ok;
}

PeStatus ProfileInstaller::leave(const wire::TlvEvent& event) {
  const bool gathered = mode_ == Mode::Gather && mode_depth_ == event.depth;
  if (mode_depth_ == event.depth) mode_ = Mode::Walk;
  if (event.depth == element_depth) return gathered ? whole_element() : leave_element();
  if (!gathered) return PeStatus::Ok;
  const Bytes value = Bytes(unit_).first(gathered_);
  const PeStatus status = field_ == nullptr ? read_pe_header(value) : call(field_->handler, event.tag, value);
  // Keys and PINs pass through here.
  crypto::wipe(std::span(unit_).first(gathered_));
  return status;
}

PeStatus ProfileInstaller::leave_element() {
  // What is wrong with the element as a whole shows at its end.
  installation_.position.offset = stream_.position();
  if (!pe_header_seen_) return PeStatus::InvalidRequestFormat;
  if (installation_.skip_element) return PeStatus::Ok;
  if (misses_a_field()) return PeStatus::InvalidRequestFormat;
  return element_->finish == nullptr ? PeStatus::Ok : call(element_->finish, element_->tag, {});
}

bool ProfileInstaller::misses_a_field() const {
  if (element_->fields == nullptr) return false;
  const auto fields = element_->fields();
  return std::any_of(fields.begin(), fields.end(), [this](const Field& field) {
    return field.is_mandatory() && (orders_seen_ & order_bit(field)) == 0;
  });
}

PeStatus ProfileInstaller::whole_element() {
  auto fields = wire::TlvReader::der(Bytes(unit_).first(gathered_));
  const auto header = fields.expect(pe_header);
  PeStatus status = header ? read_pe_header(header->value) : PeStatus::InvalidRequestFormat;
  if (status == PeStatus::Ok && !installation_.skip_element)
    status = call(element_->whole, element_->tag, fields.rest());
  crypto::wipe(std::span(unit_).first(gathered_));
  if (installation_.ended) progress_ = Progress::Installed;
  return status;
}

PeStatus ProfileInstaller::read_pe_header(Bytes value) {
  auto fields = wire::TlvReader::der(value);
  const auto mandated = fields.accept(pe_mandated);
  if (mandated && !mandated->value.empty()) return PeStatus::InvalidRequestFormat;
  const auto identification = fields.expect(pe_identification);
  if (!identification) return PeStatus::InvalidRequestFormat;
  const auto number = wire::read_unsigned(identification->value);
  if (!number || *number > highest_identification) return PeStatus::InvalidRequestFormat;
  installation_.mandated = mandated.has_value();
  installation_.position.identification = static_cast<std::uint16_t>(*number);
  pe_header_seen_ = true;
  return element_->refusal == PeStatus::Ok ? PeStatus::Ok : installation_.refuse(element_->refusal);
}

PeStatus ProfileInstaller::call(Handler handler, wire::Tag tag, Bytes value) {
  const PeStatus status = handler(installation_, {tag, value});
  if (status != PeStatus::FeatureNotSupported || !element_->may_be_passed_over) return status;
  return installation_.refuse(status);
}

}  // namespace sixline::card::profile
