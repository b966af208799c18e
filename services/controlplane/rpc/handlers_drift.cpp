#include <algorithm>

#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/rpc/asked_node.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kOverviewFeatures = 3;  // of each region, when all are asked for
constexpr Duration kLongestSince = std::chrono::hours(24 * 400);

bool maySee(const Caller& caller, const RegionName& region) {
  return caller.mayIn(Role::Viewer, region);
}

// What the caller asks for and may see.
Status chooseScope(const FleetState& state, const DriftQuery& query, const Caller& caller,
                   drift::DriftBook::Scope& out) {
  if (!query.node.empty()) {
    const NodeEntry* node = state.findNode(query.node);
    if (node == nullptr || !maySee(caller, node->record.region)) return noNode(state, query.node, caller);
    out.nodes = {node->record.id.value};
  } else if (!query.site.empty()) {
    const auto site = state.sites.find(query.site);
    if (site == state.sites.end() || !maySee(caller, site->second.region)) return noSite(state, query.site);
    out.site = query.site;
  } else if (!query.region.empty()) {
    if (!state.regions.contains(query.region) || !maySee(caller, query.region))
      return noRegion(state, query.region, "region");
    out.regions = {query.region};
  } else {
    out.features = kOverviewFeatures;
    for (const auto& [name, region] : state.regions)
      if (maySee(caller, name)) out.regions.insert(name);
  }
  return okStatus();
}

bool runs(const NodeEntry& node, const WorkloadName& workload, const std::string& version) {
  const auto at = node.workloads.find(workload);
  if (at == node.workloads.end()) return false;
  const WorkloadReport& report = at->second;
  return (report.proven && report.version.toString() == version) ||
         (!isSettled(report.state) && report.target.toString() == version);
}

// What was judged of a version stays known after it was replaced; it says nothing about what is there now.
bool isThere(const FleetState& state, const DriftStanding& standing) {
  if (!standing.node.empty()) {
    const NodeEntry* node = state.findNode(standing.node);
    return node != nullptr && runs(*node, standing.workload, standing.version);
  }
  return std::any_of(state.nodes.begin(), state.nodes.end(), [&](const auto& at) {
    const NodeRecord& record = at.second.record;
    return record.region == standing.region && (standing.site.empty() || record.site == standing.site) &&
           runs(at.second, standing.workload, standing.version);
  });
}

Result<v1::GetDriftResponse> getDrift(const ControlPlane& plane, const v1::GetDriftRequest& request,
                                      const Caller& caller) {
  const DriftQuery query = wire::fromProto(request);
  const FleetState& state = plane.fleet.state();
  if (!query.region.empty() + !query.site.empty() + !query.node.empty() > 1)
    return invalid("conflicting_places", "region, site and node are one another's alternatives", "region",
                   "name one of them");
  if (query.since < Duration(0) || query.since > kLongestSince)
    return invalid("out_of_range", "must be between nothing and 400 days", "since");
  if (!query.workload.empty() && !state.workloads.contains(query.workload)) return noWorkload(state, query.workload);
  drift::DriftBook::Scope scope;
  FLOTILLA_CHECK(chooseScope(state, query, caller, scope));
  scope.workload = query.workload;
  scope.version = query.version;
  scope.histograms = query.histograms;
  if (query.since > Duration(0)) {
    const TimePoint now = plane.clock.now();
    scope.toHour = std::chrono::floor<std::chrono::hours>(now).time_since_epoch().count();
    scope.fromHour = std::chrono::floor<std::chrono::hours>(now - query.since).time_since_epoch().count();
  }
  v1::GetDriftResponse out;
  for (const DriftStanding& standing : plane.driftStandings(scope))
    if (!query.version.empty() || isThere(state, standing)) *out.add_standings() = wire::toProto(standing);
  return out;
}

constexpr std::size_t kLongestReason = 500;

using SamplesDone = std::function<void(Result<v1::GetInputSamplesResponse>)>;

v1::GetInputSamplesResponse samplesOf(const NodeRecord& node, const InputSamples& captured) {
  v1::GetInputSamplesResponse out;
  out.set_id(node.id.value);
  out.set_node(node.name);
  out.set_region(node.region.value);
  out.set_site(node.site.value);
  *out.mutable_captured() = wire::toProto(captured);
  return out;
}

// What was captured is nowhere but in the answer.
void getInputSamples(ControlPlane& plane, const v1::GetInputSamplesRequest& request, const Caller& caller,
                     const SamplesDone& done) {
  const auto entry = askableNode(plane.fleet.state(), request.node(), caller, "capture inputs of");
  if (!entry) return done(entry.error());
  const auto query = wire::fromProto(request.query());
  if (!query) return done(query.error());
  if (request.reason().empty() || request.reason().size() > kLongestReason)
    return done(invalid("no_reason", "a capture needs a reason of at most 500 bytes", "reason", "say what it is for"));
  if (const Status can = plane.agents.canCaptureInputs(**entry); !can) return done(can.error());
  const NodeRecord node = (*entry)->record;
  const AuditFact fact{
      caller.name, "GetInputSamples", "node/" + node.name, inWords(*query) + ": " + request.reason(), "", ""};
  auditQuestion(plane, fact, [&plane, node, query = *query, done](const Status& stored) {
    if (!stored) return done(stored.error());
    plane.agents.captureInputs(node.id, query, [node, done](const Result<InputSamples>& captured) {
      done(captured ? Result<v1::GetInputSamplesResponse>(samplesOf(node, *captured))
                    : Result<v1::GetInputSamplesResponse>(captured.error()));
    });
  });
}

}  // namespace

void registerDriftHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::GetDriftRequest, v1::GetDriftResponse>(
      "flotilla.v1.DriftService/GetDrift",
      [&plane](const auto& request, const Caller& caller) { return getDrift(plane, request, caller); });
  dispatcher.readLater<v1::GetInputSamplesRequest, v1::GetInputSamplesResponse>(
      "flotilla.v1.DriftService/GetInputSamples",
      [&plane](const auto& request, const Caller& caller, const SamplesDone& done) {
        getInputSamples(plane, request, caller, done);
      });
}

}  // namespace flotilla::controlplane
