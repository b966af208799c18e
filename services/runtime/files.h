// The file operations that durability depends on, as an argument, so that tests can fail or drop any of them.
// Thread: any; no state. All paths are used as given. Errors: Exhausted/"disk_full" for ENOSPC and EDQUOT,
// NotFound/"no_file", Denied/"no_permission", Invalid/"not_a_file" and "not_a_directory", Internal/"io_error"
// otherwise; the message names the path.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/result.h"

namespace flotilla {

using Path = std::filesystem::path;

// An open file. Closed by the destructor. Offsets and sizes in bytes.
class File {
 public:
  virtual ~File() = default;
  virtual Status write(std::uint64_t offset, std::string_view bytes) = 0;         // all or an error
  virtual Result<std::string> read(std::uint64_t offset, std::size_t count) = 0;  // shorter at the end of the file
  virtual Result<std::uint64_t> size() = 0;
  virtual Status truncate(std::uint64_t size) = 0;
  virtual Status makeExecutable() = 0;  // mode 0555, durably
  virtual Status sync() = 0;            // fdatasync; after an error the data is lost, never retry on the same file
};

enum class OpenMode { Read, ReadWrite, Create };  // Create: read and write, made if absent

class Files {
 public:
  virtual ~Files() = default;

  // Does not follow a symbolic link in the last component. New files have mode 0600.
  virtual Result<std::unique_ptr<File>> open(const Path& path, OpenMode mode) = 0;
  virtual Status createDirectories(const Path& path) = 0;  // mode 0700
  virtual Status rename(const Path& from, const Path& to) = 0;
  virtual Status remove(const Path& path) = 0;     // absent is fine
  virtual Status removeAll(const Path& path) = 0;  // a tree; absent is fine
  virtual Status syncDirectory(const Path& path) = 0;
  virtual bool exists(const Path& path) = 0;
  virtual Result<std::vector<std::string>> list(const Path& directory) = 0;  // names, sorted
  virtual Result<std::uint64_t> freeBytes(const Path& path) = 0;

  // The whole content; refuses more than `limit` bytes with Invalid/"file_too_large".
  Result<std::string> readAll(const Path& path, std::uint64_t limit);
  // Temp file beside it, sync, rename, sync of the directory: afterwards the old or the new content is there, whatever
  // happens.
  Status replace(const Path& path, std::string_view content);
};

class SystemFiles final : public Files {
 public:
  Result<std::unique_ptr<File>> open(const Path& path, OpenMode mode) override;
  Status createDirectories(const Path& path) override;
  Status rename(const Path& from, const Path& to) override;
  Status remove(const Path& path) override;
  Status removeAll(const Path& path) override;
  Status syncDirectory(const Path& path) override;
  bool exists(const Path& path) override;
  Result<std::vector<std::string>> list(const Path& directory) override;
  Result<std::uint64_t> freeBytes(const Path& path) override;
};

// Makes `path` a directory of mode 0700, or refuses one that others can enter ("open_directory") and what is none.
Status ensurePrivateDirectory(const Path& path);
// Refuses a file that group or others can read ("open_secret").
Status checkPrivateFile(const Path& path);

// An exclusive lock on a file for the life of the object, between processes: this one may hold it once only, since the
// end of any of its descriptors of that file ends it. The kernel releases it with the process, whose children never
// had it.
class FileLock {
 public:
  // Conflict/"locked" if another process holds it; the message has its process id.
  static Result<std::unique_ptr<FileLock>> acquire(const Path& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace flotilla
