// A file that a download fills, piece by piece, through the Files port. Thread: one at a time. Lifetime: outlives
// nothing but its file.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "services/runtime/files.h"

namespace flotilla::agent {

class PartFile {
 public:
  // Opens or makes `path`, which is to become `length` bytes. More than that is somebody else's content and starts
  // over.
  static Result<PartFile> open(Files& files, const Path& path, std::uint64_t length);

  std::uint64_t have() const { return have_; }
  bool complete() const { return have_ == length_; }

  // V29_disk_full unless what is missing fits and `reserve` bytes stay free.
  Status checkSpace(std::uint64_t reserve);
  // The next bytes belong at `offset`, which is have() or 0.
  Status startAt(std::uint64_t offset);
  // Synchronises every 8 MiB, so that a power cut costs at most that much. V29_too_long drops the whole content and
  // writes nothing past `length`; V29_disk_full.
  Status append(std::string_view bytes);
  // Synchronises; V32_too_short unless complete.
  Status finish();

 private:
  PartFile(Files& files, Path path, std::unique_ptr<File> file, std::uint64_t have, std::uint64_t length)
      : files_(&files), path_(std::move(path)), file_(std::move(file)), have_(have), synced_(have), length_(length) {}
  Status sync();

  Files* files_;
  Path path_;
  std::unique_ptr<File> file_;
  std::uint64_t have_;
  std::uint64_t synced_;
  std::uint64_t length_;
};

}  // namespace flotilla::agent
