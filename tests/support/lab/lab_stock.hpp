// What the servers of a lab keep, from beside them: their stores, and the profiles that the SM-DP has in
// stock.
#pragma once

#include "host/profile/package.hpp"
#include "servers/store/store.hpp"
#include "tools/sixline/lab/lab.hpp"

namespace sixline::tests::support {

using host::Result;

/// Type of the profiles in the stock.
inline constexpr const char* lab_profile_type = "lab";

/// Under the master key that the lab's servers share. `url` as their configuration has it; empty: the SQLite
/// file of the lab's SM-DP. Errors: those of the store.
Result<std::unique_ptr<servers::store::Store>> open_store(const tools::Lab& lab, const std::string& url = {});
/// Puts a personalised profile into the SM-DP's stock, for the number that the lab's network gives to it; its
/// ICCID. Errors: those of the package and of the store.
Result<std::string> add_profile(servers::store::Unit& unit, const host::profile::Package& package,
                                const std::string& owner, const std::string& type);
/// Profiles from our template for the SM-DP, of `lab_profile_type`; their ICCIDs. `owner`: OID of the
/// Operator. Errors: those of the store.
Result<std::vector<std::string>> fill_stock(const tools::Lab& lab, std::size_t count,
                                            const std::string& owner);

}  // namespace sixline::tests::support
