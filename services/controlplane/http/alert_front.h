// What the HTTP front asks of the control plane when somebody speaks Alertmanager's API. Whoever implements it knows
// bearers and roles; the front knows addresses, JSON and limits. Thread: every call on the HTTP thread, none may block;
// answers come once, from any thread. Lifetime: outlives the HTTP server.
//
// Which role a call needs is said here, in AlertAsker::needs. Reading needs a viewer, and shows what he may see.
// Silences need an operator, as they do over RPC. Posting alerts needs an enroller: a role for machines that bring
// something in from outside, which every operator has too. A Prometheus so holds a token that can deploy, silence and
// approve nothing.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/domain/access.h"
#include "models/domain/alert.h"
#include "models/domain/result.h"
#include "services/controlplane/core/alerts/alerts_view.h"

namespace flotilla::controlplane {

struct AlertAsker {
  std::string token;  // as "Authorization: Bearer" gave it
  Role needs = Role::Viewer;
};

struct AlertFrontStatus {
  std::string version;
  TimePoint startedAt{};
  std::string config;                  // the alerting document; secrets are not part of it
  std::vector<std::string> receivers;  // names
};

class AlertFront {
 public:
  template <class T>
  using Answered = std::function<void(Result<T>)>;
  using LabelTest = std::function<bool(const Labels&)>;

  virtual ~AlertFront() = default;

  // Pure: whether labels match all of these; patterns match the whole value, a missing label is empty.
  // Error: Invalid, whose message is told.
  virtual Result<LabelTest> compile(const std::vector<Matcher>& matchers) const = 0;
  virtual AlertId idOf(const Labels& labels) const = 0;
  virtual TimePoint now() const = 0;
  // Whether alerts are taken and told: false while the control plane starts.
  virtual bool isReady() const = 0;

  // Errors of all that follow: Unauthenticated for a bearer that nobody knows, Denied for one who may not.
  virtual void status(AlertAsker asker, Answered<AlertFrontStatus> answered) = 0;
  virtual void view(AlertAsker asker, Answered<std::shared_ptr<const AlertsView>> answered) = 0;
  // Times that are TimePoint{} were not given.
  virtual void take(AlertAsker asker, std::vector<Alert> alerts, Answered<Unit> answered) = 0;
  virtual void silences(AlertAsker asker, Answered<std::vector<Silence>> answered) = 0;
  // An empty id makes a new one. NotFound for an id that is none.
  virtual void setSilence(AlertAsker asker, Silence silence, Answered<SilenceId> answered) = 0;
  virtual void expireSilence(AlertAsker asker, SilenceId id, Answered<Unit> answered) = 0;
};

}  // namespace flotilla::controlplane
