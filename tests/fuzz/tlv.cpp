// links: card_wire tests_support
// TLVs arrive in every command, short message and package, before anything about them was authenticated.
// The reader and the stream must agree on the same bytes, however these are cut; the first byte of the input
// chooses strictness and cut.
#include <cstdlib>

#include "card/wire/comprehension_tlv.hpp"
#include "card/wire/dgi.hpp"
#include "card/wire/tlv_stream.hpp"
#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;
using wire::TlvEvent;
using Kind = wire::TlvEvent::Kind;

void require(bool condition) {
  if (!condition) std::abort();
}

/// The reader's walk as a sequence of tags and value bytes; false when it met an error.
bool walk_reader(wire::TlvReader reader, std::size_t depth, std::vector<std::uint32_t>& seen) {
  while (!reader.at_end()) {
    const auto tlv = reader.next();
    if (!tlv || depth > wire::TlvStream::max_depth) return false;
    seen.push_back(tlv->tag);
    if (wire::is_constructed(tlv->tag)) {
      if (!walk_reader(reader.children(*tlv), depth + 1, seen)) return false;
    } else {
      for (const std::uint8_t byte : tlv->value) seen.push_back(byte);
    }
  }
  return true;
}

/// The same for the stream; false when it failed or ended inside a TLV.
bool walk_stream(wire::Bytes bytes, bool der, std::size_t step, std::vector<std::uint32_t>& seen) {
  wire::TlvStream stream = der ? wire::TlvStream::der() : wire::TlvStream::ber();
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    const tests::support::ExactCopy segment(bytes.subspan(at, std::min(step, bytes.size() - at)));
    stream.feed(segment);
    for (TlvEvent event = stream.next(); event.kind != Kind::More; event = stream.next()) {
      if (event.kind == Kind::Failed) return false;
      if (event.kind == Kind::Enter) seen.push_back(event.tag);
      for (const std::uint8_t byte : event.piece) seen.push_back(byte);
    }
  }
  return stream.at_boundary();
}

void compare(wire::Bytes bytes, bool der, std::size_t step) {
  std::vector<std::uint32_t> pulled;
  std::vector<std::uint32_t> pushed;
  const bool read = walk_reader(der ? wire::TlvReader::der(bytes) : wire::TlvReader::ber(bytes), 1, pulled);
  const bool streamed = walk_stream(bytes, der, step, pushed);
  require(read == streamed);
  require(!read || pulled == pushed);
}

template <class Reader>
void drain(Reader reader) {
  while (!reader.at_end()) {
    const auto item = reader.next();
    require(item.has_value() == reader.ok());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::uint8_t choice = data[0];
  const tests::support::ExactCopy bytes(wire::Bytes(data, size).subspan(1));
  compare(bytes, (choice & 0x80) != 0, static_cast<std::size_t>(1 + (choice & 0x7F)));
  drain(wire::ComprehensionTlvReader(bytes));
  drain(wire::DgiReader(bytes));
  return 0;
}
