#include "services/agent/core/install/download_queue.h"

#include <algorithm>
#include <utility>

namespace flotilla::agent {

DownloadQueue::~DownloadQueue() {
  if (!jobs_.empty()) downloader_.cancel();
}

std::uint64_t DownloadQueue::add(const Digest& digest, std::uint64_t length, Path into,
                                 std::function<void(Status)> done) {
  jobs_.push_back({++lastTicket_, digest, length, std::move(into), std::move(done)});
  const std::uint64_t ticket = lastTicket_;
  if (jobs_.size() == 1) startFirst();
  return ticket;
}

void DownloadQueue::cancel(std::uint64_t ticket) {
  const auto found = std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& job) { return job.ticket == ticket; });
  if (found == jobs_.end()) return;
  const bool running = found == jobs_.begin();
  jobs_.erase(found);
  if (!running) return;
  downloader_.cancel();
  startFirst();
}

void DownloadQueue::startFirst() {
  if (jobs_.empty()) return;
  const Job& job = jobs_.front();
  const auto done = [this, ticket = job.ticket](Status status) {
    if (!jobs_.empty() && jobs_.front().ticket == ticket) finishFirst(std::move(status));
  };
  downloader_.fetch(job.digest, job.length, job.into, guard_.wrap(done));
}

void DownloadQueue::finishFirst(Status status) {
  const auto done = std::move(jobs_.front().done);
  jobs_.pop_front();
  startFirst();
  done(std::move(status));
}

}  // namespace flotilla::agent
