// Moves what an agent from before left in state.db's outbox into the telemetry queue, with its numbers. Nothing is lost
// or doubled if it is interrupted: it goes on at the next start. Thread: the agent's loop.
#pragma once

#include "services/agent/storage/sqlite_agent_store.h"
#include "services/agent/storage/telemetry_queue.h"

namespace flotilla::agent {

// Where a queue begins that takes over the numbers of that outbox.
Status continueNumbers(SqliteAgentStore& store, QueueOptions& options);
Status moveOutbox(SqliteAgentStore& store, FileTelemetryQueue& queue);

}  // namespace flotilla::agent
