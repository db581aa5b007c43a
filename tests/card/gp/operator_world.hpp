// A profile with its MNO-SD selected, and another beside it, for the tests of what an operator does with its
// domains.
#pragma once

#include "card/gp/domains.hpp"
#include "tests/card/gp/domain_world.hpp"

namespace sixline::card::gp {

using namespace sixline::tests;

class NoCertificate final : public CertificateSource {
 public:
  Bytes certificate() const override { return {}; }
};

inline constexpr auto ssd_module =
    "07A0000001515350"
    "08A000000151535041";
inline constexpr auto mno_sd = "A000000151000000";
inline constexpr auto ssd = "A000000151000001";
inline constexpr auto rfm = "A00000055910100001";

inline std::string lv(std::string_view text) {
  const std::uint8_t length[] = {static_cast<std::uint8_t>(text.size() / 2)};
  return to_hex(length) + std::string(text);
}

/// A command with data and Le.
inline std::string command(std::string_view header, std::string_view data) {
  return std::string(header) + lv(data) + "00";
}

class OperatorDomains : public testing::Test, public DomainWorld {
 protected:
  OperatorDomains();
  std::string send(std::string_view apdu);
  std::string install_ssd(std::string_view aid = ssd, std::string_view privileges = "80C000",
                          std::string_view parameters = "C90481020370") {
    return send(command("80E60C00", ssd_module + lv(aid) + lv(privileges) + lv(parameters) + "00"));
  }
  std::optional<Application> find(std::string_view aid, storage::Owner owner = 1);
  /// Turns to another domain of the profile.
  void become(std::string_view aid) { session_.selected = find(aid)->id; }

  NoCertificate certificate_;
  Domains domains_{environment, certificate_};
  StoreDataChain chain_;
  DomainSession session_;

 private:
  void put_profile(storage::Owner slot, std::uint16_t number, LifeCycle state);
};

}  // namespace sixline::card::gp
