#include "services/documents/stages_json.h"

#include <optional>

#include "services/documents/fleet_limits.h"

namespace flotilla {
namespace {

constexpr std::uint64_t kMonthMicros = std::chrono::duration_cast<Duration>(kLongestStage).count();
constexpr std::uint64_t kMostCount = 1'000'000'000;

auto micros() {
  return [](const Json& node) -> Result<Duration> {
    FLOTILLA_TRY(const std::uint64_t value, jsonInteger(node, 0, kMonthMicros));
    return Duration(static_cast<std::int64_t>(value));
  };
}

auto share() {
  return [](const Json& node) -> Result<double> {
    FLOTILLA_TRY(const std::uint64_t value, jsonInteger(node, 0, static_cast<std::uint64_t>(kMillion)));
    return static_cast<double>(value) / kMillion;
  };
}

Result<std::uint32_t> percent(const Json& node) {
  FLOTILLA_TRY(const std::uint64_t value, jsonInteger(node, 1, 100));
  return static_cast<std::uint32_t>(value);
}

// The rules between the values, told of the object that breaks them.
template <class Stage>
Result<Stage> checked(const Json& node, const std::string& path, Stage stage) {
  const Status good = checkStage(stage);
  if (good) return stage;
  return DocumentTraits<Json>::refuse(node, "bad_value", good.error().field + " " + good.error().message, path,
                                      good.error().fix);
}

Result<std::optional<ShadowStage>> readShadow(const Json& node, const std::string& path) {
  ShadowStage stage;
  JsonReader reader(node, path);
  reader.required("min_time_us", stage.minTime, micros());
  reader.required("limit_us", stage.limit, micros());
  reader.required("good_micros", stage.good, share());
  reader.required("bad_micros", stage.bad, share());
  reader.required("max_errors_micros", stage.maxErrors, share());
  reader.optional("memory_mb", stage.memoryMb, integerFrom(kMinMemoryMb, kMaxMemoryMb));
  reader.optional("cpu_percent", stage.cpuPercent, integerFrom(1, kMaxCpuPercent));
  FLOTILLA_CHECK(reader.finish());
  FLOTILLA_TRY(stage, checked(node, path, stage));
  return std::optional(stage);
}

Result<std::optional<WeightStage>> readWeights(const Json& node, const std::string& path) {
  WeightStage stage;
  JsonReader reader(node, path);
  reader.required("steps", stage.steps, listOf<std::uint32_t>(1, kMaxWeightSteps, percent));
  reader.required("min_time_us", stage.minTime, micros());
  reader.required("min_requests", stage.minRequests, integerFrom(1, kMostCount));
  reader.required("differ_micros", stage.differ, share());
  reader.required("max_errors_micros", stage.maxErrors, share());
  reader.required("limit_us", stage.limit, micros());
  reader.optional("salt", stage.salt, tokenUpTo(kMaxSalt));
  FLOTILLA_CHECK(reader.finish());
  FLOTILLA_TRY(stage, checked(node, path, stage));
  return std::optional(stage);
}

OrderedJson encodeShadow(const ShadowStage& stage) {
  OrderedJson json;
  json["min_time_us"] = stage.minTime.count();
  json["limit_us"] = stage.limit.count();
  json["good_micros"] = scaled(stage.good, kMillion);
  json["bad_micros"] = scaled(stage.bad, kMillion);
  json["max_errors_micros"] = scaled(stage.maxErrors, kMillion);
  if (stage.memoryMb != 0) json["memory_mb"] = stage.memoryMb;
  if (stage.cpuPercent != 0) json["cpu_percent"] = stage.cpuPercent;
  return json;
}

OrderedJson encodeWeights(const WeightStage& stage) {
  OrderedJson json;
  json["steps"] = stage.steps;
  json["min_time_us"] = stage.minTime.count();
  json["min_requests"] = stage.minRequests;
  json["differ_micros"] = scaled(stage.differ, kMillion);
  json["max_errors_micros"] = scaled(stage.maxErrors, kMillion);
  json["limit_us"] = stage.limit.count();
  if (!stage.salt.empty()) json["salt"] = stage.salt;
  return json;
}

}  // namespace

OrderedJson encodeStages(const Stages& stages) {
  OrderedJson json = OrderedJson::object();
  if (stages.shadow) json["shadow"] = encodeShadow(*stages.shadow);
  if (stages.weights) json["weights"] = encodeWeights(*stages.weights);
  return json;
}

Result<Stages> readStages(const Json& node, const std::string& path) {
  Stages stages;
  JsonReader reader(node, path);
  reader.optional("shadow", stages.shadow, readShadow);
  reader.optional("weights", stages.weights, readWeights);
  FLOTILLA_CHECK(reader.finish());
  if (!stages.empty()) return stages;
  return DocumentTraits<Json>::refuse(node, "bad_value", "must have shadow, weights or both", path,
                                      "leave stages out for none");
}

}  // namespace flotilla
