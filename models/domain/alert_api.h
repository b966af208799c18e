// What operators can ask and say about alerts, in domain types; a part of OperatorApi. Thread: as OperatorApi.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/domain/alert.h"
#include "models/domain/alert_history.h"
#include "models/domain/page.h"

namespace flotilla {

// One alert that fires, or all of a group that do: one of both is set.
struct AlertChoice {
  AlertId alert = {};
  std::string group = {};  // AlertGroup::key
};

struct NewSilence {
  std::vector<Matcher> matchers;
  TimePoint startsAt{};  // zero = now
  TimePoint endsAt{};
  std::string comment;  // why, 1 to 500 characters
  Labels annotations = {};
};

struct SilenceStatus {
  Silence silence;
  SilenceState state = SilenceState::Pending;  // by the server's clock
};

// Whom alerts reach, as it was written.
struct AlertingDocument {
  std::string text;      // YAML
  bool builtIn = false;  // nothing is declared: what holds then
  std::string appliedBy;
  TimePoint appliedAt{};
  std::vector<std::string> notes;  // what is probably not meant
  std::uint64_t revision = 0;      // may be expected by the next change
};
struct AlertingChange {
  std::string text;
  bool dryRun = false;
  std::uint64_t expectedRevision = 0;  // 0 = whatever it is by now
};
struct AlertingDiff {
  std::vector<std::string> lines;  // "+ receiver ops", "~ route"
  std::vector<std::string> notes;
  bool applied = false;
};

struct RouteQuestion {
  Labels labels;
  std::string text = {};  // of a document that does not count yet; empty = the one that does
};

class AlertApi {
 public:
  virtual ~AlertApi() = default;
  // Newest first: what fires, and what has resolved lately.
  virtual void listAlertStatus(const ListQuery& query, Done<Page<AlertStatus>> done) = 0;
  virtual void listAlertGroups(const ListQuery& query, Done<Page<AlertGroup>> done) = 0;
  // Every firing that is kept, newest first.
  virtual void listAlertHistory(const ListQuery& query, Done<Page<AlertFiring>> done) = 0;
  // Those that are acknowledged by now: who says so becomes their owner until they end.
  virtual void acknowledgeAlerts(const AlertChoice& choice, const std::string& note,
                                 Done<std::vector<Acknowledgement>> done) = 0;
  // Those that are not any more.
  virtual void unacknowledgeAlerts(const AlertChoice& choice, Done<std::vector<AlertId>> done) = 0;
  virtual void listSilences(const ListQuery& query, Done<Page<SilenceStatus>> done) = 0;
  virtual void createSilence(const NewSilence& silence, Done<SilenceStatus> done) = 0;
  virtual void updateSilence(const SilenceId& id, const NewSilence& silence, Done<SilenceStatus> done) = 0;
  virtual void expireSilence(const SilenceId& id, Done<SilenceStatus> done) = 0;
  virtual void getAlerting(Done<AlertingDocument> done) = 0;
  virtual void applyAlerting(const AlertingChange& change, Done<AlertingDiff> done) = 0;
  // Names of the receivers that an alert with these labels would reach, in the order of the routes.
  virtual void testRoute(const RouteQuestion& question, Done<std::vector<std::string>> done) = 0;
};

}  // namespace flotilla
