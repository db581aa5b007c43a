// The servers that the cards of test_issuance.cpp trust. Everything here is TEST ONLY.
#pragma once

#include <optional>
#include <string_view>

#include "host/pki/cv_certificate.hpp"

namespace sixline::tools {

/// The scalar that is the same byte 32 times. TEST ONLY.
host::Result<host::crypto::PrivateKey> test_private_key(std::uint8_t byte);
host::Result<host::crypto::PrivateKey> test_ci_key();
host::Result<host::crypto::PrivateKey> test_ecasd_key();
/// What every key establishment of a test uses as its ephemeral key pair.
host::Result<host::crypto::PrivateKey> test_ephemeral_key();
host::ByteString test_ci_identifier();

/// "sm-dp" or "sm-sr", with its certificate by the CI.
struct TestServer {
  host::crypto::PrivateKey key;
  host::ByteString certificate;  ///< 7F21
};
/// Errors: NotFound.
host::Result<TestServer> test_server(std::string_view name);

}  // namespace sixline::tools
