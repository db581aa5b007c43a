// The two kinds of stream under HTTP, with what differs between them. Boost is seen by the units of this
// folder only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "host/http/http.hpp"

namespace sixline::host::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

inline PlainStream& lowest(PlainStream& stream) {
  return stream;
}
inline PlainStream& lowest(TlsStream& stream) {
  return stream.next_layer();
}

/// TLS 1.2 and 1.3, certificates on both sides, one set of roots. Errors: BadInput (which file).
Result<std::unique_ptr<asio::ssl::context>> tls_context(const TlsIdentity& identity);
/// Who is at the other end. Errors: NotTrusted (a certificate that names several entities).
Result<Peer> peer_of(PlainStream& stream);
Result<Peer> peer_of(TlsStream& stream);

}  // namespace sixline::host::http
