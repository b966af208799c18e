#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "models/domain/node_logs.h"
#include "services/runtime/clock.h"

namespace flotilla::cli {
namespace {

struct LogArguments {
  std::string node;
  LogQuery query;
  Duration since{};
};

constexpr Duration kLongestSince = std::chrono::hours(24 * 365);

std::string millisecondsText(Duration length) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f ms", std::chrono::duration<double, std::milli>(length).count());
  return text.data();
}

std::string contextText(const LogLine& line) {
  std::string out;
  const auto add = [&out](std::string_view name, std::string_view value) {
    if (!value.empty()) out += " " + std::string(name) + "=" + std::string(value);
  };
  add("workload", line.workload.value);
  add("version", line.version);
  add("arm", line.arm);
  for (const auto& [name, value] : line.fields) add(name, value);
  add("corr", line.corr);
  return out;
}

// On one line, whatever the node wrote.
void printLine(const LogLine& line) {
  std::string level(toText(line.level));
  level.resize(6, ' ');
  std::cout << toRfc3339(line.at) << ' ' << level << harmless(line.message + contextText(line)) << '\n';
}

void printSpans(const LogLine& trace) {
  std::cout << harmless(trace.message + contextText(trace)) << '\n';
  for (const TraceSpan& span : trace.spans) {
    std::string name(2 * std::min<std::size_t>(span.depth, 20) + 2, ' ');
    name += harmless(span.name);
    name.resize(std::max<std::size_t>(name.size() + 2, 28), ' ');
    std::cout << name << "at " << millisecondsText(span.start) << "  took " << millisecondsText(span.length);
    if (!span.note.empty()) std::cout << "  " << harmless(span.note);
    std::cout << '\n';
  }
}

// What the excerpt does not show, so that no gap is taken for silence.
void noteGaps(const LogExcerpt& excerpt) {
  const auto note = [](const std::string& text) { std::cerr << "note: " << text << '\n'; };
  if (excerpt.truncated)
    note("there is more: everything from " + toRfc3339(excerpt.searchedFrom) +
         " on was looked at; narrow it with --text, --level, --since, or raise --limit");
  if (excerpt.oldest == TimePoint{})
    note("the node has no lines");
  else if (excerpt.lines.empty())
    note("no line fits; the oldest is of " + toRfc3339(excerpt.oldest));
  if (excerpt.dropped > 0)
    note(counted(excerpt.dropped, "line") + " could not be kept since the agent started" +
         (excerpt.oldest == TimePoint{} ? std::string() : "; the oldest is of " + toRfc3339(excerpt.oldest)));
  if (excerpt.suppressed > 0)
    note(counted(excerpt.suppressed, "line") + " said the same again and again, and are only counted");
  if (excerpt.withheld > 0)
    note(counted(excerpt.withheld, "line") +
         " stayed on the node: a residency rule of the policy is about the workload");
}

Result<NodeLogs> askLogs(Session& session, const LogArguments& arguments) {
  LogQuery query = arguments.query;
  if (arguments.since != Duration{}) query.since = SystemClock().now() - arguments.since;
  return session.ask<NodeLogs>([&](auto& client, auto done) { client.nodeLogs(arguments.node, query, done); });
}

// Oldest first, as a log reads.
Status showLogs(Session& session, const LogArguments& arguments) {
  FLOTILLA_TRY(const NodeLogs logs, askLogs(session, arguments));
  session.show([&] {
    std::for_each(logs.excerpt.lines.rbegin(), logs.excerpt.lines.rend(), printLine);
    noteGaps(logs.excerpt);
  });
  return okStatus();
}

Status showTrace(Session& session, const LogArguments& arguments) {
  FLOTILLA_TRY(const NodeLogs logs, askLogs(session, arguments));
  const std::vector<LogLine>& lines = logs.excerpt.lines;
  if (lines.empty())
    return notFound(
        "no_trace", "the node has nothing about " + arguments.query.corr, "corr",
        "only a share of the requests is kept, and the oldest go first; find one with flotillactl nodes logs " +
            arguments.node + " --traces");
  session.show([&] {
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
      line->spans.empty() ? printLine(*line) : printSpans(*line);
    noteGaps(logs.excerpt);
  });
  return okStatus();
}

Result<std::string> parseCorr(const std::string& text) {
  LogQuery query;
  query.corr = text;
  FLOTILLA_CHECK(checkLogQuery(query));
  return text;
}

Result<std::string> parseGivenCorr(const std::string& text) {
  if (text.empty()) return invalid("no_corr", "an id is empty", {}, "give the corr of a line or of a trace");
  return parseCorr(text);
}

Result<std::string> parseText(const std::string& text) {
  LogQuery query;
  query.text = text;
  FLOTILLA_CHECK(checkLogQuery(query));
  return text;
}

void declareLogs(CLI::App& app, LogArguments& arguments) {
  LogQuery& query = arguments.query;
  addText(app, "node", arguments.node, "Name or id")->required();
  addParsed(app, "--text", query.text, parseText, "Only lines that hold this, in upper or lower case")
      ->type_name("TEXT");
  addParsed(app, "--level", query.minLevel, parseLogLevel, "debug, info, warn or error, and everything above")
      ->type_name("LEVEL");
  addParsed(app, "--corr", query.corr, parseCorr, "Only what belongs to this request or rollout")->type_name("ID");
  addName(app, "--workload", query.workload, "Only lines about this workload");
  app.add_flag("--traces", query.tracesOnly, "Only traces of requests");
  addDuration(app, "--since", arguments.since, {std::chrono::seconds(1), kLongestSince},
              "Only lines that are not older, by the node's clock");
  addWhole(app, "--limit", query.limit, 1, kMaxLogLimit, "Most lines");
}

void declareTrace(CLI::App& app, LogArguments& arguments) {
  addText(app, "node", arguments.node, "Name or id")->required();
  addParsed(app, "corr", arguments.query.corr, parseGivenCorr, "Id of the request, as a line or a trace shows it")
      ->required();
  arguments.query.limit = kMaxLogLimit;
}

}  // namespace

void addNodeLogCommands(CLI::App& nodes, Session& session) {
  addCommand<LogArguments>(nodes, session, "logs",
                           "Search the log lines and traces of a node, which stay there; the search is audited",
                           declareLogs, showLogs);
  addCommand<LogArguments>(nodes, session, "trace", "Show what one request on a node did, and its log lines",
                           declareTrace, showTrace);
}

}  // namespace flotilla::cli
