// What a person reads and writes: the configuration and what is wrong with it, the log, the metrics; and the
// threads that work.
#include <atomic>
#include <fstream>
#include <future>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "host/pki/tls_certificate.hpp"
#include "servers/program/journal.hpp"
#include "servers/program/metrics.hpp"
#include "servers/program/workers.hpp"

namespace sixline::servers::program {
namespace {

namespace fs = std::filesystem;
using testing::Test;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void expect_part(const std::string& whole, const std::string& part) {
  EXPECT_NE(whole.find(part), std::string::npos) << "no '" << part << "' in:\n" << whole;
}

class Folder {
 public:
  Folder() : path(fs::temp_directory_path() / ("sixline-program-" + std::to_string(::getpid()))) {
    fs::create_directories(path);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
  fs::path path;
};

// Configuration

const std::string good = R"([self]
id = "1.3.6.1.4.1.99999.2"
base_url = "https://sr.example:8443"
[tls]
certificate = "own.pem"
private_key = "own.key"
trusted = "roots.pem"
[listen]
port = 8443
[store]
url = "sqlite:sr.db"
master_key = "master.key"
[[peer]]
id = "1.3.6.1.4.1.99999.3"
roles = ["sm-dp"]
base_url = "https://dp.example"
user_name = "dp"
password_file = "dp.password"
)";

class SettingsTest : public Test {
 protected:
  SettingsTest() {
    for (const char* name : {"own.pem", "own.key", "roots.pem"}) folder.write(name, "x");
    folder.write("dp.password", "s3cret\n");
    folder.write("empty", "");
  }
  /// What finish() says about this text; empty when it is right.
  std::string problems(const std::string& text) {
    folder.write("own.toml", text);
    auto file = ConfigurationFile::read(folder.path / "own.toml");
    if (!file) return file.error().what;
    settings = read_server_settings(**file);
    const auto right = (*file)->finish();
    return right ? std::string() : right.error().what;
  }
  std::string with(std::string_view old, std::string_view fresh) {
    std::string text = good;
    const std::size_t at = text.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    return problems(text.replace(at, old.size(), fresh));
  }
  std::string at(int line) const { return (folder.path / "own.toml").string() + ":" + std::to_string(line); }

