// Cards are reached by short messages through a message centre, over SMPP.
#pragma once

#include "host/smpp/esme.hpp"
#include "servers/program/section.hpp"
#include "servers/program/server.hpp"
#include "servers/smsr/desk.hpp"

namespace sixline::servers::program {

/// [smpp]
host::smpp::EsmeSettings read_esme(const Section& section);

class SmsBearer final : public Bearer {
 public:
  /// Connects in the background. What cards send becomes a unit of work of `server`. Errors: BadInput
  /// (address).
  static Result<std::unique_ptr<Bearer>> start(const host::smpp::EsmeSettings& settings, Server& server,
                                               smsr::SmSrDesk& desk, Journal& journal, Metrics& metrics);
  explicit SmsBearer(std::unique_ptr<host::smpp::Esme> esme) : esme_(std::move(esme)) {}

  void submit(const lines::ShortMessage& message, Taken taken) override;
  bool is_up() const override { return esme_->bound(); }
  void stop(std::chrono::milliseconds grace) override { esme_->stop(grace); }

 private:
  std::unique_ptr<host::smpp::Esme> esme_;
};

}  // namespace sixline::servers::program
