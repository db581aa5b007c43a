// The push form, alone and against the reader.
#include "card/wire/tlv_stream.hpp"

#include "tests/card/wire/samples.hpp"

namespace sixline::tests::wire_formats {
namespace {

using wire::TlvEvent;
using wire::TlvStream;
using Kind = wire::TlvEvent::Kind;

/// What a stream tells, pieces of one value put together: "<30:5 <80:1 =AA >80 >30", "!" for an error.
struct Trace {
  std::string text{};
  bool in_value = false;

  void add(const TlvEvent& event) {
    if (event.kind == Kind::Piece) {
      text += (in_value ? "" : "=") + to_hex(event.piece);
      in_value = true;
      return;
    }
    in_value = false;
    if (event.kind == Kind::Enter)
      text += "<" + to_hex(der::tag_bytes(event.tag)) + ":" + std::to_string(event.length);
    if (event.kind == Kind::Leave) text += ">" + to_hex(der::tag_bytes(event.tag));
    if (event.kind == Kind::Failed) text += "!";
  }
};

std::string trace(const Blob& bytes, std::size_t step, bool der = true, wire::Tag as_value = 0) {
  TlvStream stream = der ? TlvStream::der() : TlvStream::ber();
  Trace result;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    const ExactCopy segment(Bytes(bytes).subspan(at, std::min(step, bytes.size() - at)));
    stream.feed(segment);
    for (TlvEvent event = stream.next(); event.kind != Kind::More; event = stream.next()) {
      result.add(event);
      if (event.kind == Kind::Failed) return result.text;
      if (event.kind == Kind::Enter && event.tag == as_value) stream.take_as_value();
    }
  }
  EXPECT_EQ(stream.left(), 0u);
  if (!stream.at_boundary()) result.text += "...";
  return result.text;
}

const Blob& sample() {
  static const Blob bytes =
      der::notation("30{ 8001AA A1{ 9F70{ 0102 } 5A{ } } A2{ } } BF21{ 04{ 11 } } 05{ }");
  return bytes;
}
constexpr std::string_view sample_trace =
    "<30:14<80:1=AA>80<A1:7<9F70:2=0102>9F70<5A:0>5A>A1<A2:0>A2>30<BF21:3<04:1=11>04>BF21<05:0>05";

TEST(TlvStream, tells_the_same_however_it_is_cut) {
  for (std::size_t step = 1; step <= sample().size(); ++step)
    EXPECT_EQ(trace(sample(), step), sample_trace) << step;
}

TEST(TlvStream, knows_where_it_stands_after_every_byte) {
  for (std::size_t size = 1; size < sample().size(); ++size) {
    const Blob cut(sample().begin(), sample().begin() + static_cast<std::ptrdiff_t>(size));
    const std::string text = trace(cut, 3);
    const bool whole_tlvs = size == 16 || size == 22;
    EXPECT_EQ(text.ends_with("..."), !whole_tlvs) << size;
    EXPECT_TRUE(sample_trace.starts_with(text.substr(0, text.find("...")).substr(0, 8)));
  }
}

TEST(TlvStream, gives_a_constructed_value_as_bytes_on_request) {
  for (const std::size_t step : {1u, 2u, 100u})
    EXPECT_EQ(trace(sample(), step, true, 0xA1),
              "<30:14<80:1=AA>80<A1:7=9F700201025A00>A1<A2:0>A2>30<BF21:3<04:1=11>04>BF21<05:0>05");
}

TEST(TlvStream, refuses_what_the_reader_refuses) {
  for (const auto* text : {"5A80", "5A8101AA", "5A84", "9F8000", "9F81818100", "00"})
    for (const std::size_t step : {1u, 10u}) EXPECT_TRUE(trace(hex(text), step).ends_with("!")) << text;
  EXPECT_EQ(trace(hex("5A8101AA"), 1, false), "<5A:1=AA>5A");
}

TEST(TlvStream, refuses_children_longer_than_their_parent) {
  EXPECT_EQ(trace(hex("3003 8002AABB"), 1), "<30:3!");
  EXPECT_EQ(trace(hex("3004 A003 8002AABB"), 1), "<30:4!");
  EXPECT_EQ(trace(hex("3005 A003 8002AABB"), 1), "<30:5<A0:3!");
}

TEST(TlvStream, refuses_a_parent_that_ends_inside_a_header) {
  EXPECT_EQ(trace(hex("300180 01"), 1), "<30:1!");
  EXPECT_EQ(trace(hex("30029F70 00"), 1), "<30:2!");
  EXPECT_EQ(trace(hex("30038082 01"), 1), "<30:3!");
}

TEST(TlvStream, refuses_to_go_deeper_than_its_limit) {
  Blob nested = hex("8000");
  for (std::size_t i = 1; i < TlvStream::max_depth; ++i) nested = der::tlv(0x30, nested);
  EXPECT_FALSE(trace(nested, 5).ends_with("!"));
  EXPECT_TRUE(trace(der::tlv(0x30, nested), 5).ends_with("!"));
}

TEST(TlvStream, stays_failed) {
  TlvStream stream = TlvStream::der();
  const Blob bad = hex("5A80");
  stream.feed(bad);
  EXPECT_EQ(stream.next().kind, Kind::Failed);
  EXPECT_EQ(stream.error(), Error::BadLength);
  EXPECT_FALSE(stream.at_boundary());
  const Blob good = hex("8000");
  stream.feed(good);
  EXPECT_EQ(stream.next().kind, Kind::Failed);
}

TEST(TlvStream, counts_positions_inside_the_outermost_tlv) {
  TlvStream stream = TlvStream::der();
  const Blob bytes = der::notation("05{ } 30{ 8001AA A1{ 8102BBCC } }");
  stream.feed(bytes);
  std::vector<std::uint32_t> starts;
  for (TlvEvent event = stream.next(); event.kind != Kind::More; event = stream.next())
    if (event.kind == Kind::Enter) starts.push_back(stream.start_of_latest());
  EXPECT_EQ(starts, (std::vector<std::uint32_t>{0, 0, 0, 3, 5}));
}

// ------------------------------------------------------------------------------ stream and reader agree

void read_all(wire::TlvReader reader, std::string& text) {
  while (!reader.at_end()) {
    const auto tlv = reader.next();
    if (!tlv) {
      text += "!";
      return;
    }
    const std::string tag = to_hex(der::tag_bytes(tlv->tag));
    text += "<" + tag + ":" + std::to_string(tlv->value.size());
    if (wire::is_constructed(tlv->tag))
      read_all(reader.children(*tlv), text);
    else if (!tlv->value.empty())
      text += "=" + to_hex(tlv->value);
    if (text.ends_with("!")) return;
    text += ">" + tag;
  }
}

/// Random TLVs, at most `depth` deep.
Blob random_tlvs(support::SeededRandom& random, int depth) {
  Blob all;
  for (std::size_t i = random.below(4); i > 0; --i) {
    constexpr std::uint32_t primitive[] = {0x80, 0x04, 0x5A, 0x9F70, 0xC7, 0xDF8101};
    constexpr std::uint32_t constructed[] = {0x30, 0xA1, 0xBF21, 0x62};
    if (depth > 1 && random.below(2) == 0) {
      all = der::join(all, der::tlv(constructed[random.below(4)], random_tlvs(random, depth - 1)));
    } else {
      Blob value(random.below(random.below(8) == 0 ? 300 : 6));
      random.fill(value);
      all = der::join(all, der::tlv(primitive[random.below(6)], value));
    }
  }
  return all;
}

TEST(TlvStream, agrees_with_the_reader) {
  support::SeededRandom random(3);
  for (int round = 0; round < 500; ++round) {
    const Blob bytes = random_tlvs(random, 6);
    std::string expected;
    read_all(wire::TlvReader::der(bytes), expected);
    EXPECT_EQ(trace(bytes, 1 + random.below(20)), expected);
  }
}

TEST(TlvStream, agrees_with_the_reader_about_damage_it_has_seen) {
  support::SeededRandom random(5);
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    Blob bytes = der::tlv(0x30, random_tlvs(random, 4), hex("8001AA"));
    bytes[2 + random.below(bytes.size() - 2)] ^= static_cast<std::uint8_t>(1 + random.below(255));
    std::string expected;
    read_all(wire::TlvReader::der(bytes), expected);
    const std::string got = trace(bytes, 1 + random.below(20));
    EXPECT_EQ(got.ends_with("!"), expected.ends_with("!")) << to_hex(bytes);
    refused += got.ends_with("!");
  }
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace sixline::tests::wire_formats
