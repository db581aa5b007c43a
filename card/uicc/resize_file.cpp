// RESIZE FILE.  [TS 102 222 §6.10]
#include "card/uicc/file_request.hpp"
#include "card/uicc/handlers.hpp"
#include "card/uicc/target.hpp"
#include "card/uicc/tlv_objects.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

/// The objects keep their places, whatever size the file has from now on.
StatusWord resize_tlv(Uicc& uicc, File& file, std::uint32_t size) {
  TlvObjects objects(uicc.store(), uicc.files(), file);
  if (objects.used() > size) return sw::not_enough_memory;
  if (const StatusWord saved = objects.save(); saved != sw::ok) return saved;
  file.size = size;
  if (const StatusWord status = check_shape(file); status != sw::ok) return status;
  return uicc.files().update(file);
}

}  // namespace

StatusWord resize_file(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  if (command.p1p2() != 0) return sw::wrong_p1p2;
  const auto request = read_file_request(command.data, 0);
  if (!request) return request.error();
  const bool names_more = request->type || request->rule || request->own_rule || request->sfi;
  if (!request->fid || names_more) return sw::wrong_data;
  auto file = uicc.files().child(session.directory, *request->fid);
  if (!file) return file.error();
  if (is_directory(file->type) || file->type == FileType::Cyclic) return sw::incompatible_file;
  const StatusWord allowed = check_access(uicc, session, *file, access_mode::by_command_only, command);
  if (allowed != sw::ok) return allowed;
  const bool tlv = file->type == FileType::BerTlv;
  const auto size = tlv && request->maximum_size ? request->maximum_size : request->size;
  if (!size || *size == 0) return sw::wrong_data;
  const StatusWord resized = tlv ? resize_tlv(uicc, *file, *size) : uicc.files().resize(*file, *size);
  if (resized != sw::ok) return resized;
  if (const StatusWord durable = uicc.commit(); durable != sw::ok) return durable;
  session.select_ef(*file);
  return sw::ok;
}

}  // namespace sixline::card::uicc
