#include "host/es/signature/eum_signature.hpp"

#include <openssl/evp.h>

#include "host/crypto/hash.hpp"
#include "host/es/eis_content.hpp"
#include "host/es/message.hpp"
#include "host/es/signature/xml_security.hpp"
#include "host/es/xml/namespaces.hpp"

namespace sixline::host::es::signature {

namespace {

namespace ns = xml::ns;

// [XMLDSIG §6] the only algorithms that are made and taken
constexpr std::string_view exclusive_c14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
constexpr std::string_view sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
constexpr std::string_view ecdsa_sha256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
constexpr std::size_t digest_size = 32;
/// Several times what an ECASD with all its key sets needs.
constexpr xml::Limits limits{
    .bytes = 256u << 10, .depth = 16, .elements = 4096, .attributes = 16, .name = 128};

std::string base64(Bytes bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes.data(),
                                   static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

/// base64 as XML carries it, blanks and all; nothing when it is none.
std::optional<ByteString> from_base64(std::string_view text) {
  std::string packed;
  for (const char c : text)
    if (std::string_view(" \t\r\n").find(c) == std::string_view::npos) packed += c;
  if (packed.empty() || packed.size() % 4 != 0) return std::nullopt;
  ByteString out(packed.size() / 4 * 3);
  const int size = EVP_DecodeBlock(out.data(), reinterpret_cast<const unsigned char*>(packed.data()),
                                   static_cast<int>(packed.size()));
  if (size < 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && packed[packed.size() - 1 - padding] == '=') ++padding;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

Error malformed(std::string why) {
  return {ErrorCode::BadFormat, "EumSignature: " + std::move(why), std::nullopt};
}

/// What SignedInfo says, once it is known to be in the one form that we take.
struct SignedInfo {
  ByteString digest{};
};

/// Takes elements out of a parent in their order, each exactly once and with exactly these attributes.
class Strict {
 public:
  explicit Strict(const xml::Element& parent) : parent_(parent) {}

  const xml::Element* next(std::string_view name, std::string_view algorithm = {}) {
    if (index_ >= parent_.children.size()) return nullptr;
    const xml::Element& child = parent_.children[index_++];
    const bool plain = algorithm.empty() ? child.attributes.empty()
                                         : child.attributes.size() == 1 && child.children.empty() &&
                                               child.attribute({}, "Algorithm") == algorithm;
    return child.is(ns::ds, name) && plain ? &child : nullptr;
  }
  bool over() const { return index_ == parent_.children.size() && !parent_.has_text(); }

 private:
  const xml::Element& parent_;
  std::size_t index_ = 0;
};

Result<SignedInfo> read_signed_info(const xml::Element& info) {
  Strict fields(info);
  if (!fields.next("CanonicalizationMethod", exclusive_c14n))
    return tl::unexpected(malformed("canonicalisation"));
  if (!fields.next("SignatureMethod", ecdsa_sha256)) return tl::unexpected(malformed("signature method"));
  // A URI would say that something else is signed, an Id that something else may refer to it.
  const xml::Element* reference = fields.next("Reference");
  if (reference == nullptr) return tl::unexpected(malformed("want a Reference without attributes"));
  if (!fields.over()) return tl::unexpected(malformed("more than one Reference"));
  Strict parts(*reference);
  const xml::Element* transforms = parts.next("Transforms");
  if (transforms == nullptr) return tl::unexpected(malformed("no Transforms"));
  Strict steps(*transforms);
  if (!steps.next("Transform", exclusive_c14n) || !steps.over())
    return tl::unexpected(malformed("transforms"));
  if (!parts.next("DigestMethod", sha256)) return tl::unexpected(malformed("digest method"));
  const xml::Element* value = parts.next("DigestValue");
  if (value == nullptr || !value->children.empty() || !parts.over())
    return tl::unexpected(malformed("digest value"));
  auto digest = from_base64(value->text);
  if (!digest || digest->size() != digest_size) return tl::unexpected(malformed("digest value"));
  return SignedInfo{std::move(*digest)};
}

/// KeyInfo says whose key it is; it never brings one that is used, nor says where to fetch one.
bool names(const xml::Element& key_info, const pki::X509Certificate& eum) {
  Strict fields(key_info);
  const xml::Element* data = fields.next("X509Data");
  if (data == nullptr || !fields.over() || data->children.empty() || data->has_text()) return false;
  std::size_t certificates = 0;
  for (const xml::Element& said : data->children) {
    if (!said.attributes.empty() || !said.children.empty()) return false;
    if (said.is(ns::ds, "X509SubjectName")) continue;
    const bool certificate = said.is(ns::ds, "X509Certificate");
    if (!certificate && !said.is(ns::ds, "X509SKI")) return false;
    if (certificate && ++certificates > 1) return false;
    if (from_base64(said.text) != (certificate ? eum.der() : eum.subject_key_identifier())) return false;
  }
  return true;
}

/// What wrapping attacks need inside an EumSignedInfo, which has none of it: Ids, parts of a signature,
/// itself.
bool has_strange_parts(const xml::Element& element) {
  for (const xml::Attribute& attribute : element.attributes)
    for (const std::string_view id : {"Id", "ID", "id"})
      if (attribute.name == id) return true;
  for (const xml::Element& child : element.children)
    if (child.space == ns::ds || child.name == "EumSignedInfo" || child.name == "EumSignature" ||
        has_strange_parts(child))
      return true;
  return false;
}

/// SignatureValue, in a wrapper that holds nothing that is not expected.
Result<ByteString> signature_value(const xml::Element& root, const pki::X509Certificate& eum) {
  if (!root.is(ns::rps, "EumSignature") || !root.attributes.empty())
    return tl::unexpected(malformed("the wrapper"));
  Strict fields(root);
  if (fields.next("SignedInfo") == nullptr) return tl::unexpected(malformed("no SignedInfo"));
  const xml::Element* value = fields.next("SignatureValue");
  if (value == nullptr || !value->children.empty()) return tl::unexpected(malformed("no SignatureValue"));
  if (!fields.over()) {
    const xml::Element* key_info = fields.next("KeyInfo");
    if (key_info == nullptr) return tl::unexpected(malformed("more than a signature"));
    if (!names(*key_info, eum)) return tl::unexpected(malformed("KeyInfo"));
  }
  if (!fields.over()) return tl::unexpected(malformed("more than a signature"));
  auto raw = from_base64(value->text);
  if (!raw || raw->size() != crypto::signature_size) return tl::unexpected(malformed("signature value"));
  return std::move(*raw);
}

std::string element(std::string_view name, std::string_view algorithm) {
  return "<ds:" + std::string(name) + " Algorithm=\"" + std::string(algorithm) +
         "\"></ds:" + std::string(name) + ">";
}

/// In its canonical form already, but for the declaration of ds.
std::string signed_info(Bytes digest) {
  return "<ds:SignedInfo>" + element("CanonicalizationMethod", exclusive_c14n) +
         element("SignatureMethod", ecdsa_sha256) + "<ds:Reference><ds:Transforms>" +
         element("Transform", exclusive_c14n) + "</ds:Transforms>" + element("DigestMethod", sha256) +
         "<ds:DigestValue>" + base64(digest) + "</ds:DigestValue></ds:Reference></ds:SignedInfo>";
}

std::string wrapped(const std::string& content) {
  return "<rps:EumSignature xmlns:rps=\"" + std::string(ns::rps) + "\" xmlns:ds=\"" + std::string(ns::ds) +
         "\">" + content + "</rps:EumSignature>";
}

}  // namespace

Result<void> sign(Eis& eis, const pki::X509Certificate& eum, const crypto::Signer& key) {
  eis.signed_xml = signed_info_xml(eis);
  const auto info = SecuredDocument::parse(eis.signed_xml);
  const auto canonical = info ? info->canonical() : Result<std::string>(tl::unexpected(info.error()));
  if (!canonical) return tl::unexpected(canonical.error());
  const std::string to_sign = signed_info(crypto::sha256(wire::bytes_of(*canonical)));
  const auto document = SecuredDocument::parse(wrapped(to_sign));
  const auto bytes = document ? document->canonical_child("SignedInfo")
                              : Result<std::string>(tl::unexpected(document.error()));
  if (!bytes) return tl::unexpected(bytes.error());
  const auto value = key(wire::bytes_of(*bytes));
  if (!value) return tl::unexpected(value.error());
  eis.signature_xml = wrapped(to_sign + "<ds:SignatureValue>" + base64(*value) +
                              "</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>" +
                              base64(eum.der()) + "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>");
  return {};
}

std::optional<pki::X509Certificate> certificate_in(const Eis& eis) {
  if (eis.signature_xml.empty()) return std::nullopt;
  const auto document = xml::Document::parse(eis.signature_xml);
  if (!document) return std::nullopt;
  const xml::Element* found = &document->root();
  for (const std::string_view name : {"KeyInfo", "X509Data", "X509Certificate"}) {
    found = found->child(ns::ds, name);
    if (found == nullptr) return std::nullopt;
  }
  const auto der = from_base64(found->text);
  if (!der) return std::nullopt;
  auto certificate = pki::X509Certificate::from_der(*der);
  if (!certificate) return std::nullopt;
  return std::move(*certificate);
}

Result<void> verify(const Eis& eis, const pki::X509Certificate& eum) {
  if (eis.signed_xml.empty() || eis.signature_xml.empty())
    return fail(ErrorCode::NotAuthentic, "the EIS is not signed");
  // Two parsers see the same bytes only because the gate refuses what they would read differently.
  const auto wrapper = xml::Document::parse(eis.signature_xml, limits);
  if (!wrapper) return tl::unexpected(malformed(wrapper.error().what));
  const auto value = signature_value(wrapper->root(), eum);
  if (!value) return tl::unexpected(value.error());
  const auto signature = SecuredDocument::parse(eis.signature_xml);
  if (!signature) return tl::unexpected(signature.error());
  if (!signature->child_is_signed("SignedInfo", *value, eum))
    return fail(ErrorCode::NotAuthentic, "EumSignature: the signature is not that of " + eum.subject());

  // From here on only what was verified is read, never what was received.
  const auto info_bytes = signature->canonical_child("SignedInfo");
  if (!info_bytes) return tl::unexpected(info_bytes.error());
  const auto info_document = xml::Document::parse(*info_bytes);
  if (!info_document) return tl::unexpected(info_document.error());
  const auto info = read_signed_info(info_document->root());
  if (!info) return tl::unexpected(info.error());

  const auto gate = xml::Document::parse(eis.signed_xml, limits);
  if (!gate) return tl::unexpected(gate.error());
  if (has_strange_parts(gate->root()))
    return tl::unexpected(malformed("EumSignedInfo has an Id, a signature or itself inside"));
  const auto content = SecuredDocument::parse(eis.signed_xml);
  if (!content) return tl::unexpected(content.error());
  if (!content->has_digest(info->digest))
    return fail(ErrorCode::NotAuthentic, "EumSignature: EumSignedInfo is not what was signed");
  const auto canonical = content->canonical();
  if (!canonical) return tl::unexpected(canonical.error());
  const auto block = signed_block_of(*canonical);
  if (!block) return tl::unexpected(block.error());
  if (!(*block == eis.signed_block))
    return fail(ErrorCode::NotAuthentic, "EumSignature: the EIS says something else than was signed");
  return {};
}

wire::Result<pki::X509Certificate, EsStatus> judge(const Eis& eis, const pki::X509Certificate& ci,
                                                   pki::Day today,
                                                   const std::optional<pki::X509Certificate>& known) {
  std::optional<pki::X509Certificate> eum = certificate_in(eis);
  if (!eum) eum = known;
  if (!eum) return tl::unexpected(EsStatus::of(Failure::EumCertificate, "the EIS brings none"));
  if (auto chain = eum->verify(ci, today); !chain)
    return tl::unexpected(EsStatus::of(Failure::EumCertificate, chain.error().describe()));
  if (auto verified = verify(eis, *eum); !verified)
    return tl::unexpected(EsStatus::of(Failure::EumSignatureInvalid, verified.error().what));
  return std::move(*eum);
}

}  // namespace sixline::host::es::signature
