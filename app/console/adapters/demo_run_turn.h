// One turn of a run of the demonstration: attempts of its steps begin, pass and fail, and evidence is kept of that, as
// a control plane does it. Thread: a value on the stack of one call on the loop. Lifetime: state, response and run
// outlive it.
#pragma once

#include <string>

#include "app/console/adapters/demo_response.h"

namespace flotilla::console {

class DemoTurn {
 public:
  // `actor` empty: the control plane.
  DemoTurn(const DemoState& state, DemoResponse& response, RunDetail& detail, std::string actor)
      : state_(state), response_(response), detail_(detail), actor_(std::move(actor)) {}

  Run& run() { return detail_.run; }
  const std::vector<RunStep>& steps() const { return detail_.steps; }
  const RunStep* step() const;  // that it is at; null when it is over
  StepAttempt* current();       // null if it was not begun
  TimePoint now() const { return state_.now; }

  StepAttempt& begin(StepState state);
  // Ends it, and goes on at `next`, or after the step if that is empty.
  void pass(StepAttempt& attempt, const std::string& outcome, const std::string& next = {});
  void fail(StepAttempt& attempt, const std::string& why);
  // Ends it without either.
  void leave(StepAttempt& attempt, StepState state, const std::string& why);
  void goTo(const std::string& key);
  void end(RunState state, const std::string& reason);
  void keep(EvidenceKind kind, const std::string& title, const std::string& text = {});
  void tellIncident(IncidentEventKind kind, const std::string& text, bool pinned);
  // Something happened: nobody who looked before may say anything about it.
  void move();
  // What the state of the run follows from.
  void settle();

 private:
  const DemoState& state_;
  DemoResponse& response_;
  RunDetail& detail_;
  const std::string actor_;
};

// A preview as lines of evidence.
std::string demoPreviewText(const ActionPreview& preview);

}  // namespace flotilla::console
