// Alerts of the demonstration fleet with everything that may hold them back: those of its objectives and nodes, a
// rollout that failed and what another monitoring raises (demo_alert_source.h), what people said about them, silences
// and maintenance. Thread: pure functions over a state of the loop.
#pragma once

#include <map>
#include <vector>

#include "app/console/adapters/demo_state.h"
#include "models/domain/alert_api.h"

namespace flotilla::console {

// What people decided about alerts. Thread: values.
struct DemoAlertBook {
  std::map<AlertId, Acknowledgement> acknowledgements;
  std::map<SilenceId, Silence> silences;
  std::uint64_t lastSilence = 0;
};
// With what people did before: a silence in each state, and an alert that somebody looks after.
DemoAlertBook buildDemoAlertBook(const DemoState& state);

// Newest first.
std::vector<AlertStatus> demoAlertStatus(const DemoState& state, const DemoAlertBook& book);
std::vector<AlertGroup> demoAlertGroups(const DemoState& state, const DemoAlertBook& book);
std::vector<AlertFiring> demoAlertHistory(const DemoState& state);
std::vector<SilenceStatus> demoSilences(const DemoState& state, const DemoAlertBook& book);

// Errors: NotFound/"no_alert", NotFound/"no_silence", Invalid/"bad_time", "no_matchers" or "bad_comment".
Result<std::vector<Acknowledgement>> demoAcknowledge(const DemoState& state, DemoAlertBook& book,
                                                     const AlertChoice& choice, const std::string& note);
Result<std::vector<AlertId>> demoUnacknowledge(const DemoState& state, DemoAlertBook& book, const AlertChoice& choice);
// Without an id a new one.
Result<SilenceStatus> demoPutSilence(const DemoState& state, DemoAlertBook& book, const SilenceId& id,
                                     const NewSilence& wanted);
Result<SilenceStatus> demoExpireSilence(const DemoState& state, DemoAlertBook& book, const SilenceId& id);

}  // namespace flotilla::console
