#include "services/documents/rollout_plan.h"

#include "models/domain/node_selector.h"
#include "services/documents/plan_limits.h"
#include "services/documents/plan_stages.h"
#include "services/documents/plan_wave.h"
#include "services/documents/yaml_fields.h"
#include "services/runtime/pattern.h"

namespace flotilla {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

Result<Version> versionText(const YamlNode& node) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  if (!isVisibleAscii(text, 1, 128)) return invalid("bad_version", "must be a version, for example 2.0.0");
  return parseVersion(text);
}

Result<std::string> selectorText(const YamlNode& node) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    return invalid("bad_selector", "must not be blank", {}, "leave selector out to take every node");
  if (hasControls(text, false)) return invalid("bad_selector", "must be on one line");
  FLOTILLA_CHECK(parseSelector(text, nodeSelectorFields(), compilePattern));
  return text;
}

auto milliseconds() {
  return yamlNumberFrom(1 / kMillisecondScale, kMaxP95Milliseconds, kMillisecondScale);
}

auto ratio() {
  return yamlNumberFrom(0, 1, kFractionScale);
}

Result<Gates> readGates(const YamlNode& node, const std::string& path) {
  Gates gates;
  YamlReader reader(node, path);
  reader.optional("compare", gates.compare, yamlFlag);
  reader.optional("bad_event", gates.badEvent, yamlWordOf(kBadEventNames));
  reader.optional("interval", gates.interval, yamlLengthFrom(seconds(1), hours(1)));
  reader.optional("warm_up", gates.warmUp, yamlLengthFrom(Duration(0), hours(1)));
  reader.optional("alpha", gates.alpha, yamlNumberFrom(0.0001, 0.2, kFractionScale));
  reader.optional("tolerance", gates.tolerance, yamlNumberFrom(1, 10, kFractionScale));
  reader.optional("min_requests", gates.minRequests, yamlIntegerFrom(1, 1'000'000'000));
  reader.optional("min_reporting", gates.minReporting, ratio());
  reader.optional("slow_ms", gates.slowMs, milliseconds());
  reader.optional("min_success_ratio", gates.minSuccessRatio, ratio());
  reader.optional("max_p95_ms", gates.maxP95Ms, milliseconds());
  reader.optional("max_memory_mb", gates.maxMemoryMb, yamlIntegerFrom(1, kMaxMemoryMb));
  reader.optional("max_memory_ratio", gates.maxMemoryRatio, yamlNumberFrom(1, 10, kFractionScale));
  reader.optional("max_restarts", gates.maxRestarts, yamlIntegerFrom(1, kMaxRestartsInPlan));
  reader.optional("max_failed_nodes", gates.maxFailedNodes, yamlIntegerFrom(0, kMaxPlanNodes));
  FLOTILLA_CHECK(reader.finish());
  return gates;
}

Result<MaxUnavailable> readMaxUnavailable(const YamlNode& node, const std::string& path) {
  MaxUnavailable limits;
  YamlReader reader(node, path);
  reader.optional("per_site", limits.perSite, yamlIntegerFrom(1, kMaxPlanNodes));
  reader.optional("per_region", limits.perRegion, yamlIntegerFrom(1, kMaxPlanNodes));
  FLOTILLA_CHECK(reader.finish());
  return limits;
}

Result<RolloutPlan> readPlan(const YamlNode& root) {
  RolloutPlan plan;
  const auto regionName = [](const RegionName& region) { return region.value; };
  const auto waveName = [](const PlanWave& wave) { return wave.name; };
  YamlReader reader(root, "");
  reader.required("workload", plan.workload, yamlName);
  reader.optional("from", plan.from, versionText);
  reader.required("to", plan.to, versionText);
  reader.check(plan.from != plan.to, "from", "is the version that the rollout goes to",
               "leave it out, or name another version");
  reader.optional("purpose", plan.purpose, yamlWordOf(kRolloutPurposeNames));
  reader.optional("regions", plan.regions,
                  listOf<RegionName>(1, kMaxDeclared, yamlName, "leave regions out for the whole fleet"));
  reader.unique("regions", plan.regions, "", regionName);
  reader.optional("selector", plan.selector, selectorText);
  const bool timed = reader.optional("deadline", plan.deadline, yamlLengthFrom(seconds(10), kMonth));
  reader.optional("late_nodes", plan.updateLate, yamlWordOf(kLateNodesNames));
  reader.optional("on_failure", plan.onFailure, yamlWordOf(kOnFailureNames));
  reader.optional("max_unavailable", plan.maxUnavailable, readMaxUnavailable);
  reader.optional("shadow", plan.stages.shadow, readShadow);
  reader.optional("weights", plan.stages.weights, readWeights);
  reader.optional("gates", plan.gates, readGates);
  reader.required("waves", plan.waves, listOf<PlanWave>(1, kMaxWaves, readPlanWave));
  reader.unique("waves", plan.waves, "name", waveName);
  FLOTILLA_CHECK(reader.finish());
  FLOTILLA_CHECK(makeRoomForStages(root, timed, plan));
  return plan;
}

}  // namespace

Result<RolloutPlan> parseRolloutPlan(std::string_view yaml) {
  if (yaml.size() > kMaxPlanBytes) return yamlError(1, "yaml_syntax", "a plan must not be longer than 256 KiB");
  FLOTILLA_TRY(const YamlNode root, parseYaml(yaml));
  FLOTILLA_TRY(RolloutPlan plan, readPlan(root));
  FLOTILLA_CHECK(checkCoverage(root, plan));
  return plan;
}

}  // namespace flotilla
