#include "models/view/stage_findings.h"

#include <algorithm>
#include <cmath>

#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr double kBeyond = 1.5;         // of the highest limit, that a bar of shares still shows
constexpr std::size_t kFlipsNamed = 3;  // of the changes of decision, the most frequent
constexpr std::uint64_t kKilobyte = 1024;

QString signedText(double value, int decimals) {
  QString out = QString::number(std::abs(value), 'f', decimals);
  const bool none = out.toDouble() == 0;
  return none ? out : (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + out;
}

QString nodesText(std::uint64_t part, std::uint64_t whole) {
  return QStringLiteral("%1 of %2").arg(count(part), plural(whole, "node", "nodes"));
}

QVariantMap said(const char* status, const QString& strong, const QString& rest = {}) {
  return {{"status", QLatin1String(status)}, {"strong", strong}, {"text", rest}};
}

// The others, after those that failed were told.
QString restText(const StageCount& fates) {
  QStringList parts;
  const auto add = [&](StageFate fate, const char* word) {
    if (fates.of(fate) > 0) parts << QStringLiteral("%1 %2").arg(count(fates.of(fate)), QLatin1String(word));
  };
  add(StageFate::UnderWay, "not decided yet");
  add(StageFate::Passed, "promoted");
  add(StageFate::Ended, "ended before");
  return parts.isEmpty() ? QString() : parts.join(QStringLiteral(", ")) + QLatin1Char('.');
}

QVariantMap verdictOf(const StageSummary& found, StageKind kind, const StageCount& fates) {
  const std::uint64_t all = fates.all(), failed = fates.of(StageFate::Failed), passed = fates.of(StageFate::Passed);
  if (found.alarms())
    return said(
        "fail", QStringLiteral("More answers differ than may."),
        QStringLiteral("All nodes together: evidence %1, alarm at %2.").arg(evidenceText(found.logE)).arg(kStageAlarm));
  if (failed > 0)
    return said("fail",
                kind == StageKind::Shadow ? QStringLiteral("Refused by %1.").arg(nodesText(failed, all))
                                          : QStringLiteral("%1 went back.").arg(nodesText(failed, all)),
                restText(fates));
  if (fates.of(StageFate::UnderWay) > 0 || (all == 0 && found.underWay > 0))
    return said("inconclusive", QStringLiteral("Not decided yet."),
                passed == 0 ? QString() : QStringLiteral("Promoted on %1 so far.").arg(nodesText(passed, all)));
  if (passed > 0 && passed == all)
    return said("pass", all == 1
                            ? QStringLiteral("Promoted on its node.")
                            : QStringLiteral("Promoted on all %1 that came here.").arg(plural(all, "node", "nodes")));
  if (passed > 0) return said("pass", QStringLiteral("Promoted on %1.").arg(nodesText(passed, all)), restText(fates));
  return said("unknown", QStringLiteral("Ended before it was decided."));
}

QVariantMap limit(double at, const QString& word, const char* status) {
  return {{"at", at}, {"word", word.arg(shareText(at))}, {"status", QLatin1String(status)}};
}

QVariantList limitsOf(const Stages& planned, StageKind kind) {
  if (kind == StageKind::Shadow)
    return {limit(planned.shadow->good, QStringLiteral("promoted at %1"), "passed"),
            limit(planned.shadow->bad, QStringLiteral("refused at %1"), "failed")};
  return {limit(planned.weights->differ, QStringLiteral("goes back above %1"), "failed")};
}

QVariantMap evidenceOf(double logE) {
  return {{"log10", logE / std::log(10.0)},
          {"threshold", std::log10(kStageAlarm)},
          {"text", evidenceText(logE)},
          {"words", evidenceWords(logE)},
          {"fails", logE >= std::log(kStageAlarm)}};
}

QVariantList factsOf(const StageSummary& found, double maxErrors) {
  const std::uint64_t asked = found.compared + found.errors;
  const bool overBudget = found.logEErrors >= std::log(kStageAlarm);
  QVariantList out;
  QVariantMap errors =
      fact("Errors", QStringLiteral("%1 (%2), budget %3")
                         .arg(count(found.errors), shareText(share(found.errors, asked)), shareText(maxErrors)));
  if (overBudget) errors["status"] = QStringLiteral("failed");
  out << errors
      << fact("Evidence of errors",
              QStringLiteral("%1, %2").arg(evidenceText(found.logEErrors), evidenceWords(found.logEErrors)));
  // Of weights nothing is copied: whose an answer is was decided before.
  if (found.stage == StageKind::Shadow || found.drops > 0)
    out << fact("Not copied", found.drops == 0 ? QStringLiteral("none") : plural(found.drops, "input", "inputs"));
  out << fact("Slower", QStringLiteral("%1 took over 1.1 times as long").arg(shareText(found.slower)));
  out << fact("Confidence", QStringLiteral("%1 on average").arg(signedText(found.meanShift, 3)));
  if (found.peakRssKb > 0) out << fact("Memory", QStringLiteral("%1 at most").arg(bytes(kKilobyte * found.peakRssKb)));
  return out;
}

struct Flip {
  std::uint32_t from = 0, to = 0;
  std::uint64_t times = 0;
};

QVariantMap flipsOf(const StageSummary& found) {
  const std::size_t classes = found.classes;
  if (classes == 0 || found.flips.size() != classes * classes) return {{"classes", 0}};
  QVariantList counts;
  std::vector<Flip> flips;
  for (std::size_t i = 0; i < found.flips.size(); ++i) {
    counts << static_cast<qulonglong>(found.flips[i]);
    const auto from = static_cast<std::uint32_t>(i / classes), to = static_cast<std::uint32_t>(i % classes);
    if (from != to && found.flips[i] > 0) flips.push_back({from, to, found.flips[i]});
  }
  std::stable_sort(flips.begin(), flips.end(), [](const Flip& a, const Flip& b) { return a.times > b.times; });
  QStringList named;
  for (std::size_t i = 0; i < std::min(flips.size(), kFlipsNamed); ++i)
    named << QStringLiteral("%1 became %2: %3").arg(flips[i].from).arg(flips[i].to).arg(count(flips[i].times));
  return {{"classes", static_cast<int>(classes)},
          {"counts", counts},
          {"most", static_cast<qulonglong>(flips.empty() ? 0 : flips.front().times)},
          {"words", named.isEmpty() ? QStringLiteral("No decision changed.") : named.join(QStringLiteral(", "))}};
}

QString testText(double llr) {
  // The bounds of the shadow's test lie as far on both sides: ln((1 - b) / a) at a = b = 0.05, see inference.md 5.
  static const double kBound = std::log((1 - 0.05) / 0.05);
  const double way = std::min(1.0, std::abs(llr) / kBound);
  return QStringLiteral("%1 of the way to %2")
      .arg(percent(way, 0), llr > 0 ? QStringLiteral("refused") : QStringLiteral("promoted"));
}

QVariantList nodeFacts(const StageReport& report) {
  QVariantList out{
      fact("Differ",
           QStringLiteral("%1 of %2 (%3)")
               .arg(count(report.differ), count(report.compared), shareText(share(report.differ, report.compared)))),
      fact("Evidence", QStringLiteral("%1, %2").arg(evidenceText(report.logE), evidenceWords(report.logE)))};
  if (report.stage == StageKind::Shadow) out << fact("Test", testText(report.llr));
  out << fact("Errors", count(report.errors));
  if (report.stage == StageKind::Shadow || report.drops > 0) out << fact("Not copied", count(report.drops));
  out << fact("Slower", QStringLiteral("%1 took over 1.1 times as long").arg(shareText(report.slower)))
      << fact("Confidence", QStringLiteral("%1 on average").arg(signedText(report.meanShift, 3)));
  if (report.peakRssKb > 0)
    out << fact("Memory", QStringLiteral("%1 at most").arg(bytes(kKilobyte * report.peakRssKb)));
  out << fact("Since", dateTime(report.startedAt));
  return out;
}

}  // namespace

