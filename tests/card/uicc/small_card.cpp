#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {

namespace {
constexpr std::uint16_t arr = 0x2F06;
}

const std::array<std::string_view, 14> default_rules{
    "8001019000 800102A406830101950108 800158A40683010A950108",
    "800101A406830101950108 80015AA40683010A950108",
    "80015BA40683010A950108",
    "8001019000 80011A9700 800140A40683010A950108",
    "800103A406830101950108 800158A40683010A950108",
    "800111A406830101950108 80014AA40683010A950108",
    "800103A406830101950108 800158A40683010A950108 840132A406830101950108",
    "800101A406830101950108 800102A406830181950108 800158A40683010A950108",
    "8001019000 80011AA406830101950108 800140A40683010A950108",
    "8001019000 80015AA40683010A950108",
    "8001019000 800118A40683010A950108 8001429700",
    "800101A406830101950108 80015A9700",
    "800113A406830101950108 800148A40683010A950108",
    "80015EA40683010A950108",
};

SmallCard::SmallCard() {
  EXPECT_TRUE(store.mount());
  create_shared_files();
  create_usim();
  create_pins();
  EXPECT_TRUE(store.commit());
  uicc.mount(owner);
}

File SmallCard::create(File file) {
  const auto created = files.create(file);
  EXPECT_TRUE(created) << std::hex << file.fid << ' ' << created.error().value();
  return created.value_or(file);
}

File SmallCard::ef(std::uint16_t parent, std::uint16_t fid, FileType type, std::uint32_t size,
                   std::uint16_t record_length, std::uint8_t sfi, std::uint8_t rule) {
  File file;
  file.type = type;
  file.fid = fid;
  file.parent = parent;
  file.size = size;
  file.record_length = record_length;
  file.sfi = sfi;
  file.rule = {arr, rule};
  return create(file);
}

File SmallCard::directory(std::uint16_t parent, std::uint16_t fid, std::string_view aid,
                          std::string_view pins) {
  File file;
  file.type = parent == card::uicc::no_node ? FileType::Mf : aid.empty() ? FileType::Df : FileType::Adf;
  file.fid = fid;
  file.parent = parent;
  file.rule = {arr, 14};
  file.aid.assign(hex(aid));
  file.pin_status.assign(hex(pins));
  return create(file);
}

void SmallCard::write(const File& file, std::uint32_t offset, std::string_view content) {
  EXPECT_EQ(files.write(file, offset, hex(content)), wire::sw::ok);
}

void SmallCard::store_pin(std::uint16_t node, std::uint8_t reference, std::string_view value,
                          PinRecord record) {
  const auto bytes = hex(value);
  ASSERT_EQ(bytes.size(), record.value.size());
  std::copy(bytes.begin(), bytes.end(), record.value.begin());
  EXPECT_EQ(card::uicc::Pins(store, owner).store(node, reference, record), wire::sw::ok);
}

void SmallCard::create_shared_files() {
  const std::uint16_t mf = directory(card::uicc::no_node, 0x3F00, "", "010A").node;
  const File rules = ef(mf, arr, FileType::LinearFixed, 14 * 40, 40, 6, 10);
  for (std::size_t i = 0; i < default_rules.size(); ++i)
    write(rules, static_cast<std::uint32_t>(i) * 40, default_rules[i]);
  write(ef(mf, 0x2FE2, FileType::Transparent, 10, 0, 2, 11), 0, "98100000000000000010");
  write(ef(mf, 0x2F05, FileType::Transparent, 4, 0, 5, 1), 0, "656E");
  const File dir = ef(mf, 0x2F00, FileType::LinearFixed, 2 * 38, 38, 0x1E, 10);
  write(dir, 0, "610E4F0CA0000000871002FF49FF0589");
  write(dir, 38, "610E4F0CA0000000871004FF49FF0589");
  telecom = directory(mf, 0x7F10, "", "01");
  ef(telecom.node, 0x6F3A, FileType::LinearFixed, 40, 4, 0, 5);
  directory(telecom.node, 0x5F3A, "", "01");
}

