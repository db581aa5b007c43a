// The SM-DP's profiles: ordered beforehand, waiting to be downloaded. Rows of the store; what is reserved is
// locked, so that no two processes use one profile.
#pragma once

#include "host/error.hpp"
#include "host/es/requests.hpp"
#include "servers/store/store.hpp"

namespace sixline::servers::smdp {

namespace es = host::es;
using host::Bytes;
using host::ByteString;
using host::Result;

struct StockItem {
  std::string iccid{};
  std::string profile_type{};
  std::string mno_id{};
  es::SubscriptionAddress address{};
  es::Pol2 pol2{};
  ByteString package{};
  std::string used_by{};  ///< EID; empty while available
  std::string job{};      ///< the download that is using it just now
};

/// The stock as one unit of work sees it. Errors of all functions: those of the store, and Storage for a row
/// that cannot be read.
class Stock {
 public:
  explicit Stock(store::Unit& unit) : unit_(unit) {}

  /// Reads the package for ICCID and IMSI; gives its ICCID. Errors: BadFormat (package), BadInput (this ICCID
  /// is there already).
  Result<std::string> add(ByteString package, std::string mno_id, std::string profile_type,
                          es::SubscriptionAddress address, es::Pol2 pol2);
  /// Nothing when there is no such profile. Its row stays locked until the unit ends.
  Result<std::optional<StockItem>> find(const std::string& iccid);

  struct Reservation {
    es::EsStatus status{};  ///< why there is none
    StockItem item{};
    bool fresh = true;  ///< false: it was meant for this eUICC before
  };
  /// The profile to download: the one named, or the first of its type that is available; it is the job's
  /// from now on (PROC-DL-01). One that was meant for the same eUICC before can be had again.
  Result<Reservation> reserve(const es::DownloadProfile& request, const std::string& job);

  enum class Outcome : std::uint8_t {
    Used,  ///< it is on the card, or may be
    Free,  ///< it is on no card
  };
  /// The job has ended.
  Result<void> give_back(const std::string& iccid, Outcome outcome);
  /// The profile was deleted from this eUICC: it is on no card any more, unless a download is under way.
  Result<void> forget_use(const std::string& iccid, const std::string& eid);

 private:
  Result<Reservation> reserve_by_iccid(const es::DownloadProfile& request);
  Result<Reservation> reserve_by_type(const es::DownloadProfile& request);
  Result<void> put(const StockItem& item);

  store::Unit& unit_;
};

}  // namespace sixline::servers::smdp
