#include "models/view/stage_text.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "models/view/rollout_text.h"
#include "models/view/stage_findings.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr double kLeastShown = 0.01, kMostShown = 99'999;  // of e
constexpr double kFewPercent = 0.1;

const NodeWorkload* workloadOf(const Node& node, const Rollout& rollout) {
  const auto at = std::find_if(node.workloads.begin(), node.workloads.end(),
                               [&](const NodeWorkload& workload) { return workload.workload == rollout.workload; });
  return at == node.workloads.end() ? nullptr : &*at;
}

QString stageName(StageKind kind) {
  return kind == StageKind::Shadow ? QStringLiteral("Shadow") : QStringLiteral("Traffic weights");
}

// The sentence of the domain begins with its name, which stands before it here.
QVariantMap plannedStage(StageKind kind, const std::string& sentence) {
  const QString whole = text(sentence), name = text(toText(kind)) + QLatin1Char(' ');
  return {{"name", stageName(kind)}, {"text", whole.startsWith(name) ? whole.mid(name.size()) : whole}};
}

QVariantMap ladderCell(const QString& name, std::uint64_t nodes, std::uint64_t all, const char* kind) {
  return {{"name", name},
          {"nodes", static_cast<qulonglong>(nodes)},
          {"text", count(nodes)},
          {"share", share(nodes, all)},
          {"kind", QLatin1String(kind)}};
}

// By percent of requests; 0 = shadow. Of those that the plan names, and of those that nodes are at.
std::map<std::uint32_t, std::uint64_t> nodesByStep(const Rollout& rollout, const std::vector<Node>& nodes) {
  std::map<std::uint32_t, std::uint64_t> out;
  const Stages& planned = rollout.stages.planned;
  if (planned.shadow) out[0] = 0;
  if (planned.weights)
    for (const std::uint32_t step : planned.weights->steps) out[step] = 0;
  for (const Node& node : nodes) {
    const NodeStage* stage = lastStage(node, rollout);
    if (stage != nullptr && stage->underWay)
      ++out[stage->report.stage == StageKind::Shadow ? 0 : stage->report.percent];
  }
  return out;
}

}  // namespace

StageFate fateOf(const NodeStage& stage, const NodeWorkload& workload, const Rollout& rollout) {
  if (stage.underWay) return StageFate::UnderWay;
  const bool goesOn = std::any_of(workload.stages.begin(), workload.stages.end(), [&](const NodeStage& other) {
    return other.report.stage == StageKind::Weights && other.rollout == stage.rollout;
  });
  if (stage.report.stage == StageKind::Shadow && goesOn) return StageFate::Passed;
  const bool wentBack = workload.state == InstallState::Refused || workload.state == InstallState::RolledBack;
  const bool by = workload.reason.starts_with(std::string(toText(stage.report.stage)) + "_");
  if (wentBack && by && workload.generation == stage.report.generation) return StageFate::Failed;
  if (workload.proven && workload.version == rollout.to) return StageFate::Passed;
  return StageFate::Ended;
}

const NodeStage* lastStage(const Node& node, const Rollout& rollout) {
  const NodeWorkload* workload = workloadOf(node, rollout);
  if (workload == nullptr) return nullptr;
  const NodeStage* last = nullptr;
  for (const NodeStage& stage : workload->stages)
    if (stage.rollout == rollout.id && (last == nullptr || !last->underWay)) last = &stage;
  return last;
}

QString stageWord(const Node* node, const Rollout& rollout) {
  const NodeStage* stage = node == nullptr ? nullptr : lastStage(*node, rollout);
  if (stage == nullptr) return text(kNothing);
  switch (fateOf(*stage, *workloadOf(*node, rollout), rollout)) {
    case StageFate::Passed:
      return QStringLiteral("passed");
    case StageFate::Ended:
      return text(kNothing);
    default:
      return stage->report.stage == StageKind::Shadow ? QStringLiteral("shadow")
                                                      : QStringLiteral("%1 %").arg(stage->report.percent);
  }
}

QString differWord(const Node* node, const Rollout& rollout) {
  const NodeStage* stage = node == nullptr ? nullptr : lastStage(*node, rollout);
  if (stage == nullptr) return text(kNothing);
  const StageReport& report = stage->report;
  return QStringLiteral("%1 of %2").arg(shareText(share(report.differ, report.compared)), count(report.compared));
}