  Folder folder{};
  ServerSettings settings{};
};

TEST_F(SettingsTest, AreReadWithPathsBesideTheFileAndDefaults) {
  EXPECT_EQ(problems(good), "");
  EXPECT_EQ(settings.self.name, "1.3.6.1.4.1.99999.2");
  EXPECT_EQ(settings.listen.port, 8443);
  EXPECT_EQ(settings.listen.tls->certificate, folder.path / "own.pem");
  EXPECT_EQ(settings.store, "sqlite:" + (folder.path / "sr.db").string());
  EXPECT_EQ(settings.master_key, (folder.path / "master.key").string());
  EXPECT_EQ(settings.workers, 4u);
  EXPECT_FALSE(settings.admin);
  const lines::Peer* peer = settings.peers.find("1.3.6.1.4.1.99999.3");
  ASSERT_TRUE(peer);
  EXPECT_EQ(peer->password, "s3cret");
  EXPECT_EQ(peer->served_by, "");
  EXPECT_EQ(with("user_name", "served_by = \"1.2.3\"\nuser_name"), "");
  EXPECT_EQ(settings.peers.find("1.3.6.1.4.1.99999.3")->served_by, "1.2.3");
}

TEST_F(SettingsTest, LeaveOtherPlacesAsTheyAre) {
  EXPECT_EQ(with("\"sqlite:sr.db\"", "\"postgresql://db/sr\""), "");
  EXPECT_EQ(settings.store, "postgresql://db/sr");
  EXPECT_EQ(with("\"master.key\"", "\"env:KEY\""), "");
  EXPECT_EQ(settings.master_key, "env:KEY");
  EXPECT_EQ(with("\"master.key\"", "\"/run/key\""), "");
  EXPECT_EQ(settings.master_key, "/run/key");
}

TEST_F(SettingsTest, SayEachProblemWithItsLine) {
  struct Case {
    std::string old, fresh;
    int line;
    std::string problem;
  };
  for (const Case& row : std::vector<Case>{
           {"id = \"1.3.6.1.4.1.99999.2\"", "id = 7", 2, "self.id: want a text in quotes"},
           {"id = \"1.3.6.1.4.1.99999.2\"", "id = \"sm-sr\"", 2, "self.id: want an OID"},
           {"id = \"1.3.6.1.4.1.99999.2\"", "id = \"\"", 2, "self.id: may not be empty"},
           {"id = \"1.3.6.1.4.1.99999.2\"", "", 1, "self.id: is missing"},
           {"https://sr.example:8443", "sr.example", 3, "self.base_url: "},
           {"own.key", "other.key", 6, "tls.private_key: no file"},
           {"port = 8443", "port = 65536", 9, "listen.port: want a number from 0 to 65535"},
           {"port = 8443", "port = -1", 9, "listen.port: want a number"},
           {"port = 8443", "port = \"8443\"", 9, "listen.port: want a number"},
           {"port = 8443", "prot = 8443", 9, "listen.prot: nothing of that name is known here"},
           {"port = 8443", "workers = 0", 9, "listen.workers: want a number from 1"},
           {"port = 8443", "max_body_mib = 1.5", 9, "listen.max_body_mib: want a number"},
           {"[store]", "[stores]", 10, "stores: nothing of that name"},
           {"[\"sm-dp\"]", "\"sm-dp\"", 15, "peer.roles: want a list of texts"},
           {"[\"sm-dp\"]", "[\"sm-dp\", 3]", 15, "peer.roles: want a list of texts"},
           {"[\"sm-dp\"]", "[\"smdp\"]", 15, "peer.roles: no role 'smdp'"},
           {"[\"sm-dp\"]", "[]", 15, "peer.roles: a peer without a role"},
           {"1.3.6.1.4.1.99999.3", "1.3.6.1.4.1.99999.2", 14, "peer.id: that is ourselves"},
           {"https://dp.example", "ftp://dp.example", 16, "peer.base_url: "},
           {"user_name = \"dp\"", "served_by = \"dp\"\nuser_name = \"dp\"", 17,
            "peer.served_by: want the OID"},
           {"user_name = \"dp\"", "", 17, ""},
           {"dp.password", "empty", 18, "holds no password"},
           {"password_file = \"dp.password\"", "", 17, "peer.user_name: user_name and password_file go"},
           {"password_file", "password", 18, "peer.password: nothing of that name"}}) {
    const std::string said = with(row.old, row.fresh);
    if (row.problem.empty()) {
      expect_part(said, "user_name and password_file go together");
      continue;
    }
    expect_part(said, row.problem);
    expect_part(said, at(row.line) + ": ");
  }
}

TEST_F(SettingsTest, SayWhatElseIsWrongWithAPeerOrASection) {
  const std::string twice = "[[peer]]\nid = \"1.3.6.1.4.1.99999.3\"\nroles = [\"eum\"]\n";
  expect_part(problems(good + twice), at(20) + ": peer.id: this peer is there already");
  expect_part(problems(good + "[peer.services]\nES9 = \"https://a\"\n"), "no service 'ES9'");
  expect_part(problems(good + "[peer.services]\nES3SmDpService = 5\n"),
              at(20) + ": peer.services.ES3SmDpService");
  expect_part(problems(good + "[log]\nlevel = \"loud\"\n"), at(20) + ": log.level");
  expect_part(problems(good + "[log]\nformat = \"xml\"\n"), at(20) + ": log.format");
  expect_part(problems("admin = 3\n" + good), at(1) + ": admin: want a section [admin]");
  expect_part(problems("peer = 3\n" + good.substr(0, good.find("[[peer]]"))),
              at(1) + ": peer: want sections [[peer]]");
}

TEST_F(SettingsTest, SayEverythingAtOnce) {
  const std::string said = problems("[self]\nid = 3\nnmae = \"x\"\n[listen]\nport = true\n");
  for (const char* part :
       {"self.id: want a text", "self.nmae: nothing of that name", "self.base_url: is missing",
        "listen.port: want", "[tls] is missing", "[store] is missing"})
    expect_part(said, part);
  // Keys of a section that is not there are not asked for one by one.
  EXPECT_EQ(said.find("tls.certificate"), std::string::npos);
}

TEST_F(SettingsTest, SayWhereTheFileIsNoToml) {
  expect_part(problems("[self]\nid = \n"), at(2) + ": ");
  expect_part(problems("[self]\nid = \"1.2\"\nid = \"1.3\"\n"), at(3) + ": ");
  const auto missing = ConfigurationFile::read(folder.path / "none.toml");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, host::ErrorCode::NotFound);
  EXPECT_FALSE(ConfigurationFile::read(folder.path));
}

TEST_F(SettingsTest, OfAPeerPassOverWhatServersHave) {
  folder.write("own.toml", good);
  auto file = *ConfigurationFile::read(folder.path / "own.toml");
  const PeerSettings peer = read_peer_settings(*file);
  EXPECT_TRUE(file->finish());
  EXPECT_EQ(peer.listen.port, 8443);
  EXPECT_EQ(peer.peers.size(), 1u);
}

// Programs

/// Exit code of a program that ends by itself.
int run(const std::string& program, const std::string& arguments) {
  const int status = std::system((program + " " + arguments + " >/dev/null 2>&1").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct Example {
  std::string program, name;
};

class ExampleTest : public testing::TestWithParam<Example> {
 protected:
  ExampleTest() {
    for (const char* name : {"tls", "pki"}) fs::create_directories(folder.path / name);
    for (const char* name : {"smdp.password", "smsr.password", "smpp.password", "pki/CERT.DP.ECDSA.der"})
      folder.write(name, "x\n");
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    const host::pki::Validity validity{today, today + std::chrono::days(1)};
    const auto root = *host::pki::TlsTestRoot::generate(validity);
    EXPECT_TRUE(root.store_root(folder.path));
    EXPECT_TRUE(host::pki::TlsTestRoot::store(*root.issue("1.2.3", "own", validity), folder.path, "own"));
    for (const char* name : {"tls/roots.pem", "tls/smsr.pem", "tls/smdp.pem", "pki/ci.pem", "pki/eum.pem"})
      fs::copy(folder.path / host::pki::TlsTestRoot::root_file, folder.path / name);
    for (const char* name : {"tls/smsr.key.pem", "tls/smdp.key.pem", "pki/SK.DP.ECDSA.pem"})
      fs::copy(folder.path / host::pki::TlsTestRoot::key_file("own"), folder.path / name);
    fs::copy(fs::path(SIXLINE_EXAMPLES) / GetParam().name, path());
  }
  fs::path path() const { return folder.path / GetParam().name; }
  int check() const { return run(GetParam().program, "--check --config " + path().string()); }
  Folder folder{};
};

TEST_P(ExampleTest, IsAConfiguration) {
  EXPECT_EQ(check(), 0);
}

TEST_P(ExampleTest, IsRefusedWhenSomethingIsWrongWithIt) {
  const std::string text = content_of(path());
  folder.write(GetParam().name, text + "\n[unknown]\n");
  EXPECT_EQ(check(), 4);
  folder.write(GetParam().name, text + "\n[self\n");
  EXPECT_EQ(check(), 4);
  folder.write(GetParam().name, text);
  folder.write("pki/ci.pem", "no certificate");
  EXPECT_EQ(check(), 4);
  fs::remove(path());
  EXPECT_EQ(check(), 3);
}

TEST_P(ExampleTest, IsNotServedWithoutAMasterKey) {
  EXPECT_EQ(run(GetParam().program, "--config " + path().string()), 3);
  EXPECT_EQ(run(GetParam().program, ""), 2);
  EXPECT_EQ(run(GetParam().program, "--help"), 0);
}

INSTANTIATE_TEST_SUITE_P(Programs, ExampleTest,
                         testing::Values(Example{SIXLINE_SMSR, "smsr.toml"},
                                         Example{SIXLINE_SMDP, "smdp.toml"}),
                         [](const auto& row) { return row.param.name.substr(0, 4); });

// Log

const lines::LogLine sample{lines::LogLine::Level::Warning, "89001", "//m/1", "c-1", "ES3.GetEIS refused"};

TEST(Journal, WritesWhatItIsAbout) {
  EXPECT_EQ(text_line(sample), "ES3.GetEIS refused eid=89001 message=//m/1 context=c-1");
  EXPECT_EQ(json_line(sample, "sixline-smsr", "T"),
            R"({"time":"T","level":"warning","server":"sixline-smsr","eid":"89001","message_id":"//m/1",)"
            R"("context_id":"c-1","text":"ES3.GetEIS refused"})");
  EXPECT_EQ(text_line({lines::LogLine::Level::Info, {}, {}, {}, "only text"}), "only text");
}

TEST(Journal, LetsNobodyForgeALine) {
  const lines::LogLine forged{lines::LogLine::Level::Info, "1\n2", "a\r\x1B[2J", std::string("\0\x7F", 2),
                              "x\",\"level\":\"error\\"};
  for (const std::string& line : {text_line(forged), json_line(forged, "s", "T")})
    for (const char c : line) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) << line;
  expect_part(text_line(forged), R"(eid=1\n2)");
  expect_part(json_line(forged, "s", "T"), R"("text":"x\",\"level\":\"error\\"})");
  expect_part(json_line(forged, "s", "T"), R"(\r\u001b[2J)");
}

TEST(Journal, SaysAnythingInValidJson) {
  for (const std::string text :
       {"caf\xC3\xA9 \xF0\x9F\x93\xB6", "\xFF", "a\xC3", "\xC3(", "\xED\xA0\x80", "\xC0\x80",
        "\xC2\x9B"
        "2J",
        "\xF5\x80\x80\x80"}) {
    const lines::LogLine said{lines::LogLine::Level::Info, text, text, text, text};
    const auto read = nlohmann::json::parse(json_line(said, "s", "T"), nullptr, false);
    ASSERT_TRUE(read.is_object()) << json_line(said, "s", "T");
    for (const char* key : {"eid", "message_id", "context_id", "text"})
      EXPECT_FALSE(read.at(key).get<std::string>().empty()) << key;
    for (const std::string& line : {text_line(said), json_line(said, "s", "T")})
      for (const char c : line) EXPECT_TRUE(c >= 0x20 && c < 0x7F) << line;
  }
  const lines::LogLine halves{lines::LogLine::Level::Info, {}, {}, {}, "a\xC3 caf\xC3\xA9"};
  EXPECT_EQ(nlohmann::json::parse(json_line(halves, "s", "T")).at("text"), "a\xEF\xBF\xBD caf\xC3\xA9");
}

TEST(Journal, KeepsToItsLevel) {
  const Folder folder;
  for (const std::string level : {"detail", "info", "warning", "error"}) {
    const auto path = folder.path / level;
    {
      auto journal = *Journal::open({level, true, path}, "s");
      for (const auto one :
           {Journal::Level::Detail, Journal::Level::Info, Journal::Level::Warning, Journal::Level::Error})
        journal->say(one, "said");
    }
    const std::string text = content_of(path);
    const auto lines = std::count(text.begin(), text.end(), '\n');
    EXPECT_EQ(lines, level == "detail" ? 4 : level == "info" ? 3 : level == "warning" ? 2 : 1) << text;
    expect_part(text, R"("level":"error","server":"s","text":"said"})");
  }
  const auto refused = Journal::open({"info", false, "/proc/none/log"}, "s");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, host::ErrorCode::Storage);
}

