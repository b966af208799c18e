// A desk in virtual time, with a gateway that keeps what it was given.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "services/controlplane/core/alerts/alert_desk.h"

namespace flotilla::controlplane {

using namespace std::chrono_literals;

inline const TimePoint kNoon(24h * 20000 + 12h);

inline Matcher is(std::string name, std::string value) {
  return {.name = std::move(name), .value = std::move(value)};
}
inline Matcher isNot(std::string name, std::string value) {
  return {.name = std::move(name), .value = std::move(value), .isEqual = false};
}
inline Matcher fits(std::string name, std::string pattern) {
  return {.name = std::move(name), .value = std::move(pattern), .isRegex = true};
}
inline Notifier hook(bool sendResolved = true) {
  return {.kind = "webhook", .settings = {{"url", "https://example.org"}}, .sendResolved = sendResolved};
}
inline Receiver reachable(std::string name) {
  return {.name = std::move(name), .notifiers = {hook()}};
}

// Everything to "ops", one group for each alertname.
inline Alerting simpleAlerting() {
  Alerting out;
  out.receivers = {reachable("ops"), reachable("boss"), {.name = "nobody"}};
  out.route.receiver = "ops";
  out.route.groupBy = {"alertname"};
  out.route.groupWait = 30s;
  out.route.groupInterval = 5min;
  out.route.repeatInterval = 4h;
  return out;
}

inline Alert firing(Labels labels, TimePoint startsAt = {}, TimePoint endsAt = {}) {
  return {.labels = std::move(labels), .startsAt = startsAt, .endsAt = endsAt};
}

struct Rig {
  AlertDesk desk;
  TimePoint now = kNoon;
  std::vector<Alert> own;
  std::size_t regions = 0;
  std::vector<Silence> silences;
  std::vector<Acknowledgement> acks;
  bool reachable = true;  // the outside
  std::set<std::string> unreachable;
  bool answers = true;  // the gateway
  std::vector<Notification> sent;
  std::map<std::pair<std::string, std::string>, NotificationEntry> stored;
  std::map<AlertId, Alert> history;
  std::vector<Alert> began, ended;

  explicit Rig(const Alerting& alerting = simpleAlerting()) {
    if (!desk.configure(alerting)) std::abort();
  }
  void store(const std::vector<NotificationEntry>& entries) {
    for (const NotificationEntry& entry : entries) stored[{entry.groupKey, entry.receiver}] = entry;
  }
  DeskTick tick() {
    desk.own(own, regions, now);
    DeskTick out = desk.tick(now, silences, acks);
    store(out.entries);
    for (const auto& key : out.forgotten) stored.erase(key);
    for (const auto* list : {&out.began, &out.ended})
      for (const Alert& alert : *list) history[alertIdOf(alert.labels)] = alert;
    began.insert(began.end(), out.began.begin(), out.began.end());
    ended.insert(ended.end(), out.ended.begin(), out.ended.end());
    for (const DueMessage& due : out.due) {
      sent.push_back(due.notification);
      if (!answers) continue;
      if (reachable && !unreachable.contains(due.notification.receiver))
        store(desk.delivered(due.notification.groupKey, due.notification.receiver));
      else
        desk.failed(due.notification.groupKey, due.notification.receiver, internalError("down", "no route"), now);
    }
    return out;
  }
  void pass(Duration time, Duration step = 1s) {
    for (const TimePoint end = now + time; now < end;) {
      now += step;
      tick();
    }
  }
  // One of ours that fires from now on.
  Alert& raise(Labels labels) { return own.emplace_back(firing(std::move(labels), now)); }
  void cease(const Labels& labels) {
    std::erase_if(own, [&](const Alert& alert) { return alert.labels == labels; });
  }
  void silence(std::vector<Matcher> matchers, Duration time) {
    silences.push_back({.id = SilenceId("s" + std::to_string(silences.size())),
                        .matchers = std::move(matchers),
                        .startsAt = now,
                        .endsAt = now + time,
                        .updatedAt = now,
                        .createdBy = "anna",
                        .comment = "known"});
  }
  void acknowledge(const Labels& labels) { acks.push_back({alertIdOf(labels), "anna", now}); }
  // "first ops", "repeat ops"
  std::vector<std::string> told() const {
    std::vector<std::string> out;
    for (const Notification& one : sent) out.push_back(std::string(toText(one.reason)) + " " + one.receiver);
    return out;
  }
  AlertStatus status(const Labels& labels) const {
    const AlertsView view = desk.view(now);
    const auto at = std::find_if(view.alerts.begin(), view.alerts.end(),
                                 [&](const AlertStatus& status) { return status.alert.labels == labels; });
    return at == view.alerts.end() ? AlertStatus{} : *at;
  }
};

using Words = std::vector<std::string>;

}  // namespace flotilla::controlplane
