#include "card/runtime/command_table.hpp"

#include <gtest/gtest.h>

namespace sixline::card::runtime {
namespace {

struct Module {
  int runs = 0;
};
struct NoSession {};

StatusWord count(Module& module, NoSession&, const CommandApdu&, ResponseApdu&) {
  ++module.runs;
  return wire::sw::ok;
}

constexpr auto rows = std::to_array<CommandRow<Module, NoSession>>({
    {"SELECT", 0x00, 0xA4, cases(IsoCase::LcLe), count, "ISO 7816-4 §11.1.1", ""},
    {"READ BINARY", 0x00, 0xB0, cases(IsoCase::Le), count, "ISO 7816-4 §11.2.3", ""},
    {"VERIFY", 0x00, 0x20, cases(IsoCase::None, IsoCase::Lc), count, "ISO 7816-4 §11.5.6", ""},
});

class CommandTable : public testing::Test {
 protected:
  StatusWord send(std::uint8_t cla, std::uint8_t ins, std::size_t lc, std::uint32_t ne) {
    static constexpr std::array<std::uint8_t, 8> data{};
    ResponseApdu response({});
    NoSession session;
    return dispatch<Module, NoSession>(
        rows, module, session, {.cla = cla, .ins = ins, .data = wire::Bytes(data).first(lc), .ne = ne},
        response);
  }
  Module module;
};

TEST_F(CommandTable, TellsUnknownClassFromUnknownInstruction) {
  EXPECT_EQ(send(0x80, 0xA4, 2, 0), wire::sw::class_not_supported);
  EXPECT_EQ(send(0x00, 0xEE, 2, 0), wire::sw::instruction_not_supported);
  EXPECT_EQ(module.runs, 0);
}

TEST_F(CommandTable, ChannelBitsDoNotMatter) {
  EXPECT_EQ(send(0x03, 0xA4, 2, 0), wire::sw::ok);
  EXPECT_EQ(send(0x45, 0xA4, 2, 0), wire::sw::ok);
}

TEST_F(CommandTable, ShapeMustFit) {
  EXPECT_EQ(send(0x00, 0xA4, 0, 0), wire::sw::wrong_length);
  EXPECT_EQ(send(0x00, 0xB0, 2, 0), wire::sw::wrong_length);
  EXPECT_EQ(send(0x00, 0xB0, 0, 0), wire::sw::wrong_length);
  EXPECT_EQ(send(0x00, 0x20, 8, 5), wire::sw::wrong_length);
  EXPECT_EQ(module.runs, 0);
}

TEST_F(CommandTable, T0MayLeaveOutLeAndWritesNoDataAsZero) {
  EXPECT_EQ(send(0x00, 0xA4, 2, 0), wire::sw::ok);
  EXPECT_EQ(send(0x00, 0x20, 0, 256), wire::sw::ok);
  EXPECT_EQ(send(0x00, 0x20, 0, 5), wire::sw::wrong_length);
}

}  // namespace
}  // namespace sixline::card::runtime