// Metrics

TEST(Metrics, AreTextForPrometheus) {
  const auto metrics = Metrics::create();
  metrics->received("ES3SmSrService", 200, std::chrono::milliseconds(3));
  metrics->received("ES3SmSrService", 503, std::chrono::milliseconds(3));
  metrics->posted("ES3.SendData", true);
  metrics->posted("ES3.SendData", false);
  metrics->unit(UnitEnd::Committed);
  metrics->unit(UnitEnd::Repeated);
  metrics->short_message(true, false);
  Gauges gauges;
  gauges.held = 2;
  gauges.store.outbox = 5;
  gauges.listener.requests = 7;
  gauges.bearer_up = false;
  static_cast<void>(metrics->text(gauges));
  const std::string text = metrics->text(gauges);  // what the listener counted is not added twice
  for (const char* line :
       {"sixline_messages_received_total{service=\"ES3SmSrService\",status=\"503\"} 1",
        "sixline_message_seconds_count{service=\"ES3SmSrService\"} 2",
        "sixline_message_seconds_bucket{service=\"ES3SmSrService\",le=\"0.005\"} 2",
        "sixline_messages_posted_total{function=\"ES3.SendData\",result=\"failed\"} 1",
        "sixline_units_total{end=\"committed\"} 1", "sixline_units_total{end=\"repeated\"} 1",
        "sixline_units_total{end=\"failed\"} 0",
        "sixline_short_messages_total{direction=\"to_card\",result=\"refused\"} 1",
        "sixline_listener_total{what=\"requests\"} 7", "sixline_now{what=\"held_exchanges\"} 2",
        "sixline_now{what=\"outbox\"} 5", "sixline_now{what=\"bearer_up\"} 0"})
    expect_part(text, std::string(line) + "\n");
}

