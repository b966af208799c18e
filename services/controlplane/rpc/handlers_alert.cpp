#include <algorithm>

#include "models/domain/alert_fields.h"
#include "services/controlplane/core/alerts/acknowledge.h"
#include "services/controlplane/core/alerts/alert_scope.h"
#include "services/controlplane/core/alerts/apply_alerting.h"
#include "services/controlplane/core/alerts/silence_changes.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

// Who looks after it is known before the next tick of the desk is.
AlertStatus withAcknowledgement(AlertStatus status, const FleetState& state) {
  const auto known = state.acknowledgements.find(alertIdOf(status.alert.labels));
  const bool holds = status.fires && known != state.acknowledgements.end();
  status.acknowledgedBy = holds ? known->second.by : std::string();
  status.acknowledgedAt = holds ? known->second.at : TimePoint{};
  return status;
}

std::vector<AlertStatus> seenAlerts(const std::vector<AlertStatus>& all, const FleetState& state,
                                    const Caller& caller) {
  std::vector<AlertStatus> out;
  for (const AlertStatus& status : all)
    if (mayWithAlert(caller, Role::Viewer, status.alert.labels)) out.push_back(withAcknowledgement(status, state));
  return out;
}

// Of a group, the alerts that the caller may see; without any it is not there.
std::vector<AlertGroup> seenGroups(const ControlPlane& plane, const Caller& caller) {
  std::vector<AlertGroup> out;
  for (const AlertGroup& group : plane.alerts().groups) {
    AlertGroup seen = group;
    seen.alerts = seenAlerts(group.alerts, plane.fleet.state(), caller);
    if (!seen.alerts.empty()) out.push_back(std::move(seen));
  }
  return out;
}

Result<std::vector<AlertFiring>> seenFirings(ControlPlane& plane, const Caller& caller) {
  plane.fleet.flush();  // what is about to be stored is part of the history
  FLOTILLA_TRY(std::vector<AlertFiring> all, plane.fleet.store().alertHistory());
  std::erase_if(all, [&](const AlertFiring& f) { return !mayWithAlert(caller, Role::Viewer, f.labels); });
  return all;
}

std::vector<SilenceStatus> seenSilences(const ControlPlane& plane, const Caller& caller) {
  std::vector<SilenceStatus> out;
  for (const auto& [id, silence] : plane.fleet.state().silences)
    if (maySeeSilence(caller, silence)) out.push_back({silence, silence.stateAt(plane.clock.now())});
  std::stable_sort(out.begin(), out.end(),
                   [](const SilenceStatus& a, const SilenceStatus& b) { return a.silence.endsAt > b.silence.endsAt; });
  return out;
}

template <class Request>
AlertChoice choiceOf(const Request& request) {
  return {AlertId(request.alert()), request.group()};
}

template <class Request>
Result<NewSilence> newSilenceOf(const Request& request) {
  NewSilence out;
  for (const v1::Matcher& matcher : request.matchers()) {
    FLOTILLA_TRY(Matcher one, wire::fromProto(matcher));
    out.matchers.push_back(std::move(one));
  }
  if (request.has_starts_at()) out.startsAt = wire::fromProto(request.starts_at());
  if (!request.has_ends_at())
    return invalid("bad_time", "a silence has an end", "ends_at", "write when it ends; it can be ended before");
  out.endsAt = wire::fromProto(request.ends_at());
  out.comment = request.comment();
  out.annotations = {request.annotations().begin(), request.annotations().end()};
  return out;
}

Result<Decision<v1::Silence>> silenceAnswer(Result<Decision<Silence>> decided, TimePoint now) {
  FLOTILLA_TRY(Decision<Silence> decision, std::move(decided));
  const SilenceStatus status{decision.answer, decision.answer.stateAt(now)};
  return Decision<v1::Silence>{wire::toProto(status), std::move(decision.mutation), std::move(decision.fact)};
}

void registerAlertLists(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::ListAlertStatusRequest, v1::ListAlertStatusResponse>(
      "flotilla.v1.AlertService/ListAlerts",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListAlertStatusResponse> {
        FLOTILLA_TRY(auto page, pageOf(seenAlerts(plane.alerts().alerts, plane.fleet.state(), caller),
                                       request.options(), alertStatusFields()));
        v1::ListAlertStatusResponse response;
        if (plane.alerts().at != TimePoint{}) *response.mutable_at() = wire::toProto(plane.alerts().at);
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_alerts(); });
      });
  dispatcher.read<v1::ListAlertGroupsRequest, v1::ListAlertGroupsResponse>(
      "flotilla.v1.AlertService/ListAlertGroups",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListAlertGroupsResponse> {
        FLOTILLA_TRY(auto page, pageOf(seenGroups(plane, caller), request.options(), alertGroupFields()));
        v1::ListAlertGroupsResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_groups(); });
      });
  dispatcher.read<v1::ListAlertHistoryRequest, v1::ListAlertHistoryResponse>(
      "flotilla.v1.AlertService/ListAlertHistory",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListAlertHistoryResponse> {
        FLOTILLA_TRY(auto firings, seenFirings(plane, caller));
        FLOTILLA_TRY(auto page, pageOf(std::move(firings), request.options(), alertFiringFields()));
        v1::ListAlertHistoryResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_firings(); });
      });
  dispatcher.read<v1::ListSilencesRequest, v1::ListSilencesResponse>(
      "flotilla.v1.AlertService/ListSilences",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListSilencesResponse> {
        FLOTILLA_TRY(auto page, pageOf(seenSilences(plane, caller), request.options(), silenceFields()));
        v1::ListSilencesResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_silences(); });
      });
}

