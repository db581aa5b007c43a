// sixline_soak --programs DIR [--seconds N] [--folder DIR]: wears out both servers with well-formed and
// malformed traffic at once. Ends with 1 when a server dies or complains, a well-formed call gets a wrong
// answer, an attack gets more than a refusal, or memory grows.
#include <csignal>
#include <cstring>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <thread>

#include "host/es/content.hpp"
#include "host/es/request_content.hpp"
#include "host/pki/tls_certificate.hpp"
#include "tests/soak/malice.hpp"
#include "tools/sixline/temporary_folder.hpp"

namespace sixline::tests::soak {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using support::RunningLab;

constexpr unsigned cards = 3;
constexpr unsigned readers = 2;
constexpr unsigned attackers = 2;
constexpr auto between_samples = 2s;
/// What memory may grow after the first half: buffers of the largest message that has not met the others yet.
constexpr double growth_allowed = 0.05;
constexpr double growth_allowed_mb = 8;

constexpr const char* servers[] = {"smsr", "smdp"};

struct Arguments {
  std::filesystem::path programs{};
  std::filesystem::path folder{};
  std::chrono::seconds time{60};
};

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "sixline_soak: " << why << '\n';
  std::exit(2);
}

template <class T>
T must(host::Result<T> result, const char* what) {
  if (!result) give_up(std::string(what) + ": " + result.error().describe());
  return std::move(*result);
}

