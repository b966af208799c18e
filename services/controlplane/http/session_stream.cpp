// The part of a session that sends an answer which is made while it is sent.
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <mutex>

#include "services/controlplane/http/headers.h"
#include "services/controlplane/http/session.h"

namespace flotilla::controlplane {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

// A read that had just got something when it was cancelled goes on.
constexpr std::chrono::milliseconds kCancelAgain{50};

auto pieceInto(error_code& error) {
  return net::redirect_error(net::use_awaitable, error);
}

std::string chunkHead(std::size_t size) {
  std::array<char, 24> text{};
  const int length = std::snprintf(text.data(), text.size(), "%zx\r\n", size);
  return {text.data(), static_cast<std::size_t>(length)};
}

// What may happen to a stream while its session waits. Only the HTTP thread looks at it, but for `mutex` and `over`,
// which also whoever wakes it from another thread does.
struct StreamState {
  explicit StreamState(const net::any_io_executor& executor) : timer(executor), watchdog(executor) {}
  std::mutex mutex;
  bool over = false;
  bool gone = false;  // the far end closed, or said something that it has no business to say now
  net::steady_timer timer;
  net::steady_timer watchdog;  // of one write
  char byte = 0;
};
using StatePtr = std::shared_ptr<StreamState>;

std::function<void()> wakeOf(const StatePtr& state, const net::any_io_executor& executor) {
  return [weak = std::weak_ptr(state), executor] {
    const StatePtr held = weak.lock();
    if (!held) return;
    const std::lock_guard lock(held->mutex);
    if (held->over) return;
    net::post(executor, [held] {
      if (!held->over) held->timer.cancel();
    });
  };
}

}  // namespace

// One write at a time; while there is nothing to write, the far end's farewell is waited for. The connection is used
// for nothing else afterwards.
net::awaitable<void> Session::sendPieces(Streamed& streamed) {
  auto& tcp = stream_.next_layer();
  completeHeaders(streamed.head, nodes_);
  http::response<http::empty_body> response(static_cast<http::status>(streamed.head.status), 11);
  for (const auto& [name, value] : streamed.head.headers) response.insert(name, value);
  response.chunked(true);
  response.keep_alive(false);
  http::response_serializer<http::empty_body> serializer(response);
  error_code error;
  tcp.expires_after(limits_.idleTimeout);
  co_await http::async_write_header(stream_, serializer, pieceInto(error));
  if (error) co_return;
  tcp.expires_never();

  const net::any_io_executor executor = stream_.get_executor();
  const auto state = std::make_shared<StreamState>(executor);
  stream_.async_read_some(net::buffer(&state->byte, 1), [state](const error_code&, std::size_t) {
    state->gone = true;
    state->timer.cancel();
  });
  const auto end = streamed.life.count() > 0 ? std::chrono::steady_clock::now() + streamed.life
                                             : std::chrono::steady_clock::time_point::max();
  PieceSource& source = *streamed.source;
  source.start(wakeOf(state, executor));
  bool ended = false;
  while (!state->gone && !ended) {
    auto piece = source.take();
    if (!piece) {
      state->timer.expires_at(end);
      co_await state->timer.async_wait(pieceInto(error));
      if (!error) source.outOfTime();
      continue;
    }
    state->watchdog.expires_after(limits_.idleTimeout);
    state->watchdog.async_wait([state, this](const error_code& cancelled) {
      if (!cancelled && !state->over) stream_.next_layer().close();
    });
    const bool good = co_await sendPiece(*piece);
    state->watchdog.cancel();
    ended = piece->last || !good;
    if (!ended) source.sent();
  }
  source.ended();
  // The read refers to the stream, so it comes to its end first.
  while (!state->gone) {
    tcp.cancel();
    state->timer.expires_after(kCancelAgain);
    co_await state->timer.async_wait(pieceInto(error));
  }
  const std::lock_guard lock(state->mutex);
  state->over = true;
}

net::awaitable<bool> Session::sendPiece(const PieceSource::Piece& piece) {
  const std::string head = chunkHead(piece.bytes.size());
  const std::string_view tail = piece.last ? "\r\n0\r\n\r\n" : "\r\n";
  const std::array<net::const_buffer, 3> parts{net::buffer(head), net::buffer(piece.bytes), net::buffer(tail)};
  error_code error;
  co_await net::async_write(stream_, parts, pieceInto(error));
  co_return !error;
}

}  // namespace flotilla::controlplane
