// Fetches blobs from the control plane's artifact registry: GET https://<host>:<port>/v2/flotilla/blobs/sha256:<hex>,
// with the node's certificate. Thread: one background thread transfers; fetch(), cancel() and the destructor belong to
// the loop, as does limitTo(); setIdentity() may come from any thread. Lifetime: `files` and `loop` outlive it; the
// destructor ends a running transfer at once and joins.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "services/agent/core/ports.h"
#include "services/agent/platform/linux/https_client.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::agent {

struct DownloaderConfig {
  std::string host = {};  // name or address as in the server's certificate
  std::uint16_t port = 0;
  std::uint64_t diskReserve = 64ULL << 20;  // bytes that must stay free
  Duration connectTimeout = std::chrono::seconds(10);
  Duration slowWindow = std::chrono::seconds(60);  // whole seconds; under 1 KiB/s for this long ends the attempt
};

class CurlDownloader final : public Downloader {
 public:
  CurlDownloader(DownloaderConfig config, Files& files, Executor& loop);
  ~CurlDownloader() override;

  // PEM text; counts from the next fetch on. Until it was called, fetches end with source_unavailable.
  void setIdentity(std::string certificatePem, std::string keyPem, std::string caPem);

  // Resumes from the size of the file at `into`. A fetch abandons the one before it, as cancel() does. Besides the
  // errors of the port: source_denied (Denied), and those of Files. After V29_too_long the file is empty; after an
  // error of synchronising it is gone.
  void fetch(const Digest& digest, std::uint64_t length, const Path& into, std::function<void(Status)> done) override;
  void cancel() override;
  void limitTo(std::uint64_t bytesPerSecond) override { limit_ = bytesPerSecond; }

 private:
  struct Job;
  void work();
  Status execute(const Job& job);
  std::string urlOf(const Digest& digest) const;

  const DownloaderConfig config_;
  Files& files_;
  Executor& loop_;
  HttpsClient client_;
  std::mutex mutex_;
  std::condition_variable wake_;
  TlsIdentity identity_;
  std::shared_ptr<Job> waiting_;  // not yet taken by the thread
  std::shared_ptr<Job> latest_;   // the loop's own: what cancel() means
  std::uint64_t limit_ = 0;       // the loop's own
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace flotilla::agent
