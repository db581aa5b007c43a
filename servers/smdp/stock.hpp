// The SM-DP's profiles: ordered beforehand, waiting to be downloaded.
#pragma once

#include <filesystem>
#include <map>
#include <optional>

#include "host/error.hpp"
#include "host/es/requests.hpp"

namespace sixline::servers::smdp {

namespace es = host::es;
using host::Bytes;
using host::ByteString;

struct StockItem {
  std::string iccid{};
  std::string profile_type{};
  std::string mno_id{};
  es::SubscriptionAddress address{};
  es::Pol2 pol2{};
  ByteString package{};
  std::string reserved_for{};  ///< EID; empty while free
};

class Stock {
 public:
  /// Reads the package for ICCID and IMSI. Errors: BadFormat; BadInput (this ICCID is there already).
  host::Result<std::string> add(ByteString package, std::string mno_id, std::string profile_type,
                                es::SubscriptionAddress address, es::Pol2 pol2);
  const StockItem* find(const std::string& iccid) const;
  /// The profile to download: the one named, or the first free one of the type; reserved for `eid`
  /// (PROC-DL-01). A reservation for the same eUICC is kept, so that a failed download can be repeated.
  tl::expected<const StockItem*, es::EsStatus> reserve(const std::string& iccid,
                                                       const std::string& profile_type,
                                                       const std::string& eid);
  void release(const std::string& iccid);

  /// A folder with one package and one JSON file per profile. Errors: Storage.
  host::Result<void> save(const std::filesystem::path& folder) const;
  static host::Result<Stock> load(const std::filesystem::path& folder);

 private:
  std::map<std::string, StockItem> items_;
};

}  // namespace sixline::servers::smdp
