// The fleet as a stream, for programs that show it live: a snapshot, then what changes. services/client implements it
// over gRPC, the console's demo without a server. Thread: the listener is called on threads of the implementation, one
// call at a time. Lifetime: the destructor of a FleetWatch ends the stream and waits for a call that is under way, so
// it must not run inside one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "models/domain/operator_api.h"

namespace flotilla {

using FleetThing = std::variant<Region, Site, Workload, Node, ReleaseSummary, Rollout, Objective>;

enum class FleetTopic { Regions, Sites, Workloads, Nodes, Releases, Rollouts, Objectives };

struct FleetGone {
  FleetTopic topic = FleetTopic::Regions;
  std::string key;  // name, id or digest
  friend bool operator==(const FleetGone&, const FleetGone&) = default;
};

struct FleetUpdate {
  bool restart = false;   // everything known before is void; a snapshot begins with this update
  bool complete = false;  // with this update the picture is whole, as of `revision`
  std::uint64_t revision = 0;
  std::vector<FleetThing> upserts;
  std::vector<FleetGone> gone;
};

class FleetListener {
 public:
  virtual ~FleetListener() = default;
  virtual void onUpdate(FleetUpdate update) = 0;
  // The stream ended and is tried again after `retryIn`. What was told stays true as of then.
  virtual void onLost(const Error& why, Duration retryIn) = 0;
};

class FleetWatch {
 public:
  virtual ~FleetWatch() = default;
  // Tries again at once instead of waiting. Nothing happens while the stream is open.
  virtual void retryNow() = 0;
};

class FleetFeed {
 public:
  virtual ~FleetFeed() = default;
  // `listener` outlives the watch.
  virtual std::unique_ptr<FleetWatch> watch(FleetListener& listener) = 0;
};

}  // namespace flotilla
