// One call of the operator API as its HTTP header tells it. Pure but for the method's table. Private to this folder.
#pragma once

#include <chrono>
#include <variant>

#include "services/controlplane/http/exchange.h"
#include "services/controlplane/rpc/dispatcher.h"
#include "services/controlplane/rpc/method_form.h"

namespace flotilla::controlplane {

struct ConnectCall {
  MethodForm method;
  bool isJson = false;
  std::chrono::milliseconds timeout{0};  // 0: none given
  Credentials credentials = {};
  bool takesGzip = false;
};

// The call, or why it is none: 404, 405, 415, 400.
std::variant<ConnectCall, Reply> parseConnectCall(const RequestHead& head);

}  // namespace flotilla::controlplane
