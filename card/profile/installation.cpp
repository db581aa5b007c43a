#include "card/profile/installation.hpp"

namespace sixline::card::profile {

void Installation::begin(storage::Owner slot) {
  owner = slot;
  files.mount(slot);
  file.forget();
  report.clear();
  header = {};
  place = {};
  ended = false;
  begin_element(0);
}

void Installation::begin_element(std::uint32_t tag) {
  element_tag = tag;
  position = {};
  mandated = false;
  skip_element = false;
  templates = {};
  command_directory = uicc::mf_node;
  domain = {};
}

PeStatus Installation::refuse(PeStatus status) {
  if (mandated) return status;
  report.add(status, {.identification = position.identification});
  skip_element = true;
  return PeStatus::Ok;
}

}  // namespace sixline::card::profile
