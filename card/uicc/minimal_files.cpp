#include "card/uicc/minimal_files.hpp"

#include "card/uicc/pins.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

constexpr std::uint16_t ef_arr = 0x2F06;
constexpr std::uint8_t pin_1 = 0x01;
constexpr std::uint16_t rule_length = 27;
constexpr unsigned rule_count = 14;

// The rules keep the numbers that profile templates give them.  [TCA-PP §9]
constexpr std::uint8_t rule_update_by_pin_1 = 1;
constexpr std::uint8_t rule_read_only = 10;
constexpr std::uint8_t rule_identity = 11;
constexpr std::uint8_t rule_directory = 14;

struct Rule {
  std::uint8_t number;
  std::array<std::uint8_t, rule_length> bytes;
  std::uint8_t size;
};

// There is no administrative key: what the templates give to ADM 1 is never allowed here.
constexpr auto rules = std::to_array<Rule>({
    {rule_update_by_pin_1,
     {0x80, 0x01, 0x01, 0x90, 0x00, 0x80, 0x01, 0x02, 0xA4, 0x06, 0x83, 0x01, 0x01, 0x95, 0x01, 0x08},
     16},
    {rule_read_only, {0x80, 0x01, 0x01, 0x90, 0x00, 0x80, 0x01, 0x5A, 0x97, 0x00}, 10},
    {rule_identity, {0x80, 0x01, 0x01, 0x90, 0x00, 0x80, 0x01, 0x5A, 0x97, 0x00}, 10},
    {rule_directory, {0x80, 0x01, 0x5E, 0x97, 0x00}, 5},
});

struct MinimalEf {
  std::uint16_t fid;
  std::uint8_t sfi;
  FileType type;
  std::uint16_t size;
  std::uint16_t record_length;
  std::uint8_t rule;
};

constexpr auto elementary_files = std::to_array<MinimalEf>({
    {0x2F00, 0x1E, FileType::LinearFixed, 38, 38, rule_read_only},      // EF.DIR
    {0x2F05, 0x05, FileType::Transparent, 2, 0, rule_update_by_pin_1},  // EF.PL
    {ef_arr, 0x06, FileType::LinearFixed, rule_count* rule_length, rule_length, rule_read_only},
    {0x2F08, 0x08, FileType::Transparent, 5, 0, rule_read_only},  // EF.UMPC
    {0x2FE2, 0x02, FileType::Transparent, 10, 0, rule_identity},  // EF.ICCID
});

/// 60 mA at most, 60 s for the operator's time-out, nothing more to tell.  [TS 102 221 §13.5]
constexpr std::array<std::uint8_t, 5> consumption{0x3C, 0x3C, 0x00, 0x00, 0x00};
constexpr std::uint16_t ef_umpc = 0x2F08;

StatusWord create_mf(FileSystem& files) {
  File mf;
  mf.type = FileType::Mf;
  mf.fid = fid_mf;
  mf.rule = {ef_arr, rule_directory};
  mf.pin_status.assign(std::array{pin_1});
  const auto created = files.create(mf);
  return created ? sw::ok : created.error();
}

StatusWord create_ef(FileSystem& files, const MinimalEf& wanted) {
  File file;
  file.type = wanted.type;
  file.fid = wanted.fid;
  file.parent = mf_node;
  file.size = wanted.size;
  file.record_length = wanted.record_length;
  file.sfi = wanted.sfi;
  file.rule = {ef_arr, wanted.rule};
  const auto created = files.create(file);
  if (!created) return created.error();
  if (wanted.fid == ef_umpc) return files.write(*created, 0, consumption);
  if (wanted.fid != ef_arr) return sw::ok;
  for (const Rule& rule : rules) {
    const StatusWord status =
        files.write(*created, files.record_offset(*created, rule.number), Bytes(rule.bytes).first(rule.size));
    if (status != sw::ok) return status;
  }
  return sw::ok;
}

}  // namespace

StatusWord create_minimal_files(storage::Store& store, FileSystem& files) {
  if (const StatusWord status = create_mf(files); status != sw::ok) return status;
  for (const MinimalEf& ef : elementary_files)
    if (const StatusWord status = create_ef(files, ef); status != sw::ok) return status;
  // Disabled for good: the terminal sees that no PIN is asked for.
  PinRecord pin;
  pin.value.fill(0xFF);
  pin.attributes = 0;
  return Pins(store, files.owner()).store(mf_node, pin_1, pin);
}

}  // namespace sixline::card::uicc
