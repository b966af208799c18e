#include "services/controlplane/http/upload_table.h"

namespace flotilla::controlplane {

Result<std::string> UploadTable::open(const std::string& repository, BlobStore& blobs) {
  dropIdle();
  if (entries_.size() >= limit_)
    return Error{
        ErrorCode::Exhausted, "too_many_uploads", "too many uploads are open", {}, "finish one, or try again later"};
  FLOTILLA_TRY(auto upload, blobs.begin());
  std::string key = repository + "/blobs/uploads/" + toHex(random_.bytes(16));
  entries_.emplace(key, Entry{std::move(upload), clock_.steady()});
  return key;
}

Result<std::unique_ptr<BlobStore::Upload>> UploadTable::take(const std::string& key) {
  const auto at = entries_.find(key);
  if (at == entries_.end()) return notFound("no_upload", "there is no such upload", {}, "start a new one");
  if (!at->second.upload) return Error{ErrorCode::Conflict, "upload_busy", "another request is writing to this upload"};
  return std::move(at->second.upload);
}

void UploadTable::giveBack(const std::string& key, std::unique_ptr<BlobStore::Upload> upload) {
  entries_.insert_or_assign(key, Entry{std::move(upload), clock_.steady()});
}

void UploadTable::dropIdle() {
  const SteadyPoint oldest = clock_.steady() - lifetime_;
  std::erase_if(entries_, [&](const auto& entry) { return entry.second.upload && entry.second.touched < oldest; });
}

}  // namespace flotilla::controlplane
