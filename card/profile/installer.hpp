// Installs a profile package while it arrives: the package is never held as a whole.  [TCA-PP] [SGP.02
// §4.1.3.3]
#pragma once

#include "card/profile/element.hpp"
#include "card/wire/tlv_stream.hpp"

namespace sixline::card::profile {

/// One installation into one ISD-P slot. The caller commits life-cycle changes; the installer commits files
/// and keys as it goes, all of them under the slot's owner, so that erasing the owner's range undoes it.
class ProfileInstaller {
 public:
  explicit ProfileInstaller(const runtime::Environment& environment) : installation_(environment) {}

  /// Starts over for `owner`; whatever an earlier attempt left there was erased by the caller, who also
  /// stored the ISD-P record of the slot.
  void begin(storage::Owner owner);
  /// Takes the next piece of the DER stream, cut anywhere. What it changed is committed on return, or
  /// rolled back when it answers Aborted; changes of the caller's own belong committed before the call.
  Progress feed(Bytes piece);
  /// EUICCResponse (DER) for what happened so far; meaningful after Installed or Aborted, and for
  /// non-fatal problems collected on the way.  [TCA-PP §9.8]
  void write_response(wire::Writer& out) const;
  /// There is something to report: the end was reached, or problems were met on the way.
  bool has_report() const;
  /// What the header element said; zero and empty until it was read.
  const ProfileHeader& header() const { return installation_.header; }

 private:
  enum class Mode : std::uint8_t { Walk, Gather, Stream, Skip };

  PeStatus handle(const wire::TlvEvent& event);
  PeStatus enter(const wire::TlvEvent& event);
  PeStatus enter_element(const wire::TlvEvent& event);
  bool may_come_now(const Element& element) const;
  PeStatus enter_field(const wire::TlvEvent& event);
  PeStatus take(const Field& field, const wire::TlvEvent& event);
  PeStatus piece(const wire::TlvEvent& event);
  PeStatus leave(const wire::TlvEvent& event);
  PeStatus leave_element();
  bool misses_a_field() const;
  PeStatus whole_element();
  PeStatus gather(const wire::TlvEvent& event);
  void skip(const wire::TlvEvent& event);
  PeStatus read_pe_header(Bytes value);
  PeStatus call(Handler handler, wire::Tag tag, Bytes value);
  void abort(PeStatus status);

  Installation installation_;
  wire::TlvStream stream_ = wire::TlvStream::der();
  Progress progress_ = Progress::Continue;
  bool header_seen_ = false;

  const Element* element_ = nullptr;
  const Field* field_ = nullptr;  ///< the field being gathered or streamed; none for the PEHeader
  bool pe_header_seen_ = false;
  std::uint8_t order_ = 0;         ///< of the latest field
  std::uint32_t orders_seen_ = 0;  ///< bit mask
  Mode mode_ = Mode::Walk;
  std::uint8_t mode_depth_ = 0;  ///< of the TLV that the mode applies to
  std::array<wire::Tag, wire::TlvStream::max_depth> path_{};
  std::size_t gathered_ = 0;
  std::array<std::uint8_t, limits::max_profile_unit> unit_{};
};

}  // namespace sixline::card::profile
