// One step of an installation, or a warning about one, as it happened on a node. Nodes keep events until the control
// plane has them. Thread: values.
#pragma once

#include <cstdint>
#include <string>

#include "models/domain/ids.h"
#include "models/domain/install.h"
#include "models/domain/time.h"
#include "models/domain/version.h"

namespace flotilla {

struct NodeEvent {
  TimePoint at{};  // the node's clock
  WorkloadName workload;
  InstallState state = InstallState::Idle;  // entered
  std::uint64_t generation = 0;
  Version version;
  std::string reason;
  std::string message;
  friend bool operator==(const NodeEvent&, const NodeEvent&) = default;
};

}  // namespace flotilla
