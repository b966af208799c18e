// state.db: everything the agent must still know after a power cut, except which slot runs. Every call is durable when
// it returns. Thread: the agent's loop. Lifetime: the file is open, by one connection, as long as the object lives.
// Errors: Internal/"state_damaged" or "state_error", Exhausted/"disk_full"; the message names the file.
#pragma once

#include <memory>

#include "services/agent/core/ports.h"
#include "services/agent/storage/sqlite.h"

namespace flotilla::agent {

inline constexpr std::uint64_t kMaxEvidence = 16;  // pairs of statements; the first ones are kept

class SqliteAgentStore final : public AgentStore {
 public:
  // Opens or creates. A file that cannot be read is renamed to <file>.broken-<n> and an empty one takes its place: the
  // boot record decides what runs, and the control plane assigns again.
  static Result<std::unique_ptr<SqliteAgentStore>> open(Files& files, const Path& file);

  Result<AgentState> load() override;
  Status apply(const StateChange& change) override;
  Result<std::optional<News>> news(bool onlySecurity) override;
  Status dropNews(NewsLane lane, std::uint64_t through) override;
  Status numberNewsAfter(const std::array<std::uint64_t, 2>& through) override;
  Result<std::uint64_t> refusedNews() override;

  // The outbox of agents from before there was a queue: its next number (1: it was never used), and the reports that
  // wait there above `seq`, oldest first. They stay until dropReports().
  Result<std::uint64_t> nextReport();
  Result<std::vector<NodeReport>> reportsAbove(std::uint64_t seq, std::size_t limit);
  Status dropReports();

 private:
  explicit SqliteAgentStore(std::unique_ptr<SqliteConnection> connection) : connection_(std::move(connection)) {}
  static Result<std::unique_ptr<SqliteAgentStore>> openWhole(const Path& file);

  std::unique_ptr<SqliteConnection> connection_;
};

}  // namespace flotilla::agent
