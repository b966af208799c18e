#include "models/view/node_text.h"

#include <algorithm>

#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr double kMostSaturated = 0.1;  // of time

bool workloadDrifts(const NodeWorkload& workload) {
  return workload.desired != Version{} && (!workload.proven || workload.version != workload.desired);
}

bool troubled(const NodeWorkload& workload) {
  return workload.state == InstallState::Refused || workload.state == InstallState::RolledBack ||
         workload.state == InstallState::Halted || workload.reason == kCrashLoopReason || workloadDrifts(workload);
}

QVariantMap lossFact(const char* name, std::uint64_t lost, const QString& words) {
  return {{"name", QString::fromLatin1(name)},
          {"value", lost == 0 ? QStringLiteral("none") : words},
          {"status", lost == 0 ? QString() : QStringLiteral("warning")}};
}

QString secondsText(Duration length) {
  return QString::number(std::chrono::duration<double>(length).count(), 'f', 3) + QStringLiteral(" s");
}

// "3.000 s behind": the node's clock shows an earlier time than the control plane's.
QVariantMap clockFact(const ClockReading& clock) {
  const QString name = QStringLiteral("Clock");
  if (clock.state == ClockState::Unknown)
    return {{"name", name}, {"value", QStringLiteral("not measured")}, {"status", QStringLiteral("unknown")}};
  QString value = QStringLiteral("%1 %2, within %3")
                      .arg(secondsText(std::chrono::abs(clock.offset)),
                           clock.offset > Duration(0) ? QStringLiteral("behind") : QStringLiteral("ahead"),
                           secondsText(clock.uncertainty));
  return {{"name", name},
          {"value", value},
          {"status", clock.state == ClockState::Unsure ? QStringLiteral("warning") : QString()}};
}

}  // namespace

const NodeWorkload* leadingWorkload(const Node& node) {
  const auto at = std::find_if(node.workloads.begin(), node.workloads.end(), troubled);
  if (at != node.workloads.end()) return &*at;
  return node.workloads.empty() ? nullptr : &node.workloads.front();
}

const VersionTotals* provenTotals(const NodeWorkload& workload) {
  const auto at = std::find_if(workload.totals.begin(), workload.totals.end(),
                               [&](const VersionTotals& t) { return t.version == workload.version; });
  return !workload.proven || at == workload.totals.end() ? nullptr : &*at;
}

bool drifts(const Node& node) {
  return std::any_of(node.workloads.begin(), node.workloads.end(), workloadDrifts);
}

QString driftText(const Node& node) {
  if (node.liveness != Liveness::Live) return QStringLiteral("unknown");
  const auto count = std::count_if(node.workloads.begin(), node.workloads.end(), workloadDrifts);
  if (count == 0) return QStringLiteral("none");
  return node.workloads.size() == 1 ? QStringLiteral("differs")
                                    : QStringLiteral("%1 of %2").arg(count).arg(node.workloads.size());
}

QString sentence(const Node& node, TimePoint now) {
  const QString seen = node.lastSeen == TimePoint{} ? QStringLiteral("never reported")
                                                    : QStringLiteral("last report %1 ago").arg(age(node.lastSeen, now));
  return QStringLiteral("%1, %2, %3").arg(text(node.name), text(toText(node.health)), seen);
}

QVariantList machineOf(const Saturation& saturation) {
  constexpr std::array<const char*, kResourceNames.size()> kNames{"Processor", "Memory", "Disk"};
  QVariantList out;
  if (saturation.any.total == 0) return out;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const SlotCounts& counts = saturation.each[i];
    const auto& permille = saturation.permille[i];
    QString value = permille ? percent(*permille / 1000.0) : QStringLiteral("unknown");
    if (counts.total > 0)
      value += QStringLiteral(", too full in %1 of time")
                   .arg(percent(static_cast<double>(counts.over) / static_cast<double>(counts.total)));
    out << QVariantMap{{"name", QString::fromLatin1(kNames[i])},
                       {"value", value},
                       {"status", permille ? QString() : QStringLiteral("unknown")}};
  }
  const double over = static_cast<double>(saturation.any.over) / static_cast<double>(saturation.any.total);
  // The objective of a fleet that nobody changed: less than a tenth of time.
  out << QVariantMap{{"name", QStringLiteral("Any of them")},
                     {"value", QStringLiteral("too full in %1 of time").arg(percent(over))},
                     {"status", over >= kMostSaturated ? QStringLiteral("warning") : QString()}};
  return out;
}

QVariantList deliveryOf(const NodeTelemetry& telemetry) {
  const std::uint64_t dropped = telemetry.droppedMetrics + telemetry.droppedEvents;
  QVariantList out{QVariantMap{{"name", QStringLiteral("Waiting there")},
                               {"value", QStringLiteral("%1, %2").arg(plural(telemetry.queueDepth, "record", "records"),
                                                                      bytes(telemetry.queueBytes))}}};
  out << lossFact("Dropped", dropped,
                  QStringLiteral("%1, %2 for want of room")
                      .arg(plural(telemetry.droppedMetrics, "report", "reports"),
                           plural(telemetry.droppedEvents, "event", "events")));
  out << lossFact("Disk damage", telemetry.lost, plural(telemetry.lost, "record lost", "records lost"));
  out << lossFact("Queues lost", telemetry.queuesLost, plural(telemetry.queuesLost, "whole queue", "whole queues"));
  out << lossFact("Declared gaps", telemetry.declaredMissing,
                  plural(telemetry.declaredMissing, "record, as it said", "records, as it said"));
  out << lossFact("Other gaps", telemetry.undeclaredMissing,
                  plural(telemetry.undeclaredMissing, "record without a word", "records without a word"));
  out << clockFact(telemetry.clock);
  if (telemetry.uncorrected > 0)
    out << lossFact("Times unsure", telemetry.uncorrected,
                    plural(telemetry.uncorrected, "report could not be put right", "reports could not be put right"));
  return out;
}

}  // namespace flotilla::view
