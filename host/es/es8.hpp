// ES8, SM-DP to ISD-P: what the SM-SR tunnels without looking inside.  [SGP.02 §4.1.3]
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "card/wire/identifiers.hpp"
#include "host/bytes.hpp"
#include "host/error.hpp"
#include "host/es/card_function.hpp"
#include "host/es/connectivity.hpp"
#include "host/es/es5.hpp"

namespace sixline::host::es::es8 {

/// INSTALL [for personalization]: the STORE DATA blocks that follow go to `domain`.  [GPCS §11.5]
ByteString install_for_personalization(const wire::Aid& domain);

/// Whether STORE DATA blocks are the last of their chain.
enum class Chain : bool { GoesOn, Ends };
/// STORE DATA in DGI format: `data` cut into blocks of 255 bytes, numbered from `first_block`. The final one
/// asks for an answer.  [GPCS §11.11] Errors: BadInput (more than 256 blocks).
Result<std::vector<ByteString>> store_data(Bytes data, Chain chain, std::size_t first_block = 0);

/// The chain that `first` began goes on with `second` and ends.
Result<std::vector<ByteString>> continue_store_data(Bytes first, Bytes second);

/// EstablishISDPKeySet, first exchange: INSTALL and the blocks of message 1 of scenario #3.
Result<std::vector<ByteString>> establish_isd_p_key_set_1(const wire::Aid& isd_p, Bytes message_1);
/// Second exchange: the chain that message 1 began goes on with message 2 and ends.
Result<std::vector<ByteString>> establish_isd_p_key_set_2(Bytes message_1, Bytes message_2);

/// UpdateConnectivityParameters, before SCP03 protects it.  [SGP.02 §4.1.3.4] Errors: those of
/// ConnectivityParameters.
Result<ByteString> update_connectivity_parameters(const ConnectivityParameters& parameters);
/// What an SM-DP leaves in its ISD-P so that it can authorise MasterDelete later: the three identifiers of
/// the reference, and the token key under the DEK of the SCP03 key set. Both before SCP03 protects them.
/// [GPCS §11.8, §11.11] Errors: BadInput.
Result<ByteString> store_delete_reference(const es5::DeleteReference& reference);
Result<ByteString> put_token_key(Bytes dek, Bytes token_key);

/// DownloadAndInstallation: SCP03t TLVs (84 and 85, or 86s) as one script.
ByteString download_and_installation(std::span<const ByteString> tlvs);

/// The status of one profile element, or of all when it names none.  [TCA-PP]
struct PeStatus {
  std::uint32_t status = 0;
  std::optional<std::uint32_t> identification{};
  std::optional<std::uint32_t> additional{};
  std::optional<std::uint32_t> offset{};  ///< inside the element
};
/// "ok", "memory-failure" and so on; status words above 0x6000 by their number.
std::string name_of_pe_status(std::uint32_t status);

/// The report at the end of a download.
struct EuiccResponse {
  std::vector<PeStatus> statuses;
  bool aborted = false;
  std::string message{};

  bool ok() const;
  /// The eUICC does not have what the profile needs: an element, a service, a template, an edition.
  bool lacks_feature() const;
  bool lacks_memory() const;
  /// One line for a person.
  std::string describe() const;
  /// Errors: BadFormat. Padding behind the report is not part of `report`.
  static Result<EuiccResponse> parse(Bytes report);
};

}  // namespace sixline::host::es::es8

namespace sixline::host::es {

/// The functions of this file, one row each.
std::span<const CardFunction> es8_functions();

}  // namespace sixline::host::es
