// Security domains: what a terminal finds when it selects one, and what an operator does with those of its
// profile, inside a secure channel of its own or in a remote script.  [GPCS §11] [SGP.02 §2.4]
#pragma once

#include <span>
#include <string_view>

#include "card/gp/command_chain.hpp"
#include "card/gp/secure_channel.hpp"
#include "card/gp/store_data.hpp"
#include "card/runtime/command_table.hpp"

namespace sixline::card::gp {

/// Where CERT.ECASD.ECKA comes from; the ECASD implements it.
class CertificateSource {
 public:
  /// The whole 7F21; empty when there is none. Valid until the store changes.
  virtual Bytes certificate() const = 0;

 protected:
  ~CertificateSource() = default;
};

/// How far GET STATUS came.
struct StatusCursor {
  std::optional<std::uint16_t> after;  ///< place of the last entry given; nothing: no more to give
};

/// Everything about the sender of a command: the logical channel it selected a domain on, or the script it
/// came with.
struct DomainSession {
  ApplicationId selected = isd_r_id;
  StatusCursor status{};
  /// Of the command at hand. A remote script sets it once, from the security of its packet.
  Protection protection{};
  /// Remote scripts: the key set of the packet. Its third key deciphers those inside PUT KEY.
  std::optional<ChannelKeys> packet_keys{};
  /// Where STORE DATA goes, if INSTALL [for personalization] said so.
  std::optional<ApplicationId> personalized{};
  /// Gathers STORE DATA. Without one a session has no STORE DATA.
  StoreDataChain* chain = nullptr;
};

class Domains {
 public:
  Domains(const runtime::Environment& environment, const CertificateSource& certificates)
      : environment_(environment),
        registry_(environment.store),
        keys_(environment.store),
        certificates_(certificates),
        channel_(environment) {}

  using Row = runtime::CommandRow<Domains, DomainSession>;
  static std::span<const Row> commands();
  /// Whether there is a row for the command, secured or not, whole or in parts.
  static bool knows(const CommandApdu& command);

  /// A security domain the terminal may select: one of the card, or of the ENABLED profile.
  /// file_not_found.  PROC-STM-04
  Result<Application, StatusWord> find_selectable(Bytes aid_prefix) const;
  /// SELECT by AID: turns `session` to the domain and writes its FCI.  [GPCS §11.9]
  StatusWord select(DomainSession& session, Bytes aid_prefix, ResponseApdu& response) const;
  /// A command of the terminal to the selected domain, in a secure channel or not.
  StatusWord process(DomainSession& session, const CommandApdu& command, ResponseApdu& response);
  /// The terminal left the domain selected on this logical channel.
  void leave(std::uint8_t channel);
  /// Nothing that was begun goes on: card reset, another profile.
  void reset();

  /// A command without secure messaging, sent by whom `session.protection` describes: what process() finds
  /// inside a secure channel, and the commands of remote scripts to a domain of the enabled profile. Changes
  /// are committed or rolled back before it returns.  [TS 102 226 §8]
  StatusWord run(DomainSession& session, const CommandApdu& command, ResponseApdu& response);

  /// GET DATA, P1 P2 = tag. reference_not_found for an object the domain does not have.
  StatusWord get_data(ApplicationId domain, const CommandApdu& command, ResponseApdu& response) const;
  /// GET STATUS as the ISD-R answers it; 6310 while `cursor` has more.  [SGP.02 §4.1.1.5]
  StatusWord get_status(StatusCursor& cursor, const CommandApdu& command, ResponseApdu& response) const {
    return get_status(isd_r_id, cursor, command, response);
  }
  /// GET STATUS over what a domain may see.  [GPCS §11.4]
  StatusWord get_status(ApplicationId domain, StatusCursor& cursor, const CommandApdu& command,
                        ResponseApdu& response) const;

  storage::Store& store() const { return environment_.store; }
  crypto::CryptoEngine& crypto() const { return environment_.crypto(); }
  const Registry& registry() const { return registry_; }
  Registry& registry() { return registry_; }
  const KeyStore& keys() const { return keys_; }
  KeyStore& keys() { return keys_; }
  Bytes ecasd_certificate() const { return certificates_.certificate(); }
  SecureChannel& channel() { return channel_; }
  /// The keys that the sender of the command at hand used.
  std::optional<ChannelKeys> sender_keys(const DomainSession& session) const;
  /// Not valid when the sender has no key for keys.
  DataEncryptionKey data_encryption_key(const DomainSession& session) const;

 private:
  void turn_channel_to(std::uint8_t channel);
  StatusWord process_whole(DomainSession& session, const CommandApdu& command, wire::MutableBytes plain,
                           ResponseApdu& response);
  StatusWord process_secured(DomainSession& session, const CommandApdu& command, wire::MutableBytes plain,
                             ResponseApdu& response);

  const runtime::Environment& environment_;
  Registry registry_;
  KeyStore keys_;
  const CertificateSource& certificates_;
  /// One secure channel, one STORE DATA sequence and one chained command for all logical channels: the last
  /// that began.
  SecureChannel channel_;
  StoreDataChain chain_;
  CommandChain parts_;
  std::uint8_t channel_owner_ = 0;
};

// The handlers, one file each. The sender is authenticated and the domain one of a profile.
StatusWord install(Domains& domains, DomainSession& session, const CommandApdu& command,
                   ResponseApdu& response);
StatusWord delete_object(Domains& domains, DomainSession& session, const CommandApdu& command,
                         ResponseApdu& response);
StatusWord set_status(Domains& domains, DomainSession& session, const CommandApdu& command,
                      ResponseApdu& response);
StatusWord store_data(Domains& domains, DomainSession& session, const CommandApdu& command,
                      ResponseApdu& response);

/// One object of GET DATA.
struct DataObject {
  std::string_view name;
  std::uint16_t tag;
  std::uint8_t kinds;  ///< mask of ApplicationKind that have it
  StatusWord (*write)(const Domains& domains, const Application& domain, Bytes request, wire::Writer& out);
  std::string_view citation;
};
std::span<const DataObject> data_objects();

}  // namespace sixline::card::gp
