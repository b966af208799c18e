#include "services/runtime/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "services/runtime/file_error.h"

namespace flotilla {
namespace {

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
      if (wrote < 0) return fileError(path_, FileAct::Write, errno);
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
      if (got < 0) return fileError(path_, FileAct::Read, errno);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    out.resize(done);
    return out;
  }

  Result<std::uint64_t> size() override {
    struct stat info {};
    if (::fstat(descriptor_, &info) != 0) return fileError(path_, FileAct::Read, errno);
    return static_cast<std::uint64_t>(info.st_size);
  }

  Status truncate(std::uint64_t size) override {
    if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return fileError(path_, FileAct::Write, errno);
    return okStatus();
  }

  // A mode is none of the data that fdatasync waits for.
  Status makeExecutable() override {
    if (::fchmod(descriptor_, 0555) != 0 || ::fsync(descriptor_) != 0) return fileError(path_, FileAct::Write, errno);
    return okStatus();
  }

  Status sync() override {
    if (::fdatasync(descriptor_) != 0) return fileError(path_, FileAct::Write, errno);
    return okStatus();
  }

 private:
  int descriptor_;
  Path path_;
};

bool isDirectory(int descriptor) {
  struct stat info {};
  return ::fstat(descriptor, &info) == 0 && S_ISDIR(info.st_mode);
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
  if (descriptor < 0) return fileError(path, mode == OpenMode::Read ? FileAct::Read : FileAct::Write, errno);
  auto file = std::make_unique<SystemFile>(descriptor, path);
  if (isDirectory(descriptor)) return notAFile(path);  // the system would say so only at the first read
  return std::unique_ptr<File>(std::move(file));
}

Status SystemFiles::createDirectories(const Path& path) {
  if (path.empty() || exists(path)) return okStatus();
  FLOTILLA_CHECK(createDirectories(path.parent_path()));
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return fileError(path, FileAct::Make, errno);
  return okStatus();
}

Status SystemFiles::rename(const Path& from, const Path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return fileError(to, FileAct::Write, errno);
  return okStatus();
}

Status SystemFiles::remove(const Path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fileError(path, FileAct::Remove, errno);
  return okStatus();
}

Status SystemFiles::removeAll(const Path& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) return fileError(path, FileAct::Remove, error.value());
  return okStatus();
}

Status SystemFiles::syncDirectory(const Path& path) {
  const int descriptor = ::open(path.empty() ? "." : path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return fileError(path, FileAct::List, errno);
  const int failed = ::fsync(descriptor) != 0 ? errno : 0;
  ::close(descriptor);
  if (failed != 0) return fileError(path, FileAct::Write, failed);
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
  if (error) return fileError(directory, FileAct::List, error.value());
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::uint64_t> SystemFiles::freeBytes(const Path& path) {
  std::error_code error;
  const auto space = std::filesystem::space(path, error);
  if (error) return fileError(path, FileAct::List, error.value());
  return static_cast<std::uint64_t>(space.available);
}

Status ensurePrivateDirectory(const Path& path) {
  FLOTILLA_CHECK(SystemFiles().createDirectories(path));
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return fileError(path, FileAct::List, errno);
  if (!S_ISDIR(info.st_mode)) return notADirectory(path);
  const auto open = [&](const std::string& message, const std::string& fix) {
    return Error{ErrorCode::Denied, "open_directory", path.string() + message, {}, fix};
  };
  if (info.st_uid != ::geteuid())
    return open(" belongs to another user", "name a directory that belongs to the user that runs this program");
  if ((info.st_mode & 0077) != 0) return open(" can be entered by other users", "chmod 700 " + path.string());
  return okStatus();
}

Status checkPrivateFile(const Path& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return fileError(path, FileAct::Read, errno);
  if (S_ISDIR(info.st_mode)) return notAFile(path);
  if (S_ISLNK(info.st_mode)) return fileError(path, FileAct::Read, ELOOP);
  if (!S_ISREG(info.st_mode)) return invalid("not_a_file", path.string() + " is not a regular file", {}, "name a file");
  if ((info.st_mode & 0077) == 0) return okStatus();
  return Error{ErrorCode::Denied,
               "open_secret",
               path.string() + " holds a secret that others can read",
               {},
               "chmod 600 " + path.string() + ", and make a new secret if somebody may have read it"};
}

namespace {

// The whole file, however long it is.
struct flock wholeFile() {
  struct flock out {};
  out.l_type = F_WRLCK;
  out.l_whence = SEEK_SET;
  return out;
}

Error lockedError(const Path& path, int descriptor) {
  struct flock held = wholeFile();
  const bool known = ::fcntl(descriptor, F_GETLK, &held) == 0 && held.l_type != F_UNLCK && held.l_pid > 0;
  const std::string who = known ? "process " + std::to_string(held.l_pid) : "another process";
  return Error{ErrorCode::Conflict,
               "locked",
               path.parent_path().string() + " is in use by " + who + ", which runs or is still stopping",
               {},
               "stop that process and wait for its end, or give this one another data directory"};
}

}  // namespace

// Of fcntl and not of flock(2), whose locks a child has too: a worker on its way to exec would keep its agent's after a
// kill, and the agent that starts at once would find its own directory in use.
Result<std::unique_ptr<FileLock>> FileLock::acquire(const Path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return fileError(path, FileAct::Write, errno);
  std::unique_ptr<FileLock> lock(new FileLock(descriptor));
  const struct flock wanted = wholeFile();
  if (::fcntl(descriptor, F_SETLK, &wanted) == 0) return lock;
  if (errno == EACCES || errno == EAGAIN) return lockedError(path, descriptor);
  return fileError(path, FileAct::Write, errno);
}

FileLock::~FileLock() {
  ::close(descriptor_);
}

}  // namespace flotilla
