// The timeline of an incident: entries that are written once and chained by their hashes. Pure. Thread: the fleet loop.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/domain/incident.h"
#include "services/controlplane/core/fleet/records.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxIncidentEvents = 2000;   // of one incident; words of people beyond are refused
inline constexpr std::size_t kMostIncidentEvents = 4000;  // what the control plane would write beyond is left out
inline constexpr std::size_t kMaxIncidentAlerts = 500;    // firings; what comes back more often opens another one

// SHA-256 over the length-prefixed fields but the hash, and `previous`.
Digest hashOf(const IncidentEvent& event, const Digest& previous);

// `events` by seq, from the first.
bool isIntact(const Incident& incident, std::span<const IncidentEvent> events);

struct NewEvent {
  IncidentEventKind kind = IncidentEventKind::Note;
  TimePoint at{};
  std::string text;
  std::string actor = {};
  std::string reference = {};
  bool pinned = false;
};

// Collects what changes of one incident. Lifetime: of one decision.
class IncidentEdit {
 public:
  IncidentEdit(Incident incident, TimePoint now) : incident_(std::move(incident)), now_(now) {}

  const Incident& incident() const { return incident_; }
  // Whoever changes it says so in the timeline. The alerts are changed by put().
  Incident& change() {
    changed_ = true;
    return incident_;
  }
  // What looks like a secret is taken out of its text.
  void tell(NewEvent event);
  void put(const IncidentAlert& alert);
  bool isChanged() const { return changed_; }
  // The rows of all that, without anything if nothing changed.
  std::vector<Row> rows() const;

 private:
  Incident incident_;
  TimePoint now_;
  bool changed_ = false;
  std::vector<IncidentAlert> alerts_;  // that changed
  std::vector<IncidentEvent> events_;
};

}  // namespace flotilla::controlplane
