// Which call of Alertmanager's API v2 a request target names, and with what filter. Pure; private to this folder.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/domain/alert.h"
#include "services/documents/alert_api_json.h"

namespace flotilla::controlplane {

enum class AlertCall { Status, Receivers, Alerts, Groups, Silences, Silence, Healthy, Ready };

// What is left out is as Alertmanager has it: everything.
struct AlertQuery {
  AlertCall call = AlertCall::Status;
  std::string id = {};  // of a silence
  bool active = true, silenced = true, inhibited = true;
  bool pending = true, expired = true;  // of silences
  std::vector<std::string> filter = {};
  std::string receiver = {};  // a pattern for the whole name
};

// 404 for an address that is none, 422 for an id that is no UUID, 400 for what is not percent-encoded well.
std::variant<AlertQuery, ApiFault> parseAlertTarget(std::string_view target);

// `severity=~"page|ticket"`, also without quotes.
std::variant<std::vector<Matcher>, ApiFault> parseFilter(const std::vector<std::string>& filter);

}  // namespace flotilla::controlplane
