// What the handlers of profile elements work on: one installation into one ISD-P slot.
#pragma once

#include "card/gp/key_store.hpp"
#include "card/gp/registry.hpp"
#include "card/profile/file_writer.hpp"
#include "card/profile/profile_header.hpp"
#include "card/runtime/environment.hpp"
#include "card/uicc/pins.hpp"

namespace sixline::card::profile {

struct Template;
enum class TemplateRoot : std::uint8_t;

/// Directories that later elements refer to without naming them.
struct Place {
  std::uint16_t directory =
      uicc::no_node;                  ///< where PINs go: the first directory of the last element with one
  std::uint16_t adf = uicc::no_node;  ///< the last ADF: authentication parameters go there
  std::uint16_t usim = uicc::no_node;
  std::uint16_t isim = uicc::no_node;
  std::uint16_t csim = uicc::no_node;
};

/// How far a template element has come.
struct TemplateProgress {
  const Template* chosen = nullptr;
  std::size_t next = 0;  ///< first file of the template that was not dealt with
  std::uint16_t root = uicc::no_node;
  std::uint16_t directory = uicc::no_node;  ///< where the template's next EF goes
  bool skip_file = false;                   ///< the current file is not to be created
};

/// The security domain of the current element.
struct DomainProgress {
  gp::ApplicationId id{};
  bool installed = false;
};

struct Installation {
  explicit Installation(const runtime::Environment& environment)
      : store(environment.store),
        files(environment.store),
        checkpoint(environment.store),
        file(files, checkpoint) {}
  Installation(const Installation&) = delete;
  Installation& operator=(const Installation&) = delete;

  void begin(storage::Owner slot);
  /// The number and the place a problem is reported with.
  void begin_element(std::uint32_t tag);

  /// The card cannot do what the element asks for. That ends the installation when the element is mandated;
  /// otherwise it is reported and the rest of the element is skipped.  [TCA-PP §8.1.4]
  PeStatus refuse(PeStatus status);

  /// A directory was created: the first one of an element is where PINs go from now on.  [TCA-PP §8.5.1]
  void created_directory(const uicc::File& directory);
  /// An application was created; templates that add to one of its kind add to this one.
  void created_application(const uicc::File& adf, TemplateRoot kind);
  bool has_mf() const { return files.mf().has_value(); }

  uicc::Pins pins() const { return uicc::Pins(store, owner); }
  gp::Registry registry() const { return gp::Registry(store); }
  gp::KeyStore keys() const { return gp::KeyStore(store); }

  storage::Store& store;
  storage::Owner owner = storage::card_owner;
  uicc::FileSystem files;
  Checkpoint checkpoint;
  FileWriter file;
  PeReport report{};
  ProfileHeader header{};
  Place place{};

  // The current element.
  std::uint32_t element_tag = 0;
  PePosition position{};
  bool mandated = false;
  bool skip_element = false;
  bool directory_seen = false;  ///< the element created a directory
  TemplateProgress templates{};
  std::uint16_t command_directory = uicc::mf_node;  ///< genericFileManagement: where createFCP creates
  DomainProgress domain{};
  bool ended = false;  ///< the end element was accepted
};

}  // namespace sixline::card::profile
