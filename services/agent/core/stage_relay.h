// Between the two workers of a workload while a candidate is judged: gives every input that the front asks for a number
// of its own, so that an answer can only be for what is out, and at most as much is out as may be. Thread: the agent's
// loop. Lifetime: owned by WorkloadArms.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/runtime/clock.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla::agent {

class StageRelay {
 public:
  // The front's question as the candidate gets it. Nothing if too many are out.
  std::optional<worker::Ask> ask(worker::Ask fromFront, SteadyPoint now);
  // The candidate's answer as the front gets it. Nothing if nobody asked.
  std::optional<worker::Answer> answer(worker::Answer fromCandidate, SteadyPoint now);
  // The candidate is gone: what the front hears of all that was out.
  std::vector<worker::Answer> abandon(const std::string& why);
  // The front is gone, and does not know its questions any more.
  void forget() { out_.clear(); }

  // Since when something is out and nothing came back; nothing if nothing is out.
  std::optional<SteadyPoint> silentSince() const;

 private:
  std::uint64_t lastId_ = 0;
  std::map<std::uint64_t, std::uint64_t> out_;  // our number, the front's
  SteadyPoint heard_{};
};

}  // namespace flotilla::agent
