// Whether the ports of the configuration can be listened on, asked before anything is made on disk; a listener that
// fails later says less. Thread: any.
#pragma once

#include "services/documents/config.h"

namespace flotilla::controlplane {

// The keys of all listeners' ports.
const std::vector<std::string>& portKeys();

// Errors: Unavailable/"cannot_listen" with the key as field: in use, not allowed, not an address of this computer.
Status checkPortsFree(const Config& config);

}  // namespace flotilla::controlplane
