// What the control plane wants of this node besides what it runs: kept in state.db before it is done, and done once.
// Thread: the agent's loop. Lifetime: owned by the Agent.
#pragma once

#include <functional>

#include "models/domain/node_orders.h"
#include "services/agent/core/guard.h"
#include "services/agent/core/node_state.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::agent {

class OrderKeeper {
 public:
  // `apply`: they are durable, and are done now; `before` is the number of those that were done already.
  using Apply = std::function<void(const NodeOrders& orders, std::uint64_t before)>;
  OrderKeeper(NodeState& node, Executor& loop, Apply apply) : node_(node), loop_(loop), apply_(std::move(apply)) {}

  // Older ones than those that are known mean nothing. What cannot be stored is not done, and tried again.
  void take(const NodeOrders& orders);
  bool wantsRenewal() const;
  // The certificate was replaced. True if there is something to report.
  bool onRenewed();

 private:
  NodeState& node_;
  Executor& loop_;
  Apply apply_;
  Guard guard_;
};

}  // namespace flotilla::agent
