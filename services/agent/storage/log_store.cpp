#include "services/agent/storage/log_store.h"

#include <algorithm>
#include <charconv>
#include <deque>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "services/agent/storage/log_record.h"

namespace flotilla::agent {
namespace {

constexpr std::string_view kPrefix = "log-";
constexpr std::size_t kDigits = 16;
constexpr std::size_t kMaxSegments = 64;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool holds(std::string_view text, std::string_view wanted) {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(), same) != text.end();
}

bool isOutput(const LogLine& line) {
  return std::any_of(line.fields.begin(), line.fields.end(),
                     [](const auto& field) { return field.first == kStreamField; });
}

// What may have come from the data of a workload: all that it writes, and the words with which a request failed.
bool withhold(LogLine& line, const LogSearch& search) {
  if (line.workload.empty() || search.mayLeave(line.workload)) return false;
  if (isOutput(line)) return true;
  if (!line.spans.empty()) line.fields.clear();
  return false;
}

std::optional<std::uint64_t> numberOf(std::string_view name) {
  if (!name.starts_with(kPrefix) || name.size() != kPrefix.size() + kDigits) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + kPrefix.size(), end, number, 16);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(number) : std::nullopt;
}

std::size_t sizeOf(const LogLine& line) {
  constexpr std::size_t kOverhead = 32;
  std::size_t size = 2 * kOverhead + line.message.size() + line.corr.size() + line.workload.value.size();
  for (const auto& [name, value] : line.fields) size += name.size() + value.size() + kOverhead;
  for (const TraceSpan& span : line.spans) size += span.name.size() + span.note.size() + kOverhead;
  return size;
}

}  // namespace

bool fits(const LogLine& line, const LogQuery& query) {
  if (line.level < query.minLevel) return false;
  if (query.tracesOnly && line.spans.empty()) return false;
  if (!query.corr.empty() && line.corr != query.corr) return false;
  if (!query.workload.empty() && line.workload != query.workload) return false;
  if (query.since != TimePoint{} && line.at < query.since) return false;
  if (query.until != TimePoint{} && line.at >= query.until) return false;
  if (query.text.empty() || holds(line.message, query.text)) return true;
  return std::any_of(line.fields.begin(), line.fields.end(),
                     [&](const auto& field) { return holds(field.second, query.text); });
}

Result<LogStore> LogStore::open(Files& files, Path directory, LogStoreOptions options) {
  FLOTILLA_CHECK(files.createDirectories(directory));
  options.segment = std::max(std::min(options.segment, options.quota / 4), options.quota / kMaxSegments);
  LogStore store(files, std::move(directory), options);
  FLOTILLA_CHECK(store.readFolder());
  return store;
}

Path LogStore::pathOf(std::uint64_t number) const {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string name(kPrefix);
  for (int shift = 60; shift >= 0; shift -= 4) name += kHex[number >> shift & 15];
  return directory_ / name;
}

Status LogStore::readFolder() {
  FLOTILLA_TRY(const auto names, files_->list(directory_));
  bool whole = false;
  for (const std::string& name : names)  // sorted, and so are their numbers
    if (const auto number = numberOf(name)) {
      const auto read = readSegment(*number);
      whole = read && *read;
    }
  makeRoom(0);
  // New lines never go behind what an interrupted write left: then they begin another file.
  if (!whole || segments_.empty()) return okStatus();
  if (auto file = files_->open(pathOf(segments_.back().number), OpenMode::ReadWrite)) active_ = std::move(*file);
  return okStatus();
}

Result<bool> LogStore::readSegment(std::uint64_t number) {
  Segment segment{number, 0, 0, {}};
  FLOTILLA_TRY(const auto file, files_->open(pathOf(number), OpenMode::Read));
  FLOTILLA_TRY(segment.bytes, file->size());
  const auto count = [&segment](const LogLine& line) {
    if (segment.lines++ == 0) segment.first = line.at;
    return true;
  };
  auto end = readLogLines(*file, count);
  segments_.push_back(segment);
  FLOTILLA_TRY(const std::uint64_t good, std::move(end));
  return good == segment.bytes;
}

std::uint64_t LogStore::bytes() const {
  std::uint64_t sum = 0;
  for (const Segment& segment : segments_) sum += segment.bytes;
  return sum;
}

