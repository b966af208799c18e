#include "models/view/rollout_text.h"

#include <QDateTime>
#include <algorithm>
#include <cmath>
#include <map>

#include "models/view/text.h"

namespace flotilla::view {

QString statusOf(RolloutState state) {
  switch (state) {
    case RolloutState::Running:
    case RolloutState::RollingBack:
      return QStringLiteral("updating");
    case RolloutState::Succeeded:
      return QStringLiteral("healthy");
    case RolloutState::Failed:
      return QStringLiteral("failed");
    case RolloutState::RolledBack:
    case RolloutState::Aborted:
    case RolloutState::Paused:
    case RolloutState::AwaitingApproval:
      return QStringLiteral("held");
    case RolloutState::Rejected:
      return QStringLiteral("offline");
    case RolloutState::Draft:
      return QStringLiteral("pending");
  }
  return QStringLiteral("unknown");
}

QString statusOf(NodeOutcome outcome) {
  switch (outcome) {
    case NodeOutcome::Pending:
      return QStringLiteral("updating");
    case NodeOutcome::Proven:
    case NodeOutcome::Returned:
      return QStringLiteral("healthy");
    case NodeOutcome::Stayed:
      return QStringLiteral("degraded");
    case NodeOutcome::Withdrawn:
      return QStringLiteral("held");
    case NodeOutcome::Refused:
    case NodeOutcome::RolledBack:
    case NodeOutcome::Silent:
      return QStringLiteral("failed");
    case NodeOutcome::Late:
      return QStringLiteral("offline");
    case NodeOutcome::Planned:
      return QStringLiteral("pending");
  }
  return QStringLiteral("unknown");
}

QString statusOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::Pass:
      return QStringLiteral("pass");
    case Verdict::Fail:
      return QStringLiteral("fail");
    case Verdict::Inconclusive:
      return QStringLiteral("inconclusive");
    case Verdict::Unknown:
      return QStringLiteral("unknown");
  }
  return QStringLiteral("unknown");
}

QString statusOf(const RolloutWave& wave) {
  switch (wave.state) {
    case WaveState::Passed:
      return QStringLiteral("passed");
    case WaveState::Failed:
      return QStringLiteral("failed");
    case WaveState::Assigning:
    case WaveState::Soaking:
      return QStringLiteral("updating");
    case WaveState::AwaitingApproval:
    case WaveState::AwaitingWindow:
      return QStringLiteral("held");
    case WaveState::Pending:
    case WaveState::Skipped:
      return QStringLiteral("pending");
  }
  return QStringLiteral("unknown");
}

std::size_t failedNodes(const Rollout& rollout) {
  return rollout.count(NodeOutcome::Refused) + rollout.count(NodeOutcome::RolledBack) +
         rollout.count(NodeOutcome::Silent);
}

