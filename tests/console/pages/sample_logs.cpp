#include "tests/console/pages/sample_logs.h"

namespace flotilla::tests {
namespace {

using namespace std::chrono_literals;

LogLine lineOf(TimePoint at, LogLevel level, const char* message, const char* workload = "", const char* corr = "") {
  LogLine out{at, level, message};
  out.workload = WorkloadName(workload);
  out.corr = corr;
  if (!out.workload.empty()) {
    out.arm = "stable";
    out.version = "1.9.1";
  }
  return out;
}

}  // namespace

NodeLogs sampleLogs(TimePoint now) {
  NodeLogs out;
  out.node = "lyon-2";
  LogLine failed =
      lineOf(now - 40s, LogLevel::Error, "inference failed: no frame within 50 ms", "gate-sensor", "req-7c1e04b290af");
  failed.fields = {{"code", "source_timeout"}, {"attempt", "2"}};
  LogLine trace = lineOf(now - 40s, LogLevel::Info, "request failed", "gate-sensor", "req-7c1e04b290af");
  trace.spans = {{"request", 0, 0ms, 212ms, "no frame within 50 ms"},
                 {"source", 1, 0ms, 160ms, "camera did not answer"},
                 {"try 1", 2, 0ms, 56ms, "timeout after 56 ms"},
                 {"try 2", 2, 56ms, 104ms, "timeout after 104 ms"},
                 {"sink", 1, 160ms, 52ms}};
  out.excerpt.lines = {
      trace,
      failed,
      lineOf(now - 95s, LogLevel::Warn, "no connection to the control plane: connection reset by peer"),
      lineOf(now - 3min, LogLevel::Warn, "slower than its limit: 131 ms of 100 ms, third time within a minute",
             "gate-sensor", "req-19aa55d04c71"),
      lineOf(now - 4min, LogLevel::Info, "request answered", "gate-sensor", "req-4402bd9c11f6"),
      lineOf(now - 11min, LogLevel::Info, "connected again, 3 records were waiting"),
      lineOf(now - 12min, LogLevel::Error, "a line from outside\x1b[31m\nwith what does not belong there",
             "gate-sensor"),
      lineOf(now - 20min, LogLevel::Debug, "report sent, 1 record in 38 bytes")};
  out.excerpt.oldest = now - 9h;
  out.excerpt.searchedFrom = now - 1h;
  out.excerpt.suppressed = 12;
  return out;
}

NodeLogs fullLogs(TimePoint now) {
  NodeLogs out;
  out.node = "lyon-2";
  for (int i = 0; i < static_cast<int>(kMaxLogLimit); ++i)
    out.excerpt.lines.push_back(lineOf(now - i * 1s, i % 5 == 0 ? LogLevel::Error : LogLevel::Info,
                                       ("line " + std::to_string(i)).c_str(), "gate-sensor"));
  out.excerpt.truncated = true;
  out.excerpt.oldest = now - 9h;
  out.excerpt.searchedFrom = now - 500s;
  return out;
}

}  // namespace flotilla::tests
