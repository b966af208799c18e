// The log lines and traces of a node, in files that are only appended to and go away whole, oldest first, within a
// quota. Lines are with the kernel when append() returns and outlive a kill of the agent; an end of power may take the
// last ones. Nothing here ever stops the agent: what cannot be kept is counted. Thread: one. Lifetime: `files` outlives
// it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/domain/node_logs.h"
#include "services/runtime/files.h"

namespace flotilla::agent {

struct LogStoreOptions {
  std::uint64_t quota = std::uint64_t{16} << 20;   // bytes
  std::uint64_t segment = std::uint64_t{1} << 20;  // bytes of one file; a quarter of the quota at most, a 64th at least
};

// A search that goes on one file at a time, from the newest to the oldest.
struct LogSearch {
  LogQuery query;
  // Whether lines of what runs in a workload may leave the node.
  std::function<bool(const WorkloadName&)> mayLeave = [](const WorkloadName&) { return true; };
  LogExcerpt excerpt = {};
  std::uint64_t before = UINT64_MAX;  // number of the file that was looked at last
  std::size_t bytes = 0;              // of the excerpt
};

class LogStore {
 public:
  // Makes the folder. Errors: those of Files for the folder alone; what is unreadable in it is left aside.
  static Result<LogStore> open(Files& files, Path directory, LogStoreOptions options);

  void append(const std::vector<LogLine>& lines);
  // Looks at the next file; false when nothing is left to look at.
  bool searchOn(LogSearch& search);

  std::uint64_t bytes() const;                        // on the disk
  std::uint64_t dropped() const { return dropped_; }  // lines, since it was opened
  TimePoint oldest() const;

 private:
  struct Segment {
    std::uint64_t number = 0;
    std::uint64_t bytes = 0;
    std::uint64_t lines = 0;
    TimePoint first{};
  };
  LogStore(Files& files, Path directory, LogStoreOptions options)
      : files_(&files), directory_(std::move(directory)), options_(options) {}
  Path pathOf(std::uint64_t number) const;
  Status readFolder();
  Result<bool> readSegment(std::uint64_t number);  // false: not whole
  Status begin(TimePoint first);
  Status write(const std::string& bytes);
  Status keep(const std::string& bytes, std::uint64_t lines, TimePoint first);
  void makeRoom(std::uint64_t bytes);
  void lookThrough(const Segment& segment, LogSearch& search) const;

  Files* files_;
  Path directory_;
  LogStoreOptions options_;
  std::vector<Segment> segments_;  // oldest first
  std::unique_ptr<File> active_;   // of the last one, while it is appended to
  std::uint64_t dropped_ = 0;
};

// Whether a line is what a query asks for.
bool fits(const LogLine& line, const LogQuery& query);

}  // namespace flotilla::agent