TimePoint LogStore::oldest() const {
  const auto at = std::find_if(segments_.begin(), segments_.end(), [](const Segment& s) { return s.lines > 0; });
  return at == segments_.end() ? TimePoint{} : at->first;
}

void LogStore::makeRoom(std::uint64_t bytes) {
  while (!segments_.empty() && (this->bytes() + bytes > options_.quota || segments_.size() > 2 * kMaxSegments)) {
    if (segments_.size() == 1) active_.reset();
    // What cannot be removed would only be met again.
    (void)files_->remove(pathOf(segments_.front().number));
    dropped_ += segments_.front().lines;
    segments_.erase(segments_.begin());
  }
}

Status LogStore::begin(TimePoint first) {
  const std::uint64_t number = segments_.empty() ? 1 : segments_.back().number + 1;
  FLOTILLA_TRY(active_, files_->open(pathOf(number), OpenMode::Create));
  segments_.push_back({number, 0, 0, first});
  return okStatus();
}

Status LogStore::write(const std::string& bytes) {
  Segment& segment = segments_.back();
  const Status written = active_->write(segment.bytes, bytes);
  if (written) {
    segment.bytes += bytes.size();
  } else if (!active_->truncate(segment.bytes)) {
    active_.reset();  // half a record is behind the last one; the next line begins another file
  }
  return written;
}

Status LogStore::keep(const std::string& bytes, std::uint64_t lines, TimePoint first) {
  makeRoom(bytes.size());
  if (active_ && segments_.back().bytes + bytes.size() > options_.segment) active_.reset();
  if (!active_) FLOTILLA_CHECK(begin(first));
  FLOTILLA_CHECK(write(bytes));
  Segment& segment = segments_.back();
  if (segment.lines == 0) segment.first = first;
  segment.lines += lines;
  return okStatus();
}

void LogStore::append(const std::vector<LogLine>& lines) {
  std::string bytes;
  std::uint64_t waiting = 0;
  TimePoint first{};
  const auto flush = [&] {
    if (waiting > 0 && !keep(bytes, waiting, first)) dropped_ += waiting;
    bytes.clear();
    waiting = 0;
  };
  constexpr std::size_t kOneWrite = 64 * 1024;
  for (const LogLine& line : lines) {
    if (waiting++ == 0) first = line.at;
    bytes += encodeLogLine(cleanLine(line));
    if (bytes.size() >= std::min<std::uint64_t>(kOneWrite, options_.segment / 2)) flush();
  }
  flush();
}

bool LogStore::searchOn(LogSearch& search) {
  const auto above = std::find_if(segments_.begin(), segments_.end(),
                                  [&](const Segment& segment) { return segment.number >= search.before; });
  if (above == segments_.begin() || search.excerpt.truncated) return false;
  const Segment& segment = *std::prev(above);
  search.before = segment.number;
  lookThrough(segment, search);
  return segment.number != segments_.front().number && !search.excerpt.truncated;
}

// The file is read forwards and its newest lines are wanted, so only those that are still in question are held.
void LogStore::lookThrough(const Segment& segment, LogSearch& search) const {
  LogExcerpt& excerpt = search.excerpt;
  const auto file = files_->open(pathOf(segment.number), OpenMode::Read);
  if (!file) return;  // removed meanwhile
  std::deque<LogLine> found;
  std::size_t bytes = search.bytes;
  const auto take = [&](LogLine line) {
    if (!fits(line, search.query)) return true;
    if (withhold(line, search)) return ++excerpt.withheld, true;
    bytes += sizeOf(line);
    found.push_back(std::move(line));
    while (excerpt.lines.size() + found.size() > search.query.limit || bytes > kMaxExcerptBytes) {
      bytes -= sizeOf(found.front());
      found.pop_front();
      excerpt.truncated = true;
      if (found.empty()) break;
    }
    return true;
  };
  (void)readLogLines(**file, take);
  search.bytes = bytes;
  excerpt.searchedBytes += segment.bytes;
  excerpt.lines.insert(excerpt.lines.end(), std::make_move_iterator(found.rbegin()),
                       std::make_move_iterator(found.rend()));
  if (!excerpt.truncated)
    excerpt.searchedFrom = segment.lines > 0 ? segment.first : excerpt.searchedFrom;
  else if (!excerpt.lines.empty())
    excerpt.searchedFrom = excerpt.lines.back().at;
}

}  // namespace flotilla::agent
