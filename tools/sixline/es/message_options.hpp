// The input fields of a function as options of the command line, from its declaration.
#pragma once

#include <deque>

#include "host/es/message.hpp"
#include "tools/sixline/options.hpp"

namespace sixline::tools {

/// "newSubscriptionAddress" is `--new-subscription-address`, its part `--new-subscription-address.msisdn`.
std::string option_name(std::string_view field);

class MessageOptions {
 public:
  explicit MessageOptions(const host::es::Function& function) : function_(function) {}
  MessageOptions(const MessageOptions&) = delete;
  MessageOptions& operator=(const MessageOptions&) = delete;

  const host::es::Function& function() const { return function_; }
  /// Once; this outlives the parser.
  void define(Options options);
  /// What was given, as a message; what is missing is left out, for the peer to judge. Errors: BadInput (not
  /// a value of its type), NotFound and BadFormat (files).
  host::Result<host::es::Message> message() const;

 private:
  struct Input {
    std::vector<const host::es::Field*> path;  ///< from the message down to the value
    std::vector<std::string> values{};
  };
  void define(Options& options, const std::vector<const host::es::Field*>& path, const std::string& name);

  const host::es::Function& function_;
  std::deque<Input> inputs_{};
};

}  // namespace sixline::tools
