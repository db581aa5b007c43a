// What a desk under test finds around it: the others, an eUICC that the EUM delivered, and how calls come and
// answers are kept.
#pragma once

#include "host/es/signature/eum_delivery.hpp"
#include "host/es/soap/exchange.hpp"
#include "host/http/http.hpp"
#include "host/pki/certificate_set.hpp"
#include "servers/lines/peers.hpp"
#include "servers/store/store.hpp"

namespace sixline::tests {

inline const std::string eid = "89001012012341234012345678901224";
inline const std::string other_eid = "89001012012341234012345678901321";
inline const std::string eum_id = "1.3.6.1.4.1.99999.1";
inline const std::string smsr_id = "1.3.6.1.4.1.99999.2";
inline const std::string smdp_id = "1.3.6.1.4.1.99999.3";
inline const std::string operator_id = "1.3.6.1.4.1.99999.4";

/// Of CI, EUM, SM-DP and SM-SR. Made once: they are slow.
const host::pki::CertificateSet& pki();
/// One that can be written to.
servers::lines::Peer peer(const std::string& id, servers::lines::PeerRole role);
/// A fresh ECASD, certified by the EUM.
host::pki::CvIdentity issue_ecasd(const std::string& digits);
/// What the EUM says of an eUICC with this ECASD; without keys for SCP80 and without profiles.
host::es::EumDelivery delivery_of(const std::string& digits, const host::pki::CvIdentity& ecasd,
                                  host::es::Time production_date);
/// The EIS of it, signed by the EUM.
host::es::Eis delivered(const host::es::EumDelivery& delivery);

/// As it arrives when `sender`, so named by its certificate, posts it.
host::http::Request posted(const host::es::soap::Post& post, const std::string& sender);
/// The answer that is kept with a call for its repetition, once there is one.
std::optional<host::es::Message> answer_in(const std::optional<servers::store::ReceivedRow>& row);

}  // namespace sixline::tests
