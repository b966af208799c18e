#include "services/controlplane/core/objectives/indicator_history.h"

#include <map>

namespace flotilla::controlplane {
namespace {

// What is counted of one step before it is told.
struct Counted {
  ArmCounts answers, states, delivery, saturation, traffic;
};

Status checkHistoryScope(const HistoryScope& scope) {
  if (scope.step <= Duration::zero())
    return invalid("out_of_range", "a step has to be longer than nothing", "step", "for example 60s");
  if (scope.to <= scope.from) return invalid("out_of_range", "the time ends before it begins", "to");
  if ((scope.to - scope.from) / scope.step > static_cast<std::int64_t>(kMostHistorySteps))
    return invalid("out_of_range", "that is more than " + std::to_string(kMostHistorySteps) + " steps", "step",
                   "take longer steps, or a shorter time");
  return okStatus();
}

bool isWanted(const ReadingScope& scope, const RawKey& key) {
  const auto fits = [](const std::string& wanted, const std::string& is) {
    return wanted.empty() || is.empty() || is == wanted;
  };
  return fits(scope.workload, key.workload) && fits(scope.version, key.version);
}

class HistoryReader {
 public:
  HistoryReader(TelemetryStore& store, const HistoryScope& scope) : store_(store), scope_(scope) {}

  Status read(RawKind kind, const std::vector<std::string>& scopes, ArmCounts Counted::*into) {
    const auto take = [&](const RawHour& hour) {
      if (!isWanted(scope_.place, hour.key)) return;
      for (const auto& [slot, counts] : hour.bySlot) {
        const TimePoint at = startOfHour(hour.key.hour) + slot * hour.slot;
        if (at < scope_.from || at >= scope_.to) continue;
        (steps_[(at - scope_.from) / scope_.step].*into).merge(counts);
      }
    };
    for (const std::string& name : scopes)
      FLOTILLA_CHECK(store_.eachOf(kind, name, hourOf(scope_.from), hourOf(scope_.to), take));
    return okStatus();
  }
  const std::map<std::int64_t, Counted>& steps() const { return steps_; }

 private:
  TelemetryStore& store_;
  const HistoryScope& scope_;
  std::map<std::int64_t, Counted> steps_;
};

std::vector<std::uint64_t> rowsOf(const Histogram& latencyUs) {
  std::vector<std::uint64_t> out;
  std::uint64_t above = latencyUs.count();
  for (const double limit : kLatencyRowsMs) {
    const std::uint64_t beyond = latencyUs.countAbove(limit * 1000);
    out.push_back(above - beyond);
    above = beyond;
  }
  out.push_back(above);
  return out;
}

Tally plain(const ArmCounts& counts) {
  return {counts.requests, counts.errors};
}

IndicatorStep told(TimePoint at, const Counted& counted) {
  IndicatorStep out;
  out.at = at;
  out.answers = plain(counted.answers);
  out.labelled = {counted.answers.labelled, counted.answers.labelled - counted.answers.correct};
  out.held = counted.answers.held;
  const Histogram& latency = counted.answers.latencyUs;
  if (latency.count() > 0) {
    const auto ms = [&](double q) { return latency.quantile(q) / 1000; };
    out.latency = Spread{ms(0.5), ms(0.95), ms(0.99), latency.sum() / static_cast<double>(latency.count()) / 1000};
    out.latencyRows = rowsOf(latency);
  }
  out.reachable = plain(counted.states);
  out.delivery = plain(counted.delivery);
  out.saturation = plain(counted.saturation);
  out.traffic = plain(counted.traffic);
  return out;
}

}  // namespace

Result<std::vector<IndicatorStep>> readIndicatorHistory(TelemetryStore& store, const HistoryScope& scope) {
  FLOTILLA_CHECK(checkHistoryScope(scope));
  HistoryReader reader(store, scope);
  const bool ofNodes = !scope.place.nodes.empty();
  const std::vector<std::string>& places = ofNodes ? scope.place.nodes : scope.place.regions;
  FLOTILLA_CHECK(reader.read(ofNodes ? RawKind::Node : RawKind::Served, places, &Counted::answers));
  FLOTILLA_CHECK(reader.read(ofNodes ? RawKind::NodeStates : RawKind::States, places, &Counted::states));
  FLOTILLA_CHECK(reader.read(ofNodes ? RawKind::NodeDelivery : RawKind::Delivery, places, &Counted::delivery));
  FLOTILLA_CHECK(reader.read(ofNodes ? RawKind::NodeSaturation : RawKind::Saturation, places, &Counted::saturation));
  FLOTILLA_CHECK(reader.read(ofNodes ? RawKind::NodeTraffic : RawKind::Traffic, places, &Counted::traffic));
  std::vector<IndicatorStep> out;
  for (const auto& [number, counted] : reader.steps()) out.push_back(told(scope.from + number * scope.step, counted));
  return out;
}

}  // namespace flotilla::controlplane
