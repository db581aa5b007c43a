// The tree of files and their bodies.
#include "card/uicc/file_system.hpp"

#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

using card::storage::Kind;
using card::uicc::FileState;
using card::uicc::FileSystem;
using card::uicc::mf_node;
using card::uicc::no_node;
namespace sw = wire::sw;

struct FileSystemTest : testing::Test {
  FileSystemTest() {
    EXPECT_TRUE(store.mount());
    File mf;
    mf.type = FileType::Mf;
    mf.fid = 0x3F00;
    EXPECT_TRUE(files.create(mf));
    EXPECT_TRUE(store.commit());
  }

  static File plan(FileType type, std::uint16_t parent, std::uint16_t fid, std::uint32_t size = 0,
                   std::uint16_t record_length = 0) {
    File file;
    file.type = type;
    file.parent = parent;
    file.fid = fid;
    file.size = size;
    file.record_length = record_length;
    return file;
  }
  File must_create(const File& file) {
    const auto created = files.create(file);
    EXPECT_TRUE(created) << std::hex << created.error().value();
    return created.value_or(file);
  }
  wire::StatusWord refusal(const File& file) {
    const auto created = files.create(file);
    return created ? sw::ok : created.error();
  }
  std::string read(const File& file, std::uint32_t offset, std::size_t size) {
    std::vector<std::uint8_t> out(size);
    const auto status = files.read(file, offset, out);
    return status == sw::ok ? to_hex(out) : "SW " + std::to_string(status.value());
  }
  std::size_t objects(Kind kind) {
    std::size_t count = 0;
    const auto range = card::storage::all_of(1, kind);
    for (auto key = store.first(range); key; key = store.next(range, *key)) ++count;
    return count;
  }

  support::TestPlatform world;
  card::storage::Store store{world.flash, world.index};
  FileSystem files{store, 1};
};

TEST_F(FileSystemTest, KeepsEveryAttribute) {
  File file = plan(FileType::LinearFixed, mf_node, 0x6F3B, 100, 20);
  file.state = FileState::Initialisation;
  file.sfi = 0x1E;
  file.special = 0x40;
  file.shareable = false;
  file.rule = {0x6F06, 7};
  file.fill.assign(hex("00FF"));
  file.fill_repeats = true;
  const File created = must_create(file);
  const auto found = files.child(mf_node, 0x6F3B);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->type, file.type);
  EXPECT_EQ(found->state, file.state);
  EXPECT_EQ(found->sfi, file.sfi);
  EXPECT_EQ(found->special, file.special);
  EXPECT_FALSE(found->shareable);
  EXPECT_EQ(found->rule.arr, 0x6F06);
  EXPECT_EQ(found->rule.record, 7);
  EXPECT_EQ(found->size, 100u);
  EXPECT_EQ(found->record_length, 20);
  EXPECT_EQ(found->record_count(), 5);
  EXPECT_EQ(found->fill, file.fill);
  EXPECT_TRUE(found->fill_repeats);
  EXPECT_EQ(found->body, created.body);
  EXPECT_EQ(found->parent, mf_node);
}

TEST_F(FileSystemTest, KeepsEveryAttributeOfAnAdf) {
  File adf = plan(FileType::Adf, mf_node, 0x7FF1);
  adf.aid.assign(hex("A0000000871002FFFFFFFF8907090000"));
  adf.pin_status.assign(hex("01810A"));
  const File created = must_create(adf);
  const auto found = files.directory(created.node);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->aid, adf.aid);
  EXPECT_EQ(found->pin_status, adf.pin_status);
  EXPECT_EQ(found->fid, 0x7FF1);
}

TEST_F(FileSystemTest, FindsByPath) {
  const File df = must_create(plan(FileType::Df, mf_node, 0x7F10));
  const File inner = must_create(plan(FileType::Df, df.node, 0x5F3A));
  must_create(plan(FileType::Transparent, inner.node, 0x4F01, 3));
  EXPECT_EQ(files.by_path(hex("7F105F3A4F01"), mf_node, no_node)->fid, 0x4F01);
  EXPECT_EQ(files.by_path(hex("5F3A4F01"), df.node, no_node)->fid, 0x4F01);
  EXPECT_EQ(files.by_path(hex("7FFF4F01"), mf_node, inner.node)->fid, 0x4F01);
  EXPECT_EQ(files.by_path({}, df.node, no_node)->fid, 0x7F10);
  EXPECT_EQ(files.by_path(hex("7F105F3A4F02"), mf_node, no_node).error(), sw::file_not_found);
  EXPECT_EQ(files.by_path(hex("7F105F3A4F014F01"), mf_node, no_node).error(), sw::file_not_found);
  EXPECT_EQ(files.by_path(hex("7FFF4F01"), mf_node, no_node).error(), sw::file_not_found);
  EXPECT_EQ(files.by_path(hex("7F107FFF4F01"), mf_node, inner.node).error(), sw::file_not_found);
  EXPECT_EQ(files.by_path(hex("7F105F"), mf_node, no_node).error(), sw::wrong_data);
}

