// What nodes are told besides assignments and the policy: orders, and faults for practice.
#include <utility>

#include "services/controlplane/core/inventory/agent_hub.h"

namespace flotilla::controlplane {

void AgentHub::sendOrders(const NodeId& node, Entry& entry) {
  const NodeOrders& orders = fleet_.state().nodes.at(node).orders;
  if (!entry.takesOrders || !entry.welcomed || entry.sentOrders >= orders.number) return;
  if (!fleet_.isDurable())
    return fleet_.whenDurable([this, node](const Status&) {
      if (const auto at = sessions_.find(node); at != sessions_.end()) sendOrders(node, at->second);
    });
  entry.sentOrders = orders.number;
  entry.session->orders(orders);
}

void AgentHub::takeAbilities(const NodeId& node, const AgentHello& hello) {
  const DrillConsent said = !hello.takesFaults   ? DrillConsent::Unknown
                            : hello.allowsFaults ? DrillConsent::Allow
                                                 : DrillConsent::Refuse;
  NodeStatus status = fleet_.state().nodes.at(node).status;
  const bool same = status.drills == said && status.takesThresholds == hello.takesThresholds &&
                    status.takesStages == hello.takesStages;
  if (same) return;
  status.drills = said;
  status.takesThresholds = hello.takesThresholds;
  status.takesStages = hello.takesStages;
  status.node = node;
  Mutation mutation;
  mutation.rows.emplace_back(std::move(status));
  fleet_.submit(std::move(mutation), closesUnlessStored(node));
}

bool AgentHub::canTellFaults(const NodeId& node) const {
  const auto at = sessions_.find(node);
  return at != sessions_.end() && at->second.welcomed && at->second.takesFaults && at->second.toldFaults;
}

void AgentHub::giveFault(const NodeId& node, const FaultOrder& order) {
  if (canTellFaults(node)) sessions_.at(node).session->fault(order);
}

void AgentHub::endFaults(const NodeId& node, const std::string& prefix) {
  if (canTellFaults(node)) sessions_.at(node).session->endFaults(prefix);
}

void AgentHub::faultNews(const NodeId& node, const AgentSession& session, const FaultNews& news) {
  if (!isCurrent(node, session)) return;
  FaultNews said = news;
  said.first = news.first && !std::exchange(sessions_.at(node).toldFaults, true);
  faultsTold_(node, said);
}

}  // namespace flotilla::controlplane
