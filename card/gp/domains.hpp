// Security domains as a terminal sees them: selected on a logical channel, they answer GET DATA and GET
// STATUS and change nothing. The same two answers serve remote scripts.  [GPCS §11.3, §11.4] [SGP.02 §2.4]
#pragma once

#include <span>
#include <string_view>

#include "card/gp/key_store.hpp"
#include "card/runtime/command_table.hpp"
#include "card/runtime/environment.hpp"

namespace sixline::card::gp {

using wire::CommandApdu;
using wire::ResponseApdu;

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
  std::optional<storage::Owner> after;  ///< slot of the last entry given; nothing: no more to give
};

/// What a security domain remembers of the channel it is selected on.
struct DomainSession {
  ApplicationId selected = isd_r_id;
  StatusCursor status;
};

class Domains {
 public:
  Domains(const runtime::Environment& environment, const CertificateSource& certificates)
      : environment_(environment),
        registry_(environment.store),
        keys_(environment.store),
        certificates_(certificates) {}

  using Row = runtime::CommandRow<Domains, DomainSession>;
  static std::span<const Row> commands();

  /// A security domain the terminal may select: one of the card, or of the ENABLED profile.
  /// file_not_found.  PROC-STM-04
  Result<Application, StatusWord> find_selectable(Bytes aid_prefix) const;
  /// SELECT by AID: turns `session` to the domain and writes its FCI.  [GPCS §11.9]
  StatusWord select(DomainSession& session, Bytes aid_prefix, ResponseApdu& response) const;
  /// A command of the terminal to the selected domain.
  StatusWord process(DomainSession& session, const CommandApdu& command, ResponseApdu& response);

  /// GET DATA, P1 P2 = tag. reference_not_found for an object the domain does not have.
  StatusWord get_data(ApplicationId domain, const CommandApdu& command, ResponseApdu& response) const;
  /// GET STATUS over the ISD-Ps; 6310 while `cursor` has more.  [SGP.02 §4.1.1.5]
  StatusWord get_status(StatusCursor& cursor, const CommandApdu& command, ResponseApdu& response) const;

  const storage::Store& store() const { return environment_.store; }
  const Registry& registry() const { return registry_; }
  const KeyStore& keys() const { return keys_; }
  Bytes ecasd_certificate() const { return certificates_.certificate(); }

 private:
  const runtime::Environment& environment_;
  Registry registry_;
  KeyStore keys_;
  const CertificateSource& certificates_;
};

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
