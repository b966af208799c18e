// The listener for people as browsers find it: a real control plane (PlaneRig) whose loop turns on a thread of its own,
// behind the real server on a free port with real TLS. Thread: the test's; whoever touches the rig does so in with().
#pragma once

#include <atomic>
#include <mutex>
#include <thread>

#include "services/controlplane/core/identity/csrf.h"
#include "services/controlplane/http/http_server.h"
#include "tests/controlplane/plane_rig.h"
#include "tests/http/curl_client.h"
#include "tests/http/memory_front.h"
#include "tests/http/raw_client.h"
#include "tests/http/registry_fixture.h"

namespace flotilla::controlplane {
WebFiles sampleWeb();  // tests/http/web_sample
}

namespace flotilla::tests {

class SimpleFront final : public controlplane::WebFront {
 public:
  std::atomic<bool> isReady = true;
  Status readiness() const override {
    return isReady ? okStatus() : Status(precondition("learning", "it waits for its nodes"));
  }
  void facts(controlplane::Credentials credentials, std::function<void(Result<std::string>)> answered) override {
    if (credentials.authorization == "Bearer of-a-viewer") return answered(std::string("flotilla_nodes 2\n"));
    answered(Error{ErrorCode::Unauthenticated, "no_token", "the request carries no token"});
  }
};

class WebFixture {
 public:
  explicit WebFixture(const controlplane::HttpLimits& limits = {}, bool hasApp = true) {
    rig.clock.advance(SystemClock().now() - controlplane::test::kNow);
    server_ = std::make_unique<controlplane::HttpServer>(pki.server(), limits, *rig.blobs, access_);
    server_->serveAlerts(alerts);
    server_->serveWeb(rig.loop, rig.dispatcher,
                      {front,
                       hasApp ? controlplane::sampleWeb() : controlplane::WebFiles(),
                       {"127.0.0.1", "localhost", "::1", "fleet.example"}});
    port = server_->listen({"127.0.0.1", 0, false}).value();
    turning_ = std::thread([this] {
      auto turned = std::chrono::steady_clock::now();
      while (!stop_) {
        {
          const std::lock_guard lock(mutex_);
          const auto now = std::chrono::steady_clock::now();
          rig.loop.advance(std::chrono::duration_cast<Duration>(now - turned));
          turned = now;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
  }
  ~WebFixture() {
    server_->stop();
    stop_ = true;
    turning_.join();
    rig.loop.advance(std::chrono::seconds(1));
  }

  template <class F>
  auto with(F work) {
    const std::lock_guard lock(mutex_);
    return work(rig);
  }
  // What a program sends as "Authorization", without "Bearer ".
  std::string sessionOf(const std::string& name, Role role) {
    return with([&](auto& r) { return r.operatorWith(name, role, {}).authorization.substr(7); });
  }
  // One request without any token but what `headers` say.
  CurlAnswer request(const std::string& method, const std::string& path, std::string_view body = {},
                     std::vector<std::string> headers = {}) {
    return CurlClient(port, pki.caPem()).request(method, path, body, headers);
  }
  static std::string bearer(const std::string& session) { return "Authorization: Bearer " + session; }
  static std::string cookie(const std::string& session) { return "Cookie: __Host-flt=" + session; }
  static std::string csrf(const std::string& session) { return "X-Flotilla-CSRF: " + controlplane::csrfToken(session); }
  // Asks until it holds; false after 20 s.
  template <class F>
  static bool eventually(F condition) {
    return QTest::qWaitFor(condition, 20'000);
  }
  controlplane::HttpServer& server() { return *server_; }

  TestPki pki;
  MemoryFront alerts;
  SimpleFront front;
  controlplane::test::PlaneRig rig;
  std::uint16_t port = 0;

 private:
  TestAccess access_;
  std::unique_ptr<controlplane::HttpServer> server_;
  std::mutex mutex_;
  std::atomic<bool> stop_ = false;
  std::thread turning_;
};

}  // namespace flotilla::tests
