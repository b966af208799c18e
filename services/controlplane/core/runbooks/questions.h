// What a runbook asks about the fleet, and the answer as of now. Unknown is an answer: it holds for nothing.
// Thread: the fleet loop.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/domain/access.h"
#include "models/domain/alert.h"
#include "models/domain/node.h"
#include "models/domain/objective.h"
#include "models/domain/run.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

struct Answer {
  std::string text;              // "3 nodes", "98.7 % were good", "unknown: ..."
  std::optional<double> number;  // nothing: it is a word, or unknown
  std::string word = {};
  bool isKnown() const { return number.has_value() || !word.empty(); }
};

// The fleet as whoever asks may see it. Lifetime: of one decision, or one tick.
class FleetQuestions {
 public:
  struct Ports {
    const FleetState& state;
    TimePoint now;
    Duration reportInterval;
    const std::vector<AlertStatus>& alerts;  // as of the last tick of the alerts
    Duration slot;                           // of what objectives count
    // What was counted for an objective in [from, to); an empty region is the fleet. May wait for telemetry.
    std::function<std::vector<Tally>(const ObjectiveName&, const RegionName&, TimePoint from, TimePoint to)> tallies;
  };

  explicit FleetQuestions(Ports ports) : ports_(std::move(ports)) {}

  // `query` has its inputs filled in. Errors: Invalid or NotFound, with the argument as field, if it cannot be asked.
  Result<Answer> ask(const RunbookQuery& query, const Caller& asker);
  // Errors as ask(), and Invalid/"bad_comparison" where a number is compared with a word.
  Result<RunReading> read(const RunbookCondition& condition, const Caller& asker);

 private:
  Result<Answer> askNodes(const std::string& where, const Caller& asker);
  Result<Answer> askAlerts(const std::string& where, const Caller& asker) const;
  Result<Answer> askObjective(const Arguments& arguments, const Caller& asker) const;
  Result<Answer> askRollout(const RolloutId& id, const Caller& asker) const;

  Ports ports_;
  std::optional<std::vector<Node>> nodes_;  // all of them, once somebody asks
};

// Exactly what the document says: "< 3", "= paused".
std::string comparisonText(const RunbookCondition& condition);

}  // namespace flotilla::controlplane
