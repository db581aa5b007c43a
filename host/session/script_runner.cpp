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
      if (auto atr = card_.session().reset(); !atr) return failed(script_.statements.front(), atr.error());
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
      case Verb::Secure: secured_ = true; return card_.secure(step.words);
      case Verb::Plain: secured_ = false; return {};
      case Verb::Pin: return pin(step);
    }
    return fail(ErrorCode::Internal, "a step of an unknown kind");
  }

  Result<void> exchange(const Statement& step) {
    auto command = step.bytes->evaluate(variables_);
    if (!command) return wire::fail(command.error());
    const ByteString bytes = command->exact();
    ++exchanges_;
    CardSession& session = card_.session();
    auto reply = step.verb == Verb::RawCommand ? session.transmit_raw(bytes)
                 : secured_                    ? card_.transmit_secured(bytes)
                                               : session.transmit(bytes);
    if (!reply) return wire::fail(reply.error());
    response_ = reply->data;
    ByteString answer = reply->data;
    const std::uint16_t status = reply->final_status.value();
    answer.push_back(static_cast<std::uint8_t>(status >> 8));
    answer.push_back(static_cast<std::uint8_t>(status));
    return compare(step, answer, bytes);
  }

  Result<void> reset(const Statement& step) {
    auto atr = card_.session().reset();
    if (!atr) return wire::fail(atr.error());
    if (!step.expected) return {};
    return compare(step, *atr, {});
  }

  /// `sent` is empty when the answer is an ATR, which has no status word.
  Result<void> compare(const Statement& step, Bytes answer, Bytes sent) {
    auto pattern = step.expected->evaluate(variables_);
    if (!pattern) return wire::fail(pattern.error());
    auto position = pattern->mismatch(answer);
    if (!position) return {};
    std::string what = "the card answered otherwise\n";
    if (!sent.empty()) what += "  sent      " + command_text(sent) + "  " + command_name(sent) + "\n";
    what += "  expected  " + pattern->text() + "  (line " + std::to_string(step.expected_line) + ")\n";
    what += "  got       " + to_hex(answer);
    if (!sent.empty()) {
      const wire::StatusWord status(static_cast<std::uint16_t>(wire::read_be(answer.last(2))));
      what.append("  (").append(wire::describe(status)).append(")");
    }
    what += "\n  differs at byte " + std::to_string(*position) + "\n";
    what += tlv_text(response_, 4);
    while (what.ends_with('\n')) what.pop_back();
    return fail(ErrorCode::BadFormat, what);
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
    return card_.session().reset().map([](const ByteString&) {});
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

Result<void> FoundCard::secure(const std::vector<std::string>&) {
  return fail(ErrorCode::Unsupported, "the keys of this card are not known");
}

Result<Reply> FoundCard::transmit_secured(Bytes) {
  return fail(ErrorCode::Unsupported, "the keys of this card are not known");
}

ScriptResult run_script(const Script& script, ScriptCard& card) {
  return ScriptRunner(script, card).run();
}

}  // namespace sixline::host::session
