// One move of a run: an attempt begins, passes, fails or is left, and what follows from that. Whoever decides, people
// or time, moves it through this. Pure but for key and randomness. Thread: the fleet loop. Lifetime: of one decision.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/controlplane/core/incidents/timeline.h"
#include "services/controlplane/core/runbooks/actions.h"
#include "services/controlplane/core/runbooks/questions.h"
#include "services/controlplane/core/runbooks/run_edit.h"

namespace flotilla::controlplane {

inline constexpr Duration kPreviewLifetime = std::chrono::minutes(5);

// References are into the caller. `runbook` is the version that the run follows.
struct RunRoom {
  ActionRoom action;
  FleetQuestions& questions;
  const Runbook& runbook;

  const FleetState& state() const { return action.engine.state; }
  TimePoint now() const { return action.engine.now; }
};

// Sees what the run is about, whoever takes its steps.
Caller askerOf(const Run& run);

// The one that it goes on as, if it was merged; nothing if there is none.
const Incident* incidentOf(const FleetState& state, IncidentId id);

class RunTurn {
 public:
  // `actor`: who moves it; empty = the control plane.
  RunTurn(const RunRoom& room, const Run& run, std::string actor);

  const Run& run() const { return edit_.run(); }
  RunEdit& edit() { return edit_; }
  const std::string& actor() const { return actor_; }
  // The one that it is at; nothing if it is over, or its runbook has changed under it.
  const RunbookStep* step() const { return room_.runbook.find(run().step); }

  // A new attempt of the step that it is at, not put yet.
  StepAttempt begin(StepState state) const;
  void pass(StepAttempt attempt, const std::string& outcome, const std::string& next);
  void fail(StepAttempt attempt, const std::string& outcome);
  // It is not gone on with: expired, skipped, or left for another one.
  void leave(StepAttempt attempt, StepState state, const std::string& outcome);
  void goTo(const std::string& key);  // kEndOfRunbook or empty: it has succeeded
  void end(RunState state, const std::string& reason);

  void tell(EvidenceKind kind, std::string title, std::string text = {});
  // Into the timeline of its incident, if it is for one.
  void tellIncident(IncidentEventKind kind, const std::string& text, bool pinned);
  // What was done to the fleet.
  void add(ActionTaken taken);

  // The rows of all that; the second with what the audit log says about it.
  Mutation mutation();
  Decision<Run> decision(const std::string& detail);

 private:
  void settle();  // the state that follows from where it stands

  const RunRoom& room_;
  std::string actor_;
  RunEdit edit_;
  std::optional<IncidentEdit> incident_;
  Mutation more_;
  std::vector<AuditFact> facts_;
};

// What follows a step that passed; empty = the end.
std::string nextOf(const Runbook& runbook, const RunbookStep& step);

// Names run, attempt and what would be done: who agrees, agrees to that.
Digest subjectOf(const Run& run, const StepAttempt& attempt, const Digest& preview);

// Nothing wrong: all of them hold. Otherwise the first that does not, as a sentence. All are added to `lines`.
Result<std::string> whatDoesNotHold(const RunRoom& room, const Run& run,
                                    const std::vector<RunbookCondition>& conditions, std::vector<std::string>& lines);

// "3 nodes, has to be = 0"
std::string textOf(const RunReading& reading);

}  // namespace flotilla::controlplane
