// sixline-smdp: the SM-DP as a program.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iterator>

#include "host/crypto/random.hpp"
#include "servers/program/program.hpp"
#include "servers/smdp/sm_dp.hpp"

namespace sixline::servers::program {
namespace {

namespace fs = std::filesystem;
using host::ByteString;

constexpr Section::Range seconds{1, 10'000'000};

ByteString content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// `--add-profile` and `--list-profiles`: the stock has no interface among the 85 functions; it is filled
/// when the Operator has ordered profiles.  [SGP.02 §3.1.2]
struct StockCommand {
  std::string package{};
  std::string profile_type{};
  std::string operator_id{};
  std::string msisdn{};
  bool list = false;

  void define(CLI::App& app) {
    auto* add = app.add_option("--add-profile", package, "put this profile package into the stock, and end")
                    ->check(CLI::ExistingFile);
    add->group("Stock");
    auto* type = app.add_option("--profile-type", profile_type, "its type, as ES2.DownloadProfile names it");
    auto* owner = app.add_option("--operator", operator_id, "OID of the Operator it belongs to");
    auto* number = app.add_option("--msisdn", msisdn, "its number, where the package has none");
    auto* shown = app.add_flag("--list-profiles", list, "print the stock, and end");
    for (auto* option : {type, owner, number}) option->group("Stock")->needs(add);
    shown->group("Stock")->excludes(add);
    add->needs(type)->needs(owner);
  }

  Result<bool> run(store::Store& store, std::ostream& out) const {
    if (!package.empty()) return add(store, out);
    return list ? show(store, out) : Result<bool>(false);
  }

 private:
  Result<bool> add(store::Store& store, std::ostream& out) const {
    auto unit = store.begin();
    if (!unit) return tl::unexpected(unit.error());
    smdp::Stock stock(**unit);
    host::es::SubscriptionAddress address;
    address.msisdn = msisdn;
    auto iccid = stock.add(content_of(package), operator_id, profile_type, address, {});
    if (!iccid) return tl::unexpected(iccid.error());
    if (auto committed = (*unit)->commit(); !committed) return tl::unexpected(committed.error());
    out << *iccid << '\n';
    return true;
  }

  static Result<bool> show(store::Store& store, std::ostream& out) {
    auto unit = store.begin_reading();
    if (!unit) return tl::unexpected(unit.error());
    auto rows = (*unit)->stock();
    if (!rows) return tl::unexpected(rows.error());
    for (const store::StockRow& row : *rows)
      out << row.iccid << ' ' << row.profile_type << ' ' << row.mno_id << ' '
          << (row.used_by.empty() ? "available" : "on " + row.used_by) << '\n';
    return true;
  }
};

/// How far each download is, and how fast it was.
class Downloads {
 public:
  explicit Downloads(Journal& journal) : journal_(journal) {}

  void show(const std::string& eid, std::size_t done, std::size_t total) {
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    const auto begun = begun_.try_emplace(eid, now).first;
    std::string text =
        "ES8.DownloadAndInstallation " + std::to_string(done) + " of " + std::to_string(total) + " bytes";
    if (done == total) {
      const std::chrono::duration<double, std::milli> took = now - begun->second;
      if (took.count() > 0)
        text += ", " + std::to_string(static_cast<std::uint64_t>(static_cast<double>(total) / took.count())) +
                " KB/s";
      begun_.erase(begun);
    }
    journal_.write({Journal::Level::Info, eid, {}, {}, std::move(text)});
  }

 private:
  Journal& journal_;
  std::mutex mutex_;
  std::map<std::string, std::chrono::steady_clock::time_point> begun_;
};

class SmDpProgram final : public Program {
 public:
  std::string name() const override { return "sixline-smdp"; }
  std::string purpose() const override { return "The SM-DP of SGP.02: ES2, ES3 and ES8 through the SM-SR"; }
  lines::soap::Role role() const override { return lines::soap::Role::SmDp; }
  void define(CLI::App& app) override { stock_.define(app); }

  void read(ConfigurationFile& file, const ServerSettings&) override {
    const Section section = file.root().section("smdp");
    ci_ = read_certificate(section, "ci_certificate");
    certificate_ = content_of(section.file("certificate"));
    const ByteString key = content_of(section.file("private_key"));
    if (auto read = host::pki::private_key_from_pem({reinterpret_cast<const char*>(key.data()), key.size()}))
      key_ = std::move(*read);
    else if (!key.empty())
      section.refuse("private_key", read.error().describe());
    settings_.card_validity = section.number("card_validity_seconds", seconds, settings_.card_validity);
    settings_.server_validity = section.number("server_validity_seconds", seconds, settings_.server_validity);
    settings_.late_answers = section.number("late_answers_seconds", seconds, settings_.late_answers);
    settings_.segments_per_call = static_cast<std::size_t>(
        section.number("segments_per_call", {1, 64}, static_cast<std::int64_t>(settings_.segments_per_call)));
    for (const Section& eum : section.sections("eum")) {
      const std::string id = eum.text("id");
      if (auto certificate = read_certificate(eum, "certificate")) eums_.emplace(id, std::move(*certificate));
    }
  }

  Result<bool> command(store::Store& store, std::ostream& out) override { return stock_.run(store, out); }

  std::unique_ptr<lines::Desk> make_desk(const ServerSettings& settings, Journal& journal) override {
    smdp::SmDpOffice office{settings_,
                            {settings.self, *ci_, eums_, certificate_, key_->signer()},
                            settings.peers,
                            host::crypto::system_random(),
                            [downloads = std::make_shared<Downloads>(journal)](
                                const std::string& eid, std::size_t done, std::size_t total) {
                              downloads->show(eid, done, total);
                            }};
    return std::make_unique<smdp::SmDp>(std::move(office), [] {
      return std::chrono::duration_cast<std::chrono::seconds>(
                 std::chrono::system_clock::now().time_since_epoch())
          .count();
    });
  }

 private:
  StockCommand stock_{};
  smdp::SmDpSettings settings_{};
  std::optional<host::pki::X509Certificate> ci_{};
  smdp::EumCertificates eums_{};
  ByteString certificate_{};
  std::optional<host::crypto::PrivateKey> key_{};
};

}  // namespace
}  // namespace sixline::servers::program

int main(int argc, char** argv) {
  sixline::servers::program::SmDpProgram program;
  return sixline::servers::program::run(program, argc, argv);
}