QString shareText(double share) {
  const double hundredths = share * 100;
  if (!std::isfinite(hundredths)) return text(kNothing);
  if (hundredths == 0) return QStringLiteral("0 %");
  if (hundredths >= kFewPercent) {
    QString out = QString::number(hundredths, 'f', 1);
    if (out.endsWith(QStringLiteral(".0"))) out.chop(2);
    return out + QStringLiteral(" %");
  }
  return QString::number(hundredths, 'g', 2) + QStringLiteral(" %");
}

QString evidenceText(double logE) {
  if (!std::isfinite(logE)) return text(kNothing);
  if (logE < std::log(kLeastShown)) return QStringLiteral("under 0.01");
  if (logE > std::log(kMostShown)) return QStringLiteral("over 99,999");
  const double e = std::exp(logE);
  return e < 100 ? QString::number(e, 'g', 2) : count(static_cast<std::uint64_t>(e + 0.5));
}

QString evidenceWords(double logE) {
  const double alarm = std::log(kStageAlarm);
  if (logE >= alarm) return QStringLiteral("alarm");
  return logE >= alarm / 2 ? QStringLiteral("half way to the alarm") : QStringLiteral("no alarm");
}

QVariantList plannedStages(const Stages& stages) {
  QVariantList out;
  if (stages.shadow) out << plannedStage(StageKind::Shadow, toText(*stages.shadow));
  if (stages.weights) out << plannedStage(StageKind::Weights, toText(*stages.weights));
  return out;
}

QVariantList stageLadder(const Rollout& rollout, const std::vector<Node>& nodes) {
  if (rollout.stages.planned.empty()) return {};
  const std::uint64_t all = rollout.size();
  const auto steps = nodesByStep(rollout, nodes);
  std::uint64_t inStages = 0;
  for (const auto& [step, there] : steps) inStages += there;
  const std::uint64_t given = rollout.count(NodeOutcome::Pending);
  const bool back = rollout.wentBack();
  const std::uint64_t failed = failedNodes(rollout);
  const std::uint64_t done = reachedNodes(rollout);
  const std::uint64_t waiting = given > inStages ? given - inStages : 0;
  QVariantList out;
  if (const std::uint64_t planned = rollout.count(NodeOutcome::Planned); planned > 0)
    out << ladderCell(QStringLiteral("not begun"), planned, all, "rest");
  out << ladderCell(QStringLiteral("getting it"), waiting, all, "rest");
  for (const auto& [step, there] : steps)
    out << ladderCell(step == 0 ? QStringLiteral("shadow") : QStringLiteral("%1 %").arg(step), there, all, "stage");
  out << ladderCell(back ? QStringLiteral("returned") : QStringLiteral("proven"), done, all, "done");
  if (failed > 0) out << ladderCell(QStringLiteral("failed"), failed, all, "failed");
  return out;
}

QString stageLine(const Rollout& rollout) {
  QStringList parts;
  for (const StageSummary& found : rollout.stages.found) {
    if (found.underWay == 0) continue;
    const bool one = found.underWay == 1;
    const QString does =
        found.stage == StageKind::Shadow
            ? (one ? QStringLiteral("compares in shadow") : QStringLiteral("compare in shadow"))
            : (one ? QStringLiteral("takes a share of the requests") : QStringLiteral("take a share of the requests"));
    parts << (parts.isEmpty() ? plural(found.underWay, "node", "nodes") : count(found.underWay)) + QLatin1Char(' ') +
                 does;
  }
  return parts.join(QStringLiteral(", "));
}

QVariantList stageFindings(const Rollout& rollout, const std::vector<Node>& nodes) {
  QVariantList out;
  const Stages& planned = rollout.stages.planned;
  for (const StageKind kind : {StageKind::Shadow, StageKind::Weights}) {
    if (kind == StageKind::Shadow ? !planned.shadow.has_value() : !planned.weights.has_value()) continue;
    StageCount fates;
    for (const Node& node : nodes) {
      const NodeWorkload* workload = workloadOf(node, rollout);
      if (workload == nullptr) continue;
      for (const NodeStage& stage : workload->stages)
        if (stage.report.stage == kind && stage.rollout == rollout.id) fates.add(fateOf(stage, *workload, rollout));
    }
    QVariantMap one = findingsOf(rollout, kind, fates);
    one["title"] = stageName(kind);
    out << one;
  }
  return out;
}

}  // namespace flotilla::view
