#include "app/console/adapters/demo_alerts.h"

#include <algorithm>
#include <array>

#include "app/console/adapters/demo_alert_source.h"
#include "app/console/adapters/demo_alerting.h"
#include "models/domain/alert_fields.h"
#include "models/domain/alerting.h"
#include "services/runtime/pattern.h"
#include "services/runtime/zone.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr Duration kGroupWait = 30s;

bool holds(const Matcher& matcher, const Labels& labels) {
  const std::string value = labelOf(labels, matcher.name);
  if (!matcher.isRegex) return (value == matcher.value) == matcher.isEqual;
  const auto pattern = compileWholePattern(matcher.value);
  return pattern && (*pattern)(value) == matcher.isEqual;
}

bool hasAll(const std::vector<Matcher>& matchers, const Labels& labels) {
  return std::all_of(matchers.begin(), matchers.end(), [&](const Matcher& matcher) { return holds(matcher, labels); });
}

bool isOpenNow(const MaintenanceWindow& window, TimePoint now) {
  return (!window.from || *window.from <= now) && (!window.to || now < *window.to) && isOpen(window.hours, now);
}

void holdBack(AlertStatus& status, const DemoAlertBook& book, const std::vector<MaintenanceWindow>& open,
              TimePoint now) {
  for (const auto& [id, silence] : book.silences)
    if (silence.stateAt(now) == SilenceState::Active && hasAll(silence.matchers, status.alert.labels))
      status.silencedBy.push_back(id);
  for (const MaintenanceWindow& window : open)
    if (hasAll(window.matchers, status.alert.labels)) status.mutedBy.push_back(window.name);
}

std::string secondsOf(TimePoint at) {
  return toRfc3339(at).substr(0, 19) + "Z";
}

// In the words of a control plane.
void explain(AlertStatus& status, const DemoAlertBook& book) {
  const bool isPage = labelOf(status.alert.labels, label::kSeverity) == "page";
  std::string& why = status.why;
  const auto add = [&why](const std::string& part) { why += (why.empty() ? "" : "; ") + part; };
  if (!status.fires) add("resolved at " + secondsOf(status.alert.endsAt));
  for (const std::string& window : status.mutedBy) add("muted by the window " + window);
  for (const SilenceId& id : status.silencedBy) {
    const Silence& silence = book.silences.at(id);
    add("silenced by " + silence.createdBy + " until " + secondsOf(silence.endsAt) + " (" + silence.comment + ")");
  }
  if (!status.acknowledgedBy.empty())
    add(status.acknowledgedBy + " looks after it since " + secondsOf(status.acknowledgedAt));
  if (!status.isSuppressed() && status.fires)
    add(std::string("route ") + (isPage ? "{severity=\"page\"}" : "{}") + " leads to " + status.receivers.front() +
        ", told at " + secondsOf(status.alert.startsAt + kGroupWait) +
        (status.acknowledgedBy.empty() ? "" : "; not repeated while somebody looks after it"));
}

// Of nodes by site and cause, of the rest by region, objective and service.
Labels groupLabelsOf(const AlertStatus& status) {
  Labels out;
  const bool ofNodes = labelOf(status.alert.labels, label::kAlert) == "NodeOffline";
  for (const std::string_view name :
       ofNodes ? std::array{label::kSite, label::kCause} : std::array{label::kRegion, label::kObjective})
    if (const std::string value = labelOf(status.alert.labels, name); !value.empty()) out.emplace(name, value);
  return out;
}

std::string groupKeyOf(const AlertStatus& status) {
  const bool isPage = labelOf(status.alert.labels, label::kSeverity) == "page";
  const bool ofNodes = labelOf(status.alert.labels, label::kAlert) == "NodeOffline";
  std::string out = isPage ? "{}/{severity=\"page\"}:{" : ofNodes ? "{}/{alertname=\"NodeOffline\"}:{" : "{}:{";
  for (const auto& [name, value] : groupLabelsOf(status))
    out += (out.back() == '{' ? "" : ", ") + name + "=\"" + value + "\"";
  return out + "}";
}

Silence silenceOf(const char* id, std::vector<Matcher> matchers, TimePoint from, TimePoint to, const char* by,
                  const char* comment) {
  Silence out;
  out.id = SilenceId(id);
  out.matchers = std::move(matchers);
  out.startsAt = out.updatedAt = from;
  out.endsAt = to;
  out.createdBy = by;
  out.comment = comment;
  return out;
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

DemoAlertBook buildDemoAlertBook(const DemoState& state) {
  DemoAlertBook book;
  const TimePoint at = state.startedAt;
  for (Silence& silence :
       std::vector<Silence>{silenceOf("silence-1", {{"alertname", "CertificateExpiring"}, {"region", "us-.*", true}},
                                      at - 40h, at - 16h, "operator-1", "the authority was renewed by hand"),
                            silenceOf("silence-2", {{"site", "rotterdam-3"}, {"alertname", "NodeOffline"}}, at - 5h,
                                      at + 7h, "operator-2", "carrier-B repairs the uplink of Maasvlakte, case 4711"),
                            silenceOf("silence-3", {{"region", "sa-east"}, {"severity", "page", false, false}},
                                      at + 18h, at + 24h, "operator-1", "power works in the halls of Santos")})
    book.silences.emplace(silence.id, silence);
  book.lastSilence = book.silences.size();
  for (const AlertStatus& status : demoRaised(state))
    if (labelOf(status.alert.labels, label::kAlert) == "RolloutFailed") {
      const AlertId id = alertIdOf(status.alert.labels);
      book.acknowledgements[id] = {id, "operator-2", at - 25min, "the frames of the new firmware are being looked at"};
    }
  return book;
}

std::vector<AlertStatus> demoAlertStatus(const DemoState& state, const DemoAlertBook& book) {
  std::vector<AlertStatus> out = demoRaised(state);
  std::vector<MaintenanceWindow> open = demoAlertingMeaning(state).windows;
  std::erase_if(open, [&](const MaintenanceWindow& window) { return !isOpenNow(window, state.now); });
  for (AlertStatus& status : out) {
    if (status.fires) holdBack(status, book, open, state.now);
    const auto known = book.acknowledgements.find(alertIdOf(status.alert.labels));
    if (status.fires && known != book.acknowledgements.end()) {
      status.acknowledgedBy = known->second.by;
      status.acknowledgedAt = known->second.at;
    }
    explain(status, book);
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
    group.labels = groupLabelsOf(status);
    const bool isPage = labelOf(status.alert.labels, label::kSeverity) == "page";
    if (!status.isSuppressed()) group.notifiedAt = std::max(group.notifiedAt, status.alert.startsAt + kGroupWait);
    // Nobody took the page over for a quarter of an hour, as the route says.
    if (isPage && status.acknowledgedBy.empty() && state.now > status.alert.startsAt + kGroupWait + 15min)
      group.escalations = 1;
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
  std::stable_sort(out.begin(), out.end(),
                   [](const SilenceStatus& a, const SilenceStatus& b) { return a.silence.endsAt > b.silence.endsAt; });
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
