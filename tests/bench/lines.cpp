// sixline_bench_lines [CARDS] [REQUESTS]: what the servers carry on their lines, as processes, each figure
// beside its limit in the same run: GetEIS beside nginx with a static body, downloads beside their
// cryptography alone.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <future>
#include <iostream>
#include <thread>
#include <unistd.h>

#include "host/crypto/aes.hpp"
#include "host/crypto/cmac.hpp"
#include "host/es/content.hpp"
#include "host/es/request_content.hpp"
#include "host/pki/tls_certificate.hpp"
#include "host/profile/template_package.hpp"
#include "tests/bench/bench.hpp"
#include "tests/support/lab/running_lab.hpp"
#include "tools/sixline/temporary_folder.hpp"

namespace sixline::tests::bench {
namespace {

namespace fs = std::filesystem;
namespace es = host::es;
using Clock = std::chrono::steady_clock;
using support::RunningLab;

constexpr const char* nginx_program = "/usr/sbin/nginx";
constexpr std::size_t at_once = 16;
constexpr unsigned downloads_at_once = 8;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Seconds of processor time that a process has used, all its threads together.
double processor_seconds(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  // Field 3 follows the name; utime and stime are 14 and 15.  [proc(5)]
  std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 2)));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

struct Load {
  double per_second = 0;
  double processor_us = 0;  ///< of the server, for each request
  std::string answer{};     ///< the last
};

/// Posts all bodies over connections that are kept, `at_once` at the same time.
class Poster {
 public:
  Poster(const host::http::TlsIdentity& identity, std::string url, std::string content_type)
      : url_(std::move(url)), content_type_(std::move(content_type)) {
    host::http::ClientSettings settings;
    settings.tls = identity;
    settings.max_connections_per_peer = at_once;
    auto made = host::http::Client::create(settings);
    must(made.has_value(), "make a client");
    client_ = std::move(*made);
  }

  Load post(const std::vector<std::string>& bodies, pid_t server) {
    bodies_ = &bodies;
    next_ = 0;
    done_ = 0;
    finished_ = {};
    const double used = processor_seconds(server);
    const auto start = Clock::now();
    for (std::size_t i = 0; i < at_once; ++i) post_next();
    finished_.get_future().wait();
    const double took = seconds_since(start);
    const auto count = static_cast<double>(bodies.size());
    return {count / took, (processor_seconds(server) - used) * 1e6 / count, answer_};
  }

 private:
  void post_next() {
    const std::size_t own = next_++;
    if (own >= bodies_->size()) return;
    client_->post(url_, content_type_, (*bodies_)[own], {},
                  [this](host::Result<host::http::Response> response) {
                    must(response && response->status == 200, "a request was not answered with 200");
                    const bool last = ++done_ == bodies_->size();
                    if (last) answer_ = response->body;
                    post_next();
                    if (last) finished_.set_value();
                  });
  }

  std::string url_, content_type_;
  const std::vector<std::string>* bodies_ = nullptr;
  std::atomic<std::size_t> next_ = 0, done_ = 0;
  std::promise<void> finished_{};
  std::string answer_{};
  std::unique_ptr<host::http::Client> client_{};
};

host::http::TlsIdentity identity_of(const fs::path& folder, const std::string& name) {
  using Root = host::pki::TlsTestRoot;
  return {folder / Root::certificate_file(name), folder / Root::key_file(name), folder / Root::root_file};
}

/// nginx with the SM-SR's certificate, asking for the caller's, and the same answer to every POST.
class Nginx {
 public:
  Nginx(const fs::path& lab, std::uint16_t port, const std::string& path, const std::string& body)
      : folder_(lab / "nginx") {
    const fs::path file = folder_ / "www" / path.substr(1);
    fs::create_directories(file.parent_path());
    std::ofstream(file) << body;
    std::ofstream(folder_ / "nginx.conf") << configuration(identity_of(lab, "smsr"), port);
    auto started = tools::ChildProcess::start(
        {nginx_program, "-p", folder_.string(), "-c", (folder_ / "nginx.conf").string()},
        (folder_ / "log").string());
    must(started.has_value(), "start nginx");
    process_.emplace(std::move(*started));
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    must(process_->running(), "nginx ended at once");
  }
  pid_t id() const { return process_->id(); }

