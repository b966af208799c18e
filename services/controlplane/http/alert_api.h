// Alertmanager's API v2 in front of the control plane, so that Prometheus, amtool and everything else that speaks it
// works with Flotilla. Thread: the HTTP thread. Lifetime: outlives its sinks; the front and the limits outlive it.
#pragma once

#include <string_view>

#include "services/controlplane/http/alert_front.h"
#include "services/controlplane/http/alert_query.h"
#include "services/controlplane/http/exchange.h"
#include "services/controlplane/http/http_server.h"

namespace flotilla::controlplane {

class AlertApi {
 public:
  AlertApi(AlertFront& front, const HttpLimits& limits) : front_(front), limits_(limits) {}

  static bool owns(std::string_view target);
  Outcome begin(const RequestHead& head);

 private:
  Outcome read(const AlertQuery& query, std::string token);
  Outcome readAlerts(const AlertQuery& query, AlertAsker asker);
  Outcome readSilences(const AlertQuery& query, AlertAsker asker);
  Outcome readSilence(const AlertQuery& query, AlertAsker asker);
  Outcome expireSilence(const AlertQuery& query, std::string token);
  Outcome startBody(const RequestHead& head, AlertCall call, std::string token);

  AlertFront& front_;
  const HttpLimits& limits_;
};

}  // namespace flotilla::controlplane
