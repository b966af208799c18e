#include "services/controlplane/core/inventory/apply_fleet.h"
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
  FLOTILLA_CHECK(readAll(request.objectives(), out.objectives));
  return out;
}

std::vector<ReleaseSummary> releasesOf(const FleetState& state) {
  std::vector<ReleaseSummary> out;
  for (const auto& [digest, record] : state.releases) out.push_back({record.release, digest, record.publishedAt});
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.publishedAt < b.publishedAt; });
  return out;
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
      "flotilla.v1.ServerService/GetServer", [&plane](const auto&, const Caller& caller) -> Result<v1::ServerInfo> {
        const FleetState& state = plane.fleet.state();
        return wire::toProto(ServerInfo{plane.version, state.epoch, state.revision,
                                        publicKeyToPem(plane.assignmentKey.publicKey()), state.nodes.size(),
                                        plane.agents.connected(), plane.reportInterval, plane.clock.now(), caller,
                                        plane.agents.unheard().has_value(), plane.agents.unheard().value_or(0)});
      });
  dispatcher.change<v1::CreateBackupRequest, v1::Backup>(
      "flotilla.v1.ServerService/CreateBackup", [&plane](const auto&, const Caller&) -> Result<Decision<v1::Backup>> {
        FLOTILLA_TRY(const Backup backup, plane.createBackup());
        AuditFact fact;
        fact.object = "backup";
        fact.detail = backup.path;
        return Decision<v1::Backup>{wire::toProto(backup), {}, std::move(fact), true};
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
  registerThresholdHandlers(dispatcher, plane);
  registerReleaseHandlers(dispatcher, plane);
}

}  // namespace flotilla::controlplane
