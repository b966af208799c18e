// What a node keeps of its log lines and traces, and what is asked of them: they stay on the node, are searched there,
// and only excerpts travel. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/page.h"
#include "models/domain/result.h"
#include "models/domain/time.h"

namespace flotilla {

enum class LogLevel { Debug, Info, Warn, Error };
inline constexpr std::array<std::string_view, 4> kLogLevelNames{"debug", "info", "warn", "error"};
inline std::string_view toText(LogLevel level) {
  return kLogLevelNames[static_cast<std::size_t>(level)];
}
Result<LogLevel> parseLogLevel(std::string_view text);

// A part of what was done for one request. Spans come in the order in which they began, a part behind its whole.
struct TraceSpan {
  std::string name;         // request, source, infer, ...
  std::uint32_t depth = 0;  // 0 = the whole request
  Duration start{};         // after the beginning of the request
  Duration length{};
  std::string note = {};  // why it failed; empty if it did not
  friend bool operator==(const TraceSpan&, const TraceSpan&) = default;
};

struct LogLine {
  TimePoint at{};  // the node's clock
  LogLevel level = LogLevel::Info;
  std::string message;
  std::string corr = {};       // of the request that it is about; empty if it is about none
  WorkloadName workload = {};  // empty = the agent itself
  std::string arm = {};        // stable, candidate or shadow, if it came from an arm
  std::string version = {};    // of what ran there
  std::vector<std::pair<std::string, std::string>> fields = {};  // the rest
  std::vector<TraceSpan> spans = {};                             // of a trace; empty for every other line
  friend bool operator==(const LogLine&, const LogLine&) = default;
};

// The field of lines that a workload wrote itself: "output".
inline constexpr std::string_view kStreamField = "stream";

inline constexpr std::size_t kMaxLogText = 200;                         // bytes of what is looked for
inline constexpr std::uint32_t kMaxLogLimit = 500;                      // lines of an excerpt
inline constexpr std::size_t kMaxExcerptBytes = 64 * 1024;              // of an excerpt, about
inline constexpr std::size_t kMaxLogLineBytes = 4 * 1024;               // of one line; more is cut
inline constexpr Duration kLongestLogSearch = std::chrono::seconds(2);  // then the node answers with what it has

// Everything that is given must hold.
struct LogQuery {
  std::string text;                     // in the message or a field, in upper or lower case; empty = all
  LogLevel minLevel = LogLevel::Debug;  // and everything above
  std::string corr;                     // the whole id
  WorkloadName workload;
  bool tracesOnly = false;
  TimePoint since{}, until{};  // by the node's clock; zero = open
  std::uint32_t limit = 100;   // 1 to 500
  friend bool operator==(const LogQuery&, const LogQuery&) = default;
};
// Invalid with the field: bad_text, bad_corr, bad_name, bad_times, bad_limit.
Status checkLogQuery(const LogQuery& query);
// "text \"timeout\", level warn, last 10m" and so on, for the audit log.
std::string inWords(const LogQuery& query);

// A correlation id: 1 to 64 of letters, digits, '-', '_', '.' and ':'.
bool isCorrelationId(std::string_view text);

struct LogExcerpt {
  std::vector<LogLine> lines;  // newest first
  bool truncated = false;      // there is more: the limit, the size or the time was reached
  TimePoint searchedFrom{};    // everything from here on was looked at; zero if nothing is there
  TimePoint oldest{};          // of what the node still has; zero if nothing is there
  std::uint64_t searchedBytes = 0;
  std::uint64_t dropped = 0;     // lines since the agent started that it could not keep, or had to give up
  std::uint64_t suppressed = 0;  // lines since then that said the same again and again
  std::uint64_t withheld = 0;    // lines that fit and may not leave the node: a residency rule of the policy
  friend bool operator==(const LogExcerpt&, const LogExcerpt&) = default;
};

struct NodeLogs {
  NodeId id;
  std::string node;  // name
  RegionName region;
  SiteName site;
  LogExcerpt excerpt;
};

// A part of OperatorApi.
class LogApi {
 public:
  virtual ~LogApi() = default;
  // Searches on the node; needs the role operator and is written into the audit log. What belongs to one request is
  // found by its corr, the trace being the line that has spans. Errors: Unavailable/"node_offline" with when it was
  // last seen, Unavailable/"no_answer", Exhausted/"busy", Precondition/"agent_too_old".
  virtual void nodeLogs(const std::string& nameOrId, const LogQuery& query, Done<NodeLogs> done) = 0;
};

}  // namespace flotilla
