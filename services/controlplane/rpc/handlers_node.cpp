#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/core/identity/lifecycle.h"
#include "services/controlplane/rpc/asked_node.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

// The node as it will be once the decision is stored.
Node viewAfter(const ControlPlane& plane, const Decision<NodeId>& decision) {
  NodeEntry entry = plane.fleet.state().nodes.at(decision.answer);
  for (const Row& row : decision.mutation.rows)
    if (const auto* record = std::get_if<NodeRecord>(&row))
      entry.record = *record;
    else if (const auto* orders = std::get_if<NodeOrders>(&row))
      entry.orders = *orders;
  return nodeView(plane.fleet.state(), entry, plane.clock.now(), plane.reportInterval);
}

template <class Request>
void registerVerb(Dispatcher& dispatcher, ControlPlane& plane, const char* method, NodeVerb verb) {
  dispatcher.change<Request, v1::Node>(
      method, [&plane, verb](const Request& request, const Caller& caller) -> Result<Decision<v1::Node>> {
        FLOTILLA_TRY(auto decision, changeNode(plane.fleet.state(), verb, request.node(), request.reason(), caller));
        v1::Node view = wire::toProto(viewAfter(plane, decision));
        return Decision<v1::Node>{std::move(view), std::move(decision.mutation), std::move(decision.fact)};
      });
}

template <class Request>
void registerOrder(Dispatcher& dispatcher, ControlPlane& plane, const char* method, NodeOrder order) {
  dispatcher.change<Request, v1::Node>(
      method, [&plane, order](const Request& request, const Caller& caller) -> Result<Decision<v1::Node>> {
        WorkloadName workload;
        if constexpr (requires { request.workload(); }) workload = WorkloadName(request.workload());
        FLOTILLA_TRY(auto decision,
                     orderNode(plane.fleet.state(), order, request.node(), workload, request.reason(), caller));
        v1::Node view = wire::toProto(viewAfter(plane, decision));
        return Decision<v1::Node>{std::move(view), std::move(decision.mutation), std::move(decision.fact)};
      });
}

void registerNodeReads(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::ListNodesRequest, v1::ListNodesResponse>(
      "flotilla.v1.NodeService/ListNodes",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListNodesResponse> {
        auto nodes = nodeViews(plane.fleet.state(), caller, plane.clock.now(), plane.reportInterval);
        FLOTILLA_TRY(auto page, listNodes(std::move(nodes), wire::fromProto(request.options()), plane.clock.now()));
        v1::ListNodesResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_nodes(); });
      });
  dispatcher.read<v1::GetNodeRequest, v1::Node>(
      "flotilla.v1.NodeService/GetNode", [&plane](const auto& request, const Caller& caller) -> Result<v1::Node> {
        FLOTILLA_TRY(const NodeEntry* entry, visibleNode(plane.fleet.state(), request.node(), caller));
        return wire::toProto(nodeView(plane.fleet.state(), *entry, plane.clock.now(), plane.reportInterval));
      });
  dispatcher.read<v1::ListNodeEventsRequest, v1::ListNodeEventsResponse>(
      "flotilla.v1.NodeService/ListNodeEvents",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListNodeEventsResponse> {
        FLOTILLA_TRY(const NodeEntry* entry, visibleNode(plane.fleet.state(), request.node(), caller));
        FLOTILLA_TRY(auto events, plane.fleet.store().nodeEvents(entry->record.id));
        FLOTILLA_TRY(auto page, pageOf(std::move(events), request.options(), eventFields()));
        v1::ListNodeEventsResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_events(); });
      });
}

using LogsDone = std::function<void(Result<v1::GetNodeLogsResponse>)>;

v1::GetNodeLogsResponse logsOf(const NodeRecord& node, const LogExcerpt& excerpt) {
  v1::GetNodeLogsResponse out;
  out.set_id(node.id.value);
  out.set_node(node.name);
  out.set_region(node.region.value);
  out.set_site(node.site.value);
  *out.mutable_excerpt() = wire::toProto(excerpt);
  return out;
}

// What the node answers is nowhere.
void getNodeLogs(ControlPlane& plane, const v1::GetNodeLogsRequest& request, const Caller& caller, LogsDone done) {
  const auto entry = askableNode(plane.fleet.state(), request.node(), caller, "read the logs of");
  if (!entry) return done(entry.error());
  const auto query = wire::fromProto(request.query());
  if (!query) return done(query.error());
  if (const Status can = plane.agents.canSearchLogs(**entry); !can) return done(can.error());
  const NodeRecord node = (*entry)->record;
  const AuditFact fact{caller.name, "GetNodeLogs", "node/" + node.name, inWords(*query), "", ""};
  auditQuestion(plane, fact, [&plane, node, query = *query, done](const Status& stored) {
    if (!stored) return done(stored.error());
    plane.agents.searchLogs(node.id, query, [node, done](const Result<LogExcerpt>& found) {
      done(found ? Result<v1::GetNodeLogsResponse>(logsOf(node, *found))
                 : Result<v1::GetNodeLogsResponse>(found.error()));
    });
  });
}

}  // namespace

void registerNodeHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  registerNodeReads(dispatcher, plane);
  dispatcher.readLater<v1::GetNodeLogsRequest, v1::GetNodeLogsResponse>(
      "flotilla.v1.NodeService/GetNodeLogs", [&plane](const auto& request, const Caller& caller, LogsDone done) {
        getNodeLogs(plane, request, caller, std::move(done));
      });
  registerVerb<v1::ApproveNodeRequest>(dispatcher, plane, "flotilla.v1.NodeService/ApproveNode", NodeVerb::Approve);
  registerVerb<v1::RejectNodeRequest>(dispatcher, plane, "flotilla.v1.NodeService/RejectNode", NodeVerb::Reject);
  registerVerb<v1::QuarantineNodeRequest>(dispatcher, plane, "flotilla.v1.NodeService/QuarantineNode",
                                          NodeVerb::Quarantine);
  registerVerb<v1::ReadmitNodeRequest>(dispatcher, plane, "flotilla.v1.NodeService/ReadmitNode", NodeVerb::Readmit);
  registerVerb<v1::RevokeNodeRequest>(dispatcher, plane, "flotilla.v1.NodeService/RevokeNode", NodeVerb::Revoke);
  registerOrder<v1::IsolateNodeRequest>(dispatcher, plane, "flotilla.v1.NodeService/IsolateNode", NodeOrder::Isolate);
  registerOrder<v1::RotateNodeCertificateRequest>(dispatcher, plane, "flotilla.v1.NodeService/RotateNodeCertificate",
                                                  NodeOrder::Rotate);
  registerOrder<v1::RestartNodeWorkloadRequest>(dispatcher, plane, "flotilla.v1.NodeService/RestartNodeWorkload",
                                                NodeOrder::Restart);
  registerVerb<v1::RetireNodeRequest>(dispatcher, plane, "flotilla.v1.NodeService/RetireNode", NodeVerb::Retire);
}

}  // namespace flotilla::controlplane
