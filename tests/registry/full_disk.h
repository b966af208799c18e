// Real files on a disk that has room for so many more bytes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "services/runtime/files.h"

namespace flotilla {

class FullDisk final : public Files {
 public:
  explicit FullDisk(std::uint64_t room) : room_(room) {}

  Result<std::unique_ptr<File>> open(const Path& path, OpenMode mode) override {
    FLOTILLA_TRY(auto file, real_.open(path, mode));
    return std::unique_ptr<File>(std::make_unique<Bounded>(std::move(file), room_));
  }
  Status createDirectories(const Path& path) override { return real_.createDirectories(path); }
  Status rename(const Path& from, const Path& to) override { return real_.rename(from, to); }
  Status remove(const Path& path) override { return real_.remove(path); }
  Status removeAll(const Path& path) override { return real_.removeAll(path); }
  Status syncDirectory(const Path& path) override { return real_.syncDirectory(path); }
  bool exists(const Path& path) override { return real_.exists(path); }
  Result<std::vector<std::string>> list(const Path& directory) override { return real_.list(directory); }
  Result<std::uint64_t> freeBytes(const Path&) override { return room_; }

 private:
  class Bounded final : public File {
   public:
    Bounded(std::unique_ptr<File> file, std::uint64_t& room) : file_(std::move(file)), room_(room) {}
    Status write(std::uint64_t offset, std::string_view bytes) override {
      if (bytes.size() > room_) return Error{ErrorCode::Exhausted, "disk_full", "no space left"};
      room_ -= bytes.size();
      return file_->write(offset, bytes);
    }
    Result<std::string> read(std::uint64_t offset, std::size_t count) override { return file_->read(offset, count); }
    Result<std::uint64_t> size() override { return file_->size(); }
    Status truncate(std::uint64_t size) override { return file_->truncate(size); }
    Status makeExecutable() override { return file_->makeExecutable(); }
    Status sync() override { return file_->sync(); }

   private:
    std::unique_ptr<File> file_;
    std::uint64_t& room_;
  };

  SystemFiles real_;
  std::uint64_t room_;
};

}  // namespace flotilla
