#include "services/agent/platform/linux/curl_downloader.h"

#include <atomic>
#include <utility>

#include "services/agent/platform/linux/part_file.h"

namespace flotilla::agent {
namespace {

class PartReceiver final : public HttpsReceiver {
 public:
  PartReceiver(PartFile& part, std::uint64_t length) : part_(part), length_(length) {}

  Status onHead(const HttpHead& head) override {
    FLOTILLA_TRY(const std::uint64_t offset, bodyOffset(head, part_.have(), length_));
    return part_.startAt(offset);
  }
  Status onBody(std::string_view bytes) override { return part_.append(bytes); }

 private:
  PartFile& part_;
  std::uint64_t length_;
};

}  // namespace

// `done` is touched on the loop only; the thread sees the rest.
struct CurlDownloader::Job {
  Digest digest;
  std::uint64_t length = 0;
  Path into;
  std::uint64_t bytesPerSecond = 0;
  std::function<void(Status)> done;
  std::atomic<bool> cancelled = false;
};

CurlDownloader::CurlDownloader(DownloaderConfig config, Files& files, Executor& loop)
    : config_(std::move(config)), files_(files), loop_(loop), thread_([this] { work(); }) {}

CurlDownloader::~CurlDownloader() {
  cancel();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
  }
  thread_.join();
}

void CurlDownloader::setIdentity(std::string certificatePem, std::string keyPem, std::string caPem) {
  const std::lock_guard lock(mutex_);
  identity_ = {std::move(certificatePem), std::move(keyPem), std::move(caPem)};
}

void CurlDownloader::fetch(const Digest& digest, std::uint64_t length, const Path& into,
                           std::function<void(Status)> done) {
  cancel();
  latest_ = std::make_shared<Job>();
  latest_->digest = digest;
  latest_->length = length;
  latest_->into = into;
  latest_->bytesPerSecond = limit_;
  latest_->done = std::move(done);
  const std::lock_guard lock(mutex_);
  waiting_ = latest_;
  wake_.notify_one();
}

void CurlDownloader::cancel() {
  if (!latest_) return;
  latest_->cancelled = true;
  latest_->done = nullptr;
  latest_ = nullptr;
  client_.wake();
}

void CurlDownloader::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || waiting_; });
    if (stopping_) return;
    std::shared_ptr<Job> job = std::move(waiting_);
    lock.unlock();
    Status status = job->cancelled ? okStatus() : execute(*job);
    loop_.post([job = std::move(job), status = std::move(status)] {
      if (job->cancelled) return;
      // Moved out first, because `done` may start the next fetch, which lets go of this one.
      const auto done = std::move(job->done);
      done(status);
    });
    lock.lock();
  }
}

Status CurlDownloader::execute(const Job& job) {
  HttpsRequest request{urlOf(job.digest), {}, 0, job.bytesPerSecond, config_.connectTimeout, config_.slowWindow};
  {
    const std::lock_guard lock(mutex_);
    request.identity = identity_;
  }
  FLOTILLA_TRY(PartFile part, PartFile::open(files_, job.into, job.length));
  if (part.complete()) return part.finish();
  FLOTILLA_CHECK(part.checkSpace(config_.diskReserve));
  if (request.identity.certificate.empty()) return sourceUnavailable("this node has no certificate yet");
  request.firstByte = part.have();
  PartReceiver receiver(part, job.length);
  FLOTILLA_CHECK(client_.get(request, receiver, job.cancelled));
  return part.finish();
}

std::string CurlDownloader::urlOf(const Digest& digest) const {
  const bool bareIpv6 = config_.host.find(':') != std::string::npos && !config_.host.starts_with('[');
  const std::string host = bareIpv6 ? "[" + config_.host + "]" : config_.host;
  return "https://" + host + ":" + std::to_string(config_.port) + "/v2/flotilla/blobs/" + digest.toString();
}

}  // namespace flotilla::agent
