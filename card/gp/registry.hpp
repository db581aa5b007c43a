// Who is on the card: security domains and applications, and who owns whom.  [GPCS §6.4.1]
#pragma once

#include <optional>

#include "card/runtime/limits.hpp"
#include "card/storage/store.hpp"
#include "card/wire/identifiers.hpp"
#include "card/wire/status_word.hpp"

namespace sixline::card::gp {

using wire::Aid;
using wire::Bytes;
using wire::Result;
using wire::StatusWord;
using wire::Tar;

/// Names an application: its owner (0 = the card, n = ISD-P slot) and its number there.
struct ApplicationId {
  storage::Owner owner = storage::card_owner;
  std::uint16_t index = 0;
  constexpr bool operator==(const ApplicationId&) const = default;
};

// The fixed numbers. In an ISD-P slot, index 0 is the ISD-P itself and index 1 its MNO-SD.
inline constexpr ApplicationId isd_r_id{storage::card_owner, 0};
inline constexpr ApplicationId ecasd_id{storage::card_owner, 1};
inline constexpr std::uint16_t isd_p_index = 0;
inline constexpr std::uint16_t mno_sd_index = 1;

constexpr ApplicationId isd_p_id(storage::Owner slot) {
  return {slot, isd_p_index};
}

enum class ApplicationKind : std::uint8_t { IsdR, Ecasd, IsdP, SecurityDomain, RemoteFileManagement, Applet };

constexpr bool is_security_domain(ApplicationKind kind) {
  return kind <= ApplicationKind::SecurityDomain;
}

/// Life-cycle bytes.  [GPCS §11.1.1] [SGP.02 §2.2.1.3] A locked application has the top bit beside the state
/// it will have again.
enum class LifeCycle : std::uint8_t {
  Installed = 0x03,
  Selectable = 0x07,
  Personalized = 0x0F,
  Disabled = 0x1F,  ///< ISD-P
  Enabled = 0x3F,   ///< ISD-P
};

constexpr std::uint8_t locked_bit = 0x80;
constexpr bool is_locked(LifeCycle state) {
  return (static_cast<std::uint8_t>(state) & locked_bit) != 0;
}
/// Whether a terminal or a script can reach an application in this state.
constexpr bool is_reachable(LifeCycle state) {
  return !is_locked(state) && state != LifeCycle::Installed;
}

/// Privileges as three bytes, read big-endian.  [GPCS §11.1.2]
enum class Privilege : std::uint32_t {
  SecurityDomain = 0x800000,
  DapVerification = 0x400000,
  DelegatedManagement = 0x200000,
  CardLock = 0x100000,
  CardTerminate = 0x080000,
  CardReset = 0x040000,
  CvmManagement = 0x020000,
  MandatedDap = 0x010000,
  TrustedPath = 0x008000,
  AuthorizedManagement = 0x004000,
  TokenVerification = 0x002000,
  GlobalDelete = 0x001000,
  GlobalLock = 0x000800,
  GlobalRegistry = 0x000400,
  FinalApplication = 0x000200,
  GlobalService = 0x000100,
};
using Privileges = std::array<std::uint8_t, 3>;
constexpr bool has(const Privileges& privileges, Privilege wanted) {
  return (wire::read_be(privileges) & static_cast<std::uint32_t>(wanted)) != 0;
}

struct Application {
  ApplicationId id;
  ApplicationKind kind = ApplicationKind::SecurityDomain;
  LifeCycle state = LifeCycle::Selectable;
  Aid aid{};
  Privileges privileges{};
  std::uint16_t parent = 0;           ///< index of the security domain it is associated with
  std::uint8_t minimum_security = 0;  ///< MSL, laid out like SPI1
  std::array<Tar, limits::max_tars> tars{};
  std::uint8_t tar_count = 0;
  // RemoteFileManagement: access domains, for the content of files and for their administration.
  Aid adf{};                                  ///< the ADF it may reach beside the MF
  wire::FixedBytes<16> access{};              ///< of the files shared by all
  wire::FixedBytes<16> adf_access{};          ///< of the ADF
  wire::FixedBytes<16> administration{};      ///< of the files shared by all
  wire::FixedBytes<16> adf_administration{};  ///< of the ADF

  bool has_tar(const Tar& tar) const;
};

/// What a failed change of the store means to the one who sent the command.
StatusWord status_of(storage::Error error);
inline StatusWord status_of(const Result<void, storage::Error>& result) {
  return result ? wire::sw::ok : status_of(result.error());
}

/// What a command that ended with `status` answers: its changes are kept before its answer leaves, or never
/// happened. A warning stays one: of 6310, "more data", the other side must know.
inline StatusWord keep(storage::Store& store, StatusWord status) {
  if (!status.ok()) return status;
  const StatusWord kept = status_of(store.commit());
  return kept.ok() ? status : kept;
}

/// Reads and changes registry entries in the store's open transaction.
class Registry {
 public:
  explicit Registry(storage::Store& store) : store_(store) {}

  /// reference_not_found.
  Result<Application, StatusWord> get(ApplicationId id) const;
  /// First application of `owner` whose AID is `aid` exactly.
  Result<Application, StatusWord> find(storage::Owner owner, const Aid& aid) const;
  /// First whose AID begins with `prefix`, after the index `after` when given.
  Result<Application, StatusWord> find_prefix(storage::Owner owner, Bytes prefix,
                                              std::optional<std::uint16_t> after = {}) const;
  Result<Application, StatusWord> find(storage::Owner owner, const Tar& tar) const;
  /// Walks the applications of an owner; start with no `after`.
  std::optional<Application> next(storage::Owner owner, std::optional<std::uint16_t> after) const;
  /// Lowest unused index of an owner at or above `from`.
  std::uint16_t free_index(storage::Owner owner, std::uint16_t from) const;

  /// The ISD-P with this AID, whatever its slot. reference_not_found.
  Result<Application, StatusWord> find_isd_p(const Aid& aid) const;
  /// Walks the ISD-Ps by slot number; start after card_owner.
  std::optional<Application> next_isd_p(storage::Owner after) const;
  /// Slot of the ENABLED ISD-P; card_owner when none is.
  storage::Owner enabled_slot() const;
  /// Lowest slot without an ISD-P; card_owner when all are taken.
  storage::Owner free_slot() const;

  StatusWord put(const Application& application);
  /// put() with another life-cycle state. reference_not_found.
  StatusWord set_state(ApplicationId id, LifeCycle state);
  StatusWord remove(ApplicationId id);

 private:
  storage::Store& store_;
};

}  // namespace sixline::card::gp
