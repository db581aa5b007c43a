// The ISD-P as a target of remote scripts: ES8 reaches every slot through this one object.
// [SGP.02 §2.2.1.3, §4.1.3]
#pragma once

#include "card/gp/domains.hpp"
#include "card/gp/scp03_session.hpp"
#include "card/gp/store_data.hpp"
#include "card/isdp/installation.hpp"
#include "card/isdp/key_establishment.hpp"
#include "card/ota/target.hpp"

namespace sixline::card::isdp {

using wire::CommandApdu;
using wire::ResponseApdu;

class IsdP final : public ota::ScriptTarget {
 public:
  IsdP(const runtime::Environment& environment, const ecasd::Ecasd& ecasd, const gp::Domains& domains,
       PackageInstaller& installer);

  /// Card reset: sessions are gone, interrupted installations are rolled back.
  void reset();
  /// Turns to the ISD-P the next script is addressed to.
  void select(storage::Owner slot) { slot_ = slot; }
  /// Forgets everything volatile about a slot that is about to be deleted.
  void forget(storage::Owner slot);
  bool installing(storage::Owner slot) const {
    return installation_.slot() == slot && installation_.running();
  }

  /// One exchange of keys at a time on the whole card: the ISD-R's goes through here too.
  KeyEstablishment& key_establishment() { return key_establishment_; }

  /// STORE DATA that the ISD-R was told to hand on, complete. In the open transaction; the caller commits.
  StatusWord store_data(storage::Owner slot, Bytes data, ResponseApdu& response);

  void begin_script(const ota::ScriptSecurity& security) override;
  StatusWord run_command(const CommandApdu& command, ResponseApdu& response) override;
  bool run_tlv(const wire::Tlv& tlv, wire::Writer& answer) override;
  void end_script() override;

  /// One function that arrives in STORE DATA.
  struct DataRow {
    std::string_view name;
    std::uint16_t dgi;
    std::uint8_t states;  ///< mask of StateBit
    bool needs_channel;   ///< only inside SCP03
    StatusWord (IsdP::*handler)(Bytes data, ResponseApdu& response);
    std::string_view citation;
    std::string_view script;
  };
  static std::span<const DataRow> data_functions();
  /// One SCP03t command.
  struct TlvRow {
    std::string_view name;
    wire::Tag tag;
    StatusWord (IsdP::*handler)(const wire::Tlv& tlv, wire::Writer& answer);
    std::string_view citation;
    std::string_view script;
  };
  static std::span<const TlvRow> tlv_functions();
  using Row = runtime::CommandRow<IsdP, gp::StoreDataChain>;
  static std::span<const Row> commands();

 private:
  /// Which framing the open channel speaks: a channel opened by one is useless to the other.
  enum class Framing : std::uint8_t { None, Apdu, Tlv };

  // STORE DATA functions, data_functions.cpp.
  StatusWord certificate(Bytes data, ResponseApdu& response);
  StatusWord establish_keys(Bytes data, ResponseApdu& response);
  StatusWord update_connectivity(Bytes data, ResponseApdu& response);
  StatusWord store_objects(Bytes data, ResponseApdu& response);
  StatusWord run_data_function(Bytes data, bool in_channel, ResponseApdu& response);

  // SCP03t commands, scp03t.cpp. What they return other than ok names the error TLV.
  StatusWord tlv_initialize_update(const wire::Tlv& tlv, wire::Writer& answer);
  StatusWord tlv_external_authenticate(const wire::Tlv& tlv, wire::Writer& answer);
  StatusWord tlv_profile_segment(const wire::Tlv& tlv, wire::Writer& answer);
  StatusWord tlv_replace_session_keys(const wire::Tlv& tlv, wire::Writer& answer);
  StatusWord tlv_mac_only_segment(const wire::Tlv& tlv, wire::Writer& answer);
  Result<Bytes, StatusWord> open_segment(const wire::Tlv& tlv);
  StatusWord segment_state() const;
  void write_protected(wire::Tag tag, Bytes plain, wire::Writer& answer);

  // SCP03 commands, commands.cpp.
  static StatusWord initialize_update(IsdP& isd_p, gp::StoreDataChain& chain, const CommandApdu& command,
                                      ResponseApdu& response);
  static StatusWord external_authenticate(IsdP& isd_p, gp::StoreDataChain& chain, const CommandApdu& command,
                                          ResponseApdu& response);
  static StatusWord secured(IsdP& isd_p, gp::StoreDataChain& chain, const CommandApdu& command,
                            ResponseApdu& response);
  static StatusWord plain_store_data(IsdP& isd_p, gp::StoreDataChain& chain, const CommandApdu& command,
                                     ResponseApdu& response);
  static StatusWord get_data(IsdP& isd_p, gp::StoreDataChain& chain, const CommandApdu& command,
                             ResponseApdu& response);
  StatusWord run_secured(const CommandApdu& command, ResponseApdu& response);
  StatusWord gather(const CommandApdu& command, bool in_channel, ResponseApdu& response);
  StatusWord put_key(const CommandApdu& command, ResponseApdu& response);

  Result<gp::Application, StatusWord> application() const;
  Result<gp::Scp03Session::Opening, StatusWord> open_channel(Framing framing, std::uint8_t version,
                                                             Bytes host_challenge);
  bool channel_open(Framing framing) const;
  void close_channel();
  StatusWord settle(StatusWord dispatched, ResponseApdu& response);

  const runtime::Environment& environment_;
  const gp::Domains& domains_;
  gp::Registry registry_;
  gp::KeyStore keys_;
  KeyEstablishment key_establishment_;
  Installation installation_;
  gp::Scp03Session session_;
  Framing framing_ = Framing::None;
  std::uint8_t session_version_ = 0;
  gp::StoreDataChain chain_;
  bool chain_secured_ = false;  ///< the sequence under way came through the channel
  storage::Owner slot_ = storage::card_owner;
  bool script_failed_ = false;  ///< an SCP03t command failed: the rest of its script is not run
  /// Plain text of the segment or command at hand, then the plain answer.
  std::array<std::uint8_t, limits::max_scp03t_tlv> plain_{};
};

}  // namespace sixline::card::isdp
