// What a node is told to do besides what it runs: serve nobody, take a new certificate, start workloads anew. A wanted
// state, told again as often as need be, and done once. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string_view>

#include "models/domain/ids.h"

namespace flotilla {

struct NodeOrders {
  NodeId node;
  std::uint64_t number = 0;   // goes up with every change; 0 = it was never told anything
  bool isolated = false;      // its workloads are stopped, and none is started
  std::uint64_t renewal = 0;  // number with which its certificate was to be replaced; 0 = never
  std::map<WorkloadName, std::uint64_t> restarts = {};  // likewise, of what was to be started anew
  friend bool operator==(const NodeOrders&, const NodeOrders&) = default;
};

// How far a node is with them.
struct OrdersDone {
  std::uint64_t number = 0;  // all up to this one are done
  bool isolated = false;     // it serves nobody
  friend bool operator==(const OrdersDone&, const OrdersDone&) = default;
};

// Isolating also quarantines; readmitting ends both.
enum class NodeOrder { Isolate, Rotate, Restart };
inline constexpr std::array<std::string_view, 3> kNodeOrderNames{"isolate", "rotate", "restart"};
constexpr std::string_view toText(NodeOrder order) {
  return kNodeOrderNames[static_cast<std::size_t>(order)];
}

}  // namespace flotilla
