#include "services/documents/plan_limits.h"
#include "services/documents/plan_stages.h"
#include "services/documents/rollout_plan.h"
#include "services/documents/strict_json.h"

namespace flotilla {
namespace {

// "12.5%"
std::string shareText(double percent) {
  const auto thousandths = scaled(percent, kPercentScale);
  std::string text = std::to_string(thousandths / 1000);
  if (const auto rest = thousandths % 1000; rest != 0) {
    text += "." + std::to_string(1000 + rest).substr(1);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + "%";
}

std::string clockText(std::uint32_t minute) {
  std::string text = std::to_string(10'000 + minute / 60 * 100 + minute % 60).substr(1);
  return text.insert(2, ":");
}

template <class Names>
OrderedJson namesJson(const Names& names) {
  OrderedJson list = OrderedJson::array();
  for (const auto& name : names) list.push_back(name.value);
  return list;
}

OrderedJson sizeJson(const WaveSize& size) {
  switch (size.kind) {
    case WaveSize::Kind::Percent:
      return shareText(size.percent);
    case WaveSize::Kind::Count:
      return size.count;
    case WaveSize::Kind::Regions:
      return {{"regions", namesJson(size.regions)}};
    case WaveSize::Kind::Sites:
      return {{"sites", namesJson(size.sites)}};
    case WaveSize::Kind::Rest:
      break;
  }
  return "rest";
}

OrderedJson windowJson(const TimeWindow& window) {
  OrderedJson days = OrderedJson::array();
  for (std::size_t day = 0; day < kDayNames.size(); ++day)
    if (window.days[day]) days.push_back(kDayNames[day]);
  return {{"zone", window.zone},
          {"days", days},
          {"from", clockText(window.fromMinute)},
          {"to", clockText(window.toMinute)}};
}

OrderedJson waveJson(const PlanWave& wave) {
  OrderedJson out{{"name", wave.name},
                  {"size", sizeJson(wave.size)},
                  {"soak", planLengthText(wave.soak)},
                  {"limit", planLengthText(wave.limit)},
                  {"approvals",
                   {{"count", wave.approvals.count},
                    {"role", toText(wave.approvals.role)},
                    {"lifetime", planLengthText(wave.approvals.lifetime)}}}};
  if (wave.window) out["window"] = windowJson(*wave.window);
  if (wave.rate.nodes != 0)
    out["rate"] = {{"nodes", wave.rate.nodes},
                   {"every", planLengthText(wave.rate.every)},
                   {"growth", roundedTo(wave.rate.growth, kFractionScale)}};
  return out;
}

OrderedJson gatesJson(const Gates& gates) {
  OrderedJson out{{"compare", gates.compare},
                  {"bad_event", toText(gates.badEvent)},
                  {"interval", planLengthText(gates.interval)},
                  {"warm_up", planLengthText(gates.warmUp)},
                  {"alpha", roundedTo(gates.alpha, kFractionScale)},
                  {"tolerance", roundedTo(gates.tolerance, kFractionScale)}};
  if (gates.minRequests != 0) out["min_requests"] = gates.minRequests;
  out["min_reporting"] = roundedTo(gates.minReporting, kFractionScale);
  if (gates.slowMs) out["slow_ms"] = roundedTo(*gates.slowMs, kMillisecondScale);
  if (gates.minSuccessRatio) out["min_success_ratio"] = roundedTo(*gates.minSuccessRatio, kFractionScale);
  if (gates.maxP95Ms) out["max_p95_ms"] = roundedTo(*gates.maxP95Ms, kMillisecondScale);
  if (gates.maxMemoryMb) out["max_memory_mb"] = *gates.maxMemoryMb;
  if (gates.maxMemoryRatio) out["max_memory_ratio"] = *gates.maxMemoryRatio;
  out["max_restarts"] = gates.maxRestarts;
  out["max_failed_nodes"] = gates.maxFailedNodes;
  return out;
}

OrderedJson limitsJson(const MaxUnavailable& limits) {
  OrderedJson out = OrderedJson::object();
  if (limits.perSite != 0) out["per_site"] = limits.perSite;
  if (limits.perRegion != 0) out["per_region"] = limits.perRegion;
  return out;
}

}  // namespace

std::string encodeRolloutPlan(const RolloutPlan& plan) {
  OrderedJson out;
  out["workload"] = plan.workload.value;
  if (plan.from) out["from"] = plan.from->toString();
  out["to"] = plan.to.toString();
  // Absent as in every plan from before there were purposes: their digests stay what was approved.
  if (plan.purpose != RolloutPurpose::Feature) out["purpose"] = toText(plan.purpose);
  if (!plan.regions.empty()) out["regions"] = namesJson(plan.regions);
  if (!plan.selector.empty()) out["selector"] = plan.selector;
  out["deadline"] = planLengthText(plan.deadline);
  out["late_nodes"] = kLateNodesNames[plan.updateLate ? 1 : 0];
  out["on_failure"] = toText(plan.onFailure);
  out["max_unavailable"] = limitsJson(plan.maxUnavailable);
  // Likewise before there were stages.
  if (plan.stages.shadow) out["shadow"] = stageJson(*plan.stages.shadow);
  if (plan.stages.weights) out["weights"] = stageJson(*plan.stages.weights);
  out["gates"] = gatesJson(plan.gates);
  out["waves"] = OrderedJson::array();
  for (const PlanWave& wave : plan.waves) out["waves"].push_back(waveJson(wave));
  return dumpJson(out);
}

}  // namespace flotilla
