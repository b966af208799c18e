#include "services/controlplane/http/session.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>

#include "services/controlplane/core/registry/peer_identity.h"
#include "services/controlplane/http/headers.h"
#include "services/controlplane/http/request_check.h"
#include "services/controlplane/http/tls_context.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using beast::iequals;
using boost::system::error_code;

constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr std::size_t kMaxBufferBytes = 2 * kPieceBytes;
// After a refused body the peer gets this much time and data to notice the answer; closing at once would destroy it.
constexpr std::chrono::seconds kLingerTime{2};
constexpr std::size_t kMaxLingerBytes = 16 << 20;

auto into(error_code& error) {
  return net::redirect_error(net::use_awaitable, error);
}

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

// The peer's mistakes are answered; a connection that ended or ran out of time is not.
std::optional<Reply> replyToBadHeader(const error_code& error) {
  if (error.category() != make_error_code(http::error::bad_method).category()) return std::nullopt;
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return tooLongReply();
  return errorReply(400, "UNSUPPORTED", "this is not an HTTP request");
}

template <class Body>
http::response<Body> responseFrom(const Reply& reply, bool keepAlive) {
  http::response<Body> response(static_cast<http::status>(reply.status), 11);
  for (const auto& [name, value] : reply.headers) response.insert(name, value);
  response.keep_alive(keepAlive);
  if (reply.status != 204 && reply.status != 304)
    response.content_length(reply.file ? reply.length : reply.body.size());
  return response;
}

}  // namespace

// Where an answer of another thread is put. Whoever comes after the session has gone on finds `over`, and then touches
// nothing of the server, which may be gone as well.
struct Waiting {
  std::mutex mutex;
  std::function<Reply()> reply;
  bool over = false;
  net::steady_timer* timer = nullptr;  // the session's; only the HTTP thread uses it, and not when it is over
};

struct Session::Exchange {
  http::request_parser<http::buffer_body> parser;
  Reply reply;
  std::optional<Streamed> streamed;  // instead of the reply
};

Session::Session(TlsStream& stream, bool nodes, const std::string& peer, const Desk& desk, const HttpLimits& limits)
    : stream_(stream), nodes_(nodes), peer_(peer), desk_(desk), limits_(limits), buffer_(kMaxBufferBytes) {}

net::awaitable<void> Session::run() {
  if (!co_await handshake()) {
    stream_.next_layer().close();
    co_return;
  }
  Next next = Next::Request;
  while (next == Next::Request) {
    const bool arrived = co_await waitForRequest();
    next = Next::Close;
    if (arrived) next = co_await serveRequest();
  }
  co_await close(next);
}

net::awaitable<bool> Session::handshake() {
  error_code error;
  stream_.next_layer().expires_after(limits_.handshakeTimeout);
  co_await stream_.async_handshake(net::ssl::stream_base::server, into(error));
  if (error) {
    log::debug("handshake refused", {{"error", error.message()}});
    co_return false;
  }
  if (!nodes_) co_return true;
  const auto node = nodeFromCertificate(peerCertificatePem(stream_.native_handle()));
  if (!node) {
    log::warn("a certificate of our CA names no node", {{"reason", node.error().reason}});
    co_return false;
  }
  node_ = *node;
  co_return true;
}

net::awaitable<bool> Session::waitForRequest() {
  if (buffer_.size() > 0) co_return true;
  error_code error;
  stream_.next_layer().expires_after(limits_.idleTimeout);
  const auto space = buffer_.prepare(kPieceBytes / 16);
  const std::size_t size = co_await stream_.async_read_some(space, into(error));
  buffer_.commit(size);
  co_return !error;
}

