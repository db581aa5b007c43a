// Every element of the table in one profile, each template with every file it has. What a template leaves
// open is filled in from its row, so that a new row is in the package without being written down here.
// Every value is TEST ONLY.
#pragma once

#include "card/profile/templates.hpp"
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile::complete {

using card::profile::Template;
using card::profile::TemplateFile;

inline constexpr std::uint32_t open_length = 16;       ///< of bodies and records whose row says nothing
inline constexpr std::uint32_t open_tlv_size = 0x100;  ///< of BER-TLV files

/// The FID that the generator gives to a file whose template leaves it open.
inline std::uint16_t fid_of(const TemplateFile& row, std::size_t index, std::uint16_t adf) {
  if (row.fid != 0) return row.fid;
  if (row.type == card::uicc::FileType::Adf) return adf;
  return static_cast<std::uint16_t>((card::uicc::is_directory(row.type) ? 0x5F80 : 0x6E00) + index);
}

/// Size that the file gets: what the edition or its row says, or what the generator fills in.
inline std::uint32_t size_of(const Template& edition, const TemplateFile& row) {
  if (row.type == card::uicc::FileType::BerTlv) return open_tlv_size;
  std::uint32_t length = row.length == 0 ? open_length : row.length;
  std::uint32_t records = row.records == 0 ? 1u : row.records;
  for (const auto& change : edition.changes) {
    if (change.fid != row.fid) continue;
    length = change.length;
    records = change.records;
  }
  return card::uicc::is_record_based(row.type) ? length * records : length;
}

inline Blob size_bytes(std::uint32_t size) {
  return size > 0xFF ? Blob{static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)}
                     : Blob{static_cast<std::uint8_t>(size)};
}

inline Blob directory_fields(const TemplateFile& row, std::size_t index, std::uint16_t adf, const Blob& aid) {
  Blob fields;
  if (row.fid == 0) fields = der::tlv(0x83, size_bytes(fid_of(row, index, adf)));
  if (row.type == card::uicc::FileType::Adf) fields = der::join(fields, der::tlv(0x84, aid));
  return der::join(fields, der::tlv(0xC6, hex("0A")));
}

inline Blob file_fields(const Template& edition, const TemplateFile& row, std::size_t index) {
  Blob fields;
  const bool records = card::uicc::is_record_based(row.type);
  if (records && row.length == 0)
    fields = der::tlv(0x82, hex(row.type == card::uicc::FileType::Cyclic ? "46210010" : "42210010"));
  if (row.fid == 0) fields = der::join(fields, der::tlv(0x83, size_bytes(fid_of(row, index, 0))));
  if (row.length == 0 || (records && row.records == 0))
    fields = der::join(fields, der::tlv(0x80, size_bytes(size_of(edition, row))));
  return fields;
}

/// The element of a template with all its files.
inline Blob element_of(const Template& chosen, int identification, std::uint16_t adf = 0,
                       const Blob& aid = {}) {
  Blob files;
  for (std::size_t i = 0; i < chosen.files().size(); ++i) {
    const TemplateFile& row = chosen.files()[i];
    const Blob fields =
        card::uicc::is_directory(row.type) ? directory_fields(row, i, adf, aid) : file_fields(chosen, row, i);
    const Blob descriptor = fields.empty() ? Blob{} : der::tlv(0xA1, fields);
    files = der::join(files, der::tlv(card::profile::template_field_tag(i), descriptor));
  }
  return der::tlv(chosen.element, sample::pe_header(identification),
                  der::tlv(0x81, hex("67810F0102"), der::text(chosen.identifier)), files);
}

struct Application {
  std::uint16_t fid;
  std::string_view aid;
};
inline constexpr Application usim{0x7FF1, "A0000000871002FFFFFFFF8907090000"};
inline constexpr Application isim{0x7FF2, "A0000000871004FFFFFFFF8907090000"};
inline constexpr Application csim{0x7FF3, "A0000003431002FFFFFFFF8907090000"};

/// The latest edition of the template of an element.
inline const Template& latest(std::uint32_t element) {
  const Template* found = nullptr;
  for (const Template& candidate : card::profile::templates())
    if (candidate.element == element) found = &candidate;
  EXPECT_NE(found, nullptr) << element;
  return *found;
}

/// Makes elements and numbers them.
class Builder {
 public:
  void add(const Blob& bytes) { package_ = der::join(package_, bytes); }
  template <class... Part>
  void element(std::uint32_t tag, const Part&... parts) {
    add(der::tlv(tag, sample::pe_header(++number_), parts...));
  }
  /// One that the card may pass over.
  template <class... Part>
  void optional(std::uint32_t tag, const Part&... parts) {
    add(der::tlv(tag, sample::pe_header(++number_, false), parts...));
  }
  void files(std::uint32_t tag, const Application& application = {}) {
    add(element_of(latest(tag), ++number_, application.fid, hex(application.aid)));
  }
  const Blob& package() const { return package_; }

 private:
  Blob package_;
  int number_ = 0;
};

inline Blob pin(std::string_view fields) {
  return der::tlv(0x30, hex(fields));
}

inline void add_header(Builder& builder, bool iot) {
  Blob identifiers;
  for (const Template& known : card::profile::templates())
    identifiers = der::join(identifiers, der::tlv(0x06, hex("67810F0102"), der::text(known.identifier)));
  builder.add(der::tlv(0xA0, hex("800103 810103"), der::tlv(0x82, der::text("Complete profile, TEST ONLY")),
                       hex("830A89010000000000000001"), hex("840100"),
                       hex("A50E 8100 8200 8300 8400 9100 9200 9500"), der::tlv(0xA6, identifiers),
                       hex("8709 A007 0605 0A91214365"),
                       iot ? hex("A90D 800B 1002FFFFFFFF8907090000") : Blob{}));
}

