#include "services/controlplane/core/alerts/apply_alerting.h"

#include "services/controlplane/core/alerts/alert_rules.h"
#include "services/documents/alerting.h"

namespace flotilla::controlplane {
namespace {

// What a gateway says about "url", "password_file" or "kind", as the place in the document.
std::string placeInNotifier(const Notifier& notifier, const std::string& field) {
  constexpr std::string_view kFile = "_file";
  if (field.empty()) return {};
  if (field == "kind") return ".kind";
  const bool isSecret = field.ends_with(kFile)
                            ? notifier.secretFiles.contains(field.substr(0, field.size() - kFile.size()))
                            : notifier.secretFiles.contains(field);
  if (!isSecret || notifier.settings.contains(field)) return ".settings." + field;
  return ".secrets." + field + (field.ends_with(kFile) ? "" : "_file");
}

Status checkNotifiers(const std::vector<Notifier>& notifiers, const std::string& path, const CheckNotifier& check) {
  for (std::size_t i = 0; i < notifiers.size(); ++i) {
    const Status good = check(notifiers[i]);
    if (good) continue;
    Error error = good.error();
    error.field = path + ".notifiers[" + std::to_string(i) + "]" + placeInNotifier(notifiers[i], error.field);
    error.message = error.field + ": " + error.message;
    return error;
  }
  return okStatus();
}

Status checkAllNotifiers(const Alerting& alerting, const CheckNotifier& check) {
  if (!check) return okStatus();
  for (std::size_t i = 0; i < alerting.receivers.size(); ++i)
    FLOTILLA_CHECK(checkNotifiers(alerting.receivers[i].notifiers, "receivers[" + std::to_string(i) + "]", check));
  for (std::size_t i = 0; i < alerting.rotations.size(); ++i)
    for (std::size_t j = 0; j < alerting.rotations[i].members.size(); ++j)
      FLOTILLA_CHECK(checkNotifiers(alerting.rotations[i].members[j].notifiers,
                                    "rotations[" + std::to_string(i) + "].members[" + std::to_string(j) + "]", check));
  return okStatus();
}

}  // namespace

Alerting currentAlerting(const FleetState& state) {
  return state.alerting && state.alerting->alerting ? *state.alerting->alerting : builtInAlerting();
}

Result<Alerting> alertingOf(const FleetState& state, const std::string& text) {
  return text.empty() ? Result<Alerting>(currentAlerting(state)) : parseAlertingYaml(text);
}

AlertingDocument alertingDocument(const FleetState& state) {
  AlertingDocument out;
  out.revision = state.revision;
  out.builtIn = !state.alerting;
  if (state.alerting) {
    out.text = state.alerting->record.text;
    out.appliedBy = state.alerting->record.appliedBy;
    out.appliedAt = state.alerting->record.appliedAt;
  } else {
    out.text = toYaml(builtInAlerting());
  }
  if (state.alerting) out.notes = lintAlerting(currentAlerting(state));
  if (state.alerting && !state.alerting->alerting)
    out.notes.insert(out.notes.begin(), "the document cannot be read on this machine any more; nobody is notified");
  return out;
}

Result<Decision<AlertingDiff>> applyAlerting(const FleetState& state, const AlertingChange& change,
                                             const Caller& caller, TimePoint now, const CheckNotifier& check) {
  FLOTILLA_TRY(const Alerting wanted, parseAlertingYaml(change.text));
  if (const auto rules = compileAlerting(wanted); !rules) return rules.error();
  FLOTILLA_CHECK(checkAllNotifiers(wanted, check));
  Decision<AlertingDiff> out;
  // Without a document everything is new; what is built in holds beside it.
  out.answer.lines = differencesOf(state.alerting ? currentAlerting(state) : Alerting{}, wanted);
  out.answer.notes = lintAlerting(wanted);
  const bool isSame = state.alerting && state.alerting->record.text == change.text;
  if (change.dryRun || isSame) return out;
  if (out.answer.lines.empty()) out.answer.lines.emplace_back("~ words");
  out.answer.applied = true;
  const std::size_t count = out.answer.lines.size();
  out.fact.object = "alerting";
  out.fact.detail = std::to_string(count) + (count == 1 ? " difference" : " differences");
  if (state.alerting) out.fact.before = state.alerting->record.text;
  out.fact.after = change.text;
  out.mutation.rows.emplace_back(AlertingRecord{0, change.text, caller.name, now});
  return out;
}

}  // namespace flotilla::controlplane
