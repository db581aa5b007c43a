// The EUM's signature over the EIS: made, verified, and every way around it refused.
#include "host/es/signature/eum_signature.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <openssl/err.h>
#include <unistd.h>

#include "host/es/eis_content.hpp"
#include "host/es/eis_json.hpp"
#include "host/es/request_content.hpp"
#include "host/es/signature/eum_delivery.hpp"
#include "host/es/soap/envelope.hpp"
#include "host/pki/certificate_set.hpp"

namespace sixline::host::es::signature {
namespace {

using namespace std::chrono_literals;
const pki::Validity validity{std::chrono::sys_days(2024y / 1 / 1), std::chrono::sys_days(2049y / 12 / 31)};

struct Signed {
  pki::CertificateSet pki;
  Eis eis;
};

Signed sample(crypto::Curve curve = crypto::Curve::P256) {
  auto pki = pki::CertificateSet::generate(curve, validity).value();
  EumDelivery delivery;
  delivery.eid = "89001012012341234012345678901224";
  delivery.eum_id = "1.3.6.1.4.1.99999.1";
  delivery.ci_id = "1.3.6.1.4.1.99999.0";
  delivery.smsr_id = "1.3.6.1.4.1.99999.2";
  delivery.production_date = 1'700'000'000;
  delivery.ecasd_certificate = {0x7F, 0x21, 0x02, 0x93, 0x00};
  delivery.scp80 = {0x01, 0, {{1, 0x88, {1, 2, 3}, ByteString(16, 1), {}}}, {}, {}};
  auto eis = make_eis(delivery, pki.eum().certificate, pki.eum().key.signer()).value();
  return {std::move(pki), std::move(eis)};
}

const Signed& good() {
  static const Signed made = sample();
  return made;
}

ErrorCode refused(const Eis& eis) {
  const auto verified = verify(eis, good().pki.eum().certificate);
  EXPECT_FALSE(verified);
  return verified ? ErrorCode::Internal : verified.error().code;
}

/// The sample with `from` replaced by `to` in one of its texts, which must have it.
Eis with(std::string Eis::*text, std::string_view from, std::string_view to) {
  Eis eis = good().eis;
  const std::size_t at = (eis.*text).find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) (eis.*text).replace(at, from.size(), to);
  return eis;
}

/// Signed once more by the same key, after SignedInfo was changed: what a clumsy or tricky EUM would send.
Eis resigned(std::string_view from, std::string_view to) {
  Eis eis = with(&Eis::signature_xml, from, to);
  const std::string& xml = eis.signature_xml;
  const std::string open = "<ds:SignedInfo", close = "</ds:SignedInfo>";
  const std::size_t begin = xml.find(open), end = xml.find(close) + close.size();
  std::string canonical = xml.substr(begin, end - begin);
  canonical.insert(open.size(), " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"");
  const auto raw = good().pki.eum().key.sign(wire::bytes_of(canonical)).value();
  // base64 by way of the certificate's own encoder would prove nothing: by hand.
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string value;
  for (std::size_t i = 0; i < raw.size(); i += 3) {
    const std::size_t left = std::min<std::size_t>(3, raw.size() - i);
    unsigned bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < left ? raw[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k) value += k <= left ? digits[bits >> (18 - 6 * k) & 63] : '=';
  }
  const std::size_t from_value = eis.signature_xml.find("<ds:SignatureValue>") + 19;
  const std::size_t to_value = eis.signature_xml.find("</ds:SignatureValue>");
  eis.signature_xml.replace(from_value, to_value - from_value, value);
  return eis;
}

TEST(EumSignature, OnBothCurves) {
  for (const auto curve : {crypto::Curve::P256, crypto::Curve::BrainpoolP256r1}) {
    const Signed made = sample(curve);
    const auto verified = verify(made.eis, made.pki.eum().certificate);
    EXPECT_TRUE(verified) << verified.error().what;
    const auto named = certificate_in(made.eis);
    ASSERT_TRUE(named);
    EXPECT_EQ(named->der(), made.pki.eum().certificate.der());
  }
}

TEST(EumSignature, SurvivesTheMessageTheRecordAndTheNextMessage) {
  const Eis& eis = good().eis;
  const auto passed_on = [](const Eis& sent) {
    soap::Header header;
    header.from.entity_id = "1.2";
    header.message_id = "urn:uuid:1";
    header.to.address = "https://smsr.example";
    const std::string envelope =
        soap::write_envelope(header, message_of(RegisterEis{{"1.2", {}, "1", 0}, sent}));
    const auto read = soap::read_envelope(envelope);
    EXPECT_TRUE(read && read->message() != nullptr && !read->message()->refusal);
    return registration_of(read->message()->message, "1.2").value().eis;
  };
  const Eis received = passed_on(eis);
  EXPECT_TRUE(verify(received, good().pki.eum().certificate));
  EXPECT_EQ(received.signed_xml, eis.signed_xml);
  const Eis stored = eis_from_json(to_json(received)).value();
  EXPECT_TRUE(verify(passed_on(stored), good().pki.eum().certificate));
  EXPECT_TRUE(verify(passed_on(passed_on(stored)), good().pki.eum().certificate));
}

TEST(EumSignature, PrefixesOfOtherStacksAndBlanksAreNoMatter) {
  Eis eis = good().eis;
  for (std::string* xml : {&eis.signature_xml}) {
    for (std::size_t at = 0; (at = xml->find("ds:", at)) != std::string::npos; at += 4)
      xml->replace(at, 3, "sig:");
    for (std::size_t at = 0; (at = xml->find(":ds=", at)) != std::string::npos;) xml->replace(at, 4, ":sig=");
  }
  // SignedInfo is signed with its prefix: it is another text now.
  EXPECT_EQ(refused(eis), ErrorCode::NotAuthentic);
  EXPECT_TRUE(verify(with(&Eis::signature_xml, "</ds:SignedInfo><ds:SignatureValue>",
                          "</ds:SignedInfo>\n  <ds:SignatureValue>\n"),
                     good().pki.eum().certificate))
      << "blanks around are not signed";
  EXPECT_TRUE(verify(with(&Eis::signed_xml, "</rps:Eid>", "</rps:Eid ><!-- nothing -->"),
                     good().pki.eum().certificate))
      << "comments and the writing of tags are not signed";
}

TEST(EumSignature, EveryChangedFieldIsNoticed) {
  const std::string& xml = good().eis.signed_xml;
  unsigned changed = 0;
  // One character of every text in turn.
  for (std::size_t at = xml.find("</"); at != std::string::npos; at = xml.find("</", at + 1)) {
    if (xml[at - 1] == '>') continue;
    Eis eis = good().eis;
    char& last = eis.signed_xml[at - 1];
    last = last == '1' ? '2' : '1';
    EXPECT_FALSE(verify(eis, good().pki.eum().certificate)) << xml.substr(at, 30);
    ++changed;
  }
  EXPECT_GT(changed, 10u);
}

TEST(EumSignature, TheEisMaySayNothingElseThanWasSigned) {
  Eis eis = good().eis;
  eis.signed_block.eid = "89001012012341234012345678901321";
  EXPECT_EQ(refused(eis), ErrorCode::NotAuthentic);
  eis = good().eis;
  eis.signed_block.ecasd.key_sets[0].certificates[0].value.push_back(0);
  EXPECT_EQ(refused(eis), ErrorCode::NotAuthentic);
  eis = good().eis;
  eis.signed_xml.clear();
  EXPECT_EQ(refused(eis), ErrorCode::NotAuthentic);
  eis = good().eis;
  eis.signature_xml.clear();
  EXPECT_EQ(refused(eis), ErrorCode::NotAuthentic);
}

TEST(EumSignature, AnotherKeyIsNotBelieved) {
  const Signed other = sample();
  EXPECT_FALSE(verify(good().eis, other.pki.eum().certificate));
  EXPECT_FALSE(verify(other.eis, good().pki.eum().certificate)) << "KeyInfo decides nothing";
  EXPECT_FALSE(verify(good().eis, good().pki.ci().certificate));
}

TEST(EumSignature, OnlyOneFormIsTaken) {
  const std::vector<std::pair<std::string_view, std::string_view>> forms{
      {"<ds:Reference>", "<ds:Reference URI=\"\">"},
      {"<ds:Reference>", "<ds:Reference URI=\"#other\">"},
      {"<ds:Reference>", "<ds:Reference URI=\"file:///etc/passwd\">"},
      {"<ds:Reference>", "<ds:Reference Type=\"http://www.w3.org/2000/09/xmldsig#Object\">"},
      {"Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"",
       "Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\""},
      {"<ds:SignedInfo>", "<ds:SignedInfo Id=\"x\">"},
      {"<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform>", ""},
      {"<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">",
       "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\">"},
      {"<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">",
       "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\">"},
      {"<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform>",
       "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform>"
       "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform>"},
      {"Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"",
       "Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1\""},
      {"Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"",
       "Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\""},
      {"<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">",
       "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\">"},
      {"</ds:Reference>", "</ds:Reference><ds:Reference></ds:Reference>"},
      {"<ds:DigestValue>", "<ds:DigestValue>AAAA"},
  };
  for (const auto& [from, to] : forms)
    EXPECT_EQ(refused(resigned(from, to)), ErrorCode::BadFormat) << to << ": signed rightly, of another form";
  EXPECT_TRUE(verify(resigned("<ds:SignedInfo>", "<ds:SignedInfo>"), good().pki.eum().certificate))
      << "the way these are signed is right";
}

TEST(EumSignature, WrappingIsRefused) {
  const std::string whole = good().eis.signature_xml;
  const std::string inner = whole.substr(whole.find("<ds:SignedInfo>"));
  const auto put = [&](std::string_view from, const std::string& to) {
    return refused(with(&Eis::signature_xml, from, to));
  };
  const std::string info = inner.substr(0, inner.find("</ds:SignedInfo>") + 16);
  EXPECT_EQ(
      put("</rps:EumSignature>", "<ds:Object>" + good().eis.signed_xml + "</ds:Object></rps:EumSignature>"),
      ErrorCode::BadFormat);
  EXPECT_EQ(put("<ds:SignedInfo>", info + "<ds:SignedInfo>"), ErrorCode::BadFormat) << "two SignedInfo";
  EXPECT_EQ(put("</rps:EumSignature>", info + "</rps:EumSignature>"), ErrorCode::BadFormat);
  EXPECT_EQ(put("<ds:KeyInfo>", "<ds:Signature>" + inner.substr(0, inner.find("<ds:KeyInfo>")) +
                                    "</ds:Signature><ds:KeyInfo>"),
            ErrorCode::BadFormat)
      << "a signature beside the signature";
  EXPECT_EQ(put("<ds:SignedInfo>", "text<ds:SignedInfo>"), ErrorCode::BadFormat);
  Eis eis = good().eis;
  eis.signature_xml = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">" + inner;
  eis.signature_xml.replace(eis.signature_xml.rfind("</rps:EumSignature>"), 19, "</ds:Signature>");
  EXPECT_EQ(refused(eis), ErrorCode::BadFormat) << "another wrapper";
}

TEST(EumSignature, SignedContentOfAnotherShapeIsNoEis) {
  // Rightly signed, but not an EumSignedInfo: the digest is of something else.
  Eis eis = good().eis;
  eis.signed_xml =
      "<rps:Eis xmlns:rps=\"http://namespaces.gsma.org/esim-messaging/3\">" + eis.signed_xml + "</rps:Eis>";
  EXPECT_EQ(refused(eis), ErrorCode::BadFormat) << "a signed part inside of a signed part";
  eis = with(&Eis::signed_xml, "<rps:Eid>", "<rps:Eid>89001012012341234012345678901321</rps:Eid><rps:Eid>");
  EXPECT_EQ(refused(eis), ErrorCode::NotAuthentic);
}

TEST(EumSignature, NothingIsExpandedAndNothingFetched) {
  const std::string bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
  Eis eis = good().eis;
  eis.signed_xml = bomb + eis.signed_xml;
  EXPECT_FALSE(verify(eis, good().pki.eum().certificate));
  eis = good().eis;
  eis.signature_xml = "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\">" + eis.signature_xml;
  EXPECT_EQ(refused(eis), ErrorCode::BadFormat);
  EXPECT_EQ(refused(with(&Eis::signature_xml, "<ds:SignedInfo>", "&b;<ds:SignedInfo>")),
            ErrorCode::BadFormat);
  eis = good().eis;
  eis.signature_xml = std::string(100'000, '<');
  EXPECT_EQ(refused(eis), ErrorCode::BadFormat);
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<a>";
  eis.signature_xml = deep;
  EXPECT_EQ(refused(eis), ErrorCode::BadFormat);
}

TEST(EumSignature, MalformedValuesAreRefused) {
  for (const char* value : {"", "AAAA", "????", "A",
                            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                            "AAAAAAAAAAAAAAAAAAAAAAAAAAAA===="}) {
    Eis eis = good().eis;
    const std::size_t from = eis.signature_xml.find("<ds:SignatureValue>") + 19;
    eis.signature_xml.replace(from, eis.signature_xml.find("</ds:SignatureValue>") - from, value);
    EXPECT_EQ(refused(eis), ErrorCode::BadFormat) << value;
  }
}

TEST(EumSignature, CertificatesThatAreNoneAreNotNamed) {
  EXPECT_FALSE(certificate_in(with(&Eis::signature_xml, "<ds:X509Certificate>MI", "<ds:X509Certificate>??")));
  EXPECT_FALSE(certificate_in(with(&Eis::signature_xml, "<ds:X509Certificate>MI", "<ds:X509Certificate>")));
  EXPECT_FALSE(certificate_in(Eis{}));
}

// Made with other tools: canonical forms by Python's ElementTree, digests and signature by OpenSSL's command.
TEST(EumSignature, ASignatureMadeElsewhereVerifies) {
  const std::string info =
      R"(<e:EumSignedInfo xmlns:e='http://namespaces.gsma.org/esim-messaging/3'>
  <!-- made elsewhere --><e:Eid>89001012012341234012345678901224</e:Eid>
  <e:Eum-id >1.3.6.1.4.1.99999.1</e:Eum-id><e:ProductionDate>2024-05-01T10:00:00Z</e:ProductionDate><e:PlatformType>S&#x26;T</e:PlatformType><e:PlatformVersion>1.0.0</e:PlatformVersion>
  <e:Isd-p-loadfile-aid>A0000005591010FFFFFFFF8900000D00</e:Isd-p-loadfile-aid><e:Isd-p-module-aid>A0000005591010FFFFFFFF8900000E00</e:Isd-p-module-aid>
  <e:Ecasd><e:Aid>A0000005591010FFFFFFFF8900000200</e:Aid><e:Sin>01</e:Sin><e:Sdin>02</e:Sdin><e:Role>ECASD</e:Role><e:Keyset><e:Version>116</e:Version><e:Certificate><e:Index>1</e:Index><e:CaId>1.2.9</e:CaId><e:Value>7F2100</e:Value></e:Certificate></e:Keyset></e:Ecasd>
  <e:EuiccCapabilities><e:CattpSupport>false</e:CattpSupport><e:HttpSupport>false</e:HttpSupport><e:SecurePacketVersion>8.0.0</e:SecurePacketVersion><e:RemoteProvisioningVersion>4.2.0</e:RemoteProvisioningVersion></e:EuiccCapabilities></e:EumSignedInfo>)";
  const std::string value =
      R"(<e:EumSignature xmlns:e='http://namespaces.gsma.org/esim-messaging/3'><SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#">
<CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/>
<Reference><Transforms><Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue>IXr6VUsfJ7VUb8MiP0WLWuwQcQwo0Qv7bBj72BzAyrk=</DigestValue></Reference></SignedInfo><SignatureValue xmlns="http://www.w3.org/2000/09/xmldsig#">
GtcfOQCsiFe/uYPk20N33NZC1IeVLbQ6kzGvXp/Ccu1f452sZml5sxGxtiSllxcD
fCG4ZFa7rcnDtSqBbA5daQ==
</SignatureValue></e:EumSignature>)";
  const auto certificate = pki::X509Certificate::from_pem(
                               R"(-----BEGIN CERTIFICATE-----
MIIBqDCCAU+gAwIBAgIUPLKr7CiADlsBg3/hY/2WwJCcbFMwCgYIKoZIzj0EAwIw
KTEPMA0GA1UECgwGVmVjdG9yMRYwFAYDVQQDDA1URVNUIE9OTFkgRVVNMCAXDTI2
MTEyNjEyMTIyN1oYDzIwNTEwNzE4MTIxMjI3WjApMQ8wDQYDVQQKDAZWZWN0b3Ix
FjAUBgNVBAMMDVRFU1QgT05MWSBFVU0wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AATEDIMFQsPVxiBzsr3NRNjyG4kpatodOc902qwKZcnALxLk5E170tFCen/ZgIF5
1m+GwCfFEAlVaTmx2obCTlwOo1MwUTAdBgNVHQ4EFgQUH20Xcjov4g7p8c8WNKFg
u1J/2H4wHwYDVR0jBBgwFoAUH20Xcjov4g7p8c8WNKFgu1J/2H4wDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiA1GCApErFJ7ni4SOIwA9bFFq+eCON9
3iNA1DmJehk13QIgW7GWPvezGi6a4e6Xkw2qzAlL6CNgGxSTBOxa8xWO2a4=
-----END CERTIFICATE-----
)")
                               .value();
  Eis eis;
  eis.signed_xml = info;
  eis.signature_xml = value;
  eis.signed_block = signed_block_of(info).value();
  EXPECT_EQ(eis.signed_block.platform_type, "S&T");
  const auto verified = verify(eis, certificate);
  EXPECT_TRUE(verified) << verified.error().what;
  EXPECT_FALSE(verify(eis, good().pki.eum().certificate));
  eis.signed_xml.replace(eis.signed_xml.find("S&#x26;T"), 8, "SAT");
  EXPECT_EQ(verify(eis, certificate).error().code, ErrorCode::NotAuthentic);
}

TEST(EumSignature, KeyInfoNamesTheEumOrNobody) {
  const std::string& xml = good().eis.signature_xml;
  const std::size_t begin = xml.find("<ds:KeyInfo>");
  const std::string whole = xml.substr(begin, xml.find("</rps:EumSignature>") - begin);
  const std::size_t certificate_at = whole.find("<ds:X509Certificate>");
  const std::string own = whole.substr(certificate_at, whole.find("</ds:X509Data>") - certificate_at);
  const auto data = [](const std::string& content) {
    return "<ds:KeyInfo><ds:X509Data>" + content + "</ds:X509Data></ds:KeyInfo>";
  };
  const auto& eum = good().pki.eum().certificate;
  for (const std::string& taken :
       {std::string(), data(own), data("<ds:X509SubjectName>CN=anybody</ds:X509SubjectName>" + own)})
    EXPECT_TRUE(verify(with(&Eis::signature_xml, whole, taken), eum)) << taken;
  const std::string other = sample().eis.signature_xml;
  const std::size_t other_at = other.find("<ds:KeyInfo>");
  for (const std::string& refused_one :
       {data(own + own), data(""), data("<ds:X509SKI>AAAA</ds:X509SKI>"),
        data("<ds:X509CRL>AAAA</ds:X509CRL>"), std::string("<ds:KeyInfo/>"),
        std::string("<ds:KeyInfo><ds:KeyName>k</ds:KeyName></ds:KeyInfo>"),
        std::string("<ds:KeyInfo><ds:KeyValue>k</ds:KeyValue></ds:KeyInfo>"),
        std::string("<ds:KeyInfo><ds:RetrievalMethod URI=\"http://127.0.0.1:1/\"/></ds:KeyInfo>"),
        whole + whole, other.substr(other_at, other.find("</rps:EumSignature>") - other_at)})
    EXPECT_EQ(refused(with(&Eis::signature_xml, whole, refused_one)), ErrorCode::BadFormat) << refused_one;
}

TEST(EumSignature, IdsAndSignaturesInsideAreRefused) {
  for (const char* id : {"Id", "ID", "id", "xml:id"}) {
    const std::string attribute = std::string(" ") + id + "=\"a\"";
    EXPECT_EQ(refused(with(&Eis::signed_xml, "<rps:EumSignedInfo", "<rps:EumSignedInfo" + attribute)),
              ErrorCode::BadFormat);
    EXPECT_EQ(refused(with(&Eis::signed_xml, "<rps:Eid", "<rps:Eid" + attribute)), ErrorCode::BadFormat);
    EXPECT_EQ(refused(with(&Eis::signature_xml, "<rps:EumSignature", "<rps:EumSignature" + attribute)),
              ErrorCode::BadFormat);
  }
  for (const std::string& inner : {good().eis.signed_xml, good().eis.signature_xml})
    EXPECT_EQ(refused(with(&Eis::signed_xml, "</rps:EumSignedInfo>", inner + "</rps:EumSignedInfo>")),
              ErrorCode::BadFormat);
  EXPECT_EQ(refused(with(&Eis::signed_xml, "<rps:Eid>",
                         "<rps:x>" + std::string(300 << 10, 'x') + "</rps:x><rps:Eid>")),
            ErrorCode::BadFormat);
}

TEST(EumSignature, LeavesNothingBehindOnTheThread) {
  ::testing::internal::CaptureStderr();
  refused(with(&Eis::signed_xml, "<rps:Eid>", "<a xmlns=\"relative\"/><rps:Eid>"));
  refused(with(&Eis::signed_xml, "Sixline", "Sixlime"));
  Eis other = good().eis;
  char& first = other.signature_xml[other.signature_xml.find("<ds:SignatureValue>") + 19];
  first = first == 'M' ? 'N' : 'M';
  refused(other);
  EXPECT_FALSE(verify(good().eis, good().pki.ci().certificate));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(ERR_peek_error(), 0ul) << "the next TLS read would take it for its own";
}

TEST(EumSignature, IsJudgedWithItsChain) {
  const pki::Day today = std::chrono::sys_days(2026y / 6 / 1);
  const auto& pki = good().pki;
  const auto failure = [&](const Eis& eis, const pki::X509Certificate& ci, pki::Day day,
                           const std::optional<pki::X509Certificate>& known = {}) {
    const auto judged = judge(eis, ci, day, known);
    return judged ? std::nullopt : std::optional(judged.error().failure);
  };
  const auto& ci = pki.ci().certificate;
  EXPECT_EQ(failure(good().eis, ci, today), std::nullopt);
  EXPECT_EQ(failure(with(&Eis::signed_xml, "Sixline", "Sixlime"), ci, today), Failure::EumSignatureInvalid);
  EXPECT_EQ(failure(sample().eis, ci, today), Failure::EumCertificate) << "of another CI";
  EXPECT_EQ(failure(good().eis, ci, std::chrono::sys_days(2051y / 1 / 1)), Failure::EumCertificate);
  Eis nameless = good().eis;
  const std::size_t begin = nameless.signature_xml.find("<ds:KeyInfo>");
  nameless.signature_xml.erase(begin, nameless.signature_xml.find("</rps:EumSignature>") - begin);
  EXPECT_EQ(failure(nameless, ci, today), Failure::EumCertificate);
  EXPECT_EQ(failure(nameless, ci, today, pki.eum().certificate), std::nullopt) << "known by its Eum-id";
  EXPECT_EQ(failure(nameless, ci, today, ci), Failure::EumSignatureInvalid);
}

/// The same judged by programs that others wrote: xmllint makes the canonical forms, openssl the digests.
TEST(EumSignature, OpensslAndXmllintComeToTheSameEnd) {
  if (std::system("command -v xmllint >/dev/null && command -v openssl >/dev/null") != 0)
    GTEST_SKIP() << "xmllint or openssl is not there";
  const auto folder =
      std::filesystem::temp_directory_path() / ("sixline-signature-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const std::string& text) { std::ofstream(folder / name) << text; };
  const Eis& eis = good().eis;
  write("info.xml", eis.signed_xml);
  std::string signed_info = eis.signature_xml.substr(eis.signature_xml.find("<ds:SignedInfo>"));
  signed_info = signed_info.substr(0, signed_info.find("</ds:SignedInfo>") + 16);
  signed_info.insert(14, " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"");
  write("signed.xml", signed_info);
  write("eum.pem", good().pki.eum().certificate.pem());
  const auto element = [&](const std::string& name) {
    const std::size_t from = eis.signature_xml.find("<ds:" + name + ">") + name.size() + 5;
    return eis.signature_xml.substr(from, eis.signature_xml.find("</ds:" + name + ">") - from);
  };
  write("check.sh",
        "set -e\ncd " + folder.string() +
            "\nxmllint --exc-c14n info.xml > info.c14n\nxmllint --exc-c14n signed.xml > signed.c14n\n"
            "test \"$(openssl dgst -sha256 -binary info.c14n | openssl base64)\" = '" +
            element("DigestValue") + "'\necho '" + element("SignatureValue") +
            "' | openssl base64 -d -A > raw\n"
            "r=$(head -c 32 raw | od -An -tx1 | tr -d ' \\n'); s=$(tail -c 32 raw | od -An -tx1 | tr -d ' "
            "\\n')\n"
            "printf 'asn1=SEQUENCE:s\\n[s]\\nr=INTEGER:0x%s\\ns=INTEGER:0x%s\\n' $r $s > der.cnf\n"
            "openssl asn1parse -genconf der.cnf -noout -out der\n"
            "openssl x509 -in eum.pem -noout -pubkey > key\n"
            "openssl dgst -sha256 -verify key -signature der signed.c14n\n");
  EXPECT_EQ(std::system(("sh " + (folder / "check.sh").string() + " >/dev/null 2>&1").c_str()), 0);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace sixline::host::es::signature
