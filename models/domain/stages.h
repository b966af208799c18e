// How a node takes a new version where its plan asks for more than a health window: the version first answers copies of
// the inputs that the version before answers (shadow), then a growing share of the requests (weights). It travels in
// the signed assignment, so that a node without a link goes on, promotes or goes back by itself. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/result.h"
#include "models/domain/time.h"
#include "models/domain/workload.h"

namespace flotilla {

enum class StageKind { Shadow, Weights };
inline constexpr std::array<std::string_view, 2> kStageKindNames{"shadow", "weights"};
constexpr std::string_view toText(StageKind kind) {
  return kStageKindNames[static_cast<std::size_t>(kind)];
}

// Shares are kept to millionths.
struct ShadowStage {
  Duration minTime = std::chrono::minutes(10);  // at least so long, 0 to 30 d
  Duration limit = std::chrono::hours(6);       // undecided by then is refused; above minTime, to 30 d
  double good = 0.01;                           // share of answers that differ: so few are as good, 0 < good < bad
  double bad = 0.03;                            // so many or more are refused, to 1
  double maxErrors = 0.001;                     // budget of requests that the candidate does not answer, 0 < it < 1
  std::uint32_t memoryMb = 0;                   // of the candidate's worker, 32 to 65536; 0 = the workload's
  std::uint32_t cpuPercent = 0;                 // of one core, 1 to 6400; 0 = the workload's
  friend bool operator==(const ShadowStage&, const ShadowStage&) = default;
};

struct WeightStage {
  std::vector<std::uint32_t> steps{1, 5, 25, 50, 100};  // percent of requests, rising strictly, 1 to 16 steps, last 100
  Duration minTime = std::chrono::minutes(10);  // of each step but the last, which is the health window; to 30 d
  std::uint64_t minRequests = 100;              // answered by the candidate in each of them, 1 to 10^9
  double differ = 0.02;                         // budget of answers that differ, 0 < it < 0.6
  double maxErrors = 0.001;                     // as of a shadow
  Duration limit = std::chrono::hours(6);       // of all steps but the last; not enough by then goes back
  // With the key of a request it decides whose that request is: the id of the rollout, the same on every node. Up to 96
  // of [A-Za-z0-9._-]. A plan has none.
  std::string salt = {};
  friend bool operator==(const WeightStage&, const WeightStage&) = default;
};

struct Stages {
  std::optional<ShadowStage> shadow = {};
  std::optional<WeightStage> weights = {};
  bool empty() const { return !shadow && !weights; }
  friend bool operator==(const Stages&, const Stages&) = default;
};

inline constexpr Duration kLongestStage = std::chrono::hours(24 * 30);
inline constexpr std::size_t kMaxWeightSteps = 16;
inline constexpr std::size_t kMaxSalt = 96;

// What the headings above say of every value. Errors: Invalid/"bad_value"; `field` is the key of the document below the
// stage ("min_time", "steps"), `fix` what to write instead.
Status checkStage(const ShadowStage& stage);
Status checkStage(const WeightStage& stage);

// How long the stages of a node may take before its health window.
Duration longest(const Stages& stages);

// Only what answers inputs can be compared: a service, which feeds itself, cannot. Error: Invalid/"no_inputs", field
// "runtime".
Status checkStagesFit(const Stages& stages, const WorkloadConfig& config);

}  // namespace flotilla