TEST_F(FileSystemTest, FindsBySfi) {
  File file = plan(FileType::Transparent, mf_node, 0x2F05, 3);
  file.sfi = 5;
  must_create(file);
  must_create(plan(FileType::Transparent, mf_node, 0x2F07, 3));
  EXPECT_EQ(files.by_sfi(mf_node, 5)->fid, 0x2F05);
  EXPECT_EQ(files.by_sfi(mf_node, 7).error(), sw::file_not_found);
  EXPECT_EQ(files.by_sfi(mf_node, 0).error(), sw::file_not_found);
}

TEST_F(FileSystemTest, RefusesWhatMakesNoFile) {
  EXPECT_EQ(refusal(plan(FileType::Transparent, 77, 0x2F05, 3)), sw::file_not_found);
  EXPECT_EQ(refusal(plan(FileType::Transparent, no_node, 0x2F05, 3)), sw::wrong_data);
  EXPECT_EQ(refusal(plan(FileType::Transparent, mf_node, 0x3F00, 3)), sw::wrong_data);
  EXPECT_EQ(refusal(plan(FileType::Transparent, mf_node, 0x7FFF, 3)), sw::wrong_data);
  EXPECT_EQ(refusal(plan(FileType::Transparent, mf_node, 0xFFFF, 3)), sw::wrong_data);
  EXPECT_EQ(refusal(plan(FileType::Transparent, mf_node, 0, 3)), sw::wrong_data);
  EXPECT_EQ(refusal(plan(FileType::Transparent, mf_node, 0x2F05, 3, 1)), sw::wrong_data);
  EXPECT_EQ(refusal(plan(FileType::Transparent, mf_node, 0x2F05, 0x8001)), sw::not_enough_memory);
  EXPECT_EQ(refusal(plan(FileType::BerTlv, mf_node, 0x2F05, 0x1000000)), sw::not_enough_memory);
  EXPECT_EQ(refusal(plan(FileType::LinearFixed, mf_node, 0x2F05, 3, 0)), sw::wrong_data);
  EXPECT_EQ(refusal(plan(FileType::LinearFixed, mf_node, 0x2F05, 7, 3)), sw::wrong_data);
  EXPECT_EQ(refusal(plan(FileType::LinearFixed, mf_node, 0x2F05, 255, 1)), sw::wrong_data);
  EXPECT_EQ(refusal(plan(FileType::LinearFixed, mf_node, 0x2F05, 512, 256)), sw::wrong_data);
  EXPECT_EQ(refusal(plan(FileType::Mf, no_node, 0x3F00)), sw::already_exists);
  EXPECT_EQ(refusal(plan(FileType::Mf, mf_node, 0x7F10)), sw::wrong_data);
  EXPECT_EQ(refusal(plan(FileType::Adf, mf_node, 0x7FF1)), sw::wrong_data);
  File sfi = plan(FileType::Transparent, mf_node, 0x2F05, 3);
  sfi.sfi = 31;
  EXPECT_EQ(refusal(sfi), sw::wrong_data);
}

TEST_F(FileSystemTest, RefusesDuplicates) {
  must_create(plan(FileType::Transparent, mf_node, 0x2F05, 3));
  EXPECT_EQ(refusal(plan(FileType::Df, mf_node, 0x2F05)), sw::already_exists);
  File adf = plan(FileType::Adf, mf_node, 0x7FF1);
  adf.aid.assign(hex("A0000000871002"));
  must_create(adf);
  adf.fid = 0x7FF2;
  EXPECT_EQ(refusal(adf), sw::already_exists);
  adf.aid.assign(hex("A00000008710"));
  EXPECT_EQ(refusal(adf), sw::ok);
}

