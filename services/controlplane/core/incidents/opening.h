// How an incident begins: what it is about, what led to it, and what was changed before. Pure. Thread: the fleet loop.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/domain/audit.h"
#include "models/domain/incident.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/controlplane/core/incidents/timeline.h"
#include "services/controlplane/core/incidents/what_changed.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxOpenIncidents = 500;

// What the records of the fleet do not say. All of it is asked only when something happens.
struct IncidentInput {
  TimePoint now{};
  Duration grain{};            // of what is counted: the time of a first bad answer is that exact
  std::uint64_t auditSeq = 0;  // entries after this one are brought by noteAction() later
  // When the firing ended; zero = not known, then it is now.
  std::function<TimePoint(const IncidentAlert&)> endOf;
  // Whether a silence, a maintenance window or another alert keeps it from people.
  std::function<bool(const AlertId&)> isHeldBack;
  // The first bad answer that led to it; zero = not known.
  std::function<TimePoint(const AlertFiring&)> firstBadOf;
  // What people changed from that time on.
  std::function<std::vector<AuditEntry>(TimePoint since)> auditSince;
};

struct IncidentOpening {
  std::string title = {};  // empty = of the alert
  std::optional<IncidentSeverity> severity = {};
  RegionName region = {};  // with an alert its own counts, likewise the workload
  WorkloadName workload = {};
  std::string by = {};  // operator; empty = the control plane, because of a page
  bool drill = false;
};

// `number` makes its id. With the changes before it in its timeline, the suspected one pinned.
IncidentEdit openIncident(const FleetState& state, const IncidentOpening& opening, const AlertFiring* alert,
                          std::uint64_t number, const IncidentInput& input);

// The firing becomes a part of the incident, with what follows for its times.
void join(IncidentEdit& edit, const FleetState& state, const AlertFiring& alert, const IncidentInput& input);

// Somebody did something where it is; the first of it is the first action.
void noteAction(IncidentEdit& edit, const AuditEntry& entry);

// Somebody was told of an alert that is a part of it.
void tellPage(IncidentEdit& edit, IncidentAlert alert, TimePoint at);

// When somebody was told of this firing first; zero = nobody was.
TimePoint toldAt(const FleetState& state, const AlertId& alert, TimePoint began);

std::uint64_t nextIncidentNumber(const FleetState& state);

// Where to look for what was changed before `began`, up to now.
ChangeQuestion changesAround(const Incident& incident, const IncidentInput& input);

}  // namespace flotilla::controlplane
