#include "services/controlplane/core/registry/blob_store.h"

namespace flotilla::controlplane {
namespace {

// Synced as it grows, so that the last sync of a large blob does not hold up its thread for long.
constexpr std::uint64_t kSyncEvery = 16 << 20;

Path uploadsOf(const Path& data) {
  return data / "uploads";
}
Path blobsOf(const Path& data) {
  return data / "blobs" / "sha256";
}

// Two levels, so that no folder grows to hundreds of thousands of entries.
Path folderOf(const Path& blobs, const Digest& digest) {
  return blobs / digest.hex().substr(0, 2);
}
Path pathOf(const Path& blobs, const Digest& digest) {
  return folderOf(blobs, digest) / digest.hex();
}

Status makeDurableDirectory(Files& files, const Path& path) {
  if (files.exists(path)) return okStatus();
  FLOTILLA_CHECK(files.createDirectories(path));
  return files.syncDirectory(path.parent_path());
}

Error noBlob(const Digest& digest) {
  return notFound("no_blob", "there is no blob " + digest.toString());
}

// A file that is not there is a blob that is not there; any other error stays what it is.
Error asBlobError(const Error& error, const Digest& digest) {
  return error.code == ErrorCode::NotFound ? noBlob(digest) : error;
}

}  // namespace

BlobStore::Upload::Upload(Files& files, Path temporary, Path blobs, std::unique_ptr<File> file)
    : files_(files), temporary_(std::move(temporary)), blobs_(std::move(blobs)), file_(std::move(file)) {}

BlobStore::Upload::~Upload() {
  file_.reset();
  if (!temporary_.empty()) (void)files_.remove(temporary_);  // open() empties the folder if this fails
}

Status BlobStore::Upload::append(std::string_view bytes) {
  if (!file_) return precondition("upload_finished", "this upload is finished and takes no more content");
  if (bytes.size() > kMaxBlobBytes - length_)
    return invalid("blob_too_large", "a blob has at most " + std::to_string(kMaxBlobBytes) + " bytes");
  FLOTILLA_CHECK(file_->write(length_, bytes));
  hash_.update(bytes);
  const std::uint64_t before = length_;
  length_ += bytes.size();
  return before / kSyncEvery == length_ / kSyncEvery ? okStatus() : file_->sync();
}

Status BlobStore::Upload::finish(const Digest& expected) {
  if (!file_) return precondition("upload_finished", "this upload is finished");
  const std::unique_ptr<File> file = std::move(file_);
  const Digest actual = hash_.finish();
  if (actual != expected)
    return invalid("digest_mismatch", "the content has digest " + actual.toString() + ", not " + expected.toString(),
                   "digest");
  const Path target = pathOf(blobs_, expected);
  if (files_.exists(target)) return okStatus();
  FLOTILLA_CHECK(file->sync());
  FLOTILLA_CHECK(makeDurableDirectory(files_, target.parent_path()));
  FLOTILLA_CHECK(files_.rename(temporary_, target));
  temporary_.clear();
  return files_.syncDirectory(target.parent_path());
}

Result<std::unique_ptr<BlobStore>> BlobStore::open(Files& files, Random& random, const Path& data) {
  FLOTILLA_CHECK(files.removeAll(uploadsOf(data)));
  FLOTILLA_CHECK(files.createDirectories(uploadsOf(data)));
  FLOTILLA_CHECK(files.createDirectories(blobsOf(data)));
  FLOTILLA_CHECK(files.syncDirectory(data / "blobs"));
  FLOTILLA_CHECK(files.syncDirectory(data));
  return std::unique_ptr<BlobStore>(new BlobStore(files, random, data));
}

Result<std::unique_ptr<BlobStore::Upload>> BlobStore::begin() {
  const Path temporary = uploadsOf(data_) / toHex(random_.bytes(16));
  FLOTILLA_TRY(auto file, files_.open(temporary, OpenMode::Create));
  return std::make_unique<Upload>(files_, temporary, blobsOf(data_), std::move(file));
}

Result<BlobInfo> BlobStore::find(const Digest& digest) {
  FLOTILLA_TRY(const auto file, openBlob(digest));
  FLOTILLA_TRY(const std::uint64_t length, file->size());
  return BlobInfo{pathOf(blobsOf(data_), digest), length};
}

Result<std::unique_ptr<File>> BlobStore::openBlob(const Digest& digest) {
  auto file = files_.open(pathOf(blobsOf(data_), digest), OpenMode::Read);
  if (!file) return asBlobError(file.error(), digest);
  return file;
}

Result<std::string> BlobStore::read(const Digest& digest, std::uint64_t limit) {
  auto content = files_.readAll(pathOf(blobsOf(data_), digest), limit);
  if (!content) return asBlobError(content.error(), digest);
  // Whoever asked for a digest must never act on other bytes, whatever happened to the disk.
  if (sha256(*content) != digest)
    return internalError("blob_damaged", "blob " + digest.toString() + " no longer has that digest");
  return content;
}

Result<Digest> BlobStore::put(std::string_view content) {
  const Digest digest = sha256(content);
  FLOTILLA_TRY(auto upload, begin());
  FLOTILLA_CHECK(upload->append(content));
  FLOTILLA_CHECK(upload->finish(digest));
  return digest;
}

}  // namespace flotilla::controlplane
