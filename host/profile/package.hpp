// A profile package off-card: its elements in order, read strictly, changed in place, written back.
// [TCA-PP]
#pragma once

#include <optional>
#include <string>

#include "host/profile/elements.hpp"
#include "host/profile/file_content.hpp"

namespace sixline::host::profile {

class Package {
 public:
  Package() = default;
  explicit Package(std::vector<DerNode> elements) : elements_(std::move(elements)) {}

  /// Errors: BadFormat with the offset, when the bytes are not DER, the first element is not `header`, the
  /// last is not `end`, or one of them stands elsewhere again.
  static Result<Package> read(Bytes der);
  ByteString encode() const;

  const std::vector<DerNode>& elements() const { return elements_; }
  std::vector<DerNode>& elements() { return elements_; }
  const DerNode* find(wire::Tag tag) const;
  DerNode* find(wire::Tag tag);

  /// The content of a template file: element tag, field tag inside it. Absent when the package leaves the
  /// file out.
  std::optional<FileContent> template_file(wire::Tag element, wire::Tag field);
  /// The same file of a full profile and of an IoT minimal profile: whichever element the package has.
  std::optional<FileContent> template_file(wire::Tag full, wire::Tag full_field, wire::Tag iot_field);
  /// The content of a file made by genericFileManagement: the last FID of its path's directory, its own FID.
  std::optional<FileContent> managed_file(std::uint16_t directory, std::uint16_t fid);

 private:
  std::vector<DerNode> elements_;
};

namespace field {
// Context tags of fields that the reader and the personaliser name.
inline constexpr wire::Tag header_version_major = 0x80;
inline constexpr wire::Tag header_version_minor = 0x81;
inline constexpr wire::Tag header_profile_type = 0x82;
inline constexpr wire::Tag header_iccid = 0x83;
inline constexpr wire::Tag header_pol = 0x84;
inline constexpr wire::Tag header_services = 0xA5;
inline constexpr wire::Tag header_templates = 0xA6;
inline constexpr wire::Tag header_iot_options = 0xA9;
inline constexpr wire::Tag iot_pix = 0x80;
inline constexpr wire::Tag mf_iccid = 0xA4;
inline constexpr wire::Tag usim_adf = 0xA2;
inline constexpr wire::Tag usim_imsi = 0xA3;
inline constexpr wire::Tag usim_smsp = 0xAB;
inline constexpr wire::Tag usim_acc = 0xB2;
inline constexpr wire::Tag opt_usim_msisdn = 0xA7;
inline constexpr wire::Tag iot_iccid = 0xA4;
inline constexpr wire::Tag iot_adf = 0xA8;
inline constexpr wire::Tag iot_imsi = 0xA9;
inline constexpr wire::Tag iot_acc = 0xB2;
inline constexpr wire::Tag fcp = 0xA1;
inline constexpr wire::Tag fcp_fid = 0x83;
inline constexpr wire::Tag fcp_aid = 0x84;
inline constexpr wire::Tag fcp_descriptor = 0x82;
}  // namespace field

}  // namespace sixline::host::profile
