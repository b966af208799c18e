// Brings the content of one target to this node: the manifest, then every file it names, each hashed through its own
// descriptor. Sources that are away are asked again with back-off; damage that a resumed download explains is fetched
// once more from the start. Thread: the agent's loop. Lifetime: one attempt; the destructor cancels.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/domain/release.h"
#include "services/agent/core/guard.h"
#include "services/agent/core/install/download_queue.h"
#include "services/runtime/backoff.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::agent {

struct FetchPorts {
  Files& files;
  Executor& loop;
  Random& random;
  DownloadQueue& downloads;
  Path data;
  std::uint64_t diskReserve = 0;  // bytes
};

class ContentFetch {
 public:
  using Done = std::function<void(Result<BundleManifest>)>;

  // `done` comes later, on the loop, once; the object may be destroyed in it. Errors are final: V29, V32, V34,
  // not_found, ...
  ContentFetch(FetchPorts ports, AssignmentTarget target, Done done);
  ~ContentFetch();
  void start();

 private:
  struct Item {
    Digest digest;
    std::uint64_t length;
  };
  void next();
  void fetch(bool resumable);
  void onFetched(bool resumed, const Status& status);
  void settle(bool resumed);
  void retryLater();
  void startOver(Error error);
  void end(Result<BundleManifest> result);
  Status openManifest();
  Status checkRoom();
  std::uint64_t staged(const Item& item);

  FetchPorts ports_;
  AssignmentTarget target_;
  Done done_;
  Backoff backoff_;
  std::vector<Item> items_;  // the manifest first
  std::size_t at_ = 0;
  int losses_ = 0;
  BundleManifest manifest_;
  std::uint64_t ticket_ = 0;
  Guard guard_;
};

}  // namespace flotilla::agent
