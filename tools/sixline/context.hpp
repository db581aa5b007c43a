// What every subcommand is given: the global options, where to print, how to reach a card.
#pragma once

#include <iosfwd>
#include <memory>
#include <string>

#include "host/session/card_session.hpp"
#include "tools/sixline/exit_code.hpp"

namespace sixline::tools {

struct GlobalOptions {
  std::string reader = "native";
  std::string state;  ///< file with the native card's memory; empty: a new card that lives as long as we do
  bool trace = false;
  bool json = false;
  bool show_pins = false;
};

/// An open card, and whatever must live as long as the way to it.
class CardConnection {
 public:
  CardConnection(std::unique_ptr<host::transport::CardChannel> channel, std::shared_ptr<void> keeper)
      : keeper_(std::move(keeper)), channel_(std::move(channel)), session_(*channel_) {}
  host::session::CardSession& session() { return session_; }
  host::transport::CardChannel& channel() { return *channel_; }

 private:
  std::shared_ptr<void> keeper_;
  std::unique_ptr<host::transport::CardChannel> channel_;
  host::session::CardSession session_;
};

class Context {
 public:
  Context(GlobalOptions options, std::ostream& out, std::ostream& err)
      : options_(std::move(options)), out_(out), err_(err) {}

  const GlobalOptions& options() const { return options_; }
  std::ostream& out() const { return out_; }
  std::ostream& err() const { return err_; }

  /// Opens the card that --reader names; with --trace every exchange goes to err().
  host::Result<std::unique_ptr<CardConnection>> connect() const;
  /// A trace that prints to `out`, with PINs if --show-pins allows it.
  host::session::Trace trace_to(std::ostream& out) const;
  /// Says what went wrong: a line on err(), and an object on out() with --json.
  ExitCode fail(const host::Error& error) const;

 private:
  GlobalOptions options_;
  std::ostream& out_;
  std::ostream& err_;
};

}  // namespace sixline::tools
