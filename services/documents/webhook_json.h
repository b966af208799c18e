// The message that Alertmanager sends to webhooks (version 4), so that everything which reads those reads ours. It
// carries `notification_reason` and `onCall` on top. Thread: pure functions.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/domain/alert.h"

namespace flotilla {

struct WebhookMessage {
  std::string receiver;
  std::string groupKey;
  std::string reason;  // why it is sent now
  std::string onCall = {};
  std::string externalUrl = {};
  Labels groupLabels = {};
  std::vector<Alert> alerts = {};
  TimePoint at{};                                   // what has ended by then is told as resolved
  std::size_t maxAlerts = 100;                      // more are counted in truncatedAlerts
  std::function<AlertId(const Labels&)> idOf = {};  // the fingerprint; left out without it
};
std::string encodeWebhook(const WebhookMessage& message);

// What all of them have in common.
Labels commonLabels(const std::vector<Alert>& alerts);

// Parts of JSON for those who put a document together from parts: {"name":"value"} and "text". What is not UTF-8 is
// replaced.
std::string jsonOfLabels(const Labels& labels);
std::string jsonOfText(const std::string& text);

}  // namespace flotilla
