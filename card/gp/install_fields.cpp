#include "card/gp/install_fields.hpp"

namespace sixline::card::gp {

wire::Result<InstallFields, wire::StatusWord> InstallFields::parse(wire::Bytes data) {
  constexpr std::uint8_t one_more = 0x81;  // only install parameters are ever as long as that
  InstallFields fields;
  for (wire::Bytes* field : {&fields.load_file, &fields.module, &fields.instance, &fields.privileges,
                             &fields.parameters, &fields.token}) {
    std::size_t header = 1;
    std::size_t length = data.empty() ? 0 : data[0];
    if (length == one_more && data.size() > 1) {
      header = 2;
      length = data[1];
    }
    if (data.size() < header || data.size() - header < length) return wire::fail(wire::sw::wrong_data);
    *field = data.subspan(header, length);
    data = data.subspan(header + length);
  }
  if (!data.empty()) return wire::fail(wire::sw::wrong_data);
  return fields;
}

}  // namespace sixline::card::gp
