#include "host/http/stream.hpp"

#include "host/pki/tls_certificate.hpp"

namespace sixline::host::http {
namespace {

std::string address_of(PlainStream& stream) {
  beast::error_code error;
  const tcp::endpoint endpoint = stream.socket().remote_endpoint(error);
  if (error) return {};
  return endpoint.address().to_string() + ":" + std::to_string(endpoint.port());
}

}  // namespace

Result<std::unique_ptr<asio::ssl::context>> tls_context(const TlsIdentity& identity) {
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  context->set_options(asio::ssl::context::no_compression | SSL_OP_NO_RENEGOTIATION |
                       SSL_OP_CIPHER_SERVER_PREFERENCE);
  const auto bad = [](const char* what, const std::filesystem::path& file, const beast::error_code& error) {
    return fail(ErrorCode::BadInput, std::string(what) + " " + file.string() + ": " + error.message());
  };
  beast::error_code error;
  context->use_certificate_chain_file(identity.certificate.string(), error);
  if (error) return bad("the TLS certificate", identity.certificate, error);
  context->use_private_key_file(identity.private_key.string(), asio::ssl::context::pem, error);
  if (error) return bad("the TLS private key", identity.private_key, error);
  context->load_verify_file(identity.trusted.string(), error);
  if (error) return bad("the trusted TLS roots", identity.trusted, error);
  context->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert, error);
  // Sessions of a server are found again by clients that know their own context only.
  constexpr unsigned char sessions[] = {'s', 'i', 'x', 'l', 'i', 'n', 'e'};
  SSL_CTX_set_session_id_context(context->native_handle(), sessions, sizeof sessions);
  return context;
}

Result<Peer> peer_of(PlainStream& stream) {
  return Peer{.address = address_of(stream)};
}

Result<Peer> peer_of(TlsStream& stream) {
  Peer peer{.address = address_of(lowest(stream))};
  auto certificate = pki::X509Certificate::from_handle(
      std::shared_ptr<X509>(SSL_get1_peer_certificate(stream.native_handle()), X509_free));
  if (!certificate) return wire::fail(certificate.error());
  auto id = pki::entity_id_of(*certificate);
  if (!id) return wire::fail(id.error());
  peer.entity_id = std::move(*id);
  peer.subject = certificate->subject();
  return peer;
}

}  // namespace sixline::host::http
