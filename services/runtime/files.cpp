#include "services/runtime/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace flotilla {
namespace {

Error ioError(const Path& path, const char* what, int code) {
  const std::string message = std::string(what) + " " + path.string() + ": " + std::strerror(code);
  if (code == ENOSPC || code == EDQUOT)
    return {ErrorCode::Exhausted, "disk_full", message, {}, "free space on that file system"};
  if (code == ENOENT || code == ENOTDIR) return {ErrorCode::NotFound, "no_file", message};
  if (code == EACCES || code == EPERM || code == ELOOP) return {ErrorCode::Denied, "no_permission", message};
  return internalError("io_error", message);
}

class SystemFile final : public File {
 public:
  SystemFile(int descriptor, Path path) : descriptor_(descriptor), path_(std::move(path)) {}
  ~SystemFile() override { ::close(descriptor_); }
  SystemFile(const SystemFile&) = delete;
  SystemFile& operator=(const SystemFile&) = delete;

  Status write(std::uint64_t offset, std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t wrote = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) return ioError(path_, "write", errno);
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
      offset += static_cast<std::uint64_t>(wrote);
    }
    return okStatus();
  }

  Result<std::string> read(std::uint64_t offset, std::size_t count) override {
    std::string out(count, '\0');
    std::size_t done = 0;
    while (done < count) {
      const ssize_t got = ::pread(descriptor_, out.data() + done, count - done, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return ioError(path_, "read", errno);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    out.resize(done);
    return out;
  }

  Result<std::uint64_t> size() override {
    struct stat info {};
    if (::fstat(descriptor_, &info) != 0) return ioError(path_, "stat", errno);
    return static_cast<std::uint64_t>(info.st_size);
  }

  Status truncate(std::uint64_t size) override {
    if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return ioError(path_, "truncate", errno);
    return okStatus();
  }

  Status sync() override {
    if (::fdatasync(descriptor_) != 0) return ioError(path_, "sync", errno);
    return okStatus();
  }

 private:
  int descriptor_;
  Path path_;
};

Status fromErrorCode(const Path& path, const char* what, const std::error_code& error) {
  if (error) return ioError(path, what, error.value());
  return okStatus();
}

}  // namespace

Result<std::string> Files::readAll(const Path& path, std::uint64_t limit) {
  FLOTILLA_TRY(auto file, open(path, OpenMode::Read));
  FLOTILLA_TRY(const std::uint64_t size, file->size());
  if (size > limit)
    return invalid("file_too_large",
                   path.string() + " has " + std::to_string(size) + " bytes, the limit is " + std::to_string(limit));
  return file->read(0, size);
}

Status Files::replace(const Path& path, std::string_view content) {
  const Path temporary = path.string() + ".new";
  FLOTILLA_CHECK(remove(temporary));
  const auto writeTemporary = [&]() -> Status {
    FLOTILLA_TRY(auto file, open(temporary, OpenMode::Create));
    FLOTILLA_CHECK(file->write(0, content));
    return file->sync();
  };
  Status replaced = writeTemporary();
  if (replaced) replaced = rename(temporary, path);
  if (!replaced) {
    (void)remove(temporary);
    return replaced;
  }
  return syncDirectory(path.parent_path());
}

Result<std::unique_ptr<File>> SystemFiles::open(const Path& path, OpenMode mode) {
  const int access = mode == OpenMode::Read ? O_RDONLY : O_RDWR;
  const int create = mode == OpenMode::Create ? O_CREAT : 0;
  const int descriptor = ::open(path.c_str(), access | create | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return ioError(path, "open", errno);
  return std::unique_ptr<File>(std::make_unique<SystemFile>(descriptor, path));
}

Status SystemFiles::createDirectories(const Path& path) {
  if (path.empty() || exists(path)) return okStatus();
  FLOTILLA_CHECK(createDirectories(path.parent_path()));
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return ioError(path, "create", errno);
  return okStatus();
}

Status SystemFiles::rename(const Path& from, const Path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return ioError(to, "rename to", errno);
  return okStatus();
}

Status SystemFiles::remove(const Path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return ioError(path, "remove", errno);
  return okStatus();
}

Status SystemFiles::removeAll(const Path& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  return fromErrorCode(path, "remove", error);
}

Status SystemFiles::syncDirectory(const Path& path) {
  const int descriptor = ::open(path.empty() ? "." : path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return ioError(path, "open", errno);
  const int failed = ::fsync(descriptor) != 0 ? errno : 0;
  ::close(descriptor);
  if (failed != 0) return ioError(path, "sync", failed);
  return okStatus();
}

bool SystemFiles::exists(const Path& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

Result<std::vector<std::string>> SystemFiles::list(const Path& directory) {
  std::error_code error;
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator at(directory, error), end; !error && at != end; at.increment(error))
    names.push_back(at->path().filename().string());
  if (error) return ioError(directory, "list", error.value());
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::uint64_t> SystemFiles::freeBytes(const Path& path) {
  std::error_code error;
  const auto space = std::filesystem::space(path, error);
  if (error) return ioError(path, "measure", error.value());
  return static_cast<std::uint64_t>(space.available);
}

Status ensurePrivateDirectory(const Path& path) {
  FLOTILLA_CHECK(SystemFiles().createDirectories(path));
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return ioError(path, "stat", errno);
  if (S_ISDIR(info.st_mode) && info.st_uid == ::geteuid() && (info.st_mode & 0077) == 0) return okStatus();
  return Error{ErrorCode::Denied,
               "open_directory",
               path.string() + " must be a directory that only its owner can enter",
               {},
               "chmod 700 " + path.string() + ", owned by the user that runs this program"};
}

Status checkPrivateFile(const Path& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return ioError(path, "stat", errno);
  if (S_ISREG(info.st_mode) && (info.st_mode & 0077) == 0) return okStatus();
  return Error{ErrorCode::Denied,
               "open_secret",
               path.string() + " holds a secret that others can read",
               {},
               "chmod 600 " + path.string() + ", and make a new secret if somebody may have read it"};
}

Result<std::unique_ptr<FileLock>> FileLock::acquire(const Path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return ioError(path, "open", errno);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return std::unique_ptr<FileLock>(new FileLock(descriptor));
  ::close(descriptor);
  return Error{ErrorCode::Conflict,
               "locked",
               path.parent_path().string() + " is in use by another process",
               {},
               "stop that process, or give this one another data directory"};
}

FileLock::~FileLock() {
  ::close(descriptor_);
}

}  // namespace flotilla
