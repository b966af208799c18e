// The store-and-forward queue on disk: <data>/telemetry with the files of two classes and a cursor. Numbers rise over
// both. Synced records are always a beginning of all that were appended, so a loss of power leaves no holes. Memory is
// bounded by one record, whatever the files hold. Thread: the agent's loop. Lifetime: `files` outlives it.
// What it promises: an event is stored by the control plane at least once after append() returned, and counted once
// because of its number; it is lost only with the disk, and then there is a gap in the numbers that says so.
#pragma once

#include <memory>

#include "services/agent/core/ports.h"
#include "services/agent/storage/queue_cursor.h"
#include "services/agent/storage/queue_quota.h"
#include "services/agent/storage/segment_stream.h"

namespace flotilla::agent {

struct QueueOptions {
  QueueQuota quota;
  // Of a queue that begins now.
  std::string incarnation;
  std::uint64_t begins = 1;
  bool continues = false;  // the numbers below were those of the outbox in state.db
};

class FileTelemetryQueue final : public TelemetryQueue {
 public:
  // Opens what is there or begins anew, and counts what is missing.
  static Result<std::unique_ptr<FileTelemetryQueue>> open(Files& files, const Path& directory,
                                                          const QueueOptions& options);

  // Likewise, but what cannot be opened at all is renamed to <directory>.broken, over an earlier one, and a queue
  // begins anew: what cannot be told never keeps a node from what it does.
  static Result<std::unique_ptr<FileTelemetryQueue>> openOrBegin(Files& files, const Path& directory,
                                                                 const QueueOptions& options);

  const QueueIdentity& identity() const override { return cursor_.identity; }
  Status append(NodeReport report) override;
  Status sync() override;
  Status append(NodeReport holder, const News& news) override;
  std::array<std::uint64_t, 2> newsThrough() const override { return cursor_.news; }
  Status countRefused(std::uint64_t refused) override;
  Result<std::vector<NodeReport>> pending(std::size_t limit) override;
  Status acknowledge(std::uint64_t seq) override;
  QueueStatus status() const override;
  Status fill() override;
  void free() override;

  // A report that had its number before there was this queue, in the order of these. What was acknowledged or merged
  // below it counts as being in it. Nothing happens if it was taken over already.
  Status takeOver(NodeReport report);

 private:
  FileTelemetryQueue(Files& files, const Path& directory, const QueueQuota& quota);
  Status start(const QueueOptions& options);
  Status findGaps(std::uint64_t numbers);
  Status room(RecordClass recordClass, bool security, std::uint64_t bytes);
  Status dropOldest();
  void declareLost();
  Status put(NodeReport report, RecordKind kind, const News* news);

  Files& files_;
  Path directory_;
  QueueQuota quota_;
  QueueCursorFile cursorFile_;
  QueueCursor cursor_;
  SegmentStream metrics_;
  SegmentStream events_;
  Path fillerPath() const;
  std::uint64_t filled_ = 0;     // bytes of the quota that something else has
  std::uint64_t handedOut_ = 0;  // highest number that pending() returned
};

}  // namespace flotilla::agent
