// An interruption that people look after, from the first page to what was learnt: where it stands, who does what, and
// when it was what. Times are found, not typed. Thread: values and pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/alert.h"
#include "models/domain/digest.h"
#include "models/domain/ids.h"
#include "models/domain/time.h"

namespace flotilla {

using IncidentId = Id<struct IncidentTag>;  // INC-<n>

enum class IncidentState { Triage, Active, Mitigated, Resolved, Review, Closed, Cancelled, Merged };
inline constexpr std::array<std::string_view, 8> kIncidentStateNames{"triage", "active", "mitigated", "resolved",
                                                                     "review", "closed", "cancelled", "merged"};
constexpr std::string_view toText(IncidentState state) {
  return kIncidentStateNames[static_cast<std::size_t>(state)];
}
// People still work against it: alerts join it.
constexpr bool isOpen(IncidentState state) {
  return state <= IncidentState::Mitigated;
}
// Whether somebody may move it so by hand; merging has its own way.
bool mayBecome(IncidentState from, IncidentState to);
// "active, mitigated or cancelled"; empty where nothing may follow.
std::string nextStatesText(IncidentState from);

enum class IncidentSeverity { Sev1, Sev2, Sev3, Sev4 };  // the whole fleet, a region, a part of one, hardly anybody
inline constexpr std::array<std::string_view, 4> kIncidentSeverityNames{"sev1", "sev2", "sev3", "sev4"};
constexpr std::string_view toText(IncidentSeverity severity) {
  return kIncidentSeverityNames[static_cast<std::size_t>(severity)];
}

// Zero: it has not come to that, or nobody knows.
struct IncidentTimes {
  TimePoint firstBad{};      // the first bad answer of a run that led to the alert
  TimePoint detected{};      // its first alert began
  TimePoint paged{};         // somebody was told first
  TimePoint acknowledged{};  // somebody said first that they look after it
  TimePoint firstAction{};   // somebody changed something there
  TimePoint mitigated{};     // its last alert ended, unless one came back
  TimePoint resolved{};
  friend bool operator==(const IncidentTimes&, const IncidentTimes&) = default;
};

// What is measured of a response. Nothing where an end is missing, or times contradict each other.
struct IncidentDurations {
  std::optional<Duration> toDetect;       // first bad to detected
  std::optional<Duration> toAcknowledge;  // paged to acknowledged
  std::optional<Duration> toMitigate;     // first bad, or detected, to mitigated
  std::optional<Duration> toResolve;      // likewise to resolved
};
IncidentDurations durationsOf(const IncidentTimes& times);

// One firing of an alert that belongs to an incident.
struct IncidentAlert {
  IncidentId incident;
  AlertId alert;
  TimePoint began{};
  TimePoint ended{};  // zero while it fires
  TimePoint paged{};  // zero: nobody was told yet
  Labels labels = {};
  std::string summary = {};
  friend bool operator==(const IncidentAlert&, const IncidentAlert&) = default;
};

struct Incident {
  IncidentId id;
  std::string title;
  IncidentSeverity severity = IncidentSeverity::Sev3;
  IncidentState state = IncidentState::Triage;
  RegionName region;      // empty = the fleet
  WorkloadName workload;  // empty = not about one
  bool drill = false;     // practice: it counts in no figure
  std::string openedBy;   // operator, or empty: the control plane, because of a page
  TimePoint openedAt{};
  TimePoint changedAt{};
  IncidentTimes times;
  std::string commander, scribe, liaison;  // operators; empty = nobody
  RolloutId suspect;                       // what changed before it began; empty = nothing is known
  IncidentId mergedInto;
  std::string reason;  // of its cancelling
  // Its timeline: how long it is, the hash of the newest entry, and up to which entry of the audit log it has what was
  // done about it.
  std::uint64_t events = 0;
  Digest head;
  std::uint64_t auditSeen = 0;
  std::vector<IncidentAlert> alerts = {};  // by when they began
  bool fires() const;
  const IncidentAlert* find(const IncidentAlert& firing) const;  // the one of this firing; nothing if there is none
  friend bool operator==(const Incident&, const Incident&) = default;
};

// BreakGlass: somebody went on without the approval that a step needs; it is to be seen at once.
enum class IncidentEventKind { Opened, Alert, Paged, State, Role, Field, Note, Change, Action, Merged, BreakGlass };
inline constexpr std::array<std::string_view, 11> kIncidentEventKindNames{
    "opened", "alert", "paged", "state", "role", "field", "note", "change", "action", "merged", "break-glass"};
constexpr std::string_view toText(IncidentEventKind kind) {
  return kIncidentEventKindNames[static_cast<std::size_t>(kind)];
}

// One entry of a timeline. Written once.
struct IncidentEvent {
  IncidentId incident;
  std::uint64_t seq = 0;  // from 1, without gaps, in the order of writing
  TimePoint at{};         // when it happened
  TimePoint writtenAt{};  // by the control plane's clock
  IncidentEventKind kind = IncidentEventKind::Note;
  std::string actor;      // empty = the control plane
  std::string text;       // one or more lines for people
  std::string reference;  // "rollout/checkout-3", "alert/8f3c...", "audit/812"; may be empty
  bool pinned = false;    // decisive: it belongs into the short timeline
  Digest hash;            // over all of it, and the hash of the entry before
  friend bool operator==(const IncidentEvent&, const IncidentEvent&) = default;
};

// Something that was changed shortly before an incident, or during it.
struct RecentChange {
  TimePoint at{};
  std::string reference;  // "rollout/checkout-3", "audit/812"
  std::string text;
  std::string actor;       // empty = the control plane
  bool suspected = false;  // the likeliest cause
  bool during = false;     // it came after the first bad answer, so it is no cause
  friend bool operator==(const RecentChange&, const RecentChange&) = default;
};

inline constexpr Duration kChangesBefore = std::chrono::hours(2);

// An incident with all that belongs to it.
struct IncidentDetail {
  Incident incident;
  IncidentDurations durations;
  std::vector<RecentChange> changes;  // the suspected one first, then the newest
  std::vector<IncidentEvent> events;  // by when they happened
  std::vector<std::string> runbooks;  // names of those that are for one of its alerts
  bool intact = true;                 // the hashes of the timeline are right
};

}  // namespace flotilla