std::size_t reachedNodes(const Rollout& rollout) {
  return rollout.count(rollout.wentBack() ? NodeOutcome::Returned : NodeOutcome::Proven);
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

QString titleOf(const Rollout& rollout) {
  return text(rollout.artifact.value) + QLatin1Char(' ') + text(rollout.to.toString());
}

QString fromOf(const Rollout& rollout) {
  std::map<std::string, std::size_t> counts;
  for (const RolloutNode& node : rollout.nodes) ++counts[node.hadVersion ? node.from.toString() : std::string()];
  if (counts.empty()) return {};
  const auto most =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  const QString name = most->first.empty() ? QStringLiteral("nothing") : text(most->first);
  return counts.size() == 1 ? name : name + QStringLiteral(" and others");
}

QString timeLeft(const Rollout& rollout, TimePoint now) {
  return rollout.deadline > now ? QStringLiteral("%1 left").arg(span(rollout.deadline - now))
                                : QStringLiteral("deadline passed");
}

QString shortTime(TimePoint at, TimePoint now) {
  if (at == TimePoint{}) return text(kNothing);
  const auto local = [](TimePoint moment) {
    return QDateTime::fromMSecsSinceEpoch(toMicros(moment) / 1000).toLocalTime();
  };
  const bool today = local(at).date() == local(now).date();
  return QLocale(QLocale::English).toString(local(at), today ? QStringLiteral("HH:mm") : QStringLiteral("d MMM HH:mm"));
}

QString plain(Duration length) {
  const qint64 seconds = std::chrono::duration_cast<std::chrono::seconds>(length).count();
  if (seconds < 120) return QStringLiteral("%1 s").arg(seconds);
  if (seconds < 7'200) return QStringLiteral("%1 min").arg((seconds + 30) / 60);
  if (seconds < 172'800)
    return QStringLiteral("%1 h").arg(QString::number(static_cast<double>(seconds) / 3600, 'g', 2));
  return QStringLiteral("%1 d").arg(QString::number(static_cast<double>(seconds) / 86'400, 'g', 2));
}

QString oddsText(double odds) {
  if (!std::isfinite(odds) || odds <= 0) return text(kNothing);
  const bool against = odds < 1;
  const double many = against ? 1 / odds : odds;
  if (many < 1.45) return QStringLiteral("even");
  if (many > 99'999) return against ? QStringLiteral("1:99,999+") : QStringLiteral("99,999+:1");
  const QString number = many < 9.95 ? QString::number(many, 'g', 2) : count(static_cast<std::uint64_t>(many + 0.5));
  return against ? QStringLiteral("1:") + number : number + QStringLiteral(":1");
}

QString waveTitle(const Rollout& rollout) {
  if (rollout.waves.empty()) return {};
  const RolloutWave* wave = hasEnded(rollout.state) ? rollout.judgedWave() : rollout.currentWave();
  if (wave == nullptr) wave = rollout.currentWave();
  if (wave == nullptr) wave = &rollout.waves.back();
  return QStringLiteral("%1, %2 of %3").arg(text(wave->name)).arg(wave->place + 1).arg(rollout.waves.size());
}

double soakShare(const RolloutWave& wave, TimePoint now) {
  if (wave.state == WaveState::Passed) return 1;
  if (wave.state != WaveState::Soaking || wave.soak <= Duration{}) return 0;
  const double part = static_cast<double>((now - wave.soakingAt).count()) / static_cast<double>(wave.soak.count());
  return std::clamp(part, 0.0, 1.0);
}

QString soakOf(const RolloutWave& wave, TimePoint now) {
  const Duration done = std::max(Duration{}, now - wave.soakingAt);
  if (done >= wave.soak) return QStringLiteral("soaking, %1 over").arg(plain(done - wave.soak));
  if (wave.soak < std::chrono::minutes(2) || wave.soak > std::chrono::hours(3))
    return QStringLiteral("soaking %1 of %2").arg(plain(done), plain(wave.soak));
  return QStringLiteral("soaking %1 of %2 min")
      .arg(std::chrono::duration_cast<std::chrono::minutes>(done).count())
      .arg(std::chrono::duration_cast<std::chrono::minutes>(wave.soak).count());
}

std::size_t givenApprovals(const Rollout& rollout, std::uint32_t wave, TimePoint now) {
  return static_cast<std::size_t>(
      std::count_if(rollout.approvals.begin(), rollout.approvals.end(), [&](const RolloutApproval& said) {
        const bool lasts = said.expires == TimePoint{} || said.expires > now;
        return said.wave == wave && said.approved && said.plan == rollout.planDigest && lasts;
      }));
}

QVariantMap waveMap(const WavePreview& wave) {
  QStringList notes;
  for (const PreviewNote& note : wave.notes)
    if (note.reason != "stages") notes << text(note.message);  // the same in all waves, and told once
  QStringList names;
  for (const std::string& name : wave.someNodes) names << text(name);
  const QString harm = wave.smallestHarm > 0 ? QStringLiteral("%1 times")
                                                   .arg(QString::number(wave.smallestHarm, 'f',
                                                                        wave.smallestHarm < 1.1  ? 2
                                                                        : wave.smallestHarm < 10 ? 1
                                                                                                 : 0))
                                             : text(kNothing);
  return {{"name", text(wave.name)},
          {"size", text(wave.size)},
          {"nodes", count(wave.nodes)},
          {"nodeCount", static_cast<int>(wave.nodes)},
          {"baseline", wave.baseline == 0 ? QStringLiteral("none") : count(wave.baseline)},
          {"bytes", bytes(wave.bytes)},
          {"duration", plain(wave.duration)},
          {"harm", harm},
          {"doubling", wave.doubling ? plain(*wave.doubling) : text(kNothing)},
          {"approvals", static_cast<int>(wave.approvals)},
          {"names", names.join(QStringLiteral(", "))},
          {"notes", notes}};
}

}  // namespace flotilla::view
