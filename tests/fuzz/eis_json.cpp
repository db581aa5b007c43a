// links: host_es
// The record of a card is kept as text between runs and may be edited, cut short or exchanged by hand. What
// cannot be read is an error; what can be read must be written as it was read.
#include "host/es/eis_json.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixline::host;
  const auto text = nlohmann::json::parse(data, data + size, nullptr, false);
  if (text.is_discarded()) return 0;
  const auto eis = es::eis_from_json(text);
  if (!eis) return 0;
  const auto written = es::to_json(*eis);
  const auto again = es::eis_from_json(written);
  if (!again || es::to_json(*again) != written) std::abort();
  return 0;
}
