#include "hardware/bridge/serial_line.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>

namespace sixline::hardware::bridge {
namespace {

using native::FileDescriptor;
using wire::Bytes;
using wire::MutableBytes;
using wire::Result;

constexpr std::string_view socket_prefix = "unix:";

std::string reason(const std::string& name) {
  return "serial line " + name + ": " + std::strerror(errno);
}

Result<SerialLine, std::string> open_socket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return wire::fail(reason(path));
  }
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid() ||
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return wire::fail(reason(path));
  return SerialLine(std::move(socket));
}

Result<SerialLine, std::string> open_terminal(const std::string& path) {
  FileDescriptor terminal(::open(path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  termios settings{};
  if (!terminal.valid() || ::tcgetattr(terminal.get(), &settings) != 0) return wire::fail(reason(path));
  ::cfmakeraw(&settings);
  settings.c_cflag |= CLOCAL | CREAD;
  settings.c_cflag &= ~static_cast<tcflag_t>(CSTOPB | PARENB | CRTSCTS);
  ::cfsetispeed(&settings, B115200);
  ::cfsetospeed(&settings, B115200);
  if (::tcsetattr(terminal.get(), TCSANOW, &settings) != 0) return wire::fail(reason(path));
  // What the board said to nobody is not an answer to us.
  ::tcflush(terminal.get(), TCIOFLUSH);
  return SerialLine(std::move(terminal));
}

}  // namespace

Result<SerialLine, std::string> SerialLine::open(const std::string& name) {
  if (name.starts_with(socket_prefix)) return open_socket(name.substr(socket_prefix.size()));
  return open_terminal(name);
}

bool SerialLine::write(Bytes bytes) {
  while (open_ && !bytes.empty()) {
    // send() for sockets: a write would raise SIGPIPE when the other end is gone.
    ssize_t written = ::send(descriptor_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written < 0 && errno == ENOTSOCK) written = ::write(descriptor_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) open_ = false;
    if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return open_;
}

Bytes SerialLine::read(std::chrono::milliseconds longest, MutableBytes room) {
  if (!open_) return {};
  pollfd input{descriptor_.get(), POLLIN, 0};
  if (::poll(&input, 1, static_cast<int>(longest.count())) <= 0) return {};
  const ssize_t got = ::read(descriptor_.get(), room.data(), room.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return {};
  if (got <= 0) {
    open_ = false;
    return {};
  }
  return room.first(static_cast<std::size_t>(got));
}

}  // namespace sixline::hardware::bridge
