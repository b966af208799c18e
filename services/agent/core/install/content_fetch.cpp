#include "services/agent/core/install/content_fetch.h"

#include <algorithm>
#include <utility>

#include "services/agent/core/install/staging.h"
#include "services/agent/core/verify/content_check.h"

namespace flotilla::agent {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kFirstRetry{2'000};
constexpr milliseconds kLongestRetry{300'000};
constexpr milliseconds kShortestRetry{1'000};

constexpr int kMostLosses = 5;

bool isWrongContent(const Error& error) {
  return error.reason == "V32_digest" || error.reason == "V32_length";
}

}  // namespace

ContentFetch::ContentFetch(FetchPorts ports, AssignmentTarget target, Done done)
    : ports_(std::move(ports)),
      target_(std::move(target)),
      done_(std::move(done)),
      backoff_(ports_.random, kFirstRetry, kLongestRetry, kShortestRetry),
      items_{{target_.digest, target_.length}} {}

ContentFetch::~ContentFetch() {
  ports_.downloads.cancel(ticket_);
}

void ContentFetch::start() {
  next();
}

void ContentFetch::next() {
  if (at_ == 1 && manifest_.files.empty())
    if (const Status opened = openManifest(); !opened) return end(opened.error());
  if (at_ == items_.size()) return end(manifest_);
  const Item& item = items_[at_];
  if (ports_.files.exists(partPath(ports_.data, item.digest)) && staged(item) >= item.length) return settle(true);
  if (at_ <= 1)
    if (const Status room = checkRoom(); !room) return end(room.error());
  fetch(true);
}

Status ContentFetch::openManifest() {
  FLOTILLA_TRY(const std::string bytes, ports_.files.readAll(partPath(ports_.data, target_.digest), kMaxManifest));
  FLOTILLA_TRY(manifest_, checkManifest(bytes, target_));
  for (const BundleFile& file : manifest_.files) items_.push_back({file.digest, file.length});
  return okStatus();
}

// What is still to come, and the copy of everything in the slot.
Status ContentFetch::checkRoom() {
  std::uint64_t needed = 0;
  for (const Item& item : items_) needed += item.length + (item.length - std::min(item.length, staged(item)));
  return checkFree(ports_.files, ports_.data, needed, ports_.diskReserve);
}

std::uint64_t ContentFetch::staged(const Item& item) {
  const auto file = ports_.files.open(partPath(ports_.data, item.digest), OpenMode::Read);
  if (!file) return 0;
  const auto size = (*file)->size();
  return size ? *size : 0;
}

void ContentFetch::fetch(bool resumable) {
  const Item& item = items_[at_];
  const bool resumed = resumable && staged(item) > 0;
  const auto done = [this, resumed](const Status& status) { onFetched(resumed, status); };
  ticket_ = ports_.downloads.add(item.digest, item.length, partPath(ports_.data, item.digest), guard_.wrap(done));
}

void ContentFetch::onFetched(bool resumed, const Status& status) {
  if (status) return settle(resumed);
  if (status.error().code == ErrorCode::Unavailable) return retryLater();
  if (status.error().code == ErrorCode::Internal) return startOver(status.error());
  end(status.error());
}

void ContentFetch::settle(bool resumed) {
  const Item item = items_[at_];
  const Status settled = settlePart(ports_.files, ports_.data, item.digest, item.length);
  if (settled) {
    backoff_.reset();
    ++at_;
    // Long bundles leave room for others between two files.
    return ports_.loop.post(guard_.wrap([this] { next(); }));
  }
  if (!isWrongContent(settled.error())) return startOver(settled.error());
  (void)ports_.files.remove(partPath(ports_.data, item.digest));
  if (!resumed) return end(settled.error());
  fetch(false);
}

// After a failed read, write or sync nobody knows what the disk holds, so these bytes are not used again. A disk that
// stays broken ends the attempt.
void ContentFetch::startOver(Error error) {
  (void)ports_.files.remove(partPath(ports_.data, items_[at_].digest));
  if (error.code == ErrorCode::Exhausted) error.reason = "V29_disk_full";
  if (error.code == ErrorCode::Exhausted || ++losses_ > kMostLosses) return end(std::move(error));
  retryLater();
}

void ContentFetch::retryLater() {
  ports_.loop.postAfter(backoff_.next(), guard_.wrap([this] { next(); }));
}

void ContentFetch::end(Result<BundleManifest> result) {
  ports_.loop.post(guard_.wrap([done = std::move(done_), result = std::move(result)] { done(result); }));
}

}  // namespace flotilla::agent
