// The tables, and which edition of them a database has.
#pragma once

#include "host/crypto/secret.hpp"
#include "servers/store/sql.hpp"

namespace sixline::servers::store {

/// Makes the tables where there are none. Errors: Storage (made by a later edition, or with another master
/// key).
Result<void> prepare_schema(Connection& connection, const host::crypto::Secret& master_key);

}  // namespace sixline::servers::store