Outcome Session::decide(const Exchange& exchange) {
  const http::request_header<>& header = exchange.parser.get();
  RequestHead head;
  head.method = view(header.method_string());
  head.target = view(header.target());
  head.authorization = view(header[http::field::authorization]);
  head.contentType = view(header[http::field::content_type]);
  head.range = view(header[http::field::range]);
  head.ifRange = view(header[http::field::if_range]);
  head.contentRange = view(header[http::field::content_range]);
  head.contentEncoding = view(header[http::field::content_encoding]);
  head.acceptEncoding = view(header[http::field::accept_encoding]);
  head.ifNoneMatch = view(header[http::field::if_none_match]);
  head.host = view(header[http::field::host]);
  head.cookie = view(header[http::field::cookie]);
  head.csrf = view(header["X-Flotilla-CSRF"]);
  head.origin = view(header[http::field::origin]);
  head.fetchSite = view(header["Sec-Fetch-Site"]);
  head.userAgent = view(header[http::field::user_agent]);
  head.connectVersion = view(header["Connect-Protocol-Version"]);
  head.connectTimeout = view(header["Connect-Timeout-Ms"]);
  head.connectEncoding = view(header["Connect-Content-Encoding"]);
  if (const auto length = exchange.parser.content_length()) head.contentLength = *length;
  head.node = node_;
  head.peer = peer_;
  return desk_.route(head);
}

// What is refused here has no address that is worth counting.
void Session::tell(const Exchange& exchange, unsigned status, std::chrono::steady_clock::time_point since) const {
  if (!desk_.served) return;
  const auto& header = exchange.parser.get();
  desk_.served({std::string(view(header.method_string())), std::string(view(header.target())), status,
                std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - since)});
}

net::awaitable<Session::Next> Session::serveRequest() {
  Exchange exchange;
  auto& parser = exchange.parser;
  parser.header_limit(kMaxHeaderBytes);
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());  // each sink has its own limit
  error_code error;
  stream_.next_layer().expires_after(limits_.headerTimeout);
  co_await http::async_read_header(stream_, buffer_, parser, into(error));
  // Where a refused request ends is not to be trusted, so nothing after it is read.
  auto refused = error ? replyToBadHeader(error) : checkHeader(parser.get());
  if (error && !refused) co_return Next::Close;
  if (refused) {
    (void)co_await send(*refused, false, false);
    co_return Next::CloseUnread;
  }

  const auto began = std::chrono::steady_clock::now();
  Outcome outcome = decide(exchange);
  if (auto* sink = std::get_if<std::unique_ptr<BodySink>>(&outcome)) {
    const bool complete = co_await receiveBody(exchange, **sink);
    sink->reset();
    if (!complete) co_return Next::Close;
  } else if (auto* later = std::get_if<Later>(&outcome)) {
    co_await settle(exchange, std::move(*later));
  } else {
    exchange.reply = std::move(std::get<Reply>(outcome));
  }
  const Next next = co_await sendAnswer(exchange);
  tell(exchange, exchange.streamed ? exchange.streamed->head.status : exchange.reply.status, began);
  co_return next;
}

net::awaitable<Session::Next> Session::sendAnswer(Exchange& exchange) {
  if (exchange.streamed) {
    co_await sendPieces(*exchange.streamed);
    co_return Next::Close;
  }
  const auto& parser = exchange.parser;
  const bool whole = parser.is_done();
  const bool keepAlive = whole && parser.keep_alive();
  const bool sent = co_await send(exchange.reply, parser.get().method() == http::verb::head, keepAlive);
  if (!sent) co_return Next::Close;
  if (!whole) co_return Next::CloseUnread;
  co_return keepAlive ? Next::Request : Next::Close;
}

// False: the connection ended in the middle and there is nobody to answer.
net::awaitable<bool> Session::receiveBody(Exchange& exchange, BodySink& sink) {
  auto& parser = exchange.parser;
  if (!parser.is_done() && iequals(parser.get()[http::field::expect], "100-continue")) {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    error_code error;
    stream_.next_layer().expires_after(limits_.idleTimeout);
    co_await net::async_write(stream_, net::buffer(kContinue), into(error));
    if (error) co_return false;
  }
  std::string piece(parser.is_done() ? 0 : kPieceBytes, '\0');
  while (!parser.is_done()) {
    std::size_t size = 0;
    const bool filled = co_await fillPiece(exchange, piece, size);
    if (!filled) co_return exchange.reply.status == 400;
    const Status written = sink.write(std::string_view(piece).substr(0, size));
    if (!written) {
      exchange.reply = sink.refuse(written.error());
      co_return true;
    }
  }
  co_await settle(exchange, sink.finish());
  co_return true;
}

