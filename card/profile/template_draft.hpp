// What a template says about a file, before the package changes any of it.  [TCA-PP §9.1]
#pragma once

#include "card/profile/installation.hpp"
#include "card/profile/templates.hpp"

namespace sixline::card::profile {

/// Where a draft's content stands while the file is being created.
using ContentBuffer = std::array<std::uint8_t, 34>;

/// The file at `index` of the template that is being worked on; the draft's views point into `buffer`.
FileDraft draft_of(const Installation& installation, std::size_t index, ContentBuffer& buffer);

/// The first file of a template, when the others lie below it.
bool is_root(const TemplateProgress& progress, std::size_t index);
/// The directory that the root of the template, or its EFs when it has none, belong to.
std::uint16_t base_node(const Installation& installation);

/// The rules that the templates refer to by number, in hexadecimal.  [TCA-PP §9.9]
std::span<const std::string_view> access_rules();
/// Upper-case hexadecimal, at most as long as the buffer.
Bytes decode_hexadecimal(std::string_view digits, ContentBuffer& buffer);

}  // namespace sixline::card::profile
