// A run of a runbook: which step it is at, what each attempt of a step said and did, who agreed to what, and the
// evidence of all that. Thread: values and pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/digest.h"
#include "models/domain/incident.h"
#include "models/domain/runbook.h"

namespace flotilla {

using RunId = Id<struct RunTag>;  // RUN-<n>

// Waiting: for others to agree, for a time to pass, or for somebody to say what follows a failure.
enum class RunState { Ready, Running, Waiting, Succeeded, Failed, Cancelled };
inline constexpr std::array<std::string_view, 6> kRunStateNames{"ready",     "running", "waiting",
                                                                "succeeded", "failed",  "cancelled"};
constexpr std::string_view toText(RunState state) {
  return kRunStateNames[static_cast<std::size_t>(state)];
}
constexpr bool isOpen(RunState state) {
  return state <= RunState::Waiting;
}

// An attempt of a step. The first six are under way.
enum class StepState {
  Checking,   // what has to hold for a while holds
  Reading,    // nodes were asked, and have not all answered
  Previewed,  // it says what it would change, and waits for the second gesture
  Awaiting,   // others have to agree
  Waiting,    // for a time
  Verifying,  // it was done; whether it helped is being looked at
  Passed,
  Failed,
  Expired,  // nobody acted, or agreed, in time; or it was previewed again
  Skipped,  // or left for another step
};
inline constexpr std::array<std::string_view, 10> kStepStateNames{
    "checking", "reading", "previewed", "awaiting", "waiting", "verifying", "passed", "failed", "expired", "skipped"};
constexpr std::string_view toText(StepState state) {
  return kStepStateNames[static_cast<std::size_t>(state)];
}
constexpr bool isUnderWay(StepState state) {
  return state <= StepState::Verifying;
}

// What an action touches at once.
struct BlastRadius {
  std::uint32_t nodes = 0;
  std::uint32_t regions = 0;
  double traffic = 0;  // share of the requests of the fleet that these nodes have answered
  friend bool operator==(const BlastRadius&, const BlastRadius&) = default;
};

// Times are zero where it has not come to that.
struct StepAttempt {
  RunId run;
  std::uint32_t seq = 0;      // from 1, in the order of beginning
  std::string step;           // key
  std::uint32_t attempt = 0;  // of this step, from 1
  StepState state = StepState::Checking;
  std::string actor;    // who began it
  std::string outcome;  // one line: what was found, chosen or done, or why it failed
  Digest subject;       // of the preview: what is agreed to, and acted upon
  BlastRadius blast;    // as previewed
  TimePoint begun{};
  TimePoint due{};         // of a preview, an approval, a wait or a verification: until then
  TimePoint holdsSince{};  // of what has to hold for a while
  TimePoint acted{};
  TimePoint ended{};
  TimePoint undone{};
  std::string undoneBy;
  friend bool operator==(const StepAttempt&, const StepAttempt&) = default;
};

struct RunApproval {
  RunId run;
  std::uint32_t attempt = 0;  // seq of the attempt
  std::string actor;
  bool approves = false;
  Digest subject;
  std::string comment;
  TimePoint at{};
  bool brokeGlass = false;  // nobody agreed: the commander of the incident went on alone, with the comment as reason
  friend bool operator==(const RunApproval&, const RunApproval&) = default;
};

// What somebody who followed a run says of its runbook, after its end. One of the texts is not empty.
struct RunFeedback {
  std::string actor;
  std::string unclear;  // key of a step
  std::string missing;  // there, or on the whole; may have several lines
  TimePoint at{};
  friend bool operator==(const RunFeedback&, const RunFeedback&) = default;
};
inline constexpr std::size_t kMaxMissing = 1000;    // characters
inline constexpr std::size_t kMaxRunFeedback = 20;  // people of one run

struct Run {
  RunId id;
  RunbookName runbook;
  std::uint32_t version = 0;
  std::string title;
  IncidentId incident;  // empty = for none
  RegionName region;    // empty = the fleet
  bool drill = false;
  RunState state = RunState::Ready;
  std::string startedBy;
  std::string owner;  // who takes its steps
  TimePoint startedAt{};
  TimePoint changedAt{};
  TimePoint endedAt{};
  Arguments inputs;
  std::string step;            // key of the one it is at; empty when it is over
  std::uint64_t moves = 0;     // goes up with all that happens to it
  TimePoint improvedAt{};      // the start, or the last step that passed
  TimePoint escalatedAt{};     // somebody else was called since; zero = not
  std::string escalateTo;      // as its runbook says
  std::string reason;          // of its end
  std::uint64_t evidence = 0;  // how many entries, and the hash of the newest
  Digest head;
  std::vector<StepAttempt> attempts = {};   // by seq
  std::vector<RunApproval> approvals = {};  // in the order they came
  std::vector<RunFeedback> feedback = {};   // one of each person, in the order they came
  // The newest attempt of a step; nothing if it was not begun.
  const StepAttempt* last(std::string_view key) const;
  const StepAttempt* find(std::uint32_t seq) const;
  void put(const RunApproval& approval);  // instead of what the same person said of that attempt before
  // Of the step that it is at.
  const StepAttempt* current() const { return step.empty() ? nullptr : last(step); }
  friend bool operator==(const Run&, const Run&) = default;
};

enum class EvidenceKind {
  Start,
  Reading,
  Preview,
  Approval,
  Action,
  Result,
  Choice,
  Note,
  Skip,
  Undo,
  Owner,
  Escalation,
  End,
  BreakGlass  // somebody went on without the approval that the step needs
};
inline constexpr std::array<std::string_view, 14> kEvidenceKindNames{
    "start", "reading", "preview", "approval", "action",     "result", "choice",
    "note",  "skip",    "undo",    "owner",    "escalation", "end",    "break-glass"};
constexpr std::string_view toText(EvidenceKind kind) {
  return kEvidenceKindNames[static_cast<std::size_t>(kind)];
}

// Written once; what looks like a secret is taken out before.
struct RunEvidence {
  RunId run;
  std::uint64_t seq = 0;  // from 1, without gaps
  TimePoint at{};
  std::string step;           // key; empty = of the run
  std::uint32_t attempt = 0;  // seq of the attempt; 0 = of none
  EvidenceKind kind = EvidenceKind::Note;
  std::string actor;  // empty = the control plane
  std::string title;  // one line
  std::string text;   // may be cut
  Digest digest;      // of the text before it was cut
  std::uint32_t redactions = 0;
  Digest hash;  // over all of it, and the hash of the entry before
  friend bool operator==(const RunEvidence&, const RunEvidence&) = default;
};

// One node that an action would change.
struct ActionTarget {
  NodeId node;
  std::string name;
  RegionName region;
  std::string before, after;
  friend bool operator==(const ActionTarget&, const ActionTarget&) = default;
};

// What an action would do if it were done now.
struct ActionPreview {
  std::string text;  // "takes meter-reader-2 back on 3 nodes"
  std::vector<ActionTarget> targets;
  std::vector<std::string> changes;  // beside the nodes: "- meter-reader-2 running", "+ meter-reader-2 paused"
  std::vector<std::string> left;     // nodes that are meant and left out, each with the reason
  std::uint64_t targetCount = 0;     // also of those that a message has no room for
  BlastRadius blast;
  std::string problem;  // why it cannot be done now; empty = it can
  Digest digest;        // of run, step, attempt, action and all targets
  friend bool operator==(const ActionPreview&, const ActionPreview&) = default;
};

// An answer to a query of a step.
struct RunReading {
  std::string title;
  std::string text;    // "3 nodes", "unknown: nothing was counted in the last 5 minutes"
  bool holds = false;  // of a condition
  bool known = true;
  friend bool operator==(const RunReading&, const RunReading&) = default;
};

// A step of the runbook as this run shows it, with its inputs filled in.
struct RunStep {
  std::string key;
  StepKind kind = StepKind::Note;
  std::string title, why;
  StepRisk risk = StepRisk::Read;
  std::vector<StepChoice> choices;
  std::vector<std::string> checks;  // titles
  std::string action, undo;         // in words; empty = none
  std::string verify;               // likewise
  BlastLimits limits;
  std::uint32_t approvals = 0;  // how many have to agree
  Role approver = Role::Approver;
  Duration wait{};
  friend bool operator==(const RunStep&, const RunStep&) = default;
};

// A run with all that belongs to it, as of now.
struct RunDetail {
  Run run;
  std::vector<RunStep> steps;
  std::vector<RunEvidence> evidence;
  bool intact = true;                // the hashes of the evidence are right
  std::vector<RunReading> readings;  // of the step that it is at: what has to hold before, then what verifies
  bool hasPreview = false;
  ActionPreview preview;        // of the step that it is at, as it would be now
  bool previewChanged = false;  // it is not what was previewed any more
  Duration stopAfter{};         // without improvement; zero = never
  bool mayBreakGlass = false;   // whoever asked for this may go on without the approval that it waits for
};

}  // namespace flotilla
