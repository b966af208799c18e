#include "services/controlplane/http/http_server.h"

#include <utility>  // before Asio: Boost 1.74 uses std::exchange without it

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "services/controlplane/http/alert_api.h"
#include "services/controlplane/http/registry.h"
#include "services/controlplane/http/session.h"
#include "services/controlplane/http/tls_context.h"
#include "services/controlplane/http/web_router.h"
#include "services/runtime/clock.h"
#include "services/runtime/log.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {
namespace {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;
using TlsContext = std::shared_ptr<net::ssl::context>;

constexpr std::chrono::milliseconds kAcceptPause{100};  // when the process has no descriptor left

struct Listener {
  tcp::acceptor acceptor;
  bool nodes;
  TlsContext context;  // only the I/O thread reads and replaces it
};

struct Connection {
  TlsStream stream;
  std::string address;
};

auto resultInto(error_code& error) {
  return net::redirect_error(net::use_awaitable, error);
}

Status openAcceptor(tcp::acceptor& acceptor, const HttpListener& wanted) {
  const std::string name = wanted.address + ":" + std::to_string(wanted.port);
  error_code error;
  const auto address = net::ip::make_address(wanted.address, error);
  if (error) return invalid("bad_address", "\"" + wanted.address + "\" is not an IP address", "address");
  const tcp::endpoint endpoint(address, wanted.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (!error) return okStatus();
  return Error{ErrorCode::Unavailable, "cannot_listen", "cannot listen on " + name + ": " + error.message(), "address",
               "choose another port, or stop what uses it"};
}

}  // namespace

struct HttpServer::Impl {
  Impl(HttpTls identity, HttpLimits bounds, BlobStore& blobs, const ArtifactAccess& access)
      : limits(bounds), tls(std::move(identity)), registry(blobs, access, limits, clock, random) {}

  // Nodes come for artifacts only.
  Outcome route(const RequestHead& head) {
    if (web && !head.node) return web->begin(head);
    if (alerts && !head.node && AlertApi::owns(head.target)) return alerts->begin(head);
    return registry.begin(head);
  }

  Result<std::uint16_t> listen(const HttpListener& wanted);
  void replaceTls(HttpTls identity);
  void stop();
  void admit(tcp::socket socket, const Listener& listener);
  void forget(const std::shared_ptr<Connection>& connection);
  net::awaitable<void> acceptLoop(std::shared_ptr<Listener> listener);
  net::awaitable<void> serve(std::shared_ptr<Connection> connection, bool nodes);
  net::awaitable<void> sweepLoop();

  const HttpLimits limits;
  SystemClock clock;
  SystemRandom random;

  std::mutex mutex;  // tls, listeners and thread: listen(), setTls() and stop() come from any thread
  HttpTls tls;
  std::vector<std::shared_ptr<Listener>> listeners;

