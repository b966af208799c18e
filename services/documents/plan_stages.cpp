#include "services/documents/plan_stages.h"

#include "services/documents/plan_limits.h"
#include "services/documents/yaml_fields.h"

namespace flotilla {
namespace {

using std::chrono::seconds;

constexpr double kLeastShare = 1 / kFractionScale;
constexpr double kMostShare = 1 - kLeastShare;
constexpr double kMostDiffer = 0.6 - kLeastShare;
constexpr std::int64_t kMostRequests = 1'000'000'000;

// What several keys have to be together, told at the key that is to blame, or at the stage if that is left out.
template <class Stage>
Result<Stage> checked(const YamlNode& node, const std::string& path, Stage stage) {
  const Status good = checkStage(stage);
  if (good) return stage;
  const Error& error = good.error();
  const YamlNode* member = DocumentTraits<YamlNode>::member(node, error.field);
  return yamlError((member == nullptr ? node : *member).line, "bad_value", error.message, path + "." + error.field,
                   error.fix);
}

auto share(double most) {
  return yamlNumberFrom(kLeastShare, most, kFractionScale);
}

void readTimes(YamlReader& reader, Duration& minTime, Duration& limit) {
  const bool timed = reader.optional("min_time", minTime, yamlLengthFrom(Duration(0), kLongestStage));
  const bool limited = reader.optional("limit", limit, yamlLengthFrom(seconds(1), kLongestStage));
  if (timed && !limited)
    reader.check(minTime < limit, "min_time", "is not shorter than limit, which is 6h if it is left out",
                 "write a limit longer than " + planLengthText(minTime));
}

}  // namespace

Result<ShadowStage> readShadow(const YamlNode& node, const std::string& path) {
  ShadowStage stage;
  YamlReader reader(node, path);
  readTimes(reader, stage.minTime, stage.limit);
  const bool good = reader.optional("good", stage.good, share(kMostShare));
  reader.optional("bad", stage.bad, share(1));
  if (!good)
    reader.check(stage.good < stage.bad, "bad", "is not above good, which is 0.01 if it is left out",
                 "write a good below it");
  reader.optional("max_errors", stage.maxErrors, share(kMostShare));
  reader.optional("memory_mb", stage.memoryMb, yamlIntegerFrom(kMinMemoryMb, kMaxMemoryMb));
  reader.optional("cpu_percent", stage.cpuPercent, yamlIntegerFrom(1, kMaxCpuPercent));
  FLOTILLA_CHECK(reader.finish());
  return checked(node, path, stage);
}

Result<WeightStage> readWeights(const YamlNode& node, const std::string& path) {
  WeightStage stage;
  YamlReader reader(node, path);
  const std::string fix = "write them like [1, 5, 25, 50, 100]";
  reader.optional("steps", stage.steps, listOf<std::uint32_t>(1, kMaxWeightSteps, yamlIntegerFrom(1, 100), fix));
  readTimes(reader, stage.minTime, stage.limit);
  reader.optional("min_requests", stage.minRequests, yamlIntegerFrom(1, kMostRequests));
  reader.optional("differ", stage.differ, share(kMostDiffer));
  reader.optional("max_errors", stage.maxErrors, share(kMostShare));
  FLOTILLA_CHECK(reader.finish());
  return checked(node, path, std::move(stage));
}

Status makeRoomForStages(const YamlNode& root, bool written, RolloutPlan& plan) {
  const Duration stages = longest(plan.stages);
  if (plan.stages.empty()) return okStatus();
  if (!written && stages + plan.deadline <= kMonth) {
    plan.deadline += stages;
    return okStatus();
  }
  if (written && plan.deadline > stages) return okStatus();
  const std::string field = written ? "deadline" : plan.stages.weights ? "weights" : "shadow";
  const YamlNode& where = *DocumentTraits<YamlNode>::member(root, field);
  const std::string time = planLengthText(stages);
  if (written)
    return yamlError(where.line, "bad_value",
                     "leaves no time beside the limits of shadow and weights, which are " + time, field,
                     "write a deadline longer than " + time + " by the health window, or shorter limits");
  return yamlError(where.line, "bad_value",
                   "with the limits of all stages, " + time + ", no deadline within 30d is left", field,
                   "write shorter limits");
}

OrderedJson stageJson(const ShadowStage& stage) {
  OrderedJson out{{"min_time", planLengthText(stage.minTime)},
                  {"limit", planLengthText(stage.limit)},
                  {"good", roundedTo(stage.good, kFractionScale)},
                  {"bad", roundedTo(stage.bad, kFractionScale)},
                  {"max_errors", roundedTo(stage.maxErrors, kFractionScale)}};
  if (stage.memoryMb != 0) out["memory_mb"] = stage.memoryMb;
  if (stage.cpuPercent != 0) out["cpu_percent"] = stage.cpuPercent;
  return out;
}

OrderedJson stageJson(const WeightStage& stage) {
  return {{"steps", stage.steps},
          {"min_time", planLengthText(stage.minTime)},
          {"min_requests", stage.minRequests},
          {"differ", roundedTo(stage.differ, kFractionScale)},
          {"max_errors", roundedTo(stage.maxErrors, kFractionScale)},
          {"limit", planLengthText(stage.limit)}};
}

std::string planLengthText(Duration length) {
  return toText(std::chrono::floor<std::chrono::milliseconds>(length));
}

}  // namespace flotilla
