// A card in a PC/SC reader.
#pragma once

#include <memory>
#include <vector>

#include "host/transport/card_channel.hpp"

namespace sixline::host::transport {

struct PcscReader {
  std::string name;
  bool card_present = false;
  ByteString atr;  ///< empty without a card
};

/// Readers known to the PC/SC service. An empty list is a service without readers. The service is the one
/// PCSCLITE_CSOCK_NAME names, or the system's. Errors: NotFound (no service).
Result<std::vector<PcscReader>> list_pcsc_readers();

class PcscChannel : public CardChannel {
 public:
  /// Opens the reader whose name contains `reader`; an empty name takes the first one with a card.
  /// Errors: NotFound (no service, reader or card; the text says what to do instead).
  static Result<std::unique_ptr<CardChannel>> open(std::string_view reader);
  ~PcscChannel() override;
  PcscChannel(const PcscChannel&) = delete;
  PcscChannel& operator=(const PcscChannel&) = delete;

  std::string name() const override { return "pcsc:" + reader_; }
  Result<ByteString> reset() override;
  Result<ByteString> transmit(Bytes command) override;

 private:
  struct Handles;
  PcscChannel(std::string reader, std::unique_ptr<Handles> handles);

  std::string reader_;
  std::unique_ptr<Handles> handles_;
};

}  // namespace sixline::host::transport
