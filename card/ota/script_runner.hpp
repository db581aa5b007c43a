// Remote command scripts: expanded in both forms, and compact.  [TS 102 226 §5]
#pragma once

#include "card/ota/target.hpp"

namespace sixline::card::ota {

using wire::Bytes;
using wire::StatusWord;
using wire::Writer;

/// Runs one script on a target and writes the answer in the form the script has:
///
///   AA L { 22 L C-APDU | other }            AB L { 80 01 n, { 23 L R-APDU | other } [90 01 xx | 83 01 02] }
///   AE 80 { 22 L C-APDU | other } 00 00     AF 80 { 23 L R-APDU | other } [90 01 xx | 83 01 02] 00 00
///   C-APDU ... (anything else)              n SW data-of-the-last
///
/// A script ends after the first command whose status word is not 90xx, 91xx, 92xx, 62xx or 63xx, after an
/// answer that had to be cut (62F1), after an answer TLV that reports an error (9F4x of SCP03t), or when
/// there is no room for another answer. An R-APDU carries data whether or not the command had an Le.
///
/// Immediate and error actions (81, 82) have nothing to act on, as this card has no EF.RMA: accepted without
/// effect. Script chaining (83) is answered as not supported.
class ScriptRunner {
 public:
  /// Appends to `answer`, which the runner takes as its whole room.
  ScriptRunner(ScriptTarget& target, Writer& answer) : target_(target), answer_(answer) {}
  void run(Bytes script);

 private:
  void run_definite(Bytes script);
  void run_indefinite(Bytes script);
  void run_compact(Bytes script);
  void run_items(Bytes items, bool until_end_marker);
  void run_item(const wire::Tlv& item);
  void run_c_apdu(Bytes raw);
  void run_other(const wire::Tlv& item);
  void count_command();
  void refuse_format(std::uint8_t code);
  void refuse_chaining();
  StatusWord execute(const wire::CommandApdu& command, std::size_t reserve);

  ScriptTarget& target_;
  Writer& answer_;
  std::uint8_t executed_ = 0;
  bool stopped_ = false;
};

}  // namespace sixline::card::ota
