// The HTTPS front of the control plane on Boost.Beast: the artifact registry (/v2/...), Alertmanager's API
// (/api/v2/..., /-/healthy, /-/ready), and for browsers the operator API in Connect's protocol and the built app.
// Thread: one I/O thread of its own; start and stop from any other thread. Lifetime: stop() (or the destructor) closes
// all connections and joins; everything it was given outlives it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/domain/result.h"
#include "services/controlplane/core/registry/artifact_access.h"
#include "services/controlplane/core/registry/blob_store.h"
#include "services/controlplane/http/alert_front.h"
#include "services/controlplane/http/web_front.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::controlplane {

struct HttpListener {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0 = any free
  bool nodes = false;  // true: client certificate of our CA required, pull only (port 7446). false: push with a ticket
                       // (port 7445)
};

struct HttpTls {
  std::string certificatePem;  // chain, leaf first
  std::string keyPem;
  std::string caPem;
};

struct HttpLimits {
  std::size_t maxConnections = 1536;
  std::size_t maxPerAddress = 768;  // a whole office has one
  std::size_t maxManifestBytes = 4 << 20;
  std::uint64_t maxBlobBytes = kMaxBlobBytes;
  std::size_t maxUploads = 64;                            // open at one time
  std::chrono::milliseconds uploadLifetime{10 * 60'000};  // without a request for it
  std::chrono::milliseconds handshakeTimeout{10'000};
  std::chrono::milliseconds headerTimeout{5'000};   // from the first byte of a request to the end of its header
  std::chrono::milliseconds idleTimeout{30'000};    // between requests, and for each piece of 64 KiB of a body
  std::size_t maxAlertBody = 1 << 20;               // of a request to Alertmanager's API
  std::chrono::milliseconds answerTimeout{30'000};  // for what the control plane itself has to answer
  std::size_t maxCallBody = 4 << 20;                // of a call of the operator API
  std::size_t maxBodies = 64 << 20;                 // of all calls whose bodies are still coming
  std::size_t maxStreams = 1000;
  std::size_t maxStreamsPerCaller = 32;               // by what shows who calls
};

class Dispatcher;

class HttpServer {
 public:
  HttpServer(HttpTls tls, HttpLimits limits, BlobStore& blobs, const ArtifactAccess& access);
  ~HttpServer();

  // Answers Alertmanager's API on listeners for people. Before the first listen(); `front` outlives stop().
  void serveAlerts(AlertFront& front);
  // Answers browsers on listeners for people: the operator API in Connect's protocol, sessions, the built app, probes
  // and metrics. After serveAlerts() and before the first listen(); all of it outlives stop(). `loop`: the
  // dispatcher's.
  void serveWeb(Executor& loop, Dispatcher& dispatcher, WebSite site);
  // Binds and begins to accept; the bound port is returned. May be called once per listener.
  Result<std::uint16_t> listen(const HttpListener& listener);
  void setTls(HttpTls tls);  // for new connections
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flotilla::controlplane
