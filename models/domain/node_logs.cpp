#include "models/domain/node_logs.h"

#include <algorithm>

#include "models/domain/utf8.h"

namespace flotilla {
namespace {

constexpr std::size_t kMaxCorr = 64;

bool isCorrCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == ':';
}

}  // namespace

Result<LogLevel> parseLogLevel(std::string_view text) {
  const auto at = std::find(kLogLevelNames.begin(), kLogLevelNames.end(), text);
  if (at != kLogLevelNames.end()) return static_cast<LogLevel>(at - kLogLevelNames.begin());
  return invalid("bad_level", "\"" + excerpt(text, 40) + "\" is not a level", "level",
                 "write debug, info, warn or error");
}

bool isCorrelationId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxCorr && std::all_of(text.begin(), text.end(), isCorrCharacter);
}

Status checkLogQuery(const LogQuery& query) {
  if (query.text.size() > kMaxLogText)
    return invalid("bad_text", "the text to look for has " + std::to_string(query.text.size()) + " bytes", "text",
                   "write at most " + std::to_string(kMaxLogText));
  if (!query.corr.empty() && !isCorrelationId(query.corr))
    return invalid("bad_corr", "this is not a correlation id", "corr",
                   "write 1 to 64 letters, digits, '-', '_', '.' or ':', as a trace or a log line shows it");
  if (!query.workload.empty()) FLOTILLA_CHECK(checkName("workload", query.workload.value));
  if (query.since != TimePoint{} && query.until != TimePoint{} && query.since >= query.until)
    return invalid("bad_times", "nothing lies between since and until", "since", "name an earlier moment for since");
  if (query.limit < 1 || query.limit > kMaxLogLimit)
    return invalid("bad_limit", std::to_string(query.limit) + " lines are no limit", "limit",
                   "write 1 to " + std::to_string(kMaxLogLimit));
  return okStatus();
}

std::string inWords(const LogQuery& query) {
  std::string out;
  const auto add = [&out](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  if (!query.text.empty()) add("text \"" + query.text + "\"");
  if (query.minLevel != LogLevel::Debug) add("level " + std::string(toText(query.minLevel)));
  if (!query.corr.empty()) add("corr " + query.corr);
  if (!query.workload.empty()) add("workload " + query.workload.value);
  if (query.tracesOnly) add("traces only");
  if (query.since != TimePoint{}) add("since " + toRfc3339(query.since));
  if (query.until != TimePoint{}) add("until " + toRfc3339(query.until));
  add("at most " + std::to_string(query.limit) + " lines");
  return out;
}

}  // namespace flotilla
