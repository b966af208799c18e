// The operator API in Connect's protocol: every method that the dispatcher has, unary and streaming, as JSON and as
// bytes. Thread: the HTTP thread. Lifetime: outlives its sinks; what it was given outlives it.
#pragma once

#include "services/controlplane/http/connect_call.h"
#include "services/controlplane/http/exchange.h"
#include "services/controlplane/http/http_server.h"
#include "services/controlplane/http/quota.h"

namespace flotilla::controlplane {

class ConnectApi {
 public:
  ConnectApi(Executor& loop, Dispatcher& dispatcher, const HttpLimits& limits);

  // `authorization`: what the header says, or what the cookie stands for. The method must be POST.
  Outcome begin(const RequestHead& head, std::string authorization);
  std::size_t openStreams() const { return streams_.used(); }

 private:
  friend class ConnectSink;
  Answer call(ConnectCall call, const std::string& body);
  Answer open(ConnectCall call, const std::string& body);

  Executor& loop_;
  Dispatcher& dispatcher_;
  const HttpLimits& limits_;
  Quota streams_;
  Quota bodies_;
};

}  // namespace flotilla::controlplane