 private:
  std::string configuration(const host::http::TlsIdentity& identity, std::uint16_t port) const {
    const std::string own = folder_.string();
    // A static file is not for POST: the answer to that error is the file.
    return "daemon off;\nmaster_process off;\nworker_processes 1;\npid " + own + "/pid;\nerror_log " + own +
           "/error.log;\nevents { worker_connections 1024; }\nhttp {\n  access_log off;\n"
           "  client_body_temp_path " +
           own + "/body;\n  fastcgi_temp_path " + own + "/fastcgi;\n  proxy_temp_path " + own +
           "/proxy;\n  scgi_temp_path " + own + "/scgi;\n  uwsgi_temp_path " + own +
           "/uwsgi;\n  keepalive_requests 100000000;\n"
           "  default_type application/soap+xml;\n  server {\n    listen 127.0.0.1:" +
           std::to_string(port) + " ssl;\n    ssl_certificate " + identity.certificate.string() +
           ";\n    ssl_certificate_key " + identity.private_key.string() + ";\n    ssl_client_certificate " +
           identity.trusted.string() + ";\n    ssl_verify_client on;\n    root " + own +
           "/www;\n    error_page 405 =200 $uri;\n  }\n}\n";
  }

  fs::path folder_;
  std::optional<tools::ChildProcess> process_{};
};

void print_load(const char* name, const Load& load) {
  std::printf("%-38s %10.0f /s %10.0f us of the server's processors\n", name, load.per_second,
              load.processor_us);
}

void measure_get_eis(RunningLab& lab, std::size_t requests) {
  std::vector<std::string> bodies;
  std::string url, content_type;
  for (std::size_t i = 0; i < requests; ++i) {
    tools::EsOrder order{
        es::message_of(es::Interface::Es4,
                       es::Es3Request(es::GetEis{lab.new_call(), lab.cards()[i % lab.cards().size()].eid}))};
    order.recipient = tools::sm_sr_id;
    auto letter = lab.link("operator").letter_of(order);
    must(letter.has_value(), "write a request");
    url = letter->url;
    content_type = letter->content_type;
    bodies.push_back(std::move(letter->body));
  }
  const auto identity = identity_of(lab.lab().folder, "operator");
  Poster poster(identity, url, content_type);
  const std::vector<std::string> warm_up(bodies.begin(),
                                         bodies.begin() + static_cast<std::ptrdiff_t>(requests / 10));
  poster.post(warm_up, lab.server("smsr").id());
  bodies.erase(bodies.begin(), bodies.begin() + static_cast<std::ptrdiff_t>(requests / 10));
  const Load ours = poster.post(bodies, lab.server("smsr").id());
  must(ours.answer.find("EXECUTED_SUCCESS") != std::string::npos, "GetEIS was not answered");
  std::printf("answer of %zu bytes, request of %zu, %zu connections\n", ours.answer.size(), bodies[0].size(),
              at_once);
  print_load("GetEIS", ours);
  if (!fs::exists(nginx_program)) {
    std::printf("nginx, static: not measured (no %s; package nginx-light)\n", nginx_program);
    return;
  }
  const auto parsed = host::http::parse_url(url);
  must(parsed.has_value(), "an address");
  const std::uint16_t port = lab.lab().ports.at("other-smsr");
  const Nginx nginx(lab.lab().folder, port, parsed->target, ours.answer);
  Poster static_poster(identity, "https://127.0.0.1:" + std::to_string(port) + parsed->target, content_type);
  static_poster.post(warm_up, nginx.id());
  const Load theirs = static_poster.post(bodies, nginx.id());
  must(theirs.answer == ours.answer, "nginx gave another body");
  print_load("nginx, static body", theirs);
  std::printf("%-38s %10.3f (requests), %.3f (processor time)\n", "GetEIS / nginx",
              ours.per_second / theirs.per_second, theirs.processor_us / ours.processor_us);
}

/// Microseconds of one run of `work`, the median of many.
double microseconds(const std::function<bool()>& work) {
  std::vector<double> took;
  for (int i = 0; i < 101; ++i) {
    const auto start = Clock::now();
    must(work(), "cryptography");
    took.push_back(seconds_since(start) * 1e6);
  }
  std::nth_element(took.begin(), took.begin() + 50, took.end());
  return took[50];
}

