#include "tools/sixline/virtual_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

#include "host/transport/pcsc.hpp"

namespace sixline::tools {
namespace {

using namespace std::chrono_literals;
using host::ErrorCode;
using host::Result;
namespace fs = std::filesystem;

constexpr const char* service_program = "/usr/sbin/pcscd";
constexpr const char* driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
constexpr const char* socket_variable = "PCSCLITE_CSOCK_NAME";
/// The folder of sockets that is compiled into pcscd.
constexpr const char* service_folder = "/run/pcscd";
// pcscd looks for cards every 400 ms; a busy machine makes that seconds.
constexpr auto patience = 15s;
constexpr auto step = 10ms;

template <class Condition>
bool wait_until(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(step);
  }
  return true;
}

/// In the child: a mount namespace in which pcscd's folder is ours, and a network of its own.
int enter_private_world(const fs::path& run) {
  if (::unshare(CLONE_NEWNS | CLONE_NEWNET) != 0) return errno;
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return errno;
  if (::mount("none", "/run", "tmpfs", 0, nullptr) != 0) return errno;
  if (::mkdir(service_folder, 0755) != 0) return errno;
  if (::mount(run.c_str(), service_folder, nullptr, MS_BIND, nullptr) != 0) return errno;

  const int any = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (any < 0) return errno;
  ifreq loopback{};
  std::strcpy(loopback.ifr_name, "lo");
  loopback.ifr_flags = IFF_UP;
  const int problem = ::ioctl(any, SIOCSIFFLAGS, &loopback) == 0 ? 0 : errno;
  ::close(any);
  return problem;
}

int join_network(int network) {
  return ::setns(network, CLONE_NEWNET) == 0 ? 0 : errno;
}

bool accepts_clients(const std::string& path) {
  const int client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (client < 0) return false;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const bool accepted = ::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(client);
  return accepted;
}

bool sees_card() {
  const auto readers = host::transport::list_pcsc_readers();
  return readers &&
         std::any_of(readers->begin(), readers->end(), [](const auto& r) { return r.card_present; });
}

std::string last_words(const fs::path& log) {
  std::ifstream file(log);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  while (text.ends_with('\n')) text.pop_back();
  constexpr std::size_t enough = 400;
  if (text.size() > enough) text.erase(0, text.size() - enough);
  return text.empty() ? "it said nothing" : text;
}

auto impossible(const std::string& reason) {
  return host::fail(ErrorCode::Unsupported, "start a virtual PC/SC reader: " + reason);
}

void write_reader_configuration(const fs::path& file) {
  std::ofstream out(file);
  out << "FRIENDLYNAME \"" << VirtualReader::reader_name << "\"\n"
      << "DEVICENAME /dev/null:" << VirtualReader::card_port << "\n"
      << "LIBPATH " << driver << "\n"
      << "CHANNELID " << VirtualReader::card_port << "\n";
}

}  // namespace

Result<std::unique_ptr<VirtualReader>> VirtualReader::start() {
  if (::geteuid() != 0) return impossible("private namespaces need root");
  for (const char* file : {service_program, driver}) {
    if (!fs::exists(file))
      return impossible(std::string(file) + " is missing (packages pcscd and vsmartcard-vpcd)");
  }
  std::string name = (fs::temp_directory_path() / "sixline-reader-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return impossible(std::strerror(errno));
  auto reader = std::unique_ptr<VirtualReader>(new VirtualReader(name));
  if (auto started = reader->start_service(); !started) return wire::fail(started.error());
  return reader;
}

Result<void> VirtualReader::start_service() {
  const fs::path run = folder_ / "run";
  const fs::path configuration = folder_ / "reader.conf.d";
  const fs::path no_drivers = folder_ / "no-usb-drivers";
  for (const fs::path& made : {run, configuration, no_drivers}) fs::create_directory(made);
  write_reader_configuration(configuration / "sixline");

  const fs::path log = folder_ / "pcscd.log";
  auto service =
      ChildProcess::start({service_program, "-f", "-c", configuration.string(), "-e"}, log.string(), [&] {
        // Real readers on USB belong to the system's service.
        ::setenv("PCSCLITE_HP_DROPDIR", no_drivers.c_str(), 1);
        return enter_private_world(run);
      });
  if (!service) return impossible(service.error().what);
  service_ = std::move(*service);
  const bool ready = wait_until([&] { return !service_->running() || accepts_clients(socket()); });
  if (!service_->running()) return impossible("pcscd ended at once: " + last_words(log));
  if (!ready) return host::fail(ErrorCode::Timeout, "start a virtual PC/SC reader: pcscd does not answer");
  if (const char* before = std::getenv(socket_variable)) socket_before_ = before;
  ::setenv(socket_variable, socket().c_str(), 1);
  return {};
}

Result<void> VirtualReader::insert(const std::vector<std::string>& card_program) {
  const std::string network_name = "/proc/" + std::to_string(service_->id()) + "/ns/net";
  const int network = ::open(network_name.c_str(), O_RDONLY | O_CLOEXEC);
  if (network < 0)
    return host::fail(ErrorCode::Transport,
                      "find the virtual reader's network: " + std::string(std::strerror(errno)));
  const fs::path log = folder_ / "card.log";
  auto card = ChildProcess::start(card_program, log.string(), [&] { return join_network(network); });
  ::close(network);
  if (!card) return wire::fail(card.error());
  card_ = std::move(*card);

  bool present = false;
  wait_until([&] {
    present = sees_card();
    return present || !card_->running();
  });
  if (present) return {};
  const bool alive = card_->running();
  return host::fail(alive ? ErrorCode::Timeout : ErrorCode::Transport,
                    "insert a card into the virtual reader: " +
                        (alive ? "the reader does not see it" : "the card ended: " + last_words(log)));
}

Result<void> VirtualReader::remove() {
  if (!card_) return {};
  card_.reset();
  if (wait_until([] { return !sees_card(); })) return {};
  return host::fail(ErrorCode::Timeout, "take the card out of the virtual reader: it still sees one");
}

VirtualReader::~VirtualReader() {
  card_.reset();
  service_.reset();
  if (socket_before_) {
    ::setenv(socket_variable, socket_before_->c_str(), 1);
  } else {
    ::unsetenv(socket_variable);
  }
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

}  // namespace sixline::tools
