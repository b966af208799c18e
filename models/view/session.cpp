#include "models/view/session.h"

#include <QDateTime>

#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr auto kPing = std::chrono::seconds(5);
constexpr auto kStaleAfter = std::chrono::seconds(15);  // three pings without an answer

TimePoint systemNow() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

QString grantText(const Grant& grant) {
  QString out = words(toText(grant.role)).replace(QLatin1Char('-'), QLatin1Char(' '));
  QStringList regions;
  for (const RegionName& region : grant.regions) regions << text(region.value);
  return regions.isEmpty() ? out : out + QStringLiteral(" in ") + regions.join(QStringLiteral(", "));
}

}  // namespace

Session::Session(OperatorApi& api, FleetMirror& mirror, SessionSettings settings, QObject* parent)
    : QObject(parent), api_(api), mirror_(mirror), settings_(std::move(settings)), identity_(settings_.identity) {
  connect(&identity_, &Identity::becameAnother, this, &Session::retryNow);
  connect(&tick_, &QTimer::timeout, this, &Session::tick);
  connect(&ping_, &QTimer::timeout, this, &Session::ping);
  connect(&mirror_, &FleetMirror::completed, this, &Session::changed);
  connect(&mirror_, &FleetMirror::restarted, this, &Session::changed);
  tick_.start(std::chrono::seconds(1));
  ping_.start(kPing);
  ping();
}

QString Session::state() const {
  if (!problem_.isEmpty()) return QStringLiteral("lost");
  return streaming_ ? QStringLiteral("live") : QStringLiteral("connecting");
}

QString Session::lostSince() const {
  return lostAt_ == TimePoint{} ? QString() : clockTime(lostAt_);
}

int Session::retryIn() const {
  const auto left = std::chrono::ceil<std::chrono::seconds>(retryAt_ - systemNow()).count();
  return problem_.isEmpty() ? 0 : static_cast<int>(std::max<long>(left, 0));
}

QString Session::freshness() const {
  if (!problem_.isEmpty()) return QStringLiteral("failed");
  return streaming_ && systemNow() - heardAt_ < kStaleAfter ? QStringLiteral("live") : QStringLiteral("stale");
}

QString Session::freshnessText() const {
  if (heardAt_ == TimePoint{} || (problem_.isEmpty() && !loaded())) return QStringLiteral("waiting");
  if (!problem_.isEmpty()) return QStringLiteral("as of %1").arg(clockTime(heardAt_));
  const QString since = age(heardAt_, systemNow());
  if (freshness() != QStringLiteral("live")) return QStringLiteral("stale %1").arg(since);
  return since == QStringLiteral("now") ? QStringLiteral("live") : QStringLiteral("live %1").arg(since);
}

QString Session::clock() const {
  return clockTime(mirror_.now() == TimePoint{} ? systemNow() : mirror_.now());
}

QString Session::zone() const {
  return QDateTime::currentDateTime().timeZoneAbbreviation();
}

QString Session::revision() const {
  return count(mirror_.revision());
}

QString Session::caller() const {
  return text(who_.name);
}

QString Session::roles() const {
  QStringList out;
  for (const Grant& grant : who_.grants) out << grantText(grant);
  return out.join(QStringLiteral("; "));
}

QString Session::serverVersion() const {
  return serverVersion_;
}

QString Session::versionNote() const {
  const auto ours = parseVersion(settings_.version.toStdString());
  const auto theirs = parseVersion(serverVersion_.toStdString());
  if (!ours || !theirs || *ours == *theirs) return {};
  return *ours < *theirs ? QStringLiteral("Server is newer (%1 > %2): some fields are hidden.")
                               .arg(serverVersion_, settings_.version)
                         : QStringLiteral("Server is older (%1 < %2): some actions may be refused.")
                               .arg(serverVersion_, settings_.version);
}

QString Session::whyNot(const QString& role) const {
  if (state() == QStringLiteral("lost")) return QStringLiteral("not connected since %1").arg(lostSince());
  if (!known_ || !loaded()) return QStringLiteral("still connecting");
  const auto needed = parseRole(role.toStdString());
  if (!needed || who_.may(*needed)) return {};
  return QStringLiteral("needs the role %1; ask an administrator").arg(role);
}

void Session::retryNow() {
  ping();
  emit retryRequested();
}

void Session::heard(bool fromServer) {
  if (!fromServer) return;
  const bool was = streaming_ && problem_.isEmpty();
  streaming_ = true;
  problem_.clear();
  refused_ = false;
  lostAt_ = {};
  heardAt_ = systemNow();
  if (!was) {
    emit changed();
    ping();
  }
}

void Session::lost(const Error& why, Duration retryIn) {
  if (lostAt_ == TimePoint{}) lostAt_ = systemNow();
  streaming_ = false;
  problem_ = text(why.message.empty() ? why.reason : why.message);
  refused_ = why.code == ErrorCode::Unauthenticated || why.code == ErrorCode::Denied;
  retryAt_ = systemNow() + retryIn;
  if (refused_) identity_.doubted();
  latency_ = -1;
  emit changed();
  emit ticked();
}

void Session::tick() {
  emit ticked();
}

// Also says how far the server's clock is from ours: it read its clock halfway, as near as can be told.
void Session::ping() {
  if (std::exchange(pinging_, true)) return;
  const TimePoint asked = systemNow();
  const auto deliver = guard_.onGui<Pong>([this, asked](Result<Pong> pong) { pinged(asked, pong); });
  // The time of the answer is taken where it arrives: the GUI thread may be busy.
  api_.serverInfo([deliver](Result<ServerInfo> info) {
    deliver(info ? Result<Pong>(Pong{std::move(*info), systemNow()}) : Result<Pong>(info.error()));
  });
}

void Session::pinged(TimePoint asked, const Result<Pong>& pong) {
  pinging_ = false;
  if (!pong) {
    latency_ = -1;
    if (pong.error().code == ErrorCode::Unauthenticated) identity_.doubted();
    return emit ticked();
  }
  const ServerInfo* info = &pong->info;
  const TimePoint answered = pong->at;
  latency_ = static_cast<int>(std::chrono::round<std::chrono::milliseconds>(answered - asked).count());
  if (problem_.isEmpty()) heardAt_ = answered;
  if (info->now != TimePoint{} && info->reportInterval > Duration(0))
    mirror_.setTiming(info->reportInterval, info->now - (asked + (answered - asked) / 2));
  const QString version = text(info->version);
  const bool same =
      known_ && who_.name == info->caller.name && who_.grants == info->caller.grants && version == serverVersion_;
  known_ = true;
  who_ = info->caller;
  serverVersion_ = version;
  if (!same) emit callerChanged();
  emit ticked();
}

}  // namespace flotilla::view
