#include "app/console/adapters/demo_alerts.h"

#include <algorithm>

#include "app/console/adapters/demo_objectives.h"
#include "app/console/adapters/demo_views.h"
#include "models/domain/alert_fields.h"
#include "services/runtime/pattern.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kOfflineTold = 20;

AlertStatus newStatus(Labels labels, const std::string& summary, TimePoint since, TimePoint now) {
  AlertStatus out;
  out.alert = {std::move(labels), {{"summary", summary}}, since, now + 5min, now, ""};
  const bool isPage = labelOf(out.alert.labels, label::kSeverity) == "page";
  out.receivers = isPage ? std::vector<std::string>{"on-call", "chat"} : std::vector<std::string>{"chat"};
  return out;
}

AlertStatus statusOf(const ObjectiveAlert& alert, TimePoint now) {
  Labels labels{{std::string(label::kAlert), alert.key.kind == AlertKind::Burn ? "BudgetBurn" : "NoData"},
                {std::string(label::kObjective), alert.key.objective.value},
                {std::string(label::kSeverity), std::string(toText(alert.key.severity))},
                {std::string(label::kOwner), "vision"}};
  if (!alert.key.region.empty()) labels[std::string(label::kRegion)] = alert.key.region.value;
  AlertStatus out = newStatus(std::move(labels), alert.why, alert.since, now);
  out.fires = alert.state == AlertState::Firing;
  if (!out.fires) out.alert.endsAt = alert.resolvedAt;
  return out;
}

// A few of the nodes that are gone.
void addOfflineNodes(std::vector<AlertStatus>& out, const DemoState& state) {
  const Duration after = demoOfflineAfter(state.spec);
  std::size_t told = 0;
  for (std::uint32_t i = 0; i < state.nodes.size() && told < kOfflineTold; ++i) {
    const DemoNode& node = state.nodes[i];
    if (node.identity != NodeIdentity::Active || node.lastSeen == TimePoint{} || node.lastSeen + after > state.now)
      continue;
    const Node seen = toNode(state, i);
    ++told;
    out.push_back(newStatus({{std::string(label::kAlert), "NodeOffline"},
                             {std::string(label::kNode), seen.name},
                             {std::string(label::kSite), seen.site.value},
                             {std::string(label::kRegion), seen.region.value},
                             {std::string(label::kSeverity), "ticket"},
                             {std::string(label::kCause), "silent"},
                             {std::string(label::kOwner), "fleet"}},
                            seen.name + " has not reported since " + toRfc3339(seen.lastSeen), seen.lastSeen + after,
                            state.now));
  }
}

bool holds(const Matcher& matcher, const Labels& labels) {
  const std::string value = labelOf(labels, matcher.name);
  if (!matcher.isRegex) return (value == matcher.value) == matcher.isEqual;
  const auto pattern = compileWholePattern(matcher.value);
  return pattern && (*pattern)(value) == matcher.isEqual;
}

bool isSilenced(const Silence& silence, const AlertStatus& status, TimePoint now) {
  return silence.stateAt(now) == SilenceState::Active &&
         std::all_of(silence.matchers.begin(), silence.matchers.end(),
                     [&](const Matcher& matcher) { return holds(matcher, status.alert.labels); });
}

void explain(AlertStatus& status) {
  if (!status.fires)
    status.why = "it is over";
  else if (!status.silencedBy.empty())
    status.why = "nobody is told: it is silenced by " + status.silencedBy.front().value;
  else if (!status.acknowledgedBy.empty())
    status.why = status.acknowledgedBy + " looks after it: it is neither repeated nor escalated";
  else
    status.why =
        "told to " + status.receivers.front() + ", because it is a " + labelOf(status.alert.labels, label::kSeverity);
}

std::string groupKeyOf(const AlertStatus& status) {
  return "{}:{objective=\"" + labelOf(status.alert.labels, label::kObjective) + "\", region=\"" +
         labelOf(status.alert.labels, label::kRegion) + "\"}";
}

Result<std::vector<AlertId>> chosen(const DemoState& state, const DemoAlertBook& book, const AlertChoice& choice) {
  std::vector<AlertId> out;
  for (const AlertStatus& status : demoAlertStatus(state, book)) {
    const AlertId id = alertIdOf(status.alert.labels);
    if (status.fires && (choice.alert.empty() ? groupKeyOf(status) == choice.group : id == choice.alert))
      out.push_back(id);
  }
  if (out.empty()) return notFound("no_alert", "no such alert fires", choice.alert.empty() ? "group" : "alert");
  return out;
}

SilenceStatus withState(const Silence& silence, TimePoint now) {
  return {silence, silence.stateAt(now)};
}

}  // namespace

