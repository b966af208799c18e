#include "app/controlplane/alertmanager_front.h"

#include <algorithm>
#include <utility>

#include "services/controlplane/core/accounts/account_desk.h"
#include "services/controlplane/core/alerts/alert_scope.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

Error notAllowed(const AlertAsker& asker) {
  return Error{ErrorCode::Denied, "role_missing", "this token has not the role " + std::string(toText(asker.needs)),
               "authorization", "use the token of an operator who has it"};
}

bool sees(const Caller& caller, const AlertStatus& status) {
  return mayWithAlert(caller, Role::Viewer, status.alert.labels);
}

// What this caller may see of it.
std::shared_ptr<const AlertsView> seenBy(const Caller& caller, const AlertsView& view) {
  auto out = std::make_shared<AlertsView>();
  out->at = view.at;
  for (const AlertStatus& status : view.alerts)
    if (sees(caller, status)) out->alerts.push_back(status);
  for (const AlertGroup& group : view.groups) {
    AlertGroup seen = group;
    std::erase_if(seen.alerts, [&](const AlertStatus& status) { return !sees(caller, status); });
    if (!seen.alerts.empty()) out->groups.push_back(std::move(seen));
  }
  return out;
}

// A silence as the RPC wants it: it has the same checks, and is audited, whoever asks in whatever protocol.
template <class Request>
Request requestFor(const Silence& silence, std::string requestId) {
  Request out;
  out.set_request_id(std::move(requestId));
  for (const Matcher& matcher : silence.matchers) *out.add_matchers() = wire::toProto(matcher);
  if (silence.startsAt != TimePoint{}) *out.mutable_starts_at() = wire::toProto(silence.startsAt);
  *out.mutable_ends_at() = wire::toProto(silence.endsAt);
  out.set_comment(silence.comment);
  for (const auto& [name, value] : silence.annotations) (*out.mutable_annotations())[name] = value;
  return out;
}

Credentials credentialsOf(const AlertAsker& asker) {
  return {false, "Bearer " + asker.token};
}

}  // namespace

template <class T>
void AlertmanagerFront::ask(const AlertAsker& asker, Answered<T> answered,
                            std::function<Result<T>(const Caller&)> work) {
  loop_.post([this, asker, answered = std::move(answered), work = std::move(work)] {
    const auto caller = plane_.accounts->identify(asker.token);
    if (!caller) return answered(caller.error());
    if (!caller->may(asker.needs)) return answered(notAllowed(asker));
    answered(work(*caller));
  });
}

Result<AlertFront::LabelTest> AlertmanagerFront::compile(const std::vector<Matcher>& matchers) const {
  FLOTILLA_TRY(Matchers compiled, Matchers::compile(matchers, "filter"));
  return LabelTest([compiled = std::move(compiled)](const Labels& labels) { return compiled.match(labels); });
}

void AlertmanagerFront::status(AlertAsker asker, Answered<AlertFrontStatus> answered) {
  ask<AlertFrontStatus>(asker, std::move(answered), [this](const Caller&) -> Result<AlertFrontStatus> {
    const auto& declared = plane_.fleet.state().alerting;
    AlertFrontStatus out{plane_.version, startedAt_, declared ? declared->record.text : std::string(), {}};
    if (declared && declared->alerting)
      for (const Receiver& receiver : declared->alerting->receivers) out.receivers.push_back(receiver.name);
    return out;
  });
}

void AlertmanagerFront::view(AlertAsker asker, Answered<std::shared_ptr<const AlertsView>> answered) {
  ask<std::shared_ptr<const AlertsView>>(asker, std::move(answered),
                                         [this](const Caller& caller) -> Result<std::shared_ptr<const AlertsView>> {
                                           return seenBy(caller, plane_.alerts());
                                         });
}

Status AlertmanagerFront::takeFor(const Caller& caller, const std::vector<Alert>& alerts) {
  for (std::size_t i = 0; i < alerts.size(); ++i)
    if (!mayWithAlert(caller, Role::Enroller, alerts[i].labels))
      return Error{ErrorCode::Denied, "out_of_scope", "this token may bring in alerts of its regions only",
                   "alerts[" + std::to_string(i) + "].labels.region", "give the alert a region that the token is for"};
  Taken taken = watch_.take(alerts);
  // As Alertmanager: what is good is taken, and one that is not makes the whole request an error.
  return taken.refused.empty() ? okStatus() : Status(taken.refused.front());
}

void AlertmanagerFront::take(AlertAsker asker, std::vector<Alert> alerts, Answered<Unit> answered) {
  ask<Unit>(asker, std::move(answered), [this, alerts = std::move(alerts)](const Caller& caller) -> Result<Unit> {
    FLOTILLA_CHECK(takeFor(caller, alerts));
    return Unit{};
  });
}

void AlertmanagerFront::silences(AlertAsker asker, Answered<std::vector<Silence>> answered) {
  ask<std::vector<Silence>>(asker, std::move(answered), [this](const Caller& caller) -> Result<std::vector<Silence>> {
    std::vector<Silence> out;
    for (const auto& [id, silence] : plane_.fleet.state().silences)
      if (maySeeSilence(caller, silence)) out.push_back(silence);
    return out;
  });
}

void AlertmanagerFront::setSilence(AlertAsker asker, Silence silence, Answered<SilenceId> answered) {
  loop_.post([this, asker, silence = std::move(silence), answered = std::move(answered)] {
    const std::string requestId = makeUuid(plane_.clock.now(), plane_.random);
    std::string method = "flotilla.v1.AlertService/CreateSilence";
    std::string bytes;
    if (silence.id.empty()) {
      bytes = requestFor<v1::CreateSilenceRequest>(silence, requestId).SerializeAsString();
    } else {
      method = "flotilla.v1.AlertService/UpdateSilence";
      auto request = requestFor<v1::UpdateSilenceRequest>(silence, requestId);
      request.set_id(silence.id.value);
      bytes = request.SerializeAsString();
    }
    dispatcher_.call(method, bytes, credentialsOf(asker), [answered](const Result<std::string>& answer) {
      if (!answer) return answered(answer.error());
      v1::Silence made;
      if (!made.ParseFromString(*answer)) return answered(internalError("bad_answer", "a silence cannot be read"));
      answered(SilenceId(made.id()));
    });
  });
}

void AlertmanagerFront::expireSilence(AlertAsker asker, SilenceId id, Answered<Unit> answered) {
  loop_.post([this, asker, id = std::move(id), answered = std::move(answered)] {
    v1::ExpireSilenceRequest request;
    request.set_request_id(makeUuid(plane_.clock.now(), plane_.random));
    request.set_id(id.value);
    dispatcher_.call("flotilla.v1.AlertService/ExpireSilence", request.SerializeAsString(), credentialsOf(asker),
                     [answered](const Result<std::string>& answer) {
                       if (!answer) return answered(answer.error());
                       answered(Unit{});
                     });
  });
}

}  // namespace flotilla::controlplane