QVariantMap findingsOf(const Rollout& rollout, StageKind kind, const StageCount& fates) {
  const auto& all = rollout.stages.found;
  const auto found = std::find_if(all.begin(), all.end(), [&](const StageSummary& one) { return one.stage == kind; });
  if (found == all.end()) {
    QVariantMap out = hasEnded(rollout.state) ? said("unknown", QStringLiteral("No node came here."))
                                              : said("pending", QStringLiteral("No node is here yet."));
    out["told"] = false;
    return out;
  }
  const Stages& planned = rollout.stages.planned;
  const QVariantList limits = limitsOf(planned, kind);
  const double differ = share(found->differ, found->compared);
  const double highest = limits.back().toMap()["at"].toDouble();
  QVariantMap out = verdictOf(*found, kind, fates);
  out["told"] = true;
  out["share"] = differ;
  out["shareText"] = shareText(differ);
  out["shareWords"] =
      QStringLiteral("%1 of %2 differ").arg(count(found->differ), plural(found->compared, "answer", "answers"));
  out["limits"] = limits;
  out["most"] = std::max(highest * kBeyond, differ);
  out["evidence"] = evidenceOf(found->logE);
  out["facts"] = factsOf(*found, kind == StageKind::Shadow ? planned.shadow->maxErrors : planned.weights->maxErrors);
  out["flips"] = flipsOf(*found);
  return out;
}

QVariantList nodeStages(const NodeWorkload& workload) {
  QVariantList out;
  for (const NodeStage& stage : workload.stages) {
    const StageReport& report = stage.report;
    const bool alarms = report.logE >= std::log(kStageAlarm);
    const bool shadow = report.stage == StageKind::Shadow;
    out << QVariantMap{
        {"title", shadow ? QStringLiteral("Shadow") : QStringLiteral("Weights, %1 % of requests").arg(report.percent)},
        {"underWay", stage.underWay},
        {"status", alarms ? QStringLiteral("failed") : QStringLiteral("inconclusive")},
        {"word", alarms ? QStringLiteral("more differ than may") : QStringLiteral("not decided yet")},
        {"sentence", asSentence(text(toText(stage)))},
        {"facts", nodeFacts(report)}};
  }
  return out;
}

}  // namespace flotilla::view
