#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

static_assert(sameEnum(v1::LOG_LEVEL_ERROR, LogLevel::Error));

namespace {

constexpr std::uint32_t kUsualLines = 100;
constexpr std::size_t kMaxSpans = 64;
constexpr std::size_t kMaxFields = 64;

void writeTime(TimePoint at, google::protobuf::Timestamp* out) {
  *out = toProto(at);
}

v1::TraceSpan writeSpan(const TraceSpan& span) {
  v1::TraceSpan out;
  out.set_name(span.name);
  out.set_depth(span.depth);
  out.set_start_us(span.start.count());
  out.set_length_us(span.length.count());
  out.set_note(span.note);
  return out;
}

TraceSpan readSpan(const v1::TraceSpan& span) {
  return {span.name(), span.depth(), Duration(span.start_us()), Duration(span.length_us()), span.note()};
}

v1::LogLine writeLine(const LogLine& line) {
  v1::LogLine out;
  writeTime(line.at, out.mutable_at());
  out.set_level(writeEnum<v1::LogLevel>(line.level));
  out.set_message(line.message);
  out.set_corr(line.corr);
  out.set_workload(line.workload.value);
  out.set_arm(line.arm);
  out.set_version(line.version);
  for (const auto& [name, value] : line.fields) {
    v1::LogField& field = *out.add_fields();
    field.set_name(name);
    field.set_value(value);
  }
  writeAll(line.spans, out.mutable_spans(), writeSpan);
  return out;
}

Result<LogLine> readLine(const v1::LogLine& line) {
  LogLine out;
  out.at = fromProto(line.at());
  FLOTILLA_TRY(out.level, readEnum(line.level(), LogLevel::Error, "level"));
  out.message = line.message();
  out.corr = line.corr();
  out.workload = WorkloadName(line.workload());
  out.arm = line.arm();
  out.version = line.version();
  if (static_cast<std::size_t>(line.fields_size()) > kMaxFields ||
      static_cast<std::size_t>(line.spans_size()) > kMaxSpans)
    return invalid("bad_line", "a log line has too many fields", "fields");
  for (const v1::LogField& field : line.fields()) out.fields.emplace_back(field.name(), field.value());
  for (const v1::TraceSpan& span : line.spans()) out.spans.push_back(readSpan(span));
  return out;
}

}  // namespace

v1::LogQuery toProto(const LogQuery& query) {
  v1::LogQuery out;
  out.set_text(query.text);
  out.set_min_level(writeEnum<v1::LogLevel>(query.minLevel));
  out.set_corr(query.corr);
  out.set_workload(query.workload.value);
  if (query.since != TimePoint{}) writeTime(query.since, out.mutable_since());
  if (query.until != TimePoint{}) writeTime(query.until, out.mutable_until());
  out.set_limit(query.limit);
  out.set_traces_only(query.tracesOnly);
  return out;
}

Result<LogQuery> fromProto(const v1::LogQuery& query) {
  LogQuery out;
  out.text = query.text();
  if (query.min_level() != v1::LOG_LEVEL_UNSPECIFIED) {
    FLOTILLA_TRY(out.minLevel, readEnum(query.min_level(), LogLevel::Error, "min_level"));
  }
  out.corr = query.corr();
  out.workload = WorkloadName(query.workload());
  out.tracesOnly = query.traces_only();
  if (query.has_since()) out.since = fromProto(query.since());
  if (query.has_until()) out.until = fromProto(query.until());
  out.limit = query.limit() == 0 ? kUsualLines : query.limit();
  FLOTILLA_CHECK(checkLogQuery(out));
  return out;
}

v1::LogExcerpt toProto(const LogExcerpt& excerpt) {
  v1::LogExcerpt out;
  writeAll(excerpt.lines, out.mutable_lines(), writeLine);
  out.set_truncated(excerpt.truncated);
  if (excerpt.searchedFrom != TimePoint{}) writeTime(excerpt.searchedFrom, out.mutable_searched_from());
  if (excerpt.oldest != TimePoint{}) writeTime(excerpt.oldest, out.mutable_oldest());
  out.set_searched_bytes(excerpt.searchedBytes);
  out.set_dropped(excerpt.dropped);
  out.set_suppressed(excerpt.suppressed);
  out.set_withheld(excerpt.withheld);
  return out;
}

Result<LogExcerpt> fromProto(const v1::LogExcerpt& excerpt) {
  LogExcerpt out;
  FLOTILLA_CHECK(readAll(excerpt.lines(), "lines", out.lines, readLine));
  out.truncated = excerpt.truncated();
  if (excerpt.has_searched_from()) out.searchedFrom = fromProto(excerpt.searched_from());
  if (excerpt.has_oldest()) out.oldest = fromProto(excerpt.oldest());
  out.searchedBytes = excerpt.searched_bytes();
  out.dropped = excerpt.dropped();
  out.suppressed = excerpt.suppressed();
  out.withheld = excerpt.withheld();
  return out;
}

Result<NodeLogs> fromProto(const v1::GetNodeLogsResponse& answer) {
  FLOTILLA_TRY(LogExcerpt excerpt, under("excerpt", fromProto(answer.excerpt())));
  return NodeLogs{NodeId(answer.id()), answer.node(), RegionName(answer.region()), SiteName(answer.site()),
                  std::move(excerpt)};
}

}  // namespace flotilla::wire
