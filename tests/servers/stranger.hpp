// Somebody who posts what nobody would: messages with bytes changed, and well-formed ones that say odd
// things. The same seed says the same.
#pragma once

#include <map>
#include <random>

#include "servers/lines/reception.hpp"

namespace sixline::tests {

/// What a receiver knows, by element name: "Eid" and such. Half of what is said there is from here.
using KnownValues = std::map<std::string, std::vector<std::string>, std::less<>>;

class Stranger {
 public:
  Stranger(unsigned seed, KnownValues known) : chance_(seed), known_(std::move(known)) {}

  std::size_t any(std::size_t below);
  /// Up to eight times bytes changed, lost or said twice.
  std::string mutated(std::string envelope);
  /// Values of known elements are known ones; nothing else is changed.
  std::string fitting(std::string envelope);
  /// fitting(), then up to three values, elements or addresses are odd ones.
  std::string odd(std::string envelope);

 private:
  const std::string& odd_text();
  std::string any_of(std::string_view element);

  std::mt19937 chance_;
  KnownValues known_;
};

/// For FunctionCallIdentifier: enough that a call is seldom a repetition.
std::vector<std::string> call_ids();

/// Why this is an internal failure, and not the stranger's; empty when it is none. HTTP 500 is right for the
/// two faults that SOAP wants it for, whoever is to blame: VersionMismatch and MustUnderstand.
/// [SOAP 1.2 Part 2 §7.5.2.2]
std::string internal_failure(const host::Result<servers::lines::Taken>& taken);

}  // namespace sixline::tests
