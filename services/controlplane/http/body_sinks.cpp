#include "services/controlplane/http/body_sinks.h"

#include <algorithm>

#include "services/controlplane/core/registry/manifest_check.h"

namespace flotilla::controlplane {
namespace {

Reply createdReply(const std::string& repository, const char* kind, const Digest& digest) {
  Reply reply;
  reply.status = 201;
  reply.headers.emplace_back("Location", "/v2/" + repository + "/" + kind + "/" + digest.toString());
  reply.headers.emplace_back(kDigestHeader, digest.toString());
  return reply;
}

class UploadSink final : public BodySink {
 public:
  UploadSink(UploadTable& uploads, std::string key, std::unique_ptr<BlobStore::Upload> upload, std::string repository,
             std::optional<Digest> digest, std::uint64_t limit)
      : uploads_(uploads),
        key_(std::move(key)),
        upload_(std::move(upload)),
        repository_(std::move(repository)),
        digest_(digest),
        limit_(limit) {}

  // Whoever does not get to give the upload back has lost it: half a piece must not count as content.
  ~UploadSink() override {
    if (!kept_) uploads_.drop(key_);
  }

  Status write(std::string_view piece) override {
    if (piece.size() > limit_ - std::min(limit_, upload_->length()))
      return invalid("blob_too_large", "a blob has at most " + std::to_string(limit_) + " bytes");
    return upload_->append(piece);
  }

  HttpAnswer finish() override {
    if (digest_) {
      const Status finished = upload_->finish(*digest_);
      return finished ? createdReply(repository_, "blobs", *digest_) : errorReply(finished.error());
    }
    const std::uint64_t length = upload_->length();
    kept_ = true;
    uploads_.giveBack(key_, std::move(upload_));
    return uploadReply(202, key_, length);
  }

 private:
  UploadTable& uploads_;
  std::string key_;
  std::unique_ptr<BlobStore::Upload> upload_;
  std::string repository_;
  std::optional<Digest> digest_;
  std::uint64_t limit_;
  bool kept_ = false;
};

class ManifestSink final : public BodySink {
 public:
  ManifestSink(BlobStore& blobs, std::string repository, const Digest& digest, std::size_t limit)
      : blobs_(blobs), repository_(std::move(repository)), digest_(digest), limit_(limit) {}

  Status write(std::string_view piece) override {
    if (piece.size() > limit_ - content_.size())
      return invalid("manifest_too_large", "a manifest has at most " + std::to_string(limit_) + " bytes");
    content_ += piece;
    return okStatus();
  }

  HttpAnswer finish() override {
    const Status stored = storeManifest(content_, digest_, blobs_);
    return stored ? createdReply(repository_, "manifests", digest_) : errorReply(stored.error());
  }

 private:
  BlobStore& blobs_;
  std::string repository_;
  Digest digest_;
  std::size_t limit_;
  std::string content_;
};

}  // namespace

std::unique_ptr<BodySink> makeUploadSink(UploadTable& uploads, std::string key,
                                         std::unique_ptr<BlobStore::Upload> upload, std::string repository,
                                         std::optional<Digest> digest, std::uint64_t limit) {
  return std::make_unique<UploadSink>(uploads, std::move(key), std::move(upload), std::move(repository), digest, limit);
}

std::unique_ptr<BodySink> makeManifestSink(BlobStore& blobs, std::string repository, const Digest& digest,
                                           std::size_t limit) {
  return std::make_unique<ManifestSink>(blobs, std::move(repository), digest, limit);
}

Reply uploadReply(unsigned status, const std::string& key, std::uint64_t length) {
  Reply reply;
  reply.status = status;
  reply.headers.emplace_back("Location", "/v2/" + key);
  reply.headers.emplace_back("Range", "0-" + std::to_string(length == 0 ? 0 : length - 1));
  return reply;
}

}  // namespace flotilla::controlplane
