// What the tests of notifiers share: a host with its loop and a folder of secrets, and notifications to send.
#pragma once

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <memory>
#include <optional>
#include <string>

#include "services/controlplane/notify/notifier_host.h"

namespace flotilla::tests {

using namespace controlplane;
using namespace std::chrono_literals;

inline const char* const kRealPlugins = FLOTILLA_BINARY_DIR "/bin/plugins";
inline const char* const kOddPlugins = FLOTILLA_BINARY_DIR "/tests/plugins";
inline constexpr int kWaitMs = 30'000;

inline void writeText(const QString& path, const std::string& text, bool isPrivate = true) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) qFatal("cannot write %s", qPrintable(path));
  file.write(QByteArray::fromStdString(text));
  const auto owner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
  file.setPermissions(isPrivate ? owner : owner | QFileDevice::ReadGroup | QFileDevice::ReadOther);
}

// Short times, so that what waits for them does not take long.
inline PoolLimits quickLimits() {
  PoolLimits limits;
  limits.attempt = 5s;
  limits.pause = 1ms;
  limits.longestPause = 50ms;
  limits.grace = 400ms;
  return limits;
}

class NotifyRig {
 public:
  explicit NotifyRig(const std::string& plugins, PoolLimits limits = quickLimits()) {
    NotifyConfig config{plugins, secrets(), {"https://flotilla.example", 100, {}}, limits};
    host = std::make_unique<NotifierHost>(NotifierHost::Ports{loop, clock, random, files}, config);
  }
  // The loop first: nothing is answered any more, then the host goes.
  ~NotifyRig() {
    loop.stop();
    host.reset();
  }

  Path secrets() const { return folder_.path().toStdString() + "/secrets"; }
  QString path(const char* name) const { return folder_.filePath(name); }
  void secret(const char* name, const std::string& text, bool isPrivate = true) {
    QDir().mkpath(QString::fromStdString(secrets()));
    writeText(QString::fromStdString(secrets() / name), text, isPrivate);
  }

  Status check(const Notifier& notifier) {
    return loop.run([&] { return host->check(notifier); });
  }
  // Answers go into what is returned, on the loop.
  struct Sent {
    std::mutex mutex;
    std::optional<Status> answer;
    int answers = 0;
    bool done() {
      const std::lock_guard lock(mutex);
      return answer.has_value();
    }
  };
  std::shared_ptr<Sent> start(const Notification& notification, Duration within) {
    auto sent = std::make_shared<Sent>();
    loop.run([&] {
      host->send(notification, clock.now() + within, [sent](Status status) {
        const std::lock_guard lock(sent->mutex);
        sent->answer = std::move(status);
        ++sent->answers;
      });
      return 0;
    });
    return sent;
  }
  static std::string result(const std::shared_ptr<Sent>& sent) {
    if (!QTest::qWaitFor([&] { return sent->done(); }, kWaitMs)) return "no answer";
    const std::lock_guard lock(sent->mutex);
    return sent->answer->ok() ? "ok" : sent->answer->error().reason + ": " + sent->answer->error().message;
  }
  std::string send(const Notification& notification, Duration within = 10s) {
    return result(start(notification, within));
  }

  SystemClock clock;
  SystemRandom random;
  SystemFiles files;
  SerialLoop loop;
  std::unique_ptr<NotifierHost> host;

 private:
  QTemporaryDir folder_;
};

inline Alert firing(const std::string& region, TimePoint now) {
  return {{{"alertname", "BudgetBurn"}, {"region", region}, {"severity", "page"}},
          {{"summary", "the budget of " + region + " burns"}},
          now - 2min,
          now + 5min,
          now,
          ""};
}
inline Alert ended(Alert alert, TimePoint now) {
  alert.endsAt = now - 1s;
  return alert;
}

inline Notification notificationOf(std::vector<Notifier> notifiers, std::vector<Alert> alerts, TimePoint now) {
  Notification out;
  out.groupKey = "{}:{region=\"eu-west\"}";
  out.receiver = "team";
  out.notifiers = std::move(notifiers);
  out.onCall = "anna";
  out.groupLabels = {{"region", "eu-west"}};
  out.alerts = std::move(alerts);
  out.at = now;
  return out;
}
inline Notification notificationOf(std::vector<Notifier> notifiers) {
  const TimePoint now = SystemClock().now();
  return notificationOf(std::move(notifiers), {firing("eu-west", now)}, now);
}

}  // namespace flotilla::tests
