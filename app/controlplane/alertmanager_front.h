// What answers when somebody speaks Alertmanager's API: the fleet's alerts and silences, for whoever the bearer is.
// Silences go through the dispatcher, which authorises and audits them as it does for everybody. Thread: calls come
// from the HTTP thread, work is done on the fleet loop. Lifetime: what it was given outlives it.
#pragma once

#include <atomic>

#include "services/controlplane/core/alerts/alert_watch.h"
#include "services/controlplane/http/alert_front.h"
#include "services/controlplane/rpc/dispatcher.h"

namespace flotilla::controlplane {

class AlertmanagerFront final : public AlertFront {
 public:
  AlertmanagerFront(Executor& loop, ControlPlane& plane, Dispatcher& dispatcher, AlertWatch& watch)
      : loop_(loop), plane_(plane), dispatcher_(dispatcher), watch_(watch), startedAt_(plane.clock.now()) {}

  // After every tick: whether the fleet is known.
  void setReady(bool ready) { ready_ = ready; }

  Result<LabelTest> compile(const std::vector<Matcher>& matchers) const override;
  AlertId idOf(const Labels& labels) const override { return alertIdOf(labels); }
  TimePoint now() const override { return plane_.clock.now(); }
  bool isReady() const override { return ready_; }
  void status(AlertAsker asker, Answered<AlertFrontStatus> answered) override;
  void view(AlertAsker asker, Answered<std::shared_ptr<const AlertsView>> answered) override;
  void take(AlertAsker asker, std::vector<Alert> alerts, Answered<Unit> answered) override;
  void silences(AlertAsker asker, Answered<std::vector<Silence>> answered) override;
  void setSilence(AlertAsker asker, Silence silence, Answered<SilenceId> answered) override;
  void expireSilence(AlertAsker asker, SilenceId id, Answered<Unit> answered) override;

 private:
  // On the loop, for a caller who may do it somewhere at least.
  template <class T>
  void ask(const AlertAsker& asker, Answered<T> answered, std::function<Result<T>(const Caller&)> work);
  Status takeFor(const Caller& caller, const std::vector<Alert>& alerts);

  Executor& loop_;
  ControlPlane& plane_;
  Dispatcher& dispatcher_;
  AlertWatch& watch_;
  const TimePoint startedAt_;
  std::atomic<bool> ready_ = false;
};

}  // namespace flotilla::controlplane
