#include "models/domain/stages.h"

#include <algorithm>
#include <functional>

namespace flotilla {
namespace {

constexpr double kMostDiffering = 0.6;  // the evidence looks for shares up to this one
constexpr std::uint64_t kMostRequests = 1'000'000'000;
constexpr std::uint32_t kLeastMemoryMb = 32, kMostMemoryMb = 65'536, kMostCpuPercent = 6'400;
constexpr std::uint32_t kAll = 100;
constexpr std::string_view kFeedsItself = "runtime-process";

Status refuse(const char* field, const char* message, const char* fix) {
  return invalid("bad_value", message, field, fix);
}

// Written so that what is no number is not within.
bool within(double value, double above, double below) {
  return value > above && value < below;
}

Status checkTimes(Duration minTime, Duration limit) {
  if (minTime < Duration(0) || minTime > kLongestStage)
    return refuse("min_time", "must be from 0s to 30d", "write how long a stage lasts at least, such as 10m");
  if (limit <= minTime || limit > kLongestStage)
    return refuse("limit", "must be longer than min_time, and at most 30d", "write a longer limit, such as 6h");
  return okStatus();
}

Status checkErrors(double maxErrors) {
  if (within(maxErrors, 0, 1)) return okStatus();
  return refuse("max_errors", "must be above 0 and below 1", "write a share, such as 0.001");
}

Status checkSteps(const std::vector<std::uint32_t>& steps) {
  const bool rises = std::adjacent_find(steps.begin(), steps.end(), std::greater_equal<>()) == steps.end();
  if (steps.empty() || steps.size() > kMaxWeightSteps || !rises || steps.front() == 0 || steps.back() != kAll)
    return refuse("steps", "must be 1 to 16 percentages that rise from at least 1 to 100",
                  "write them like [1, 5, 25, 50, 100]");
  return okStatus();
}

bool isSalt(const std::string& salt) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  return salt.size() <= kMaxSalt && std::all_of(salt.begin(), salt.end(), plain);
}

}  // namespace

Status checkStage(const ShadowStage& stage) {
  FLOTILLA_CHECK(checkTimes(stage.minTime, stage.limit));
  if (!within(stage.good, 0, stage.bad))
    return refuse("good", "must be above 0 and below bad", "write a share below that of bad, such as 0.01");
  if (!(stage.bad <= 1)) return refuse("bad", "must be at most 1", "write a share, such as 0.03");
  FLOTILLA_CHECK(checkErrors(stage.maxErrors));
  if (stage.memoryMb != 0 && (stage.memoryMb < kLeastMemoryMb || stage.memoryMb > kMostMemoryMb))
    return refuse("memory_mb", "must be from 32 to 65536", "leave it out for as much as the workload may have");
  if (stage.cpuPercent > kMostCpuPercent)
    return refuse("cpu_percent", "must be from 1 to 6400", "leave it out for as much as the workload may have");
  return okStatus();
}

Status checkStage(const WeightStage& stage) {
  FLOTILLA_CHECK(checkSteps(stage.steps));
  FLOTILLA_CHECK(checkTimes(stage.minTime, stage.limit));
  if (stage.minRequests == 0 || stage.minRequests > kMostRequests)
    return refuse("min_requests", "must be from 1 to 1000000000", "write how many requests a step takes at least");
  if (!within(stage.differ, 0, kMostDiffering))
    return refuse("differ", "must be above 0 and below 0.6", "write a share, such as 0.02");
  FLOTILLA_CHECK(checkErrors(stage.maxErrors));
  if (!isSalt(stage.salt)) return refuse("salt", "must be at most 96 of [A-Za-z0-9._-]", "write the id of the rollout");
  const auto waits = static_cast<std::int64_t>(stage.steps.size()) - 1;
  if (waits > 0 && stage.minTime > stage.limit / waits)
    return refuse("limit", "leaves no time for all steps of min_time each", "write a longer limit, or fewer steps");
  return okStatus();
}

Duration longest(const Stages& stages) {
  return (stages.shadow ? stages.shadow->limit : Duration(0)) + (stages.weights ? stages.weights->limit : Duration(0));
}

Status checkStagesFit(const Stages& stages, const WorkloadConfig& config) {
  if (stages.empty() || config.runtime != kFeedsItself) return okStatus();
  return invalid("no_inputs", "a service has no inputs that two versions could be compared on", "runtime",
                 "leave shadow and weights out, or roll out a workload with inputs");
}

}  // namespace flotilla
