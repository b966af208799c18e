#include "services/agent/core/linked_downloads.h"

#include <algorithm>
#include <utility>

namespace flotilla::agent {
namespace {

constexpr std::uint64_t kWindow = 64 << 10;  // bytes

}  // namespace

std::uint64_t rateOf(Duration delay) {
  const auto late = static_cast<std::uint64_t>(std::max<Duration::rep>(1, delay.count()));
  const auto second = static_cast<std::uint64_t>(std::chrono::duration_cast<Duration>(std::chrono::seconds(1)).count());
  return std::max<std::uint64_t>(1, kWindow * second / late);
}

void LinkedDownloads::fetch(const Digest& digest, std::uint64_t length, const Path& into,
                            std::function<void(Status)> done) {
  job_ = {digest, length, into, std::move(done)};
  start();
}

void LinkedDownloads::cancel() {
  guard_.renew();
  job_.reset();
  downloader_.cancel();
}

void LinkedDownloads::limitTo(std::uint64_t bytesPerSecond) {
  limit_ = bytesPerSecond;
  applyLimit();
}

void LinkedDownloads::applyLimit() {
  std::uint64_t limit = limit_;
  if (link_.delay > Duration(0)) limit = limit == 0 ? rateOf(link_.delay) : std::min(limit, rateOf(link_.delay));
  downloader_.limitTo(limit);
}

void LinkedDownloads::setLink(const LinkState& link) {
  const LinkState before = std::exchange(link_, link);
  applyLimit();
  if (!job_ || before == link) return;
  downloader_.cancel();
  start();
}

// The request, too, comes late.
void LinkedDownloads::start() {
  guard_.renew();
  if (link_.cut) {
    const Error cut{ErrorCode::Unavailable, "source_unavailable", "the link is cut, for practice"};
    return loop_.post(guard_.wrap([this, cut] { finish(cut); }));
  }
  if (link_.delay == Duration(0)) return hand();
  loop_.postAfter(link_.delay, guard_.wrap([this] { hand(); }));
}

void LinkedDownloads::hand() {
  downloader_.fetch(job_->digest, job_->length, job_->into,
                    guard_.wrap([this](const Status& status) { finish(status); }));
}

// Moved out first, because `done` may start the next one.
void LinkedDownloads::finish(const Status& status) {
  const auto done = std::move(job_->done);
  job_.reset();
  done(status);
}

}  // namespace flotilla::agent
