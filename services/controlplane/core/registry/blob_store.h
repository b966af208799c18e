// Content-addressed, immutable blobs in <data>/blobs/sha256/ab/<hex>; uploads grow in <data>/uploads/<name> and are
// renamed when their digest is proven. Thread: any; an Upload belongs to one thread at a time. Lifetime: outlives its
// uploads. Errors: Exhausted/"disk_full", Invalid/"digest_mismatch", Invalid/"blob_too_large", NotFound/"no_blob".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "models/domain/digest.h"
#include "models/domain/result.h"
#include "services/crypto/hash.h"
#include "services/runtime/files.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

inline constexpr std::uint64_t kMaxBlobBytes = 16ULL << 30;

struct BlobInfo {
  Path path;
  std::uint64_t length = 0;
};

class BlobStore {
 public:
  // An upload that is dropped before finish() leaves nothing behind.
  class Upload {
   public:
    Upload(Files& files, Path temporary, Path blobs, std::unique_ptr<File> file);
    ~Upload();
    Status append(std::string_view bytes);
    std::uint64_t length() const { return length_; }
    // Hash must match; synced, renamed, directory synced. A blob that is there already is kept.
    Status finish(const Digest& expected);

   private:
    Files& files_;
    Path temporary_;
    Path blobs_;
    std::unique_ptr<File> file_;
    Sha256 hash_;
    std::uint64_t length_ = 0;
  };

  // Creates the folders and empties uploads/ (what a crash left behind).
  static Result<std::unique_ptr<BlobStore>> open(Files& files, Random& random, const Path& data);

  Result<std::unique_ptr<Upload>> begin();
  Result<BlobInfo> find(const Digest& digest);
  // For streaming: what was opened stays readable whatever happens to the name.
  Result<std::unique_ptr<File>> openBlob(const Digest& digest);
  // Small content, for example manifests and release envelopes.
  Result<std::string> read(const Digest& digest, std::uint64_t limit);
  Result<Digest> put(std::string_view content);

 private:
  BlobStore(Files& files, Random& random, Path data) : files_(files), random_(random), data_(std::move(data)) {}
  Files& files_;
  Random& random_;
  Path data_;
};

}  // namespace flotilla::controlplane
