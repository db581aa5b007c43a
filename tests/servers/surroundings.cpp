#include "tests/servers/surroundings.hpp"

#include <gtest/gtest.h>

namespace sixline::tests {

namespace es = host::es;

namespace {

const host::pki::Validity validity{std::chrono::sys_days(std::chrono::year(2020) / 1 / 1),
                                   std::chrono::sys_days(std::chrono::year(2049) / 12 / 31)};

}  // namespace

const host::pki::CertificateSet& pki() {
  static const auto set = host::pki::CertificateSet::generate(host::crypto::Curve::P256, validity).value();
  return set;
}

servers::lines::Peer peer(const std::string& id, servers::lines::PeerRole role) {
  servers::lines::Peer out;
  out.id = id;
  out.roles = {role};
  out.base_url = "https://peer-" + id;
  return out;
}

host::pki::CvIdentity issue_ecasd(const std::string& digits) {
  return pki().issue_ecasd(wire::Eid::from(*host::from_hex(digits)).value(), validity).value();
}

es::EumDelivery delivery_of(const std::string& digits, const host::pki::CvIdentity& ecasd,
                            es::Time production_date) {
  es::EumDelivery delivery;
  delivery.eid = digits;
  delivery.eum_id = eum_id;
  delivery.ci_id = "1.3.6.1.4.1.99999.0";
  delivery.production_date = production_date;
  delivery.ecasd_certificate = ecasd.certificate;
  delivery.memory_for_profiles = 400'000;
  return delivery;
}

es::Eis delivered(const es::EumDelivery& delivery) {
  return es::make_eis(delivery, pki().eum().certificate, pki().eum().key.signer()).value();
}

host::http::Request posted(const es::soap::Post& post, const std::string& sender) {
  return {"POST", post.path, post.content_type, post.body, {sender, "CN=" + sender, "127.0.0.1:4"}};
}

std::optional<es::Message> answer_in(const std::optional<servers::store::ReceivedRow>& row) {
  if (!row || row->answer.empty()) return std::nullopt;
  const auto document = es::xml::Document::parse(row->answer);
  EXPECT_TRUE(document) << row->answer;
  auto decoded = es::decode(*document, document->root());
  EXPECT_TRUE(decoded && !decoded->refusal) << row->answer;
  return std::move(decoded->message);
}

}  // namespace sixline::tests
