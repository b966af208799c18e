// What the worker that has the source keeps while a candidate is judged: which inputs are out, what they were answered,
// and what came of it. It decides and remembers; ServedArm runs the model and counts, the session sends. Thread: one.
// Lifetime: belongs to the arm.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "services/runtime/clock.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla::worker {

// The caller of a candidate's request waits no longer for it; then stable answers.
inline constexpr std::chrono::seconds kLongestWait{1};

// As many requests out as may be are a failure of the candidate once the first waited for this long.
inline constexpr std::chrono::milliseconds kBurst{100};

// Copies cost the worker that answers some of its time, so at most a thousand are made in a second.
inline constexpr std::chrono::milliseconds kCopySpacing{1};

// An input that the candidate has and did not answer yet.
struct Out {
  std::uint64_t id = 0;
  SteadyPoint since{};
  bool own = false;  // the candidate's answer is the answer; otherwise it is a copy, and stable answered
  std::vector<float> input;
  std::vector<float> output;  // of stable, if it is a copy
  double latencyUs = 0;       // likewise
  std::int32_t label = -1;
};

class Front {
 public:
  // From now on so. What is out stays out while the mode stays; of another mode the copies are forgotten, and the
  // candidate's requests are handed back, to be answered by stable.
  std::vector<Out> set(const Serve& request);
  FrontMode mode() const { return mode_; }

  // Whether a request with this key is the candidate's: the same for the same salt, key and percent, everywhere.
  bool isCandidates(std::string_view key) const;
  // Gives the input to the candidate, as Ask. Nothing if as many as may be are out already, it is too large, or it is a
  // copy less than kCopySpacing after the one before.
  std::optional<Ask> send(Out out);
  // As many as may be are out, and the first of the requests among them has been so long that the candidate cannot keep
  // up; before that it was only a burst.
  bool isBehind(SteadyPoint now) const;
  // What the answer with this number is for; nothing if that is not out any more.
  std::optional<Out> take(std::uint64_t id);
  // A request of the candidate that waited for as long as one may.
  std::optional<Out> takeOverdue(SteadyPoint now);
  // When the next one will have; nothing if none is out.
  std::optional<SteadyPoint> overdueAt() const;

  PairCounts& comparison() { return told_.delta; }
  ArmCounts& candidate() { return told_.counts; }
  bool hasNews() const { return !told_.delta.empty() || !told_.counts.empty(); }
  Compared takeNews();

 private:
  FrontMode mode_ = FrontMode::Off;
  std::uint32_t percent_ = 0;
  std::string salt_;
  std::uint64_t lastId_ = 0;
  std::deque<Out> out_;  // oldest first
  std::optional<SteadyPoint> copied_;
  Compared told_;
};

}  // namespace flotilla::worker
