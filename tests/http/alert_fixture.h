// The web listener with Alertmanager's API over a MemoryFront, on a free port with real TLS.
#pragma once

#include "tests/http/curl_client.h"
#include "tests/http/memory_front.h"
#include "tests/http/registry_fixture.h"

namespace flotilla::tests {

class AlertFixture {
 public:
  explicit AlertFixture(const controlplane::HttpLimits& limits = {}) {
    blobs_ = controlplane::BlobStore::open(files_, random_, folder_.path().toStdString()).value();
    server_ = std::make_unique<controlplane::HttpServer>(pki.server(), limits, *blobs_, access_);
    server_->serveAlerts(front);
    port = server_->listen({"127.0.0.1", 0, false}).value();
    nodes = server_->listen({"127.0.0.1", 0, true}).value();
  }

  CurlClient as(const char* token) { return CurlClient::pusher(port, pki.caPem(), token); }
  CurlAnswer get(const std::string& path, const char* token = kViewer) { return as(token).get(path); }
  CurlAnswer post(const std::string& path, const std::string& body, const char* token = kOperator,
                  const std::string& type = "application/json") {
    return as(token).request("POST", path, body, {"Content-Type: " + type});
  }
  CurlAnswer call(const std::string& method, const std::string& path, const char* token = kOperator) {
    return as(token).request(method, path);
  }
  controlplane::HttpServer& server() { return *server_; }

  TestPki pki;
  MemoryFront front;
  std::uint16_t port = 0;
  std::uint16_t nodes = 0;

 private:
  QTemporaryDir folder_;
  SystemFiles files_;
  SystemRandom random_;
  TestAccess access_;
  std::unique_ptr<controlplane::BlobStore> blobs_;
  std::unique_ptr<controlplane::HttpServer> server_;
};

}  // namespace flotilla::tests
