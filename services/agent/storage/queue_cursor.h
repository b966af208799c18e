// What the telemetry queue must know besides its records: which queue it is, what was acknowledged, and what was
// dropped. Two copies that are written in turn, so that one of them is whole at every moment. Thread: the agent's loop.
#pragma once

#include <array>
#include <optional>

#include "services/agent/core/agent_state.h"
#include "services/runtime/files.h"

namespace flotilla::agent {

inline constexpr std::size_t kMaxGaps = 16;  // later ones are joined
inline constexpr std::size_t kCursorSize = 1024;

struct QueueCursor {
  QueueIdentity identity;
  std::uint64_t acknowledged = 0;       // the control plane has everything up to this number
  std::uint64_t next = 1;               // numbers below this one were given out
  std::uint64_t handedOut = 0;          // what is above was certainly never sent
  std::array<std::uint64_t, 2> news{};  // newest id that was taken over from state.db, ordinary and security
  std::uint64_t refusedTold = 0;        // events that state.db could not keep, as far as they are counted here
  std::uint64_t droppedMetrics = 0;
  std::uint64_t droppedEvents = 0;
  std::uint64_t lost = 0;
  std::vector<SequenceGap> gaps;  // above `acknowledged`, oldest first

  // Takes a gap in, counts it, and keeps the list short.
  void declare(const SequenceGap& gap);
  // Nothing up to `seq` needs to be told any more. `missing` numbers up to it were not delivered: those of gaps.
  void acknowledge(std::uint64_t seq, std::uint64_t missing);
  std::uint64_t declared() const;  // numbers in gaps
  friend bool operator==(const QueueCursor&, const QueueCursor&) = default;
};

std::string encodeCursor(const QueueCursor& cursor, std::uint64_t turn);
struct CursorCopy {
  std::uint64_t turn = 0;
  QueueCursor cursor;
};
Result<CursorCopy> decodeCursor(std::string_view bytes);  // errors: Invalid/"bad_cursor"

class QueueCursorFile {
 public:
  QueueCursorFile(Files& files, Path directory) : files_(files), directory_(std::move(directory)) {}

  // The newest whole copy; nothing if there is none. Makes that copy last: a process that was killed may have written
  // it and not lived to sync it.
  std::optional<QueueCursor> read();
  // Durable when it returns; the copy before stays as it is.
  Status write(const QueueCursor& cursor);

 private:
  Path copyPath(std::size_t copy) const { return directory_ / (copy == 0 ? "cursor0" : "cursor1"); }

  Files& files_;
  Path directory_;
  Status writeCopy();  // the current one

  std::uint64_t turn_ = 0;
  std::size_t current_ = 1;
  std::string bytes_;            // of the current copy
  bool lasts_ = true;            // that copy is on the disk, as far as this process knows
  std::array<bool, 2> named_{};  // likewise, the name of each copy
};

}  // namespace flotilla::agent
