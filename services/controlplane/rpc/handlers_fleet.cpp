#include "services/controlplane/core/inventory/apply_fleet.h"
#include "services/controlplane/core/inventory/node_view.h"
#include "services/controlplane/core/registry/releases.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

template <class Proto, class T>
Status readAll(const google::protobuf::RepeatedPtrField<Proto>& from, std::vector<T>& into) {
  for (const Proto& item : from) {
    auto value = wire::fromProto(item);
    if (!value) return value.error();
    into.push_back(std::move(*value));
  }
  return okStatus();
}

Result<FleetDeclaration> declarationOf(const v1::ApplyFleetRequest& request) {
  FleetDeclaration out;
  FLOTILLA_CHECK(readAll(request.regions(), out.regions));
  FLOTILLA_CHECK(readAll(request.sites(), out.sites));
  FLOTILLA_CHECK(readAll(request.workloads(), out.workloads));
  return out;
}

std::vector<ReleaseSummary> releasesOf(const FleetState& state) {
  std::vector<ReleaseSummary> out;
  for (const auto& [digest, record] : state.releases) out.push_back({record.release, digest, record.publishedAt});
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.publishedAt < b.publishedAt; });
  return out;
}

Result<const NodeEntry*> visibleNode(const FleetState& state, const std::string& nameOrId, const Caller& caller) {
  const NodeEntry* entry = state.findNode(nameOrId);
  if (entry != nullptr && caller.mayIn(Role::Viewer, entry->record.region)) return entry;
  return notFound("no_node", "there is no node " + nameOrId.substr(0, 80), "node", "see flotillactl nodes list");
}

void registerNodeHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
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

void registerReleaseHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::PrepareUploadRequest, v1::PrepareUploadResponse>(
      "flotilla.v1.ReleaseService/PrepareUpload",
      [&plane](const auto&, const Caller&) -> Result<v1::PrepareUploadResponse> {
        v1::PrepareUploadResponse response;
        response.set_url(plane.uploadUrl);
        response.set_ticket(plane.access.issueTicket());
        response.set_ca_pem(plane.ca.certificatePem());
        return response;
      });
  dispatcher.change<v1::PublishReleaseRequest, v1::Release>(
      "flotilla.v1.ReleaseService/PublishRelease",
      [&plane](const auto& request, const Caller&) -> Result<Decision<v1::Release>> {
        FLOTILLA_TRY(auto decision,
                     publishRelease(plane.fleet.state(), plane.blobs, request.envelope(), plane.clock.now()));
        return Decision<v1::Release>{wire::toProto(decision.answer), std::move(decision.mutation),
                                     std::move(decision.fact)};
      });
  dispatcher.read<v1::ListReleasesRequest, v1::ListReleasesResponse>(
      "flotilla.v1.ReleaseService/ListReleases",
      [&plane](const auto& request, const Caller&) -> Result<v1::ListReleasesResponse> {
        FLOTILLA_TRY(auto page, pageOf(releasesOf(plane.fleet.state()), request.options(), releaseFields()));
        v1::ListReleasesResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_releases(); });
      });
}

}  // namespace

void registerFleetHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::GetServerRequest, v1::ServerInfo>(
      "flotilla.v1.ServerService/GetServer", [&plane](const auto&, const Caller&) -> Result<v1::ServerInfo> {
        v1::ServerInfo info;
        info.set_version(plane.version);
        info.set_epoch(plane.fleet.state().epoch);
        info.set_revision(plane.fleet.state().revision);
        info.set_assignment_key_pem(publicKeyToPem(plane.assignmentKey.publicKey()));
        info.set_nodes(plane.fleet.state().nodes.size());
        info.set_connected(plane.agents.connected());
        return info;
      });
  dispatcher.change<v1::ApplyFleetRequest, v1::ApplyFleetResponse>(
      "flotilla.v1.FleetService/ApplyFleet",
      [&plane](const auto& request, const Caller&) -> Result<Decision<v1::ApplyFleetResponse>> {
        FLOTILLA_TRY(const FleetDeclaration wanted, declarationOf(request));
        FLOTILLA_TRY(auto decision, applyFleet(plane.fleet.state(), wanted, request.dry_run()));
        v1::ApplyFleetResponse response;
        for (const std::string& line : decision.answer.lines) response.add_diff(line);
        response.set_applied(decision.answer.applied);
        return Decision<v1::ApplyFleetResponse>{response, std::move(decision.mutation), std::move(decision.fact)};
      });
  registerNodeHandlers(dispatcher, plane);
  registerReleaseHandlers(dispatcher, plane);
}

}  // namespace flotilla::controlplane
