// The tables of state.db. Each landed version stays; a new one only adds. Thread: the connection's owner.
#pragma once

#include "services/agent/storage/sqlite.h"

namespace flotilla::agent {

// Brings the file to the newest version. Precondition/"state_too_new" for a file that a newer agent wrote.
Status migrateState(SqliteConnection& connection);

}  // namespace flotilla::agent
