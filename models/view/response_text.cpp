#include "models/view/response_text.h"

#include <algorithm>

#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr std::size_t kLeftOutShown = 20;

QString joined(const QStringList& parts) {
  return parts.join(QStringLiteral(", "));
}

}  // namespace

QString statusOf(IncidentSeverity severity) {
  switch (severity) {
    case IncidentSeverity::Sev1:
      return QStringLiteral("failed");
    case IncidentSeverity::Sev2:
      return QStringLiteral("warning");
    case IncidentSeverity::Sev3:
      return QStringLiteral("held");
    case IncidentSeverity::Sev4:
      break;
  }
  return QStringLiteral("pending");
}

QString statusOf(IncidentState state) {
  switch (state) {
    case IncidentState::Triage:
      return QStringLiteral("warning");
    case IncidentState::Active:
      return QStringLiteral("failed");
    case IncidentState::Mitigated:
      return QStringLiteral("held");
    case IncidentState::Resolved:
    case IncidentState::Closed:
      return QStringLiteral("passed");
    case IncidentState::Review:
      return QStringLiteral("pending");
    case IncidentState::Cancelled:
      return QStringLiteral("offline");
    case IncidentState::Merged:
      break;
  }
  return QStringLiteral("inconclusive");
}

QString statusOf(RunState state) {
  switch (state) {
    case RunState::Ready:
      return QStringLiteral("pending");
    case RunState::Running:
      return QStringLiteral("running");
    case RunState::Waiting:
      return QStringLiteral("held");
    case RunState::Succeeded:
      return QStringLiteral("succeeded");
    case RunState::Failed:
      return QStringLiteral("failed");
    case RunState::Cancelled:
      break;
  }
  return QStringLiteral("offline");
}

QString statusOf(const StepAttempt* attempt) {
  if (attempt == nullptr) return QStringLiteral("pending");
  switch (attempt->state) {
    case StepState::Checking:
    case StepState::Reading:
    case StepState::Previewed:
    case StepState::Verifying:
      return QStringLiteral("running");
    case StepState::Awaiting:
    case StepState::Waiting:
      return QStringLiteral("held");
    case StepState::Passed:
      return QStringLiteral("passed");
    case StepState::Failed:
      return QStringLiteral("failed");
    case StepState::Expired:
      return QStringLiteral("late");
    case StepState::Skipped:
      break;
  }
  return QStringLiteral("offline");
}

QString wordOf(const StepAttempt* attempt) {
  return attempt == nullptr ? QStringLiteral("not begun") : text(toText(attempt->state));
}

QString clockLeft(TimePoint until, TimePoint now) {
  const auto seconds = std::max<qint64>(0, std::chrono::ceil<std::chrono::seconds>(until - now).count());
  const auto two = [](qint64 value) { return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0')); };
  const QString tail = two(seconds / 60 % 60) + QLatin1Char(':') + two(seconds % 60);
  if (seconds < 3600) return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
  return QStringLiteral("%1:%2").arg(seconds / 3600).arg(tail);
}

double shareLeft(TimePoint from, TimePoint until, TimePoint now) {
  if (until <= from) return 0;
  const double whole = std::chrono::duration<double>(until - from).count();
  return std::clamp(std::chrono::duration<double>(until - now).count() / whole, 0.0, 1.0);
}

QString attemptText(const StepAttempt& attempt, TimePoint now) {
  QString out = wordOf(&attempt);
  if (isUnderWay(attempt.state) && attempt.due != TimePoint{})
    out += QStringLiteral(", %1 left").arg(clockLeft(attempt.due, now));
  else if (attempt.ended != TimePoint{})
    out += QLatin1Char(' ') + shortTime(attempt.ended, now);
  if (attempt.undone == TimePoint{}) return out;
  out += QStringLiteral(", undone");  // by whoever did it, who is named beside it, unless it was somebody else
  if (attempt.undoneBy != attempt.actor) out += QStringLiteral(" by ") + text(attempt.undoneBy);
  return out;
}

QString regionText(const RegionName& region) {
  return region.empty() ? QStringLiteral("fleet") : text(region.value);
}

QString kindText(const RunStep& step) {
  const QString kind = text(toText(step.kind));
  return step.kind == StepKind::Act ? kind + QStringLiteral(", ") + text(toText(step.risk)) : kind;
}

QString trafficText(double share) {
  return percent(share, share > 0 && share < 0.001 ? 2 : 1);
}

QString limitsText(const BlastLimits& limits) {
  QStringList parts;
  if (limits.nodes) parts << plural(*limits.nodes, "node", "nodes");
  if (limits.regions) parts << plural(*limits.regions, "region", "regions");
  if (limits.traffic) parts << trafficText(*limits.traffic) + QStringLiteral(" of the traffic");
  return parts.isEmpty() ? QString() : QStringLiteral("at most ") + joined(parts);
}

QVariantMap previewMap(const ActionPreview& preview) {
  QVariantList targets;
  for (const ActionTarget& target : preview.targets)
    targets << QVariantMap{{"name", text(target.name)},
                           {"region", text(target.region.value)},
                           {"before", text(target.before)},
                           {"after", text(target.after)}};
  QStringList changes, left;
  for (const std::string& change : preview.changes) changes << text(change);
  for (std::size_t i = 0; i < std::min(kLeftOutShown, preview.left.size()); ++i) left << text(preview.left[i]);
  // One region is told by its name, and needs no column.
  const bool one = preview.blast.regions == 1 && !preview.targets.empty();
  const QString regions =
      one ? text(preview.targets.front().region.value) : plural(preview.blast.regions, "region", "regions");
  const auto sent = static_cast<std::uint64_t>(preview.targets.size());
  return {{"text", text(preview.text)},
          {"nodes", static_cast<int>(preview.blast.nodes)},
          {"figures",
           QVariantList{QVariantMap{{"name", "Targets"}, {"value", plural(preview.blast.nodes, "node", "nodes")}},
                        QVariantMap{{"name", one ? "Region" : "Regions"}, {"value", regions}},
                        QVariantMap{{"name", "Traffic"}, {"value", trafficText(preview.blast.traffic)}}}},
          {"oneRegion", one},
          {"targets", targets},
          {"more", static_cast<int>(preview.targetCount > sent ? preview.targetCount - sent : 0)},
          {"changes", changes},
          {"left", left},
          {"leftMore", static_cast<int>(preview.left.size()) - static_cast<int>(left.size())},
          {"problem", text(preview.problem)},
          {"digest", text(preview.digest.hex())}};
}

const char* iconOf(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::Start:
      return "play";
    case EvidenceKind::Reading:
      return "chart-line";
    case EvidenceKind::Preview:
      return "file-text";
    case EvidenceKind::Approval:
      return "circle-check";
    case EvidenceKind::Action:
      return "terminal";
    case EvidenceKind::Result:
      return "target";
    case EvidenceKind::Choice:
      return "arrow-right";
    case EvidenceKind::Note:
      return "pencil";
    case EvidenceKind::Skip:
      return "skip-forward";
    case EvidenceKind::Undo:
      return "undo-2";
    case EvidenceKind::Owner:
      return "arrow-left-right";
    case EvidenceKind::Escalation:
      return "phone-call";
    case EvidenceKind::BreakGlass:
      return "siren";
    case EvidenceKind::End:
      break;
  }
  return "check";
}

QString lengthText(const std::optional<Duration>& length) {
  return length ? span(*length) : text(kNothing);
}

Digest digestOf(const QString& hex) {
  const auto digest = parseDigest("sha256:" + hex.toStdString());
  return digest ? *digest : Digest{};
}

}  // namespace flotilla::view
