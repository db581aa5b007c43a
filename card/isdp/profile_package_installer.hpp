// The interpreter of profile packages behind the ISD-P's seam.
#pragma once

#include "card/isdp/package_installer.hpp"
#include "card/profile/installer.hpp"

namespace sixline::card::isdp {

class ProfilePackageInstaller final : public PackageInstaller {
 public:
  explicit ProfilePackageInstaller(profile::ProfileInstaller& installer) : installer_(installer) {}

  void begin(storage::Owner slot) override { installer_.begin(slot); }
  Progress feed(Bytes piece) override {
    switch (installer_.feed(piece)) {
      case profile::Progress::Continue: return Progress::Continue;
      case profile::Progress::Installed: return Progress::Installed;
      case profile::Progress::Aborted: break;
    }
    return Progress::Aborted;
  }
  void write_response(wire::Writer& out) const override { installer_.write_response(out); }

 private:
  profile::ProfileInstaller& installer_;
};

}  // namespace sixline::card::isdp
