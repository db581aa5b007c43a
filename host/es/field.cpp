#include "host/es/field.hpp"

namespace sixline::host::es {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
  while (true) {
    while (a.starts_with('-')) a.remove_prefix(1);
    while (b.starts_with('-')) b.remove_prefix(1);
    if (a.empty() || b.empty()) return a.empty() && b.empty();
    if (lower(a.front()) != lower(b.front())) return false;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
}

const Field* Shape::find(std::string_view name) const {
  for (std::size_t i = 0; i < size(); ++i)
    if ((*this)[i].name == name) return &(*this)[i];
  return nullptr;
}

const Field* Shape::match(std::string_view name, Place place) const {
  for (std::size_t i = 0; i < size(); ++i)
    if ((*this)[i].place == place && same_name((*this)[i].name, name)) return &(*this)[i];
  return nullptr;
}

}  // namespace sixline::host::es
