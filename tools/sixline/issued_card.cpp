#include "tools/sixline/issued_card.hpp"

#include <filesystem>

#include "host/transport/in_process.hpp"

namespace sixline::tools {
namespace {

using host::ErrorCode;

host::Result<std::unique_ptr<NativeCard>> open_file(const std::string& state,
                                                    const hardware::native::NativeSettings& settings) {
  auto card = NativeCard::open(state, settings);
  if (!card) return host::fail(ErrorCode::Storage, "open the card in " + state + ": " + card.error());
  return std::move(*card);
}

}  // namespace

host::Result<std::unique_ptr<NativeCard>> open_issued_card(const std::string& state,
                                                           const hardware::native::NativeSettings& settings) {
  if (state.empty()) {
    auto fresh = NativeCard::in_memory(settings);
    if (auto issued = issue_test_card(fresh->card()); !issued) return wire::fail(issued.error());
    return fresh;
  }
  const bool is_new = !std::filesystem::exists(state);
  auto card = open_file(state, settings);
  if (!card || (*card)->card().is_issued()) return card;
  if (!is_new)
    return host::fail(ErrorCode::WrongState, "open the card in " + state + ": it was never issued");
  if (auto issued = issue_test_card((*card)->card()); !issued) return wire::fail(issued.error());
  return card;
}

std::unique_ptr<host::transport::CardChannel> channel_to(NativeCard& card) {
  return std::make_unique<host::transport::InProcessChannel>(
      "native card", [&card] { return host::to_byte_string(card.power_on()); },
      [&card](wire::Bytes command) {
        host::ByteString answer(card::limits::max_response_data + 2);
        wire::Writer out(answer);
        card.transmit(command, out);
        answer.resize(out.size());
        return answer;
      });
}

}  // namespace sixline::tools