inline void add_codes(Builder& builder) {
  builder.element(0xA3,
                  der::tlv(0xA1, pin("800101 8108 3132333435363738"), pin("80020081 8108 3132333435363738")));
  builder.element(0xA2, der::tlv(0xA1, der::tlv(0xA0, pin("800101 8108 31323334FFFFFFFF 820101 830106"),
                                                pin("80010A 8108 3535353535353535 840200AA"))));
}

inline void add_applications(Builder& builder) {
  const Blob local = der::tlv(0xA1, der::tlv(0xA0, pin("80020081 8108 39393939FFFFFFFF 82020081")));
  const Blob key =
      hex("800101 810101 8210 465B5CE8B199B49FAA5F0A2EE238A6BC 8310 CD63CB71954A9F4E48A5994E37A02BAF");
  builder.files(0xB3, usim);
  builder.element(0xA2, local);
  builder.files(0xB4);
  builder.element(0xA4, der::tlv(0xA1, der::tlv(0xA1, key)));
  for (const std::uint32_t tag : {0xB7u, 0xB8u, 0xBCu, 0xBDu, 0xBEu, 0xBF1Fu, 0xBBu}) builder.files(tag);
  builder.files(0xB5, isim);
  builder.element(0xA2, der::tlv(0xA1, hex("81027FF1")));
  builder.files(0xB6);
  builder.element(0xA4, der::tlv(0xA1, der::tlv(0xA0, hex("800100"), der::tlv(0x81, hex(usim.aid)))));
  builder.files(0xB9, csim);
  builder.files(0xBA);
  builder.element(0xA5, der::tlv(0x81, der::filled(8, 1)), der::tlv(0x82, der::filled(16, 2)),
                  der::tlv(0x83, der::filled(32, 3)), der::tlv(0x84, der::filled(483, 4)),
                  der::tlv(0x85, der::filled(957, 5)));
}

inline Blob domain_key(std::string_view version, std::string_view type, std::size_t size) {
  return der::tlv(
      0x30, hex("950138 820101"), der::tlv(0x83, hex(version)),
      der::tlv(0x30, der::tlv(0x30, der::tlv(0x80, hex(type)), der::tlv(0x86, der::filled(size, 0x42)))));
}

inline void add_domains(Builder& builder) {
  const auto domain = [](std::string_view aid, std::string_view more) {
    return der::tlv(0xA1, hex("4F07A0000001515350 4F08A000000151535041"), der::tlv(0x4F, hex(aid)),
                    hex(more));
  };
  builder.element(0xA6,
                  domain("A000000151000000",
                         "820382DC00 83010F C90481028000 EA12 8010 0100000000 020116 06B20100000000 00"),
                  der::tlv(0xA2, domain_key("01", "88", 16), domain_key("20", "80", 16),
                           domain_key("30", "88", 32), domain_key("40", "85", 16)),
                  der::tlv(0xA3, der::tlv(0x04, hex("0070 06 4204 11223344"))),
                  hex("A508 8002 0100 8102 0080"));
  builder.element(0xA6, domain("A000000151000001", "4F08A000000151000000 8203808000 83010F C90481028000"));
  builder.element(0xA7, hex("4F09A00000055910100001 A005 0403B00001 810116 040100 040100"),
                  der::tlv(0x30, der::tlv(0x80, hex(usim.aid)), hex("810100 820100")));
  builder.element(0xA7,
                  hex("4F09A00000055910100002 4F08A000000151000001 A005 0403B00002 810116 040100 040100"));
}

/// What the card passes over: an applet, an element of a maker's own, and the reserved ones.
inline void add_refused(Builder& builder) {
  builder.optional(0xA8, der::tlv(0xA1, hex("4F05A000000099"), der::tlv(0xC4, der::filled(3000, 0xCA))));
  builder.optional(0xA9, hex("0604 2B060104 0402 0000"));
  for (std::uint32_t tag = 0xAB; tag <= 0xAF; ++tag) builder.optional(tag);
}

/// A full profile: everything but the IoT minimal profile's two elements.
inline Blob full_profile() {
  Builder builder;
  add_header(builder, false);
  builder.files(0xB0);
  add_codes(builder);
  builder.files(0xB1);
  builder.files(0xB2);
  builder.element(
      0xA1,
      der::tlv(0xA1, der::tlv(0x30, der::notation("62{ 82024121 83026F50 8B010A 800104 } 020101 8102AABB"))));
  add_applications(builder);
  add_domains(builder);
  add_refused(builder);
  builder.element(0xAA);
  return builder.package();
}

/// The IoT minimal profile with all its files.
inline Blob iot_profile() {
  Builder builder;
  add_header(builder, true);
  builder.element(0xA3, der::tlv(0xA1, pin("80020081 8108 3132333435363738")));
  builder.files(0xBF20, usim);
  builder.element(0xA2, der::tlv(0xA1, der::tlv(0xA0, pin("80020081 8108 39393939FFFFFFFF 82020081"))));
  builder.files(0xBF21);
  add_domains(builder);
  builder.element(0xAA);
  return builder.package();
}

}  // namespace sixline::tests::profile::complete
