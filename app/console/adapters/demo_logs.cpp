#include "app/console/adapters/demo_logs.h"

#include <algorithm>
#include <cctype>

#include "app/console/adapters/demo_catalog.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_views.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kKeptMinutes = 9 * 60;  // of lines
constexpr std::uint64_t kBytesPerLine = 180;
constexpr Version kFirstWithSearch{0, 1, 0};

std::string requestId(std::uint64_t chance) {
  return "req-" + hexText(chance, 12);
}

TraceSpan spanOf(const char* name, std::uint32_t depth, Duration start, Duration length) {
  return {name, depth, start, length, {}};
}

// Where the time of one inference went; one in seven waits for its camera.
std::vector<TraceSpan> spansOf(double p95Ms, bool failed, std::uint64_t chance) {
  const auto whole =
      std::chrono::microseconds(static_cast<std::int64_t>(p95Ms * static_cast<double>(400 + chance % 900)));
  const Duration source = failed ? whole * 3 / 4 : whole / 8;
  const Duration before = whole / 10, infer = failed ? Duration(0) : whole / 2;
  std::vector<TraceSpan> out{spanOf("request", 0, Duration(0), whole), spanOf("source", 1, Duration(0), source)};
  if (failed) {
    out.front().note = "no frame within 50 ms";
    out.back().note = "camera did not answer";
    return out;
  }
  out.push_back(spanOf("preprocess", 1, source, before));
  out.push_back(spanOf("infer", 1, source + before, infer));
  out.push_back(spanOf("postprocess", 1, source + before + infer, whole / 20));
  out.push_back(spanOf("sink", 1, whole - whole / 6, whole / 6));
  return out;
}

struct Author {
  const DemoState& state;
  const DemoNode& node;
  std::uint64_t seed;

  LogLine of(const DemoInstall& install, TimePoint at, LogLevel level, std::string message) const {
    const DemoWorkload& workload = demoWorkloads()[install.workload];
    LogLine out{at, level, std::move(message)};
    out.workload = WorkloadName(std::string(workload.name));
    out.arm = "stable";
    out.version = versionAt(install.workload, install.version).toString();
    return out;
  }

  void addRequest(const DemoInstall& install, TimePoint at, std::uint64_t chance, std::vector<LogLine>& out) const {
    const DemoVersion& version = demoWorkloads()[install.workload].versions[install.version];
    const bool failed = chance % 7 == 0, slow = chance % 5 == 0;
    const std::string id = requestId(chance);
    if (failed || slow) {
      LogLine line = of(install, at, failed ? LogLevel::Error : LogLevel::Warn,
                        failed ? "inference failed: no frame within 50 ms" : "slower than its limit");
      line.corr = id;
      line.fields = failed ? std::vector<std::pair<std::string, std::string>>{{"code", "source_timeout"}}
                           : std::vector<std::pair<std::string, std::string>>{{"limit_ms", "100"}};
      out.push_back(std::move(line));
    }
    if (!failed && !slow && chance % 3 != 0) return;
    LogLine trace = of(install, at + 1ms, LogLevel::Info, failed ? "request failed" : "request answered");
    trace.corr = id;
    trace.spans = spansOf(version.p95Ms, failed, chance);
    trace.fields = {{"outcome", failed ? "error" : "ok"}};
    out.push_back(std::move(trace));
  }

  void addMinute(std::int64_t minute, std::vector<LogLine>& out) const {
    const TimePoint at = TimePoint(std::chrono::minutes(minute));
    const std::uint64_t chance = mixed(seed, static_cast<std::uint64_t>(minute));
    if (minute % 5 == 0) out.push_back({at, LogLevel::Debug, "report sent, 1 record in 38 bytes"});
    if (node.contact == DemoContact::Patchy && chance % 4 == 0) {
      out.push_back({at + 2s, LogLevel::Warn, "no connection to the control plane: connection reset by peer"});
      out.push_back({at + 14s, LogLevel::Info, "connected again, 3 records were waiting"});
    }
    if (minute % 60 == 17) out.push_back({at + 9s, LogLevel::Info, "disk: 61 % of the budget is used"});
    for (const DemoInstall& install : node.installs)
      if (install.desired != kNone && install.version != kNone &&
          demoWorkloads()[install.workload].kind == ArtifactKind::Model)
        addRequest(install, at + std::chrono::seconds(20 + chance % 30), mixed(chance, install.workload), out);
  }

