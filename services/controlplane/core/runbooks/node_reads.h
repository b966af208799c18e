// What a step that reads asks of nodes themselves, their logs or their next inputs, and what is kept of the answers.
// Pure. Thread: the fleet loop.
#pragma once

#include <string>
#include <vector>

#include "models/domain/input_samples.h"
#include "models/domain/node_logs.h"
#include "services/controlplane/core/runbooks/run_turn.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMostNodesRead = 20;  // by one step; more are told to be left out
inline constexpr Duration kReadingTakes = std::chrono::seconds(60);

// One question to one node; `query` has its inputs filled in.
struct NodeRead {
  NodeId node;
  std::string name;
  RunbookQuery query;
  std::string title() const;  // "logs of rotterdam-1"
};
// By query, then by name. Empty if the step asks nothing of nodes. Errors: those of selectors, logQueryOf() and
// sampleQueryOf().
Result<std::vector<NodeRead>> nodeReadsOf(const RunRoom& room, const Run& run, const RunbookStep& step);

// Errors: Invalid with the argument as field.
Result<LogQuery> logQueryOf(const RunbookQuery& query, TimePoint now);
Result<SampleQuery> sampleQueryOf(const RunbookQuery& query);

// What the audit log says of a question, as if it had been asked by itself.
AuditFact factOf(const NodeRead& read, const Run& run, const std::string& actor, TimePoint now);

// Lines as the command line prints them; of inputs one line each.
std::string textOf(const LogExcerpt& excerpt);
std::string textOf(const InputSamples& samples);

struct NodeAnswer {
  NodeRead read;
  Result<std::string> text;  // what is kept, or why there is nothing
};
// The step has passed if any node has answered.
Mutation finishReading(const RunRoom& room, const Run& run, const std::vector<NodeAnswer>& answers);

}  // namespace flotilla::controlplane
