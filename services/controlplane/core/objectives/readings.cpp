#include "services/controlplane/core/objectives/readings.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMostReadings = 1000;
constexpr double kMicrosInMs = 1000;

using Answers = std::map<std::pair<std::string, std::string>, ArmCounts>;  // by workload and version

std::optional<Spread> spreadOf(const Histogram& values, double unit) {
  if (values.count() == 0) return std::nullopt;
  return Spread{values.quantile(0.5) / unit, values.quantile(0.95) / unit, values.quantile(0.99) / unit,
                values.sum() / static_cast<double>(values.count()) / unit};
}

class Reader {
 public:
  Reader(TelemetryStore& store, const ReadingScope& scope) : store_(store), scope_(scope) {}

  Result<Answers> read(RawKind kind, const std::vector<std::string>& scopes) {
    Answers out;
    const auto take = [&](const RawHour& hour) {
      if (!scope_.workload.empty() && hour.key.workload != scope_.workload && !hour.key.workload.empty()) return;
      if (!scope_.version.empty() && hour.key.version != scope_.version && !hour.key.version.empty()) return;
      ArmCounts& into = out[{hour.key.workload, hour.key.version}];
      for (const auto& [slot, counts] : hour.bySlot) into.merge(counts);
    };
    for (const std::string& name : scopes)
      FLOTILLA_CHECK(store_.eachOf(kind, name, scope_.fromHour, scope_.toHour, take));
    return out;
  }
  // Without regard to workload and version.
  Result<ArmCounts> sum(RawKind kind, const std::vector<std::string>& scopes) {
    FLOTILLA_TRY(const Answers parts, read(kind, scopes));
    ArmCounts out;
    for (const auto& [key, counts] : parts) out.merge(counts);
    return out;
  }

 private:
  TelemetryStore& store_;
  const ReadingScope& scope_;
};

void addAnswers(const Answers& answers, std::vector<IndicatorReading>& out) {
  for (const auto& [key, counts] : answers) {
    const WorkloadName workload(key.first);
    const auto add = [&](Indicator indicator, Tally tally, std::optional<Spread> spread) {
      if (tally.total > 0) out.push_back({indicator, workload, key.second, tally, spread});
    };
    add(Indicator::Success, {counts.requests, counts.errors}, {});
    add(Indicator::Correct, {counts.labelled, counts.labelled - counts.correct}, {});
    add(Indicator::Latency, {counts.latencyUs.count(), 0}, spreadOf(counts.latencyUs, kMicrosInMs));
  }
}

void addSum(Indicator indicator, const ArmCounts& counts, std::vector<IndicatorReading>& out) {
  Objective plain;
  plain.indicator = indicator;
  IndicatorReading reading{indicator, {}, {}, tallyOf(plain, counts), {}};
  if (hasLimit(indicator)) {
    reading.tally.bad = 0;
    reading.spread = spreadOf(counts.latencyUs, 1);
  }
  if (reading.tally.total > 0) out.push_back(std::move(reading));
}

}  // namespace

Result<std::vector<IndicatorReading>> readIndicators(TelemetryStore& store, const ReadingScope& scope) {
  Reader reader(store, scope);
  const bool ofNodes = !scope.nodes.empty();
  const std::vector<std::string>& scopes = ofNodes ? scope.nodes : scope.regions;
  std::vector<IndicatorReading> out;
  FLOTILLA_TRY(const Answers answers, reader.read(ofNodes ? RawKind::Node : RawKind::Served, scopes));
  addAnswers(answers, out);
  FLOTILLA_TRY(const ArmCounts states, reader.sum(ofNodes ? RawKind::NodeStates : RawKind::States, scopes));
  addSum(Indicator::Reachability, states, out);
  addSum(Indicator::InStep, states, out);
  if (!ofNodes) {
    const std::vector<std::string> own = scope.fleet ? std::vector<std::string>{""} : scope.regions;
    FLOTILLA_TRY(const ArmCounts deployments, reader.sum(RawKind::Deployments, scope.regions));
    FLOTILLA_TRY(const ArmCounts rollouts, reader.sum(RawKind::Rollouts, own));
    FLOTILLA_TRY(const ArmCounts recoveries, reader.sum(RawKind::Recoveries, own));
    addSum(Indicator::Deployment, deployments, out);
    addSum(Indicator::Rollback, rollouts, out);
    addSum(Indicator::Recovery, recoveries, out);
  }
  FLOTILLA_TRY(const ArmCounts traffic, reader.sum(ofNodes ? RawKind::NodeTraffic : RawKind::Traffic, scopes));
  addSum(Indicator::Reduction, traffic, out);
  FLOTILLA_TRY(const ArmCounts delivery, reader.sum(ofNodes ? RawKind::NodeDelivery : RawKind::Delivery, scopes));
  addSum(Indicator::Delivery, delivery, out);
  FLOTILLA_TRY(const ArmCounts saturation, reader.sum(ofNodes ? RawKind::NodeSaturation : RawKind::Saturation, scopes));
  addSum(Indicator::Saturation, saturation, out);
  if (out.size() > kMostReadings) out.resize(kMostReadings);
  return out;
}

}  // namespace flotilla::controlplane
