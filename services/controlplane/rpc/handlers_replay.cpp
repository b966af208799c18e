#include "services/controlplane/rpc/handlers.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

using ReplayDone = std::function<void(Result<v1::ReplayResponse>)>;

constexpr std::size_t kMostMessages = 2'000;
constexpr std::size_t kMostFirings = 5'000;

Result<ReplayJob> jobOf(ControlPlane& plane, const v1::ReplayRequest& request) {
  const ReplayQuery query{wire::fromProto(request.from()), wire::fromProto(request.to()), request.fleet(),
                          request.alerting()};
  FLOTILLA_TRY(ReplayJob job, replayJobOf(plane.fleet.state(), query, plane.clock.now()));
  plane.fleet.flush();  // what is about to be stored is part of the history
  FLOTILLA_TRY(job.recorded, plane.fleet.store().alertHistory());
  return job;
}

v1::ReplayedMessage messageOf(const Notification& message) {
  v1::ReplayedMessage out;
  *out.mutable_at() = wire::toProto(message.at);
  out.set_receiver(message.receiver);
  out.set_on_call(message.onCall);
  out.set_reason(std::string(toText(message.reason)));
  out.mutable_labels()->insert(message.groupLabels.begin(), message.groupLabels.end());
  for (const Alert& alert : message.alerts) {
    v1::ReplayedAlert& one = *out.add_alerts();
    one.set_alert(alertIdOf(alert.labels).value);
    one.set_fires(alert.firesAt(message.at));
    one.mutable_labels()->insert(alert.labels.begin(), alert.labels.end());
  }
  return out;
}

v1::ReplayResponse answerOf(const ReplayOutcome& outcome) {
  v1::ReplayResponse out;
  for (std::size_t i = 0; i < std::min(outcome.messages.size(), kMostMessages); ++i)
    *out.add_messages() = messageOf(outcome.messages[i]);
  for (std::size_t i = 0; i < std::min(outcome.firings.size(), kMostFirings); ++i)
    *out.add_firings() = wire::toProto(outcome.firings[i]);
  out.set_total_messages(static_cast<std::uint32_t>(outcome.messages.size()));
  out.set_total_firings(static_cast<std::uint32_t>(outcome.firings.size()));
  return out;
}

void replayFor(ControlPlane& plane, const v1::ReplayRequest& request, ReplayDone done) {
  if (!plane.replay)
    return done(Error{ErrorCode::Unavailable, "no_replay", "this control plane replays nothing yet", {}, "try again"});
  auto job = jobOf(plane, request);
  if (!job) return done(job.error());
  plane.replay(std::move(job).value(), [done = std::move(done)](const Result<ReplayOutcome>& outcome) {
    done(outcome ? Result<v1::ReplayResponse>(answerOf(*outcome)) : Result<v1::ReplayResponse>(outcome.error()));
  });
}

}  // namespace

void registerReplayHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.readLater<v1::ReplayRequest, v1::ReplayResponse>(
      "flotilla.v1.AlertService/Replay",
      [&plane](const auto& request, const Caller&, ReplayDone done) { replayFor(plane, request, std::move(done)); });
}

}  // namespace flotilla::controlplane
