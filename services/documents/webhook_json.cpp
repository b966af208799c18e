#include "services/documents/webhook_json.h"

#include <algorithm>

#include "services/documents/strict_json.h"

namespace flotilla {
namespace {

constexpr const char* kNoEnd = "0001-01-01T00:00:00Z";  // Go's zero time: what Alertmanager says of an alert that fires

OrderedJson objectOf(const Labels& labels) {
  OrderedJson out = OrderedJson::object();
  for (const auto& [name, value] : labels) out[name] = value;
  return out;
}

Labels common(const std::vector<Alert>& alerts, Labels Alert::*of) {
  Labels out = alerts.empty() ? Labels{} : alerts.front().*of;
  for (const Alert& alert : alerts)
    std::erase_if(out, [&](const auto& pair) {
      const auto found = (alert.*of).find(pair.first);
      return found == (alert.*of).end() || found->second != pair.second;
    });
  return out;
}

OrderedJson alertOf(const Alert& alert, const WebhookMessage& message) {
  OrderedJson out;
  out["status"] = alert.firesAt(message.at) ? "firing" : "resolved";
  out["labels"] = objectOf(alert.labels);
  out["annotations"] = objectOf(alert.annotations);
  out["startsAt"] = toRfc3339(alert.startsAt);
  out["endsAt"] = alert.firesAt(message.at) ? kNoEnd : toRfc3339(alert.endsAt);
  out["generatorURL"] = alert.generatorUrl;
  out["fingerprint"] = message.idOf ? message.idOf(alert.labels).value : std::string();
  return out;
}

}  // namespace

Labels commonLabels(const std::vector<Alert>& alerts) {
  return common(alerts, &Alert::labels);
}

std::string encodeWebhook(const WebhookMessage& message) {
  const auto& alerts = message.alerts;
  const bool fires = std::any_of(alerts.begin(), alerts.end(), [&](const Alert& a) { return a.firesAt(message.at); });
  const std::size_t told = std::min(alerts.size(), message.maxAlerts);
  OrderedJson out;
  out["version"] = "4";
  out["groupKey"] = message.groupKey;
  out["truncatedAlerts"] = alerts.size() - told;
  out["status"] = fires ? "firing" : "resolved";
  out["receiver"] = message.receiver;
  out["groupLabels"] = objectOf(message.groupLabels);
  out["commonLabels"] = objectOf(commonLabels(alerts));
  out["commonAnnotations"] = objectOf(common(alerts, &Alert::annotations));
  out["externalURL"] = message.externalUrl;
  out["notification_reason"] = message.reason;
  out["onCall"] = message.onCall;
  out["alerts"] = OrderedJson::array();
  for (std::size_t i = 0; i < told; ++i) out["alerts"].push_back(alertOf(alerts[i], message));
  return dumpJson(out);
}

std::string jsonOfLabels(const Labels& labels) {
  return dumpJson(objectOf(labels));
}

std::string jsonOfText(const std::string& text) {
  return dumpJson(OrderedJson(text));
}

}  // namespace flotilla
