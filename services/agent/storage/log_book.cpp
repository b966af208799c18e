#include "services/agent/storage/log_book.h"

#include <utility>

#include "services/agent/storage/log_record.h"

namespace flotilla::agent {
namespace {

constexpr std::size_t kLineOverhead = 256;

}  // namespace

LogBook::LogBook(LogStore store, Clock& clock, LogSampling sampling)
    : clock_(clock), store_(std::move(store)), sampler_(sampling) {}

LogBook::~LogBook() {
  loop_.run([this] {
    takeWaiting();
    endPeriod(true);
    return 0;
  });
  loop_.stop();
}

// Cut before it waits, so that the waiting ones are bounded.
void LogBook::write(LogLine line) {
  line = cleanLine(std::move(line));
  const std::size_t cost = line.message.size() + kLineOverhead;
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= kMaxWaitingLines || waitingBytes_ + cost > kMaxWaitingBytes) {
    ++dropped_;
    return;
  }
  waitingBytes_ += cost;
  waiting_.push_back(std::move(line));
  if (waiting_.size() == 1) loop_.post([this] { takeWaiting(); });
}

void LogBook::takeWaiting() {
  std::vector<LogLine> lines;
  {
    const std::lock_guard lock(mutex_);
    lines.swap(waiting_);
    waitingBytes_ = 0;
  }
  const SteadyPoint now = clock_.steady();
  std::erase_if(lines, [&](const LogLine& line) { return !sampler_.keeps(line, now); });
  store_.append(lines);
  const auto due = sampler_.due();
  if (!due || std::exchange(periodRuns_, true)) return;
  loop_.postAfter(std::chrono::duration_cast<std::chrono::microseconds>(*due - now), [this] {
    periodRuns_ = false;
    endPeriod(false);
  });
}

void LogBook::endPeriod(bool atOnce) {
  store_.append(sampler_.endPeriod(clock_.steady(), clock_.now(), atOnce));
}

void LogBook::search(const LogQuery& query, MayLeave mayLeave, Done<LogExcerpt> done) {
  if (searching_.exchange(true))
    return done(Error{
        ErrorCode::Exhausted, "busy", "the logs of this node are being searched already", {}, "try again in a moment"});
  auto search = std::make_shared<LogSearch>();
  search->query = query;
  search->mayLeave = std::move(mayLeave);
  loop_.post([this, search, done = std::move(done)] {
    takeWaiting();
    searchOn(search, clock_.steady() + kLongestLogSearch, done);
  });
}

void LogBook::searchOn(const std::shared_ptr<LogSearch>& search, SteadyPoint deadline, const Done<LogExcerpt>& done) {
  const bool more = store_.searchOn(*search);
  const bool late = clock_.steady() >= deadline;
  if (more && !late) return loop_.post([=, this] { searchOn(search, deadline, done); });
  LogExcerpt& excerpt = search->excerpt;
  if (more) excerpt.truncated = true;
  excerpt.oldest = store_.oldest();
  excerpt.dropped = dropped_ + store_.dropped();
  excerpt.suppressed = sampler_.suppressed();
  searching_ = false;
  done(std::move(excerpt));
}

void LogBook::drain() {
  loop_.run([this] {
    takeWaiting();
    return 0;
  });
}

}  // namespace flotilla::agent