/// Resident memory of a process in megabytes.
double resident_mb(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  std::string line;
  while (std::getline(file, line))
    if (line.starts_with("VmRSS:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
  return 0;
}

struct Sample {
  double seconds;
  double mb[std::size(servers)];
};

/// What a server has while no large message is on its way: a leak raises it, a moment does not.
double lower_quartile(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto quarter = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 4);
  std::nth_element(values.begin(), quarter, values.end());
  return *quarter;
}

/// Lines of a log in which a sanitizer speaks.
std::vector<std::string> complaints(const std::filesystem::path& log) {
  std::ifstream file(log);
  std::vector<std::string> out;
  std::string line;
  while (std::getline(file, line))
    for (const char* word :
         {"ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error:", "SUMMARY: "})
      if (line.find(word) != line.npos) {
        out.push_back(line);
        break;
      }
  return out;
}

host::http::TlsIdentity make_stranger(const std::filesystem::path& folder) {
  using Root = host::pki::TlsTestRoot;
  const host::pki::Validity validity{std::chrono::sys_days(2024y / 1 / 1),
                                     std::chrono::sys_days(2049y / 12 / 31)};
  const auto root = must(Root::generate(validity), "make a foreign root");
  const auto identity = must(root.issue(std::string(tools::operator_id), "stranger", validity), "issue");
  const auto own = folder / "stranger";
  if (!root.store_root(own) || !Root::store(identity, own, "stranger"))
    give_up("store a foreign certificate");
  return {own / Root::certificate_file("stranger"), own / Root::key_file("stranger"), own / Root::root_file};
}

class Soak {
 public:
  Soak(Arguments arguments, std::filesystem::path folder)
      : arguments_(std::move(arguments)), folder_(std::move(folder)) {
    support::RunningLabPlan plan;
    plan.folder = folder_;
    plan.programs = arguments_.programs;
    plan.cards = cards;
    lab_ = must(RunningLab::start(plan), "start the lab");
    tools::EuiccOrder order;
    order.one_of_many = true;
    arsenal_.emplace(
        Arsenal{make_stranger(folder_),
                must(tools::personalise_euicc(tools::Workspace(folder_), order), "make an eUICC")});
  }

  /// What main() returns.
  int run() {
    start_threads();
    watch();
    over_ = true;
    threads_.clear();
    if (alive()) register_the_other();
    const bool ended = lab_->servers().stop().has_value();
    print();
    return static_cast<int>(judge(ended));
  }

 private:
  void start_threads() {
    unsigned number = 0;
    const auto add = [&](auto work) {
      threads_.emplace_back([this, work, own = number++] { work(Shift{*lab_, tally_, over_, own}); });
    };
    for (const auto& card : lab_->cards()) add([&card](const Shift& shift) { live_with_card(shift, card); });
    for (unsigned i = 0; i < readers; ++i) add(read_records);
    add(configure);
    for (unsigned i = 0; i < attackers; ++i) add([this](const Shift& shift) { attack(shift, *arsenal_); });
  }

  bool alive() {
    return std::all_of(std::begin(servers), std::end(servers),
                       [this](const char* name) { return lab_->server(name).running(); });
  }

  void watch() {
    const auto begun = Clock::now();
    while (alive()) {
      const double seconds = std::chrono::duration<double>(Clock::now() - begun).count();
      Sample sample{seconds, {}};
      for (std::size_t i = 0; i < std::size(servers); ++i)
        sample.mb[i] = resident_mb(lab_->server(servers[i]).id());
      samples_.push_back(sample);
      if (Clock::now() - begun >= arguments_.time) return;
      std::this_thread::sleep_for(between_samples);
    }
    died_ = true;
  }

  /// All that was tried with it has left no trace.
  void register_the_other() {
    const auto answer =
        lab_->ask("eum", es::message_of(es::RegisterEis{lab_->new_call(), arsenal_->unregistered}));
    if (!answer || !es::status_of(*answer).ok())
      tally_.add_wrong("ES1.RegisterEIS",
                       answer ? es::status_of(*answer).describe() : answer.error().describe());
    else
      tally_.add("ES1.RegisterEIS", "ok");
  }

  /// Of one server, over a part of the samples.
  double memory(std::size_t server, double from, double to) const {
    std::vector<double> values;
    const double end = samples_.empty() ? 0 : samples_.back().seconds;
    for (const Sample& sample : samples_)
      if (sample.seconds >= from * end && sample.seconds <= to * end) values.push_back(sample.mb[server]);
    return lower_quartile(std::move(values));
  }

  void print() const {
    tally_.print(std::cout);
    std::cout << tally_.total() << " calls, " << lab_->notifications() << " notifications heard\n";
    std::cout << "\nresident MB   " << std::setw(8) << servers[0] << std::setw(8) << servers[1] << '\n';
    const std::size_t step = std::max<std::size_t>(1, samples_.size() / 15);
    for (std::size_t i = 0; i < samples_.size(); i += step)
      std::cout << std::setw(8) << std::fixed << std::setprecision(0) << samples_[i].seconds << " s    "
                << std::setw(8) << samples_[i].mb[0] << std::setw(8) << samples_[i].mb[1] << '\n';
  }

  bool judge(bool ended) const {
    bool bad = died_ || !ended || tally_.wrong() > 0;
    if (died_) std::cout << "A SERVER DIED\n";
    if (!ended) std::cout << "A SERVER DID NOT END\n";
    if (lab_->notifications() == 0) {
      std::cout << "NO NOTIFICATION WAS HEARD\n";
      bad = true;
    }
    for (std::size_t i = 0; i < std::size(servers); ++i) {
      const double before = memory(i, 0.5, 0.65), after = memory(i, 0.85, 1);
      const bool grew = after > before * (1 + growth_allowed) + growth_allowed_mb;
      std::cout << servers[i] << ": " << std::setprecision(1) << before << " MB in the middle, " << after
                << " MB at the end" << (grew ? ": MEMORY GROWS" : "") << '\n';
      const auto found = complaints(lab_->servers().log(servers[i]));
      for (const std::string& line : found) std::cout << servers[i] << ": " << line << '\n';
      bad = bad || grew || !found.empty();
    }
    std::cout << (bad ? "FAILED, logs in " + folder_.string() : "clean") << '\n';
    return bad;
  }

  Arguments arguments_;
  std::filesystem::path folder_;
  std::unique_ptr<RunningLab> lab_{};
  std::optional<Arsenal> arsenal_{};
  Tally tally_{};
  std::atomic<bool> over_ = false;
  std::vector<Sample> samples_{};
  bool died_ = false;
  std::vector<std::jthread> threads_{};
};

Arguments read(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--programs")
      arguments.programs = argv[i + 1];
    else if (name == "--folder")
      arguments.folder = argv[i + 1];
    else if (name == "--seconds")
      arguments.time = std::chrono::seconds(std::strtol(argv[i + 1], nullptr, 10));
  }
  if (argc % 2 == 0 || arguments.programs.empty() || arguments.time <= 0s)
    give_up("usage: sixline_soak --programs DIR [--seconds N] [--folder DIR]");
  return arguments;
}

}  // namespace
}  // namespace sixline::tests::soak

int main(int argc, char** argv) {
  using namespace sixline::tests::soak;
  std::signal(SIGPIPE, SIG_IGN);
  const Arguments arguments = read(argc, argv);
  const auto temporary = must(sixline::tools::TemporaryFolder::make("soak"), "make a folder");
  const auto folder = arguments.folder.empty() ? temporary.path() : arguments.folder;
  return Soak(arguments, folder).run();
}
