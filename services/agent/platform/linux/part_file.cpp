#include "services/agent/platform/linux/part_file.h"

#include <string>
#include <utility>

namespace flotilla::agent {
namespace {

constexpr std::uint64_t kSyncEvery = 8 << 20;  // bytes

Error diskFull(std::string message) {
  return {ErrorCode::Exhausted,
          "V29_disk_full",
          std::move(message),
          {},
          "free space on the file system of the data directory"};
}

Status namedDiskFull(Status status) {
  if (!status && status.error().code == ErrorCode::Exhausted) return diskFull(status.error().message);
  return status;
}

}  // namespace

Result<PartFile> PartFile::open(Files& files, const Path& path, std::uint64_t length) {
  FLOTILLA_TRY(auto file, files.open(path, OpenMode::Create));
  FLOTILLA_TRY(std::uint64_t have, file->size());
  if (have > length) {
    FLOTILLA_CHECK(file->truncate(0));
    have = 0;
  }
  return PartFile(files, path, std::move(file), have, length);
}

Status PartFile::checkSpace(std::uint64_t reserve) {
  FLOTILLA_TRY(const std::uint64_t free, files_->freeBytes(path_.parent_path()));
  const std::uint64_t missing = length_ - have_;
  if (free < reserve || free - reserve < missing)
    return diskFull(std::to_string(missing) + " bytes are missing and " + std::to_string(reserve) +
                    " must stay free, but only " + std::to_string(free) + " are");
  return okStatus();
}

Status PartFile::startAt(std::uint64_t offset) {
  if (offset == have_) return okStatus();
  FLOTILLA_CHECK(file_->truncate(offset));
  have_ = offset;
  synced_ = offset;
  return okStatus();
}

Status PartFile::append(std::string_view bytes) {
  if (bytes.size() > length_ - have_) {
    FLOTILLA_CHECK(startAt(0));
    return Error{ErrorCode::Invalid, "V29_too_long",
                 "the source sent more than the " + std::to_string(length_) + " bytes that were signed"};
  }
  FLOTILLA_CHECK(namedDiskFull(file_->write(have_, bytes)));
  have_ += bytes.size();
  return have_ - synced_ >= kSyncEvery ? sync() : okStatus();
}

Status PartFile::finish() {
  FLOTILLA_CHECK(sync());
  if (complete()) return okStatus();
  return Error{
      ErrorCode::Invalid, "V32_too_short",
      "the source sent " + std::to_string(have_) + " of the " + std::to_string(length_) + " bytes that were signed"};
}

// After a failed sync nobody knows which bytes reached the disk, so the file goes and the next attempt starts from
// nothing.
Status PartFile::sync() {
  Status status = namedDiskFull(file_->sync());
  if (status)
    synced_ = have_;
  else
    (void)files_->remove(path_);
  return status;
}

}  // namespace flotilla::agent