std::vector<AlertStatus> demoAlertStatus(const DemoState& state, const DemoAlertBook& book) {
  std::vector<AlertStatus> out;
  for (const ObjectiveAlert& alert : demoAlerts(state)) out.push_back(statusOf(alert, state.now));
  addOfflineNodes(out, state);
  for (AlertStatus& status : out) {
    for (const auto& [id, silence] : book.silences)
      if (isSilenced(silence, status, state.now)) status.silencedBy.push_back(id);
    const auto known = book.acknowledgements.find(alertIdOf(status.alert.labels));
    if (status.fires && known != book.acknowledgements.end()) {
      status.acknowledgedBy = known->second.by;
      status.acknowledgedAt = known->second.at;
    }
    explain(status);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const AlertStatus& a, const AlertStatus& b) { return a.alert.startsAt > b.alert.startsAt; });
  return out;
}

std::vector<AlertGroup> demoAlertGroups(const DemoState& state, const DemoAlertBook& book) {
  std::map<std::string, AlertGroup> groups;
  for (AlertStatus& status : demoAlertStatus(state, book)) {
    if (!status.fires) continue;
    const std::string key = groupKeyOf(status);
    AlertGroup& group = groups[key];
    group.key = key;
    group.receiver = status.receivers.front();
    for (const std::string_view name : {label::kObjective, label::kRegion})
      group.labels[std::string(name)] = labelOf(status.alert.labels, name);
    group.notifiedAt = std::max(group.notifiedAt, status.alert.startsAt + 30s);
    group.alerts.push_back(std::move(status));
  }
  std::vector<AlertGroup> out;
  for (auto& [key, group] : groups) out.push_back(std::move(group));
  return out;
}

std::vector<AlertFiring> demoAlertHistory(const DemoState& state) {
  std::vector<AlertFiring> out;
  for (const AlertStatus& status : demoAlertStatus(state, {}))
    out.push_back({alertIdOf(status.alert.labels), status.alert.startsAt,
                   status.fires ? TimePoint{} : status.alert.endsAt, status.alert.labels, status.alert.annotations,
                   ""});
  return out;
}

std::vector<SilenceStatus> demoSilences(const DemoState& state, const DemoAlertBook& book) {
  std::vector<SilenceStatus> out;
  for (const auto& [id, silence] : book.silences) out.push_back(withState(silence, state.now));
  return out;
}

Result<std::vector<Acknowledgement>> demoAcknowledge(const DemoState& state, DemoAlertBook& book,
                                                     const AlertChoice& choice, const std::string& note) {
  FLOTILLA_TRY(const std::vector<AlertId> ids, chosen(state, book, choice));
  std::vector<Acknowledgement> out;
  for (const AlertId& id : ids) {
    book.acknowledgements[id] = {id, state.operators.front().name, state.now, note};
    out.push_back(book.acknowledgements[id]);
  }
  return out;
}

Result<std::vector<AlertId>> demoUnacknowledge(const DemoState& state, DemoAlertBook& book, const AlertChoice& choice) {
  FLOTILLA_TRY(std::vector<AlertId> ids, chosen(state, book, choice));
  std::erase_if(ids, [&](const AlertId& id) { return book.acknowledgements.erase(id) == 0; });
  return ids;
}

Result<SilenceStatus> demoPutSilence(const DemoState& state, DemoAlertBook& book, const SilenceId& id,
                                     const NewSilence& wanted) {
  if (wanted.matchers.empty()) return invalid("no_matchers", "a silence has 1 to 32 matchers", "matchers");
  if (wanted.endsAt <= state.now) return invalid("bad_time", "it would have ended already", "ends_at");
  if (wanted.comment.empty()) return invalid("bad_comment", "must be 1 to 500 characters on one line", "comment");
  if (!id.empty() && !book.silences.contains(id)) return notFound("no_silence", "there is no such silence", "id");
  const SilenceId own = id.empty() ? SilenceId("silence-" + std::to_string(++book.lastSilence)) : id;
  Silence& silence = book.silences[own];
  const TimePoint starts = id.empty() ? std::max(wanted.startsAt, state.now) : silence.startsAt;
  silence = {own,
             wanted.matchers,
             starts,
             wanted.endsAt,
             state.now,
             state.operators.front().name,
             wanted.comment,
             wanted.annotations};
  return withState(silence, state.now);
}

Result<SilenceStatus> demoExpireSilence(const DemoState& state, DemoAlertBook& book, const SilenceId& id) {
  const auto at = book.silences.find(id);
  if (at == book.silences.end()) return notFound("no_silence", "there is no such silence", "id");
  at->second.endsAt = std::min(at->second.endsAt, state.now);
  at->second.startsAt = std::min(at->second.startsAt, state.now);
  return withState(at->second, state.now);
}

}  // namespace flotilla::console
