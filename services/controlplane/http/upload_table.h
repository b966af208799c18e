// The uploads that are open between two requests: at most `limit`, each forgotten after `lifetime` without a request
// for it. Thread: the HTTP thread only. Lifetime: the blob store outlives it; what is still open is dropped with it.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "models/domain/result.h"
#include "services/controlplane/core/registry/blob_store.h"
#include "services/runtime/clock.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

class UploadTable {
 public:
  UploadTable(std::size_t limit, std::chrono::milliseconds lifetime, const Clock& clock, Random& random)
      : limit_(limit), lifetime_(lifetime), clock_(clock), random_(random) {}

  // The new upload's key "<repository>/blobs/uploads/<name>". Error Exhausted/"too_many_uploads".
  Result<std::string> open(const std::string& repository, BlobStore& blobs);
  // Lends the upload out; its place stays taken. Errors: NotFound/"no_upload", Conflict/"upload_busy".
  Result<std::unique_ptr<BlobStore::Upload>> take(const std::string& key);
  void giveBack(const std::string& key, std::unique_ptr<BlobStore::Upload> upload);
  void drop(const std::string& key) { entries_.erase(key); }
  void dropIdle();
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::unique_ptr<BlobStore::Upload> upload;  // null while lent out
    SteadyPoint touched;
  };
  std::size_t limit_;
  std::chrono::milliseconds lifetime_;
  const Clock& clock_;
  Random& random_;
  std::map<std::string, Entry> entries_;
};

}  // namespace flotilla::controlplane
