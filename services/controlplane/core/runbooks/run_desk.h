// Where runs are looked after: hands decisions what they need, and lets time pass for every run that is under way.
// Thread: the fleet loop. Lifetime: what `Ports` refers to outlives it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "services/controlplane/core/alerts/alerts_view.h"
#include "services/controlplane/core/fleet/fleet.h"
#include "services/controlplane/core/runbooks/node_reads.h"
#include "services/controlplane/core/runbooks/runs.h"
#include "services/runtime/clock.h"

namespace flotilla::controlplane {

class RunDesk {
 public:
  struct Ports {
    Fleet& fleet;
    const Clock& clock;
    Random& random;
    const SigningKey& key;
    Duration reportInterval;
    Duration slot;  // of what objectives count
    std::function<const AlertsView&()> alerts;
    // What was counted for an objective in [from, to); an empty region is the fleet. May wait for telemetry.
    std::function<std::vector<Tally>(const ObjectiveName&, const RegionName&, TimePoint from, TimePoint to)> tallies;
    // Nodes answer once, on the fleet loop, at once or later.
    std::function<void(const NodeId&, const LogQuery&, Done<LogExcerpt>)> searchLogs;
    std::function<void(const NodeId&, const SampleQuery&, Done<InputSamples>)> captureInputs;
  };

  explicit RunDesk(Ports ports) : ports_(std::move(ports)) {}

  // Errors: runs.h.
  Result<Decision<Run>> start(const NewRun& run, const Caller& caller);
  Result<Decision<Run>> signal(const RunSignal& signal, const Caller& caller);
  Result<Decision<Run>> review(const RunReview& review, const Caller& caller);
  Result<Decision<Run>> feedback(const NewRunFeedback& said, const Caller& caller);
  Result<ActionPreview> prepareUndo(const RunId& run, const std::string& step, const Caller& caller);
  Result<RunDetail> detail(const RunId& run, const Caller& caller);

  // About once a second, after the tick of the alerts.
  void tick();

 private:
  // The version that the run follows. Errors: Precondition/"unreadable".
  Result<std::shared_ptr<const Runbook>> runbookOf(const Run& run);
  FleetQuestions questions() const;
  ActionRoom actionRoom() const;
  template <class Answer>
  Result<Answer> with(const RunId& id, const Caller& caller,
                      const std::function<Result<Answer>(const RunRoom&, const Run&)>& decide);

  // What nodes were asked for an attempt that reads. Answers that come when it is gone are dropped.
  struct Reading {
    std::vector<NodeAnswer> answers;
    std::size_t missing = 0;
  };
  void read(const Run& run, const RunRoom& room);
  void ask(const NodeRead& read, Done<std::string> done) const;
  void forgetReadings();
  void store(Mutation mutation, const Run& run);

  Ports ports_;
  std::map<std::pair<RunId, std::uint32_t>, std::shared_ptr<Reading>> readings_;           // by run and attempt
  std::map<std::pair<RunbookName, std::uint32_t>, std::shared_ptr<const Runbook>> older_;  // versions that runs follow
  TimePoint tickedAt_{};
};

}  // namespace flotilla::controlplane
