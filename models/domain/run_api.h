// What operators can ask and say about runs of runbooks, in domain types; a part of OperatorApi. Thread: as
// OperatorApi.
#pragma once

#include <string>

#include "models/domain/page.h"
#include "models/domain/run.h"

namespace flotilla {

struct NewRun {
  RunbookName runbook;
  IncidentId incident = {};  // empty = for none
  Arguments inputs = {};     // those that are not said come from the incident, or from the runbook
  bool drill = false;
};

enum class RunVerb { Begin, Act, Choose, Note, Skip, Jump, Undo, HandOver, Take, Escalate, Cancel, BreakGlass };
inline constexpr std::array<std::string_view, 12> kRunVerbNames{
    "begin", "act", "choose", "note", "skip", "jump", "undo", "hand-over", "take", "escalate", "cancel", "break-glass"};
constexpr std::string_view toText(RunVerb verb) {
  return kRunVerbNames[static_cast<std::size_t>(verb)];
}

// What the owner of a run says; taking it over, calling for somebody and writing notes is for every operator there.
// Going on without the approval that a step needs is for who leads the incident of the run, whoever takes its steps.
struct RunSignal {
  RunId run;
  RunVerb verb = RunVerb::Begin;
  std::uint64_t moves = 0;  // of the run as it was seen: if more has happened since, nothing is done
  std::string step = {};    // key: of the step that is meant, or that is jumped to or undone
  std::string text = {};    // what is noted, the label that is chosen, or to whom it is handed over
  std::string reason = {};  // of skipping, jumping, taking over, calling for somebody, cancelling and breaking glass
  Digest digest = {};       // act, undo and break-glass: of the preview that was read
};

// Somebody else agrees to a preview, or does not.
struct RunReview {
  RunId run;
  std::string step;
  Digest digest;  // of what was read
  bool approves = false;
  std::string comment = {};
};

// The two questions after a run: which step was unclear, and what was missing. Either may be left out; what the same
// person says again replaces what they said.
struct NewRunFeedback {
  RunId run;
  std::string unclear = {};  // key of a step
  std::string missing = {};
};

class RunApi {
 public:
  virtual ~RunApi() = default;
  // Those that are under way first, the newest first of each.
  virtual void listRuns(const ListQuery& query, Done<Page<Run>> done) = 0;
  virtual void getRun(const RunId& run, Done<RunDetail> done) = 0;
  virtual void startRun(const NewRun& run, Done<Run> done) = 0;
  virtual void signalRun(const RunSignal& signal, Done<Run> done) = 0;
  virtual void reviewRun(const RunReview& review, Done<Run> done) = 0;
  // What undoing a step would do now, with the digest that signalRun() wants.
  virtual void prepareRunUndo(const RunId& run, const std::string& step, Done<ActionPreview> done) = 0;
  // Of a run that is over, from somebody who took a part in it.
  virtual void giveRunFeedback(const NewRunFeedback& feedback, Done<Run> done) = 0;
};

}  // namespace flotilla
