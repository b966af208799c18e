#include "services/agent/core/trace_line.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "models/domain/utf8.h"

namespace flotilla::agent {
namespace {

constexpr std::string_view kSpansField = "spans";

// No blank and no semicolon, which separate.
std::string word(std::string_view text) {
  std::string out(excerpt(text, 128));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == ' ' || c == ';' || static_cast<unsigned char>(c) < 0x20; }, '_');
  return out;
}

std::string_view cutAt(std::string_view& text, char separator) {
  const std::string_view head = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(text.size(), head.size() + 1));
  return head;
}

std::optional<TraceSpan> parseSpan(std::string_view text) {
  TraceSpan span;
  span.name = cutAt(text, ' ');
  std::array<std::int64_t, 3> numbers{};
  for (std::int64_t& number : numbers) {
    const std::string_view digits = cutAt(text, ' ');
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (read.ec != std::errc{} || number < 0) return std::nullopt;
  }
  span.depth = static_cast<std::uint32_t>(std::min<std::int64_t>(numbers[0], worker::kMaxSpans));
  span.start = Duration(numbers[1]);
  span.length = Duration(numbers[2]);
  span.note = text;
  return span;
}

}  // namespace

std::string spansText(const std::vector<TraceSpan>& spans) {
  std::string out;
  for (const TraceSpan& span : spans) {
    if (!out.empty()) out += ';';
    out += word(span.name) + ' ' + std::to_string(span.depth) + ' ' + std::to_string(span.start.count()) + ' ' +
           std::to_string(span.length.count()) + ' ' + word(span.note);
  }
  return out;
}

std::vector<TraceSpan> parseSpans(std::string_view text) {
  std::vector<TraceSpan> out;
  while (!text.empty() && out.size() < worker::kMaxSpans)
    if (auto span = parseSpan(cutAt(text, ';'))) out.push_back(std::move(*span));
  return out;
}

void logTrace(const worker::Traced& trace, const TracedArm& arm) {
  const bool fine = trace.outcome == "ok";
  const std::string leftOut = trace.leftOut == 0 ? std::string() : std::to_string(trace.leftOut);
  log::write(fine ? log::Level::Info : log::Level::Warn, fine ? "request traced" : "request " + trace.outcome,
             {{"corr", trace.corr},
              {"workload", arm.workload.value},
              {"arm", std::string(toText(arm.arm))},
              {"version", arm.version.toString()},
              {"reason", trace.reason},
              {"why", trace.message},
              {"left_out", leftOut},
              {kSpansField, spansText(trace.spans)}});
}

LogLine lineOf(const log::Line& line) {
  LogLine out{line.at, static_cast<LogLevel>(line.level), std::string(line.message)};
  for (const auto& [name, value] : line.fields) {
    if (value.empty()) continue;
    if (name == "corr")
      out.corr = value;
    else if (name == "workload")
      out.workload = WorkloadName(value);
    else if (name == "arm")
      out.arm = value;
    else if (name == "version" || name == "artifact_version")
      out.version = value;
    else if (name == kSpansField)
      out.spans = parseSpans(value);
    else
      out.fields.emplace_back(std::string(name), value);
  }
  return out;
}

}  // namespace flotilla::agent
