// The folder that keeps an ecosystem between runs: test certificates, the card, the records of SM-SR and
// SM-DP. Nothing in it is protected: TEST ONLY.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "hardware/native/file_flash.hpp"
#include "host/es/signature/eum_delivery.hpp"
#include "host/pki/certificate_set.hpp"
#include "tools/sixline/options.hpp"

namespace sixline::tools {

// Who is who in the test ecosystem: object identifiers under a private arc.
inline constexpr std::string_view ci_id = "1.3.6.1.4.1.99999.0";
inline constexpr std::string_view eum_id = "1.3.6.1.4.1.99999.1";
inline constexpr std::string_view sm_sr_id = "1.3.6.1.4.1.99999.2";
inline constexpr std::string_view sm_dp_id = "1.3.6.1.4.1.99999.3";
inline constexpr std::string_view operator_id = "1.3.6.1.4.1.99999.4";
inline constexpr std::string_view m2m_sp_id = "1.3.6.1.4.1.99999.5";
inline constexpr std::string_view other_operator_id = "1.3.6.1.4.1.99999.6";
inline constexpr std::string_view other_sm_sr_id = "1.3.6.1.4.1.99999.7";
inline constexpr std::string_view other_eum_id = "1.3.6.1.4.1.99999.8";
inline constexpr std::string_view sm_sr_number = "12345678900";

class Workspace {
 public:
  explicit Workspace(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// The folder of --home, or its default: ./sixline-home when it is there, else ~/.sixline.
  static Workspace at(const std::string& home);

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path card() const { return folder_ / "card.flash"; }
  /// Cards that were made by the hundred: "EID.flash" and "EID.json".
  std::filesystem::path cards() const { return folder_ / "cards"; }
  std::filesystem::path sm_sr() const { return folder_ / "sm-sr.db"; }
  /// The SM-DP's database: stock and running downloads.
  std::filesystem::path sm_dp() const { return folder_ / "sm-dp.db"; }
  std::filesystem::path eis() const { return folder_ / "eis.json"; }

  /// The certificates, made when there are none. Errors: Storage.
  host::Result<host::pki::CertificateSet> certificates(host::crypto::Curve curve) const;
  /// Errors: NotFound (no eUICC was personalised here).
  host::Result<host::pki::CertificateSet> existing_certificates() const;

  static host::Result<void> write_eis(const host::es::Eis& eis, const std::filesystem::path& file);
  /// The EIS as the EUM delivered it. Errors: NotFound, Storage.
  host::Result<host::es::Eis> read_eis() const;

 private:
  std::filesystem::path folder_;
};

/// What the EUM is told about one card.
struct EuiccOrder {
  std::string eid{};  ///< empty: a new one in the test range
  host::crypto::Curve curve = host::crypto::Curve::P256;
  host::ByteString bootstrap{};  ///< package of the first profile; empty for none
  /// Of the body that the card is for.
  card::platform::FlashGeometry memory = hardware::native::FileFlash::default_geometry;
  /// Beside the others in cards(), instead of as the card of the workspace.
  bool one_of_many = false;
};

/// Makes certificates if there are none, a card in its state file, and the EIS for ES1.RegisterEIS. Errors:
/// WrongState (the card of this workspace is there already; it is left alone), BadInput (EID), and what
/// writing gives.
host::Result<host::es::Eis> personalise_euicc(const Workspace& workspace, const EuiccOrder& order);

/// The number of whoever shows this ICCID in a laboratory's network: 15 digits.
std::string lab_number(std::string_view iccid);

/// Our template with numbers of a bootstrap profile, never the same again.
host::Result<host::ByteString> own_bootstrap_package();

/// The whole content of a file. Errors: NotFound, Storage.
host::Result<host::ByteString> read_file(const std::filesystem::path& path);
/// Errors: Storage.
host::Result<void> write_file(const std::filesystem::path& path, wire::Bytes content);

/// Declares --home.
void define_home(Options options, std::string& home);

}  // namespace sixline::tools
