// The rows of state.db that hold the agent's state. Callers bring the transaction. Thread: the connection's owner.
#pragma once

#include "services/agent/core/agent_state.h"
#include "services/agent/storage/sqlite.h"

namespace flotilla::agent {

Result<AgentState> readState(SqliteConnection& connection);
Status writeChange(SqliteConnection& connection, const StateChange& change, std::uint64_t maxEvidence);

// A named number, `fallback` if there is none.
Result<std::uint64_t> readNumber(SqliteConnection& connection, std::string_view name, std::uint64_t fallback);
Status writeNumber(SqliteConnection& connection, std::string_view name, std::uint64_t value);

inline constexpr std::string_view kNextSeq = "next_seq";  // of reports, before there was a queue
inline constexpr std::string_view kNextNews = "next_news";
inline constexpr std::string_view kRefusedNews = "refused_news";
inline constexpr std::uint64_t kMaxWaitingNews = 10'000;  // ordinary ones; more are refused and counted

}  // namespace flotilla::agent
