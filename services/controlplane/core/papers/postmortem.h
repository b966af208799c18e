// The post-mortem of an incident, made from what was recorded: what it cost, when who knew what, what was done step by
// step, what went well and what did not, and an index of the evidence. Nobody has to type any of it. Pure. Thread: the
// fleet loop.
#pragma once

#include <string>
#include <vector>

#include "models/domain/incident.h"
#include "models/domain/paper.h"
#include "models/domain/run.h"
#include "models/domain/task.h"
#include "services/controlplane/core/papers/impact.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kPaperRows = 2000;  // of one table

// A run for the incident, with the titles of its steps.
struct FollowedRun {
  Run run;
  std::map<std::string, std::string> titles = {};  // of steps, by key
  std::vector<RunEvidence> evidence = {};
  bool intact = true;
};

// `record`: the version that it follows, if it is still kept.
FollowedRun followedRun(Run run, std::vector<RunEvidence> evidence, const std::optional<RunbookRecord>& record);

std::string stepTitle(const FollowedRun& followed, const std::string& key);  // the key if it is not known

// How far the suspected rollout had come.
struct SuspectReach {
  std::string text;         // "meter-reader-2: meter-reader 2.4.0 to 3.0.0"; empty = nothing is suspected
  std::uint64_t given = 0;  // nodes that got it
  std::uint64_t meant = 0;  // nodes that were to get it
};
SuspectReach reachOf(const FleetState& state, const RolloutId& suspect);

struct PostmortemFacts {
  IncidentDetail detail;
  std::vector<FollowedRun> runs;  // by when they began
  std::vector<Impact> impact;
  std::vector<Task> tasks;  // about it or its runs
  SuspectReach suspect;
  TimePoint now{};
};

Paper postmortemOf(const PostmortemFacts& facts);
PaperText written(const Paper& paper, PaperFormat format);

// From the first bad answer, or what is known instead, until it was mitigated or resolved; until `now` while it is not.
std::pair<TimePoint, TimePoint> spanOf(const Incident& incident, TimePoint now);

// What can be said of how it went, by these rules; each a sentence. Detected or acknowledged is quick within 5 minutes.
struct Lessons {
  std::vector<std::string> well, badly;
};
Lessons lessonsOf(const PostmortemFacts& facts);

// Words that look for somebody to blame, with where they stand: "entry 12 says \"should have\" ...".
std::vector<std::string> wordsOfBlame(const PostmortemFacts& facts);

}  // namespace flotilla::controlplane
