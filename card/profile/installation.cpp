#include "card/profile/installation.hpp"

#include "card/profile/templates.hpp"

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
  directory_seen = false;
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

void Installation::created_directory(const uicc::File& directory) {
  if (!directory_seen) place.directory = directory.node;
  directory_seen = true;
}

void Installation::created_application(const uicc::File& adf, TemplateRoot kind) {
  place.adf = adf.node;
  // One element makes MF and application of this kind of profile, and the PINs are the application's.
  if (header.is_iot()) place.directory = adf.node;
  switch (kind) {
    case TemplateRoot::None: break;
    case TemplateRoot::Usim: place.usim = adf.node; break;
    case TemplateRoot::Isim: place.isim = adf.node; break;
    case TemplateRoot::Csim: place.csim = adf.node; break;
  }
}

}  // namespace sixline::card::profile