TEST_F(FileSystemTest, AnUnwrittenBodyReadsAsItsPattern) {
  File file = plan(FileType::Transparent, mf_node, 0x6F01, 6);
  EXPECT_EQ(read(must_create(file), 0, 6), "FFFFFFFFFFFF");
  file.fid = 0x6F02;
  file.fill.assign(hex("0102"));
  EXPECT_EQ(read(must_create(file), 0, 6), "010202020202");
  file.fid = 0x6F03;
  file.fill_repeats = true;
  EXPECT_EQ(read(must_create(file), 1, 5), "0201020102");
  file = plan(FileType::LinearFixed, mf_node, 0x6F04, 6, 3);
  file.fill.assign(hex("00FF"));
  EXPECT_EQ(read(must_create(file), 0, 6), "00FFFF00FFFF");
  EXPECT_EQ(objects(Kind::FileBody), 0u);
}

TEST_F(FileSystemTest, WritesOnlyTheChunksThatChange) {
  const File file = must_create(plan(FileType::Transparent, mf_node, 0x6F01, 1000));
  EXPECT_EQ(files.write(file, 120, hex("0102030405060708090A0B0C0D0E0F10")), sw::ok);
  EXPECT_EQ(objects(Kind::FileBody), 2u);
  EXPECT_EQ(read(file, 119, 18), "FF0102030405060708090A0B0C0D0E0F10FF");
  ASSERT_TRUE(store.commit());
  EXPECT_EQ(files.write(file, 120, hex("0102")), sw::ok);
  EXPECT_FALSE(store.has_changes());
  EXPECT_EQ(files.write(file, 120, std::vector<std::uint8_t>(16, 0xFF)), sw::ok);
  EXPECT_EQ(objects(Kind::FileBody), 0u);
}

TEST_F(FileSystemTest, TheLastChunkIsAsLongAsTheFile) {
  const File file = must_create(plan(FileType::Transparent, mf_node, 0x6F01, 130));
  EXPECT_EQ(files.write(file, 129, hex("AA")), sw::ok);
  EXPECT_EQ(read(file, 127, 3), "FFFFAA");
  EXPECT_EQ(files.write(file, 129, hex("AABB")), sw::wrong_offset);
  EXPECT_EQ(files.write(file, 0xFFFFFFFF, hex("AABB")), sw::wrong_offset);
  EXPECT_EQ(read(file, 130, 0), "");
  EXPECT_EQ(read(file, 130, 1), "SW " + std::to_string(sw::wrong_offset.value()));
}

TEST_F(FileSystemTest, ALargeFileCostsNothingUntilItIsWritten) {
  const auto before = store.used_bytes(card::storage::all_of(1));
  File file = plan(FileType::BerTlv, mf_node, 0x6F01, 0x7FFFFF);
  const File created = must_create(file);
  EXPECT_LT(store.used_bytes(card::storage::all_of(1)), before + 100);
  EXPECT_EQ(files.write(created, 0x7FFFFE, hex("01")), sw::ok);
  EXPECT_EQ(read(created, 0x7FFFFD, 2), "FF01");
}

TEST_F(FileSystemTest, LinksShareOneBody) {
  const File target = must_create(plan(FileType::Transparent, mf_node, 0x6F01, 10));
  const File df = must_create(plan(FileType::Df, mf_node, 0x7F10));
  const auto link = files.create_link(plan(FileType::LinearFixed, df.node, 0x6F02), target);
  ASSERT_TRUE(link);
  EXPECT_EQ(link->type, FileType::Transparent);
  EXPECT_EQ(link->size, 10u);
  EXPECT_EQ(files.write(*link, 0, hex("0102")), sw::ok);
  EXPECT_EQ(read(target, 0, 3), "0102FF");
  EXPECT_EQ(files.create_link(plan(FileType::Transparent, mf_node, 0x6F03), df).error(), sw::wrong_data);
  EXPECT_EQ(files.create_link(plan(FileType::Transparent, mf_node, 0x6F01), target).error(),
            sw::already_exists);
}

