// A PC/SC reader of our own: pcscd with vsmartcard's vpcd in namespaces private to one run, so that neither
// the system's readers nor another run are touched.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "tools/sixline/child_process.hpp"

namespace sixline::tools {

class VirtualReader {
 public:
  /// The port at which vpcd waits for a card, inside the reader's network namespace.
  static constexpr std::uint16_t card_port = 35963;
  static constexpr std::string_view reader_name = "Sixline virtual reader";

  /// Starts the reader and waits until clients can connect; PC/SC clients of this process and its children
  /// use it from then on (PCSCLITE_CSOCK_NAME). Takes at most a few seconds.
  /// Errors: Unsupported, with the reason, where it is impossible (not root, no namespaces, packages
  /// missing); Timeout.
  static host::Result<std::unique_ptr<VirtualReader>> start();
  ~VirtualReader();
  VirtualReader(const VirtualReader&) = delete;
  VirtualReader& operator=(const VirtualReader&) = delete;

  /// Value of PCSCLITE_CSOCK_NAME for programs that shall see this reader.
  std::string socket() const { return (folder_ / "run" / "pcscd.comm").string(); }
  /// Starts a program that connects to card_port as a card and waits until the reader sees it.
  /// Errors: Transport, Timeout; the text holds what the program said.
  host::Result<void> insert(const std::vector<std::string>& card_program);
  /// Where a card's program finds vpcd, as its command line wants it.
  static std::string card_address() { return "127.0.0.1:" + std::to_string(card_port); }
  /// Ends the program that insert() started and waits until the reader is empty. Errors: Timeout.
  host::Result<void> remove();
  /// Where the log files of pcscd and of the card are, while the reader lives.
  const std::filesystem::path& folder() const { return folder_; }

 private:
  explicit VirtualReader(std::filesystem::path folder) : folder_(std::move(folder)) {}
  host::Result<void> start_service();

  std::filesystem::path folder_;
  std::optional<std::string> socket_before_;
  std::optional<ChildProcess> service_;
  std::optional<ChildProcess> card_;
};

}  // namespace sixline::tools
