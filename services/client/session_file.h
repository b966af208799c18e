// Where the log-in of a person is kept between programs: a file of mode 0600 with the text of a session, one for each
// control plane, in a folder of mode 0700. Thread: any, blocking; no state. Errors: those of Files, and
// Denied/"open_secret" or "open_directory" if others could read it.
#pragma once

#include <string>

#include "services/runtime/files.h"

namespace flotilla {

// The usual one for the control plane at `address` (host:port): <state>/flotilla/sessions/HOST:PORT, where <state> is
// $XDG_STATE_HOME or ~/.local/state. Empty if neither is known.
Path usualSessionFile(const std::string& address);

// Empty if there is none.
Result<std::string> readSession(const Path& file);

// Makes the folder if need be, and replaces what is there.
Status writeSession(const Path& file, const std::string& session);

// Absent is fine.
Status removeSession(const Path& file);

}  // namespace flotilla