// Workers

/// Keeps a worker busy until it is let go.
struct Gate {
  std::promise<void> entered{}, opened{};
  Workers::Task task() {
    return [this] {
      entered.set_value();
      opened.get_future().wait();
    };
  }
};

TEST(Workers, KeepTheOrder) {
  std::vector<int> done;
  Workers workers(1, 100);
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(workers.offer([&done, i] { done.push_back(i); }));
  workers.stop();
  ASSERT_EQ(done.size(), 50u);
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
}

TEST(Workers, RefuseOffersWhenTooManyWaitButNotWhatFollows) {
  Gate gate;
  std::atomic<int> done = 0;
  Workers workers(1, 2);
  ASSERT_TRUE(workers.offer(gate.task()));
  gate.entered.get_future().wait();
  EXPECT_TRUE(workers.offer([&] { ++done; }));
  EXPECT_TRUE(workers.offer([&] { ++done; }));
  EXPECT_FALSE(workers.offer([&] { done += 100; }));
  workers.add([&] { ++done; });
  EXPECT_EQ(workers.waiting(), 3u);
  EXPECT_EQ(done, 0);
  gate.opened.set_value();
  workers.stop();
  EXPECT_EQ(done, 3);
}

TEST(Workers, DoWhatFollowsOnTheCallersThreadOnceStopped) {
  Workers workers(2, 2);
  workers.stop();
  EXPECT_FALSE(workers.offer([] { FAIL(); }));
  std::thread::id by{};
  workers.add([&] { by = std::this_thread::get_id(); });
  EXPECT_EQ(by, std::this_thread::get_id());
  workers.stop();
}

}  // namespace
}  // namespace sixline::servers::program
