// One connection: handshake, then requests until one side has enough. Limits on size and time are enforced here.
// Thread: the HTTP thread. Private to this folder.
#pragma once

#include <utility>  // before Asio: Boost 1.74 uses std::exchange without it

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "services/controlplane/http/exchange.h"
#include "services/controlplane/http/http_server.h"

namespace flotilla::controlplane {

using TlsStream = boost::beast::ssl_stream<boost::beast::tcp_stream>;

class Session {
 public:
  // `nodes`: the listener is for nodes, so the peer's certificate says who asks. `peer`: its address. All arguments
  // outlive run().
  Session(TlsStream& stream, bool nodes, const std::string& peer, const Desk& desk, const HttpLimits& limits);

  // Ends when the connection has ended; the stream is closed then.
  boost::asio::awaitable<void> run();

 private:
  enum class Next { Request, Close, CloseUnread };  // CloseUnread: the peer may still be sending a body
  struct Exchange;

  boost::asio::awaitable<bool> handshake();
  boost::asio::awaitable<bool> waitForRequest();
  boost::asio::awaitable<Next> serveRequest();
  boost::asio::awaitable<Next> sendAnswer(Exchange& exchange);
  boost::asio::awaitable<bool> receiveBody(Exchange& exchange, BodySink& sink);
  boost::asio::awaitable<bool> fillPiece(Exchange& exchange, std::string& piece, std::size_t& size);
  boost::asio::awaitable<bool> send(Reply& reply, bool headOnly, bool keepAlive);
  boost::asio::awaitable<bool> sendContent(Reply& reply);
  boost::asio::awaitable<void> sendPieces(Streamed& streamed);
  boost::asio::awaitable<bool> sendPiece(const PieceSource::Piece& piece);
  boost::asio::awaitable<void> close(Next how);
  boost::asio::awaitable<void> settle(Exchange& exchange, Answer answer);
  Outcome decide(const Exchange& exchange);
  void tell(const Exchange& exchange, unsigned status, std::chrono::steady_clock::time_point since) const;

  TlsStream& stream_;
  bool nodes_;
  const std::string& peer_;
  const Desk& desk_;
  const HttpLimits& limits_;
  std::optional<NodeId> node_;
  boost::beast::flat_buffer buffer_;
};

}  // namespace flotilla::controlplane
