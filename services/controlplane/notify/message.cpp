#include "services/controlplane/notify/message.h"

#include <algorithm>

#include "services/documents/webhook_json.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kAlertsInBody = 20;
constexpr std::size_t kMaxTitle = 160;  // bytes
constexpr std::size_t kMaxLine = 500;   // bytes

std::string valueOf(const Labels& labels, std::string_view name) {
  const auto at = labels.find(std::string(name));
  return at == labels.end() ? std::string() : at->second;
}

// One line of at most `most` bytes, not cut inside a character.
std::string line(std::string text, std::size_t most) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string joined(const Labels& labels) {
  std::string out;
  for (const auto& [name, value] : labels) out += (out.empty() ? "" : ", ") + name + "=" + value;
  return out;
}

// What kind of alert it is, then what tells its group from others.
std::string subjectOf(const Notification& notification, const std::vector<Alert>& alerts) {
  const Labels shared = commonLabels(alerts);
  std::string out = valueOf(shared, label::kAlert);
  for (const auto& [name, value] : notification.groupLabels)
    if (name != label::kAlert && !value.empty()) out += (out.empty() ? "" : " ") + value;
  return out.empty() ? "alerts for " + notification.receiver : out;
}

std::string titleOf(const Notification& notification, const std::vector<Alert>& alerts, std::size_t firing) {
  const std::string state = firing > 0 ? "[FIRING:" + std::to_string(firing) + "] " : "[RESOLVED] ";
  const std::string escalated = notification.reason == NotificationReason::Escalation ? "not acknowledged: " : "";
  return line(state + escalated + subjectOf(notification, alerts), kMaxTitle);
}

std::string wordsOf(const Alert& alert) {
  for (const char* const name : {"summary", "description", "message"})
    if (const std::string words = valueOf(alert.annotations, name); !words.empty()) return words;
  return joined(alert.labels);
}

std::string bodyOf(const Notification& notification, const std::vector<Alert>& alerts, const std::string& url) {
  std::string out;
  for (std::size_t i = 0; i < alerts.size() && i < kAlertsInBody; ++i) {
    const Alert& alert = alerts[i];
    const bool fires = alert.firesAt(notification.at);
    out += (fires ? "firing since " : "resolved at ") + toRfc3339(fires ? alert.startsAt : alert.endsAt) + ": " +
           line(wordsOf(alert), kMaxLine) + "\n    " + line(joined(alert.labels), kMaxLine) + "\n";
    if (const std::string runbook = valueOf(alert.annotations, "runbook"); !runbook.empty())
      out += "    runbook: " + line(runbook, kMaxLine) + "\n";
  }
  if (alerts.size() > kAlertsInBody) out += "and " + std::to_string(alerts.size() - kAlertsInBody) + " more\n";
  if (!notification.onCall.empty()) out += "on call: " + line(notification.onCall, kMaxLine) + "\n";
  if (!url.empty()) out += url + "\n";
  return out;
}

// Of what fires; of what has ended if nothing does.
std::string severityOf(const std::vector<Alert>& alerts, TimePoint at, bool anyFires) {
  std::vector<Alert> counted;
  std::copy_if(alerts.begin(), alerts.end(), std::back_inserter(counted),
               [&](const Alert& alert) { return alert.firesAt(at) == anyFires; });
  return line(valueOf(commonLabels(counted), label::kSeverity), kMaxLine);
}

}  // namespace

Message::Message(const Notification& notification, bool withResolved, const MessageRules& rules) {
  std::vector<Alert> alerts = notification.alerts;
  if (!withResolved) std::erase_if(alerts, [&](const Alert& alert) { return !alert.firesAt(notification.at); });
  const auto firing = static_cast<std::size_t>(
      std::count_if(alerts.begin(), alerts.end(), [&](const Alert& a) { return a.firesAt(notification.at); }));
  resolved_ = firing == 0;
  severity_ = severityOf(alerts, notification.at, !resolved_);
  title_ = titleOf(notification, alerts, firing);
  body_ = bodyOf(notification, alerts, rules.externalUrl);
  pieces_.reserve(alerts.size());
  for (const Alert& alert : alerts)
    pieces_.push_back({jsonOfLabels(alert.labels), jsonOfLabels(alert.annotations), toRfc3339(alert.startsAt),
                       alert.firesAt(notification.at) ? std::string() : toRfc3339(alert.endsAt),
                       jsonOfText(alert.generatorUrl)});
  for (const Piece& piece : pieces_)
    alerts_.push_back({piece.labels.c_str(), piece.annotations.c_str(), piece.startsAt.c_str(), piece.endsAt.c_str(),
                       piece.generatorUrl.c_str()});
  json_ = encodeWebhook({notification.receiver, notification.groupKey, std::string(toText(notification.reason)),
                         notification.onCall, rules.externalUrl, notification.groupLabels, std::move(alerts),
                         notification.at, rules.maxAlerts, rules.idOf});
}

plugin::NotifierMessage Message::view() const {
  return {json_.c_str(),  json_.size(),  severity_.c_str(), resolved_,
          title_.c_str(), body_.c_str(), alerts_.data(),    alerts_.size()};
}

}  // namespace flotilla::controlplane