  Registry registry;
  std::optional<AlertApi> alerts;
  std::optional<WebRouter> web;
  const Desk peopleDesk{[this](const RequestHead& head) { return route(head); },
                        [this](const Served& served) {
                          if (web) web->served(served);
                        }};
  const Desk nodesDesk{peopleDesk.route, nullptr};
  net::io_context io{1};
  net::executor_work_guard<net::io_context::executor_type> work = net::make_work_guard(io);
  net::steady_timer sweepTimer{io};
  std::set<std::shared_ptr<Connection>> connections;
  std::map<std::string, std::size_t> perAddress;
  bool stopping = false;  // only the I/O thread
  std::thread thread;
};

Result<std::uint16_t> HttpServer::Impl::listen(const HttpListener& wanted) {
  const std::lock_guard lock(mutex);
  if (io.stopped()) return precondition("stopped", "this server was stopped");
  FLOTILLA_TRY(auto context, makeTlsContext(tls, wanted.nodes));
  const auto listener = std::make_shared<Listener>(Listener{tcp::acceptor(io), wanted.nodes, std::move(context)});
  FLOTILLA_CHECK(openAcceptor(listener->acceptor, wanted));
  error_code error;
  const std::uint16_t port = listener->acceptor.local_endpoint(error).port();
  if (error) return internalError("cannot_listen", error.message());
  listeners.push_back(listener);
  net::co_spawn(io, acceptLoop(listener), net::detached);
  if (!thread.joinable()) {
    net::co_spawn(io, sweepLoop(), net::detached);
    thread = std::thread([this] { io.run(); });
  }
  return port;
}

void HttpServer::Impl::replaceTls(HttpTls identity) {
  const std::lock_guard lock(mutex);
  tls = std::move(identity);
  for (const auto& listener : listeners) {
    auto context = makeTlsContext(tls, listener->nodes);
    if (!context) {
      log::error("the new certificate is not used", {{"error", context.error().message}});
      continue;
    }
    net::post(io, [listener, fresh = std::move(*context)] { listener->context = fresh; });
  }
}

// Everything is closed and then runs out by itself, so that no coroutine is destroyed in the middle of an operation.
void HttpServer::Impl::stop() {
  const std::lock_guard lock(mutex);
  if (!thread.joinable()) return;
  net::post(io, [this] {
    stopping = true;
    error_code ignored;
    for (const auto& listener : listeners) listener->acceptor.close(ignored);
    for (const auto& connection : connections) connection->stream.next_layer().close();
    sweepTimer.cancel();
    work.reset();
  });
  thread.join();
}

net::awaitable<void> HttpServer::Impl::acceptLoop(std::shared_ptr<Listener> listener) {
  while (listener->acceptor.is_open()) {
    error_code error;
    tcp::socket socket = co_await listener->acceptor.async_accept(resultInto(error));
    if (stopping) co_return;
    if (!error) {
      admit(std::move(socket), *listener);
      continue;
    }
    net::steady_timer pause(io, kAcceptPause);
    co_await pause.async_wait(resultInto(error));
  }
}

// Whoever is over a limit is closed before the handshake, which is the expensive part.
void HttpServer::Impl::admit(tcp::socket socket, const Listener& listener) {
  error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error) return;
  std::string address = peer.address().to_string();
  const auto known = perAddress.find(address);
  const std::size_t fromThere = known == perAddress.end() ? 0 : known->second;
  if (connections.size() >= limits.maxConnections || fromThere >= limits.maxPerAddress) return;
  socket.set_option(tcp::no_delay(true), error);

  const auto connection = std::make_shared<Connection>(
      Connection{TlsStream(boost::beast::tcp_stream(std::move(socket)), *listener.context), std::move(address)});
  connections.insert(connection);
  ++perAddress[connection->address];
  net::co_spawn(io, serve(connection, listener.nodes), [this, connection](std::exception_ptr failure) {
    if (failure) log::error("a connection ended with an exception");
    forget(connection);
  });
}

void HttpServer::Impl::forget(const std::shared_ptr<Connection>& connection) {
  connections.erase(connection);
  const auto count = perAddress.find(connection->address);
  if (count != perAddress.end() && --count->second == 0) perAddress.erase(count);
}

net::awaitable<void> HttpServer::Impl::serve(std::shared_ptr<Connection> connection, bool nodes) {
  Session session(connection->stream, nodes, connection->address, nodes ? nodesDesk : peopleDesk, limits);
  co_await session.run();
}

net::awaitable<void> HttpServer::Impl::sweepLoop() {
  while (!stopping) {
    sweepTimer.expires_after(limits.uploadLifetime / 4);
    error_code error;
    co_await sweepTimer.async_wait(resultInto(error));
    registry.dropIdleUploads();
  }
}

HttpServer::HttpServer(HttpTls tls, HttpLimits limits, BlobStore& blobs, const ArtifactAccess& access)
    : impl_(std::make_unique<Impl>(std::move(tls), limits, blobs, access)) {}

HttpServer::~HttpServer() {
  impl_->stop();
}

void HttpServer::serveAlerts(AlertFront& front) {
  impl_->alerts.emplace(front, impl_->limits);
}

void HttpServer::serveWeb(Executor& loop, Dispatcher& dispatcher, WebSite site) {
  impl_->web.emplace(WebRouter::Parts{loop, dispatcher, impl_->limits, impl_->registry, impl_->alerts,
                                      [impl = impl_.get()] { return impl->connections.size(); }},
                     std::move(site));
}

Result<std::uint16_t> HttpServer::listen(const HttpListener& listener) {
  return impl_->listen(listener);
}

void HttpServer::setTls(HttpTls tls) {
  impl_->replaceTls(std::move(tls));
}

void HttpServer::stop() {
  impl_->stop();
}

}  // namespace flotilla::controlplane
