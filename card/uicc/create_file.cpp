// CREATE FILE.  [TS 102 222 §6.3]
#include "card/uicc/file_request.hpp"
#include "card/uicc/handlers.hpp"
#include "card/uicc/target.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

constexpr std::uint16_t sfi_of_fid = 0x001F;
constexpr std::uint8_t highest_sfi = 30;
constexpr std::uint16_t arr_of_mf = 0x2F06;
constexpr std::uint16_t arr_of_application = 0x6F06;

/// EF.ARR of the MF serves what lies directly under it.  [TCA-PP §8.3.2]
std::uint16_t implied_arr(std::uint16_t parent) {
  return parent == mf_node ? arr_of_mf : arr_of_application;
}

/// The identifier asked for, or the one that the FID implies where it is free.  [TS 102 221 §11.1.1.4.8]
Result<std::uint8_t, StatusWord> choose_sfi(const FileSystem& files, const FileRequest& request,
                                            std::uint16_t parent) {
  const auto implied = static_cast<std::uint8_t>(*request.fid & sfi_of_fid);
  const std::uint8_t sfi = request.sfi.value_or(implied <= highest_sfi ? implied : std::uint8_t{0});
  if (sfi == 0 || !files.by_sfi(parent, sfi)) return sfi;
  if (request.sfi) return wire::fail(sw::already_exists);
  return std::uint8_t{0};
}

StatusWord describe_directory(const FileRequest& request, File& file) {
  if (request.size || request.sfi || !request.fill.empty()) return sw::wrong_data;
  if (!request.aid.empty()) file.type = FileType::Adf;
  file.aid = request.aid;
  return file.pin_status.assign(request.pin_status) ? sw::ok : sw::not_enough_memory;
}

StatusWord describe_ef(const FileSystem& files, const FileRequest& request, File& file) {
  const auto size =
      file.type == FileType::BerTlv && request.maximum_size ? request.maximum_size : request.size;
  if (!size || *size == 0 || !request.aid.empty() || !request.pin_status.empty()) return sw::wrong_data;
  const auto sfi = choose_sfi(files, request, file.parent);
  if (!sfi) return sfi.error();
  file.size = *size;
  file.record_length = request.record_length;
  file.sfi = *sfi;
  file.fill_repeats = request.fill_repeats;
  return file.fill.assign(request.fill) ? sw::ok : sw::not_enough_memory;
}

Result<File, StatusWord> describe(const FileSystem& files, const FileRequest& request, std::uint16_t parent) {
  if (!request.type || !request.fid || (!request.rule && !request.own_rule))
    return wire::fail(sw::wrong_data);
  File file;
  file.type = *request.type;
  file.fid = *request.fid;
  file.parent = parent;
  file.state = request.state;
  file.shareable = request.shareable;
  file.special = request.special;
  if (request.rule) file.rule = *request.rule;
  const StatusWord status =
      is_directory(file.type) ? describe_directory(request, file) : describe_ef(files, request, file);
  if (status != sw::ok) return wire::fail(status);
  return file;
}

void make_current(Session& session, const File& file) {
  if (!is_directory(file.type)) return session.select_ef(file);
  session.select_directory(file);
  if (file.type == FileType::Adf) session.enter_application(file.node);
}

}  // namespace

StatusWord create_file(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  if (command.p1p2() != 0) return sw::wrong_p1p2;
  const auto parent = uicc.files().directory(session.directory);
  if (!parent) return parent.error();
  const auto request = read_file_request(command.data, implied_arr(parent->node));
  if (!request) return request.error();
  const bool directory = request->type && is_directory(*request->type);
  const StatusWord allowed = check_access(
      uicc, session, *parent, directory ? access_mode::create_df : access_mode::create_ef, command);
  if (allowed != sw::ok) return allowed;
  const auto file = describe(uicc.files(), *request, parent->node);
  if (!file) return file.error();
  auto created = uicc.files().create(*file);
  if (!created) return created.error();
  if (request->own_rule) {
    const StatusWord status = uicc.files().set_own_rule(*created, *request->own_rule);
    if (status != sw::ok) return status;
  }
  if (const StatusWord durable = uicc.commit(); durable != sw::ok) return durable;
  make_current(session, *created);
  return sw::ok;
}

}  // namespace sixline::card::uicc
