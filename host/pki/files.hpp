// Certificates and private keys as files of a test PKI. TEST ONLY: the keys are not protected.
#pragma once

#include <filesystem>

#include "host/pki/x509.hpp"

namespace sixline::host::pki {

/// "the test PKI file X cannot be read".
Error unusable(const std::filesystem::path& file, const std::string& why);
/// Errors: Storage.
Result<void> write_file(const std::filesystem::path& file, Bytes content, unsigned mode);
/// Errors: NotFound, Storage.
Result<std::string> read_file(const std::filesystem::path& file);
/// A certificate for everybody to read, and its key for the owner. Errors: Storage.
Result<void> store_identity(const std::filesystem::path& folder, const std::string& certificate_file,
                            Bytes certificate, const std::string& key_file, const crypto::PrivateKey& key);

}  // namespace sixline::host::pki
