#include "card/wire/status_word.hpp"
#include "host/session/script.hpp"
#include "host/session/tlv_text.hpp"

namespace sixline::host::session {
namespace {

/// Executes the steps of one script in order.
class ScriptRunner {
 public:
  ScriptRunner(const Script& script, ScriptCard& card) : script_(script), card_(card) {}

  ScriptResult run() {
    for (const std::string& feature : script_.needs) {
      if (!card_.offers(feature)) return end(Outcome::Skipped, "needs " + feature);
    }
    // A script that loads a fixture says itself when its card is there to be reset.
    const bool loads = script_.statements.front().verb == Verb::Load;
    if (!loads) {
      if (auto atr = card_.reset(); !atr) return failed(script_.statements.front(), atr.error());
    }
    for (const Statement& step : script_.statements) {
      auto done = execute(step);
      if (done) continue;
      if (done.error().code == ErrorCode::Unsupported) return end(Outcome::Skipped, done.error().what);
      return failed(step, done.error());
    }
    return end(Outcome::Passed, {});
  }

 private:
  Result<void> execute(const Statement& step) {
    switch (step.verb) {
      case Verb::Command:
      case Verb::RawCommand: return exchange(step);
      case Verb::Reset: return reset(step);
      case Verb::Channel:
        return card_.session().use_channel(static_cast<std::uint8_t>(std::stoul(step.words[0])));
      case Verb::Let: return let(step);
      case Verb::Capture: return capture(step);
      case Verb::Load: return load(step);
      case Verb::Secure: return secure(step);
      case Verb::Plain: secured_ = false; return {};
      case Verb::Pin: return pin(step);
      case Verb::Sign: return sign(step);
      case Verb::Keys: return keys(step);
      case Verb::Notification: return notification(step);
      case Verb::Wait: return card_.wait(static_cast<unsigned>(std::stoul(step.words[0])));
    }
    return fail(ErrorCode::Internal, "a step of an unknown kind");
  }

  Result<void> exchange(const Statement& step) {
    auto command = step.bytes->evaluate(variables_);
    if (!command) return wire::fail(command.error());
    const ByteString bytes = command->exact();
    ++exchanges_;
    auto answer =
        step.verb == Verb::Command && secured_ ? card_.transmit_secured(bytes) : send(step.verb, bytes);
    if (!answer) return wire::fail(answer.error());
    response_ = answer->data;
    return compare(step, *answer, bytes);
  }

  Result<SecuredAnswer> send(Verb verb, Bytes bytes) {
    CardSession& session = card_.session();
    auto reply = verb == Verb::RawCommand ? session.transmit_raw(bytes) : session.transmit(bytes);
    return reply.map([](Reply& whole) { return SecuredAnswer{std::move(whole.data), whole.final_status}; });
  }

  Result<void> reset(const Statement& step) {
    secured_ = false;
    auto atr = card_.reset();
    if (!atr) return wire::fail(atr.error());
    if (!step.expected) return {};
    return compare(step, {std::move(*atr)}, {});
  }

  /// `sent` is empty when the card spoke on its own account.
  Result<void> compare(const Statement& step, const SecuredAnswer& answer, Bytes sent) {
    auto pattern = step.expected->evaluate(variables_);
    if (!pattern) return wire::fail(pattern.error());
    ByteString bytes = answer.data;
    if (answer.status) {
      bytes.push_back(static_cast<std::uint8_t>(answer.status->value() >> 8));
      bytes.push_back(static_cast<std::uint8_t>(answer.status->value()));
    }
    auto position = pattern->mismatch(bytes);
    if (!position) return {};
    std::string what = "the card answered otherwise\n";
    if (!sent.empty() && answer.status)
      what += "  sent      " + command_text(sent) + "  " + command_name(sent) + "\n";
    what += "  expected  " + pattern->text() + "  (line " + std::to_string(step.expected_line) + ")\n";
    what += "  got       " + to_hex(bytes);
    if (answer.status) what.append("  (").append(wire::describe(*answer.status)).append(")");
    what += "\n  differs at byte " + std::to_string(*position) + "\n";
    what += tlv_text(response_, 4);
    while (what.ends_with('\n')) what.pop_back();
    return fail(ErrorCode::BadFormat, what);
  }

  /// `$NAME` names a domain by its AID.
  Result<ByteString> aid(const std::string& word) const {
    const auto found = variables_.find(word.substr(1));
    if (found == variables_.end()) return fail(ErrorCode::NotFound, "undefined variable " + word);
    return found->second;
  }