/// What one download cannot do without, at all three ends.  [SGP.02 §3.1, §4.1.3.1]
double cryptography_us() {
  namespace crypto = host::crypto;
  const auto key = crypto::PrivateKey::generate(crypto::Curve::P256).value();
  const host::ByteString message(100, 0x5A);
  const auto signature = key.sign(message).value();
  const double sign = microseconds([&] { return key.sign(message).has_value(); });
  const double verify = microseconds([&] { return key.public_key().verify(message, signature); });
  const double generate =
      microseconds([] { return crypto::PrivateKey::generate(crypto::Curve::P256).has_value(); });
  const double agree = microseconds([&] { return key.agree(key.public_key()).has_value(); });
  const host::ByteString package(host::profile::template_package().encode().size() / 16 * 16, 0x5A);
  auto cipher = crypto::AesKey::from(host::ByteString(16, 0x11)).value();
  auto mac = crypto::CmacKey::from(host::ByteString(16, 0x22)).value();
  host::ByteString work = package;
  const double protect = microseconds([&] {
    cipher.encrypt_cbc(crypto::zero_block, work);
    return mac.mac(work) != crypto::zero_block;
  });
  // Signed: the card's challenge. Verified: certificates of EUM, ECASD and SM-DP, the EIS, the challenge. One
  // ephemeral key, agreed on by both ends. The package goes through SCP03t and SCP80, each wrapped and
  // unwrapped.
  const double total = sign + 5 * verify + generate + 2 * agree + 4 * protect;
  std::printf(
      "sign %.0f, verify %.0f, new key %.0f, ECKA %.0f, cipher and MAC of %zu bytes %.0f us; together %.0f "
      "us\n",
      sign, verify, generate, agree, package.size(), protect, total);
  return total;
}

void measure_downloads(RunningLab& lab) {
  std::atomic<std::size_t> next = 0;
  const pid_t smsr = lab.server("smsr").id(), smdp = lab.server("smdp").id(), network = ::getpid();
  const double used_sr = processor_seconds(smsr), used_dp = processor_seconds(smdp),
               used_network = processor_seconds(network);
  const auto start = Clock::now();
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < downloads_at_once; ++i)
      threads.emplace_back([&] {
        for (std::size_t own = next++; own < lab.cards().size(); own = next++) {
          es::DownloadProfile request;
          request.caller = lab.new_call();
          request.eid = lab.cards()[own].eid;
          request.iccid = lab.cards()[own].iccid;
          request.smsr_id = tools::sm_sr_id;
          const auto answer = lab.ask("other-operator", es::message_of(request));
          must(answer && es::status_of(*answer).ok(), "a download failed");
        }
      });
  }
  const double took = seconds_since(start);
  const auto count = static_cast<double>(lab.cards().size());
  const auto each = [&](pid_t process, double before) {
    return (processor_seconds(process) - before) * 1e3 / count;
  };
  std::printf(
      "\n%zu downloads, %u at once: %.1f /s on %u cores; processor time of one: SM-SR %.1f, SM-DP %.1f, "
      "cards and network %.1f ms\n",
      lab.cards().size(), downloads_at_once, count / took, std::thread::hardware_concurrency(),
      each(smsr, used_sr), each(smdp, used_dp), each(network, used_network));
  const double limit = 1e6 / cryptography_us();
  std::printf("%-38s %10.0f /s on one core\n", "cryptography alone", limit);
  std::printf("%-38s %10.3f\n", "downloads / cryptography", count / took / limit);
}

}  // namespace
}  // namespace sixline::tests::bench

int main(int argc, char** argv) {
  using namespace sixline;
  using namespace sixline::tests::bench;
  const std::size_t cards = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 24;
  const std::size_t requests = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 10'000;
  must(cards > 0 && requests >= 1000, "usage: sixline_bench_lines [CARDS] [REQUESTS, at least 1000]");
  auto folder = tools::TemporaryFolder::make("bench");
  must(folder.has_value(), "make a folder");
  tests::support::RunningLabPlan plan;
  plan.folder = folder->path();
  plan.programs = fs::path(SIXLINE_PROGRAMS);
  plan.cards = static_cast<unsigned>(cards);
  auto lab = RunningLab::start(plan);
  if (!lab) std::fprintf(stderr, "%s\n", lab.error().describe().c_str());
  must(lab.has_value(), "start the lab");
  measure_get_eis(**lab, requests);
  measure_downloads(**lab);
  return 0;
}
