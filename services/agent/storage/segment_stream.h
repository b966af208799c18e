// The records of one class in the telemetry queue, in files that are only appended to and go away whole. Every file has
// its first number in its name. Thread: the agent's loop. Lifetime: `files` outlives it. Errors: those of Files; damage
// is none, it only takes records away.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "services/agent/storage/segment_scan.h"

namespace flotilla::agent {

class SegmentStream {
 public:
  SegmentStream(Files& files, Path directory, RecordClass recordClass, std::uint64_t segmentLimit)
      : files_(files), directory_(std::move(directory)), class_(recordClass), limit_(segmentLimit) {}

  // What was found in the files.
  struct Found {
    std::string incarnation;    // of the newest file; empty if nothing tells
    std::uint64_t last = 0;     // highest number
    std::uint64_t numbers = 0;  // above what was acknowledged
    std::array<std::uint64_t, 2> news{};
    std::uint64_t damagedBytes = 0;
  };
  // Reads everything once and cuts off what an interrupted append left. Files with nothing above `gone` are removed;
  // acknowledge() has to follow for what else is gone.
  Result<Found> open(std::uint64_t gone);
  void setIncarnation(std::string incarnation) { incarnation_ = std::move(incarnation); }

  // Its number has to be above all before. Durable only with `durable`, or after sync(). After an error nothing of the
  // record is there.
  Status append(const QueueRecord& record, bool durable);
  // After an error nobody knows what the disk has of what was to be synced, and it is lost.
  Status sync();
  std::uint64_t unsynced() const { return unsynced_.bytes; }
  // What was lost since it was asked last.
  std::optional<SequenceGap> takeLost() { return std::exchange(lost_, std::nullopt); }

  std::uint64_t bytes() const;
  std::uint64_t waiting() const { return waiting_; }  // records above what was acknowledged
  bool empty() const { return segments_.empty(); }

  // Reads on behind the last acknowledged record.
  class Reader {
   public:
    explicit Reader(SegmentStream& stream) : stream_(stream), segment_(stream.segment_), offset_(stream.offset_) {}
    Result<std::optional<QueueRecord>> next();

   private:
    friend class SegmentStream;
    SegmentStream& stream_;
    std::size_t segment_;
    std::uint64_t offset_;
    std::unique_ptr<File> file_;
  };

  // Forgets records up to `seq`, and says for how many numbers above `before` they stood. Their files stay until
  // removeAcknowledged().
  Result<std::uint64_t> acknowledge(std::uint64_t seq, std::uint64_t before);
  Status removeAcknowledged(std::uint64_t seq);

  // What of the oldest file was not acknowledged; then that file can go.
  Result<SequenceGap> oldest(std::uint64_t acknowledged);
  Status removeOldest();

  // The oldest finished file that lies above `seq` and was not merged yet.
  std::optional<std::size_t> mergeable(std::uint64_t seq) const;
  // Rewrites it with up to `group` neighbouring reports as one. The old file or the new one is there, whatever happens.
  Status merge(std::size_t segment, std::size_t group);

 private:
  struct Segment {
    Path path;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t bytes = 0;  // whole records, with the header of the file
    bool merged = false;
  };
  Path pathOf(std::uint64_t first) const;
  Result<bool> readSegment(const Path& path, std::uint64_t gone, Found& found);
  Status resume();
  Status begin(std::uint64_t first);
  Status write(const std::string& bytes, bool durable);
  void giveUp();
  Status takeBack();
  void loseUnsynced();
  Status seal();
  Result<std::uint64_t> writeMerged(File& from, File& into, std::uint64_t end, std::size_t group, Segment& segment);

  Files& files_;
  Path directory_;
  RecordClass class_;
  std::uint64_t limit_;
  std::string incarnation_;
  std::vector<Segment> segments_;  // oldest first
  std::unique_ptr<File> active_;   // of the last one, while it is appended to
  // The end of the last file.
  struct Unsynced {
    std::uint64_t bytes = 0;
    std::uint64_t records = 0;
    std::uint64_t first = 0;   // number
    std::uint64_t before = 0;  // of the last one that is synced
  };
  Unsynced unsynced_;
  std::optional<SequenceGap> lost_;
  std::uint64_t waiting_ = 0;
  std::size_t segment_ = 0;  // where the first record behind the last acknowledged one is
  std::uint64_t offset_ = kSegmentHeaderSize;
  // What an append left that failed, and could not be taken back at once: the file, and how many bytes of it are good.
  struct Leftover {
    Path path;
    std::uint64_t good = 0;
  };
  std::optional<Leftover> leftover_;
};

}  // namespace flotilla::agent