  Result<void> secure(const Statement& step) {
    SecurePath path{step.words[0], {}, step.words[1]};
    if (path.domain.starts_with('$')) {
      auto name = aid(path.domain);
      if (!name) return wire::fail(name.error());
      path.domain.clear();
      path.aid = std::move(*name);
    }
    secured_ = true;
    return card_.secure(path);
  }

  Result<void> sign(const Statement& step) {
    auto message = step.bytes->evaluate(variables_);
    if (!message) return wire::fail(message.error());
    auto signature = card_.sign(step.words[1], message->exact());
    if (!signature) return wire::fail(signature.error());
    variables_[step.words[0]] = std::move(*signature);
    return {};
  }

  Result<void> keys(const Statement& step) {
    auto control_reference = step.bytes->evaluate(variables_);
    if (!control_reference) return wire::fail(control_reference.error());
    auto name = aid(step.words[0]);
    if (!name) return wire::fail(name.error());
    return card_.agree_keys(*name, control_reference->exact(), response_);
  }

  Result<void> notification(const Statement& step) {
    auto taken = card_.take_notification();
    if (!taken) return wire::fail(taken.error());
    response_ = std::move(*taken);
    return compare(step, {response_}, {});
  }

  Result<void> let(const Statement& step) {
    auto value = step.bytes->evaluate(variables_);
    if (!value) return wire::fail(value.error());
    variables_[step.words[0]] = value->exact();
    return {};
  }

  Result<void> capture(const Statement& step) {
    const std::size_t available = response_.size();
    if (step.offset > available || step.length.value_or(0) > available - step.offset)
      return fail(ErrorCode::BadFormat,
                  "the last answer has only " + std::to_string(available) + " bytes: " + to_hex(response_));
    const Bytes rest = Bytes(response_).subspan(step.offset);
    variables_[step.words[0]] = to_byte_string(rest.first(step.length.value_or(rest.size())));
    return {};
  }

  Result<void> load(const Statement& step) {
    if (auto loaded = card_.load(step.words[0], variables_); !loaded) return loaded;
    return card_.reset().map([](const ByteString&) {});
  }

  /// [TS 102 221 §11.1.9] the reference, then up to eight bytes padded with FF.
  Result<void> pin(const Statement& step) {
    constexpr std::size_t pin_size = 8;
    auto value = step.bytes->evaluate(variables_);
    if (!value) return wire::fail(value.error());
    ByteString bytes = value->exact();
    if (bytes.size() < 2 || bytes.size() > 1 + pin_size)
      return fail(ErrorCode::BadFormat, "pin takes a reference and one to eight bytes");
    bytes.resize(1 + pin_size, 0xFF);
    const Header verify{0x00, 0x20, 0x00, bytes[0]};
    return card_.session().expect("verify the PIN", verify, Bytes(bytes).subspan(1)).map([](const Reply&) {});
  }

  ScriptResult end(Outcome outcome, std::string message) const {
    return {outcome, std::move(message), exchanges_};
  }
  ScriptResult failed(const Statement& step, const Error& error) const {
    return end(Outcome::Failed, script_.file + ":" + std::to_string(step.line) + ": " + error.describe());
  }

  const Script& script_;
  ScriptCard& card_;
  Variables variables_;
  ByteString response_;
  bool secured_ = false;
  std::size_t exchanges_ = 0;
};

}  // namespace

Result<void> FoundCard::load(std::string_view fixture, Variables&) {
  return fail(ErrorCode::Unsupported, "this card cannot be prepared as \"" + std::string(fixture) + "\"");
}

namespace {

tl::unexpected<Error> keys_unknown() {
  return fail(ErrorCode::Unsupported, "the keys of this card are not known");
}

}  // namespace

Result<void> FoundCard::secure(const SecurePath&) {
  return keys_unknown();
}

Result<SecuredAnswer> FoundCard::transmit_secured(Bytes) {
  return keys_unknown();
}

Result<ByteString> FoundCard::sign(std::string_view, Bytes) {
  return keys_unknown();
}

Result<void> FoundCard::agree_keys(const ByteString&, Bytes, Bytes) {
  return keys_unknown();
}

Result<ByteString> FoundCard::take_notification() {
  return keys_unknown();
}

Result<void> FoundCard::wait(unsigned) {
  return fail(ErrorCode::Unsupported, "nothing moves the time of this card");
}

ScriptResult run_script(const Script& script, ScriptCard& card) {
  return ScriptRunner(script, card).run();
}

}  // namespace sixline::host::session
