// What elements.cpp puts into its rows; each group is implemented in the file of its element.
#pragma once

#include "card/profile/element.hpp"

namespace sixline::card::profile {

std::span<const Field> header_fields();
PeStatus finish_header(Installation& installation, const Unit& unit);

std::span<const Field> template_fields();
PeStatus finish_template(Installation& installation, const Unit& unit);

std::span<const Field> file_management_fields();
PeStatus finish_file_management(Installation& installation, const Unit& unit);

std::span<const Field> pin_code_fields();
std::span<const Field> puk_code_fields();
PeStatus aka_parameter(Installation& installation, const Unit& unit);
std::span<const Field> cdma_parameter_fields();

std::span<const Field> security_domain_fields();
PeStatus remote_file_management(Installation& installation, const Unit& unit);

PeStatus end_of_profile(Installation& installation, const Unit& unit);

}  // namespace sixline::card::profile