void registerAcknowledging(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.change<v1::AcknowledgeAlertRequest, v1::AcknowledgeAlertResponse>(
      "flotilla.v1.AlertService/AcknowledgeAlert",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::AcknowledgeAlertResponse>> {
        FLOTILLA_TRY(auto decision, acknowledgeAlerts(plane.fleet.state(), plane.alerts(), choiceOf(request),
                                                      request.note(), caller, plane.clock.now()));
        v1::AcknowledgeAlertResponse response;
        for (const Acknowledgement& one : decision.answer) *response.add_acknowledgements() = wire::toProto(one);
        return Decision<v1::AcknowledgeAlertResponse>{response, std::move(decision.mutation), std::move(decision.fact)};
      });
  dispatcher.change<v1::UnacknowledgeAlertRequest, v1::UnacknowledgeAlertResponse>(
      "flotilla.v1.AlertService/UnacknowledgeAlert",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::UnacknowledgeAlertResponse>> {
        FLOTILLA_TRY(auto decision,
                     unacknowledgeAlerts(plane.fleet.state(), plane.alerts(), choiceOf(request), caller));
        v1::UnacknowledgeAlertResponse response;
        for (const AlertId& id : decision.answer) response.add_alerts(id.value);
        return Decision<v1::UnacknowledgeAlertResponse>{response, std::move(decision.mutation),
                                                        std::move(decision.fact)};
      });
}

void registerSilences(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.change<v1::CreateSilenceRequest, v1::Silence>(
      "flotilla.v1.AlertService/CreateSilence",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Silence>> {
        FLOTILLA_TRY(const NewSilence wanted, newSilenceOf(request));
        const TimePoint now = plane.clock.now();
        return silenceAnswer(createSilence(plane.fleet.state(), wanted, caller, now, plane.random), now);
      });
  dispatcher.change<v1::UpdateSilenceRequest, v1::Silence>(
      "flotilla.v1.AlertService/UpdateSilence",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Silence>> {
        FLOTILLA_TRY(const NewSilence wanted, newSilenceOf(request));
        const TimePoint now = plane.clock.now();
        return silenceAnswer(updateSilence(plane.fleet.state(), SilenceId(request.id()), wanted, caller, now), now);
      });
  dispatcher.change<v1::ExpireSilenceRequest, v1::Silence>(
      "flotilla.v1.AlertService/ExpireSilence", [&plane](const auto& request, const Caller& caller) {
        const TimePoint now = plane.clock.now();
        return silenceAnswer(expireSilence(plane.fleet.state(), SilenceId(request.id()), caller, now), now);
      });
}

Result<v1::TestRouteResponse> testRoute(const ControlPlane& plane, const v1::TestRouteRequest& request) {
  FLOTILLA_TRY(const Alerting alerting, alertingOf(plane.fleet.state(), request.text()));
  if (!plane.routeOf)
    return Error{ErrorCode::Unavailable, "no_routing", "this control plane routes no alerts yet", {}, "try again"};
  v1::TestRouteResponse response;
  for (const std::string& receiver : plane.routeOf(alerting, {request.labels().begin(), request.labels().end()}))
    response.add_receivers(receiver);
  return response;
}

void registerAlerting(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::GetAlertingRequest, v1::GetAlertingResponse>(
      "flotilla.v1.AlertService/GetAlerting", [&plane](const auto&, const Caller&) -> Result<v1::GetAlertingResponse> {
        return wire::toProto(alertingDocument(plane.fleet.state()));
      });
  dispatcher.change<v1::ApplyAlertingRequest, v1::ApplyAlertingResponse>(
      "flotilla.v1.AlertService/ApplyAlerting",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::ApplyAlertingResponse>> {
        FLOTILLA_TRY(auto decision, applyAlerting(plane.fleet.state(), {request.text(), request.dry_run()}, caller,
                                                  plane.clock.now(), plane.checkNotifier));
        v1::ApplyAlertingResponse response;
        for (const std::string& line : decision.answer.lines) response.add_diff(line);
        for (const std::string& note : decision.answer.notes) response.add_notes(note);
        response.set_applied(decision.answer.applied);
        return Decision<v1::ApplyAlertingResponse>{response, std::move(decision.mutation), std::move(decision.fact)};
      });
  dispatcher.read<v1::TestRouteRequest, v1::TestRouteResponse>(
      "flotilla.v1.AlertService/TestRoute",
      [&plane](const auto& request, const Caller&) { return testRoute(plane, request); });
}

}  // namespace

void registerAlertHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  registerAlertLists(dispatcher, plane);
  registerAcknowledging(dispatcher, plane);
  registerSilences(dispatcher, plane);
  registerAlerting(dispatcher, plane);
}

}  // namespace flotilla::controlplane
