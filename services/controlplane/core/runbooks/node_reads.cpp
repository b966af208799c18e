#include "services/controlplane/core/runbooks/node_reads.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "models/domain/listing.h"
#include "models/domain/node_selector.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/runbooks/run_inputs.h"
#include "services/runtime/pattern.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kUsualLogWindow = std::chrono::minutes(10);
constexpr std::uint32_t kLogLines = 200;
constexpr Duration kSamplesWithin = std::chrono::seconds(30);

const std::string& given(const RunbookQuery& query, const char* name) {
  static const std::string kNone;
  const auto at = query.arguments.find(name);
  return at == query.arguments.end() ? kNone : at->second;
}

Error about(const char* field, Error error) {
  error.field = field;
  return error;
}

// Those that whoever takes the steps may see.
Result<std::vector<NodeRead>> readsOf(const RunRoom& room, const Run& run, const RunbookQuery& query) {
  FLOTILLA_TRY(const Selector selector,
               readSelector(given(query, "where"), nodeSelectorFields(), compilePattern, "where"));
  if (query.kind == QueryKind::Logs)
    FLOTILLA_CHECK(logQueryOf(query, room.now()));
  else
    FLOTILLA_CHECK(sampleQueryOf(query));
  std::vector<NodeRead> out;
  const auto nodes = nodeViews(room.state(), askerOf(run), room.now(), room.action.engine.reportInterval);
  for (const Node& node : nodes)
    if (matches(selector, nodeSelectorValues(node, room.now()))) out.push_back({node.id, node.name, query});
  return out;
}

void addFloats(std::string& out, const std::vector<float>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%s%.6g", i == 0 ? "" : " ", static_cast<double>(values[i]));
    out += text.data();
  }
}

}  // namespace

std::string NodeRead::title() const {
  return std::string(toText(query.kind)) + " of " + name;
}

Result<LogQuery> logQueryOf(const RunbookQuery& query, TimePoint now) {
  LogQuery out;
  out.text = given(query, "text");
  out.workload = WorkloadName(given(query, "workload"));
  out.limit = kLogLines;
  if (const std::string& level = given(query, "level"); !level.empty()) {
    const auto parsed = parseLogLevel(level);
    if (!parsed) return about("level", parsed.error());
    out.minLevel = *parsed;
  }
  Duration window = kUsualLogWindow;
  if (const std::string& text = given(query, "window"); !text.empty()) {
    const auto parsed = parseDuration(text);
    if (!parsed) return about("window", parsed.error());
    window = *parsed;
  }
  out.since = now - window;
  FLOTILLA_CHECK(checkLogQuery(out));
  return out;
}

Result<SampleQuery> sampleQueryOf(const RunbookQuery& query) {
  SampleQuery out;
  out.workload = WorkloadName(given(query, "workload"));
  out.within = kSamplesWithin;
  if (const std::string& text = given(query, "count"); !text.empty()) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.samples);
    if (error != std::errc() || end != text.data() + text.size())
      return invalid("bad_samples", "\"" + text + "\" is no number of inputs", "count", "write 1 to 1000");
  }
  FLOTILLA_CHECK(checkSampleQuery(out));
  return out;
}

Result<std::vector<NodeRead>> nodeReadsOf(const RunRoom& room, const Run& run, const RunbookStep& step) {
  std::vector<NodeRead> out;
  for (const RunbookQuery& query : step.show) {
    if (!isAskedOfNodes(query.kind)) continue;
    FLOTILLA_TRY(const auto reads, readsOf(room, run, filled(query, run.inputs)));
    out.insert(out.end(), reads.begin(), reads.end());
  }
  if (out.size() > kMostNodesRead) out.resize(kMostNodesRead);
  return out;
}

AuditFact factOf(const NodeRead& read, const Run& run, const std::string& actor, TimePoint now) {
  const bool logs = read.query.kind == QueryKind::Logs;
  std::string what;
  if (logs) {
    if (const auto query = logQueryOf(read.query, now)) what = inWords(*query);
  } else if (const auto query = sampleQueryOf(read.query)) {
    what = inWords(*query);
  }
  return {actor,
          logs ? "GetNodeLogs" : "GetInputSamples",
          "node/" + read.name,
          what + "; " + run.id.value + ", step " + run.step,
          {},
          {}};
}

std::string textOf(const LogExcerpt& excerpt) {
  std::string out;
  for (const LogLine& line : excerpt.lines) {
    out += toRfc3339(line.at) + " " + std::string(toText(line.level)) + " " + line.message;
    if (!line.workload.empty()) out += " workload=" + line.workload.value;
    if (!line.version.empty()) out += " version=" + line.version;
    for (const auto& [name, value] : line.fields) out += " " + name + "=" + value;
    if (!line.corr.empty()) out += " corr=" + line.corr;
    out += "\n";
  }
  if (excerpt.truncated) out += "there is more\n";
  if (excerpt.withheld > 0)
    out += std::to_string(excerpt.withheld) + " lines may not leave the node: a residency rule of the policy\n";
  return out.empty() ? "nothing was logged\n" : out;
}

std::string textOf(const InputSamples& samples) {
  std::string out =
      samples.workload.value + " " + samples.version + ", " + std::to_string(samples.samples.size()) + " inputs\n";
  for (const InputSample& sample : samples.samples) {
    out += toRfc3339(sample.at) + " input ";
    addFloats(out, sample.input);
    out += sample.failure.empty() ? " output " : " failed: " + sample.failure;
    addFloats(out, sample.output);
    if (sample.label >= 0) out += " label " + std::to_string(sample.label);
    out += "\n";
  }
  if (!samples.endedEarly.empty()) out += "there are fewer than asked for: " + samples.endedEarly + "\n";
  return out;
}

Mutation finishReading(const RunRoom& room, const Run& run, const std::vector<NodeAnswer>& answers) {
  RunTurn turn(room, run, {});
  const RunbookStep* step = turn.step();
  const StepAttempt* current = run.current();
  if (step == nullptr || current == nullptr || current->state != StepState::Reading) return {};
  std::size_t good = 0;
  for (const NodeAnswer& answer : answers) {
    good += answer.text.ok() ? 1 : 0;
    turn.tell(EvidenceKind::Reading, answer.read.title(),
              answer.text ? *answer.text : "unknown: " + answer.text.error().message);
  }
  const std::string outcome = std::to_string(good) + " of " + std::to_string(answers.size()) + " nodes have answered";
  if (good > 0)
    turn.pass(*current, outcome, nextOf(room.runbook, *step));
  else
    turn.fail(*current, answers.empty() ? "no node is meant" : answers.front().text.error().message);
  return turn.mutation();
}

}  // namespace flotilla::controlplane
