// Something that people should know about, whoever found it: an objective that burns, a node that is gone, or a rule of
// somebody else's Prometheus. Labels are its identity. Thread: values.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/labels.h"
#include "models/domain/time.h"

namespace flotilla {

using AlertId = Id<struct AlertTag>;      // fingerprint of the labels, 16 hexadecimal digits
using SilenceId = Id<struct SilenceTag>;  // UUIDv7 text

// The fingerprint that Prometheus and Alertmanager give the same labels: FNV-1a, 64 bit, over name, 0xff, value, 0xff
// in the order of names.
AlertId alertIdOf(const Labels& labels);

struct Alert {
  Labels labels;
  Labels annotations = {};  // words for people: summary, description, runbook
  TimePoint startsAt{};
  TimePoint endsAt{};  // fires until then; whoever raised it says it again before, or says when it ended
  TimePoint updatedAt{};
  std::string generatorUrl = {};
  bool firesAt(TimePoint now) const { return now < endsAt; }
  friend bool operator==(const Alert&, const Alert&) = default;
};

// Labels that Flotilla gives its own alerts.
namespace label {
inline constexpr std::string_view kAlert = "alertname";
inline constexpr std::string_view kSeverity = "severity";  // page or ticket
inline constexpr std::string_view kRegion = "region";      // missing = the fleet
inline constexpr std::string_view kSite = "site";
inline constexpr std::string_view kNode = "node";
inline constexpr std::string_view kObjective = "objective";
inline constexpr std::string_view kIndicator = "indicator";  // of the objective
inline constexpr std::string_view kWorkload = "workload";
inline constexpr std::string_view kVersion = "version";
inline constexpr std::string_view kRollout = "rollout";
inline constexpr std::string_view kCause = "cause";
inline constexpr std::string_view kOwner = "owner";
inline constexpr std::string_view kRun = "run";
inline constexpr std::string_view kIncident = "incident";
inline constexpr std::string_view kEscalateTo = "escalate_to";  // the receiver that a runbook names
}  // namespace label

// `name=value`, `!=`, `=~` and `!~`; patterns match the whole value (RE2).
struct Matcher {
  std::string name;
  std::string value;
  bool isRegex = false;
  bool isEqual = true;
  friend bool operator==(const Matcher&, const Matcher&) = default;
};
// `region=~"eu-.*"`, as amtool writes it.
std::string toText(const Matcher& matcher);

enum class SilenceState { Pending, Active, Expired };
inline constexpr std::array<std::string_view, 3> kSilenceStateNames{"pending", "active", "expired"};
constexpr std::string_view toText(SilenceState state) {
  return kSilenceStateNames[static_cast<std::size_t>(state)];
}

// Alerts that match all of it are seen and kept, and nobody is notified.
struct Silence {
  SilenceId id;
  std::vector<Matcher> matchers;  // at least one, of which one does not match the empty string
  TimePoint startsAt{};
  TimePoint endsAt{};
  TimePoint updatedAt{};
  std::string createdBy;
  std::string comment;
  Labels annotations = {};
  SilenceState stateAt(TimePoint now) const {
    return now < startsAt ? SilenceState::Pending : now < endsAt ? SilenceState::Active : SilenceState::Expired;
  }
  friend bool operator==(const Silence&, const Silence&) = default;
};

// Somebody looks after it: it is not escalated and not repeated. Ends with this firing of the alert.
struct Acknowledgement {
  AlertId alert;
  std::string by;  // name of an operator: the owner from now on
  TimePoint at{};
  std::string note = {};
  friend bool operator==(const Acknowledgement&, const Acknowledgement&) = default;
};

// How an alert stands with everything that may hold it back.
struct AlertStatus {
  Alert alert;
  bool fires = true;
  std::vector<SilenceId> silencedBy = {};
  std::vector<AlertId> inhibitedBy = {};
  std::vector<std::string> mutedBy = {};    // names of maintenance windows
  std::vector<std::string> receivers = {};  // that its routes lead to
  std::string acknowledgedBy = {};
  TimePoint acknowledgedAt{};
  std::string why = {};  // rule by rule: whom it reaches, or what holds it back; a sentence
  bool isSuppressed() const { return !silencedBy.empty() || !inhibitedBy.empty() || !mutedBy.empty(); }
  friend bool operator==(const AlertStatus&, const AlertStatus&) = default;
};

// Alerts that one message tells of.
struct AlertGroup {
  std::string key;  // the route and the labels that it groups by
  std::string receiver;
  Labels labels;  // that its alerts share
  std::vector<AlertStatus> alerts;
  TimePoint notifiedAt{};         // zero: not yet
  std::uint32_t escalations = 0;  // steps of the escalation that were taken
  friend bool operator==(const AlertGroup&, const AlertGroup&) = default;
};

}  // namespace flotilla