void SmallCard::create_usim() {
  usim = directory(card::uicc::mf_node, 0x7FF1, usim_aid, "01810A");
  other_usim = directory(card::uicc::mf_node, 0x7FF2, other_usim_aid, "0181");
  isim = directory(card::uicc::mf_node, 0x7FF3, isim_aid, "01");
  write(ef(usim.node, 0x6F07, FileType::Transparent, 9, 0, 7, 2), 0, "080910101032547698");
  // Services 27 (GSM access) and 38 (GSM security context).
  write(ef(usim.node, 0x6F38, FileType::Transparent, 17, 0, 4, 2), 0, "0000000420");
  write(ef(usim.node, 0x6F39, FileType::Cyclic, 9, 3, 0x10, 7), 0, "000003000002000001");
  const File numbers = ef(usim.node, 0x6F3B, FileType::LinearFixed, 20, 4, 0x11, 8);
  write(numbers, 0, "01020304 05060708 61020304");
  const File inner = directory(usim.node, 0x5F40, "", "0181");
  ef(inner.node, 0x4F01, FileType::Transparent, 300, 0, 1, 5);

  card::uicc::AkaParameters aka;  // TEST ONLY: published test set 1
  aka.options = 1;
  aka.key.assign(hex("465b5ce8b199b49faa5f0a2ee238a6bc"));
  aka.opc.assign(hex("cd63cb71954a9f4e48a5994e37a02baf"));
  EXPECT_EQ(card::uicc::store_aka(store, owner, usim.node, aka, {}), wire::sw::ok);
}

void SmallCard::create_pins() {
  using card::uicc::mf_node;
  PinRecord puk;
  puk.is_puk = true;
  puk.max_tries = puk.tries_left = 10;
  store_pin(mf_node, 0x01, puk_code, puk);
  store_pin(mf_node, 0x01, pin_1234, {.unblock = 1});
  store_pin(mf_node, 0x02, pin_1234, {.attributes = 0x06});
  store_pin(mf_node, 0x0A, adm_code, {.attributes = 0x01});
  store_pin(mf_node, 0x11, "3737373737373737", {});
  store_pin(usim.node, 0x81, pin2_code, {});
}

std::string SmallCard::send(std::string_view apdu) {
  return send_on(0, apdu);
}

std::string SmallCard::send_on(std::uint8_t channel, std::string_view apdu) {
  const ExactCopy raw(hex(apdu));
  const auto command = wire::CommandApdu::parse(raw);
  if (!command) return "not an APDU";
  std::vector<std::uint8_t> buffer(card::limits::max_response_data);
  wire::ResponseApdu response(buffer);
  const wire::StatusWord status = uicc.process(channel, *command, response);
  return to_hex(response.view()) + to_hex(std::array{status.sw1(), status.sw2()});
}

std::string SmallCard::send_remote(card::uicc::RemoteSession& remote, std::string_view apdu) {
  const ExactCopy raw(hex(apdu));
  const auto command = wire::CommandApdu::parse(raw);
  if (!command) return "not an APDU";
  std::vector<std::uint8_t> buffer(card::limits::max_response_data);
  wire::ResponseApdu response(buffer);
  const wire::StatusWord status = uicc.process_remote(remote, *command, response);
  return to_hex(response.view()) + to_hex(std::array{status.sw1(), status.sw2()});
}

void SmallCard::verify(std::uint8_t reference, std::string_view value) {
  const std::string apdu = "002000" + to_hex(std::array{reference}) + "08" + std::string(value);
  ASSERT_EQ(send(apdu), "9000");
}

void SmallCard::power_cycle() {
  ASSERT_TRUE(store.mount());
  uicc.reset();
}

}  // namespace sixline::tests
