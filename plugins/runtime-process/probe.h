// One question to a service. Thread: any; blocks up to the probe's timeout.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "models/domain/result.h"
#include "plugins/runtime-process/command.h"
#include "services/documents/service_spec.h"

namespace flotilla::process {

// Where the service is, for all its probes.
struct ProbeTarget {
  std::string bundle;
  std::map<std::string, std::string> variables;  // of exec probes: those of the service
  std::string folder;                            // likewise
  std::uint16_t port = 0;
};

// Errors: Unavailable/"probe_failed"; the message says what was asked and what came.
Status ask(const ServiceProbe& probe, const ProbeTarget& target);

// A port of the loopback interface that nobody has now. Error Unavailable/"no_port".
Result<std::uint16_t> freePort();

}  // namespace flotilla::process