// The connection waits, the thread does not.
net::awaitable<void> Session::settle(Exchange& exchange, Answer answer) {
  if (auto* reply = std::get_if<Reply>(&answer)) {
    exchange.reply = std::move(*reply);
    co_return;
  }
  if (auto* streamed = std::get_if<Streamed>(&answer)) {
    exchange.streamed = std::move(*streamed);
    co_return;
  }
  Later& later = std::get<Later>(answer);
  stream_.next_layer().expires_never();
  const auto executor = stream_.get_executor();
  net::steady_timer timer(executor, later.patience.count() > 0 ? later.patience : limits_.answerTimeout);
  const auto waiting = std::make_shared<Waiting>();
  waiting->timer = &timer;
  later.start([waiting, executor](std::function<Reply()> reply) {
    const std::lock_guard lock(waiting->mutex);
    if (waiting->over || waiting->reply) return;
    waiting->reply = std::move(reply);
    // Runs on the HTTP thread, so never between the look at the reply and the wait.
    net::post(executor, [waiting] {
      if (!waiting->over) waiting->timer->cancel();
    });
  });
  error_code error;
  bool answered = false;
  {
    const std::lock_guard lock(waiting->mutex);
    answered = waiting->reply != nullptr;
  }
  if (!answered) co_await timer.async_wait(into(error));
  std::function<Reply()> made;
  {
    const std::lock_guard lock(waiting->mutex);
    waiting->over = true;
    made = std::move(waiting->reply);
  }
  if (!made) made = later.outOfTime;
  exchange.reply = made ? made() : errorReply(503, "UNAVAILABLE", "the control plane did not answer in time");
}

// A whole piece per deadline: that is the minimum rate. A body that is not well-formed leaves status 400 in the reply.
net::awaitable<bool> Session::fillPiece(Exchange& exchange, std::string& piece, std::size_t& size) {
  auto& body = exchange.parser.get().body();
  body.data = piece.data();
  body.size = piece.size();
  body.more = true;
  error_code error;
  stream_.next_layer().expires_after(limits_.idleTimeout);
  co_await http::async_read(stream_, buffer_, exchange.parser, into(error));
  size = piece.size() - body.size;
  if (!error || error == http::error::need_buffer) co_return true;
  if (auto refused = replyToBadHeader(error))
    exchange.reply = errorReply(400, "UNSUPPORTED", "this body is not well-formed");
  co_return false;
}

net::awaitable<bool> Session::send(Reply& reply, bool headOnly, bool keepAlive) {
  completeHeaders(reply, nodes_);
  error_code error;
  stream_.next_layer().expires_after(limits_.idleTimeout);
  if (headOnly || reply.file) {
    auto response = responseFrom<http::empty_body>(reply, keepAlive);
    http::response_serializer<http::empty_body> serializer(response);
    co_await http::async_write_header(stream_, serializer, into(error));
  } else {
    auto response = responseFrom<http::string_body>(reply, keepAlive);
    response.body() = std::move(reply.body);
    co_await http::async_write(stream_, response, into(error));
  }
  if (error) co_return false;
  if (headOnly || !reply.file) co_return true;
  const bool sent = co_await sendContent(reply);
  co_return sent;
}

net::awaitable<bool> Session::sendContent(Reply& reply) {
  while (reply.length > 0) {
    const auto piece =
        reply.file->read(reply.offset, static_cast<std::size_t>(std::min<std::uint64_t>(kPieceBytes, reply.length)));
    if (!piece || piece->empty()) {
      log::error("a blob cannot be read to its end", {{"error", piece ? "it is too short" : piece.error().message}});
      co_return false;
    }
    error_code error;
    stream_.next_layer().expires_after(limits_.idleTimeout);
    co_await net::async_write(stream_, net::buffer(*piece), into(error));
    if (error) co_return false;
    reply.offset += piece->size();
    reply.length -= piece->size();
  }
  co_return true;
}

net::awaitable<void> Session::close(Next how) {
  auto& tcp = stream_.next_layer();
  error_code error;
  tcp.expires_after(kLingerTime);
  co_await stream_.async_shutdown(into(error));
  if (how == Next::CloseUnread && tcp.socket().is_open()) {
    tcp.socket().shutdown(net::ip::tcp::socket::shutdown_send, error);
    std::string scratch(kPieceBytes, '\0');
    error = {};
    for (std::size_t drained = 0; !error && drained < kMaxLingerBytes;)
      drained += co_await tcp.async_read_some(net::buffer(scratch), into(error));
  }
  tcp.close();
}

}  // namespace flotilla::controlplane