TEST_F(FileSystemTest, ABodyGoesWithTheLastFileThatSharesIt) {
  const File target = must_create(plan(FileType::Transparent, mf_node, 0x6F01, 10));
  const auto first = files.create_link(plan(FileType::Transparent, mf_node, 0x6F02), target);
  const auto second = files.create_link(plan(FileType::Transparent, mf_node, 0x6F03), *first);
  ASSERT_TRUE(second);
  EXPECT_EQ(files.write(target, 0, hex("0102")), sw::ok);
  EXPECT_EQ(files.remove(target), sw::ok);
  EXPECT_EQ(read(*second, 0, 2), "0102");
  EXPECT_EQ(files.remove(*second), sw::ok);
  EXPECT_EQ(read(*first, 0, 2), "0102");
  EXPECT_EQ(objects(Kind::FileBody), 1u);
  EXPECT_EQ(files.remove(*first), sw::ok);
  EXPECT_EQ(objects(Kind::FileBody), 0u);
  EXPECT_EQ(files.remove(*first), sw::file_not_found);
}

TEST_F(FileSystemTest, ADirectoryGoesWithEverythingInIt) {
  const std::size_t before_files = objects(Kind::File);
  const File df = must_create(plan(FileType::Df, mf_node, 0x7F10));
  const File inner = must_create(plan(FileType::Df, df.node, 0x5F3A));
  const File deep = must_create(plan(FileType::Df, inner.node, 0x5F3B));
  const File outside = must_create(plan(FileType::Transparent, mf_node, 0x6F01, 10));
  EXPECT_EQ(files.write(must_create(plan(FileType::Transparent, deep.node, 0x4F01, 3)), 0, hex("01")),
            sw::ok);
  ASSERT_TRUE(files.create_link(plan(FileType::Transparent, deep.node, 0x4F02), outside));
  EXPECT_EQ(files.write(outside, 0, hex("55")), sw::ok);
  EXPECT_EQ(files.write_newest(must_create(plan(FileType::Cyclic, df.node, 0x6F03, 4, 2)), hex("0102")),
            sw::ok);
  EXPECT_EQ(card::uicc::Pins(store, 1).store(inner.node, 0x81, {}), sw::ok);
  EXPECT_EQ(card::uicc::store_aka(store, 1, inner.node, {}, {}), sw::ok);

  EXPECT_EQ(files.remove(df), sw::ok);
  EXPECT_EQ(objects(Kind::File), before_files + 1);
  EXPECT_EQ(objects(Kind::FileBody), 1u);
  EXPECT_EQ(objects(Kind::Pin), 0u);
  EXPECT_EQ(objects(Kind::Aka), 0u);
  EXPECT_EQ(read(outside, 0, 1), "55");
  EXPECT_EQ(files.directory(inner.node).error(), sw::file_not_found);
  EXPECT_EQ(objects(Kind::FileIds), 1u);
}

TEST_F(FileSystemTest, RolledBackChangesNeverHappened) {
  ASSERT_TRUE(store.commit());
  must_create(plan(FileType::Transparent, mf_node, 0x6F01, 10));
  store.rollback();
  EXPECT_EQ(files.child(mf_node, 0x6F01).error(), sw::file_not_found);
}

TEST_F(FileSystemTest, ACyclicFileIsARing) {
  const File file = must_create(plan(FileType::Cyclic, mf_node, 0x6F39, 6, 2));
  EXPECT_EQ(files.write(file, 0, hex("0003 0002 0001")), sw::ok);
  const auto record = [&](unsigned number) { return read(file, files.record_offset(file, number), 2); };
  EXPECT_EQ(record(1) + record(2) + record(3), "000300020001");
  for (std::string_view next : {"0004", "0005", "0006", "0007"})
    EXPECT_EQ(files.write_newest(file, hex(next)), sw::ok);
  EXPECT_EQ(record(1) + record(2) + record(3), "000700060005");
}

TEST_F(FileSystemTest, WalksADirectoryInOrder) {
  for (const std::uint16_t fid : std::to_array<std::uint16_t>({0x6F03, 0x6F01, 0x6F02}))
    must_create(plan(FileType::Transparent, mf_node, fid, 1));
  std::vector<std::uint16_t> seen;
  for (auto file = files.next_child(mf_node, 0); file; file = files.next_child(mf_node, file->fid))
    seen.push_back(file->fid);
  EXPECT_EQ(seen, (std::vector<std::uint16_t>{0x6F01, 0x6F02, 0x6F03}));
}

TEST_F(FileSystemTest, OwnersDoNotSeeEachOther) {
  files.mount(2);
  EXPECT_EQ(files.mf().error(), sw::file_not_found);
  EXPECT_EQ(refusal(plan(FileType::Transparent, mf_node, 0x2F05, 3)), sw::file_not_found);
}

}  // namespace
}  // namespace sixline::tests