  // What happened to its installations, as it told of it.
  void addEvents(std::vector<LogLine>& out) const {
    for (const NodeEvent& event : eventsOf(node, state.now)) {
      LogLine line{event.at, event.reason.empty() ? LogLevel::Info : LogLevel::Warn,
                   event.version.toString() + " " + std::string(toText(event.state)) +
                       (event.message.empty() ? "" : ": " + event.message)};
      line.workload = event.workload;
      line.version = event.version.toString();
      out.push_back(std::move(line));
    }
  }
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool holdsText(const LogLine& line, const std::string& wanted) {
  if (wanted.empty() || lower(line.message).find(wanted) != std::string::npos) return true;
  return std::any_of(line.fields.begin(), line.fields.end(),
                     [&](const auto& field) { return lower(field.second).find(wanted) != std::string::npos; });
}

bool fitsQuery(const LogLine& line, const LogQuery& query, const std::string& wanted) {
  return line.level >= query.minLevel && (query.corr.empty() || line.corr == query.corr) &&
         (query.workload.empty() || line.workload == query.workload) && (!query.tracesOnly || !line.spans.empty()) &&
         (query.since == TimePoint{} || line.at >= query.since) &&
         (query.until == TimePoint{} || line.at < query.until) && holdsText(line, wanted);
}

}  // namespace

Result<NodeLogs> demoLogs(const DemoState& state, std::uint32_t index, const LogQuery& query) {
  FLOTILLA_CHECK(checkLogQuery(query));
  const DemoNode& node = state.nodes[index];
  const Node seen = toNode(state, index);
  if (seen.liveness == Liveness::Offline || seen.liveness == Liveness::Unseen)
    return Error{ErrorCode::Unavailable, "node_offline",
                 seen.name + " is not connected" +
                     (seen.lastSeen == TimePoint{} ? ", and never was"
                                                   : ", last seen " + toRfc3339(seen.lastSeen).substr(0, 19) + "Z"),
                 "node", "search again when it is back: its lines wait there"};
  if (seen.agentVersion < kFirstWithSearch)
    return precondition("agent_too_old", "the agent " + seen.agentVersion.toString() + " knows no search", "node",
                        "install a newer agent on it");
  NodeLogs out{seen.id, seen.name, seen.region, seen.site, {}};
  const Author author{state, node, mixed(state.spec.seed + 9, index)};
  const std::int64_t last = std::chrono::floor<std::chrono::minutes>(state.now).time_since_epoch().count();
  std::vector<LogLine> lines;
  author.addEvents(lines);
  for (std::int64_t minute = last - kKeptMinutes; minute < last; ++minute) author.addMinute(minute, lines);
  out.excerpt.oldest = TimePoint(std::chrono::minutes(last - kKeptMinutes));
  std::erase_if(lines, [&](const LogLine& line) { return line.at < out.excerpt.oldest || line.at > state.now; });
  std::stable_sort(lines.begin(), lines.end(), [](const LogLine& a, const LogLine& b) { return a.at > b.at; });
  out.excerpt.searchedFrom = std::max(out.excerpt.oldest, query.since);
  const std::string wanted = lower(query.text);
  for (LogLine& line : lines) {
    out.excerpt.searchedBytes += kBytesPerLine;
    if (!fitsQuery(line, query, wanted)) continue;
    if (out.excerpt.lines.size() == query.limit) {
      out.excerpt.truncated = true;
      out.excerpt.searchedFrom = out.excerpt.lines.back().at;
      break;
    }
    out.excerpt.lines.push_back(std::move(line));
  }
  out.excerpt.suppressed = node.contact == DemoContact::Patchy ? 12 : 0;
  return out;
}

}  // namespace flotilla::console
