#include "tools/sixline/workspace.hpp"

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "host/es/eis_json.hpp"

namespace sixline::tools {

using host::ErrorCode;
using host::Result;
namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;
const host::pki::Validity test_validity{std::chrono::sys_days(2024y / 1 / 1),
                                        std::chrono::sys_days(2049y / 12 / 31)};

}  // namespace

Workspace Workspace::at(const std::string& home) {
  if (!home.empty()) return Workspace(home);
  if (fs::exists("sixline-home")) return Workspace(fs::path("sixline-home"));
  const char* user = std::getenv("HOME");
  return Workspace(user == nullptr ? fs::path("sixline-home") : fs::path(user) / ".sixline");
}

Result<host::pki::CertificateSet> Workspace::certificates(host::crypto::Curve curve) const {
  auto there = host::pki::CertificateSet::load(folder_ / "pki");
  if (there || there.error().code != ErrorCode::NotFound) return there;
  auto made = host::pki::CertificateSet::generate(curve, test_validity);
  if (!made) return made;
  std::error_code error;
  fs::create_directories(folder_, error);
  if (auto stored = made->store(folder_ / "pki"); !stored) return tl::unexpected(stored.error());
  return made;
}

Result<host::pki::CertificateSet> Workspace::existing_certificates() const {
  return host::pki::CertificateSet::load(folder_ / "pki");
}

std::string lab_number(std::string_view iccid) {
  constexpr std::size_t kept = 12;
  return "882" + std::string(iccid.substr(iccid.size() > kept ? iccid.size() - kept : 0));
}

Result<void> Workspace::write_eis(const host::es::Eis& eis, const fs::path& file) {
  return write_file(file, wire::bytes_of(host::es::to_json(eis).dump(1) + "\n"));
}

Result<host::es::Eis> Workspace::read_eis() const {
  auto text = read_file(eis());
  if (!text && text.error().code == ErrorCode::NotFound)
    return host::fail(ErrorCode::NotFound,
                      "no eUICC in " + folder_.string() + ": run `sixline eum personalise` first");
  if (!text) return tl::unexpected(text.error());
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (json.is_discarded()) return host::fail(ErrorCode::Storage, eis().string() + ": not readable as JSON");
  return host::es::eis_from_json(json);
}

Result<host::ByteString> read_file(const fs::path& path) {
  if (!fs::is_regular_file(path)) return host::fail(ErrorCode::NotFound, "no file " + path.string());
  std::ifstream file(path, std::ios::binary);
  host::ByteString content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return host::fail(ErrorCode::Storage, path.string() + ": cannot be read");
  return content;
}

Result<void> write_file(const fs::path& path, wire::Bytes content) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  file.flush();
  if (!file) return host::fail(ErrorCode::Storage, path.string() + ": cannot be written");
  return {};
}

void define_home(Options options, std::string& home) {
  options.add(
      "--home", home,
      "folder with certificates, card, EIS and stock (./sixline-home if it is there, else ~/.sixline)");
}

}  // namespace sixline::tools
