// What operators can ask and say about incidents, in domain types; a part of OperatorApi. Thread: as OperatorApi.
#pragma once

#include <optional>
#include <string>

#include "models/domain/incident.h"
#include "models/domain/page.h"

namespace flotilla {

struct NewIncident {
  std::string title = {};  // empty = of the alert
  std::optional<IncidentSeverity> severity = {};
  RegionName region = {};  // without an alert: where; empty = the fleet
  WorkloadName workload = {};
  AlertId alert = {};  // that fires; empty = none
  bool drill = false;
};

// Only what is set changes; an empty name means nobody.
struct IncidentChange {
  IncidentId id;
  std::optional<std::string> title = {};
  std::optional<IncidentSeverity> severity = {};
  std::optional<std::string> commander = {}, scribe = {}, liaison = {};
  std::optional<RolloutId> suspect = {};
};

struct IncidentMove {
  IncidentId id;
  IncidentState to = IncidentState::Active;
  std::string reason = {};  // may be empty, but not of a cancelling
};

struct IncidentNote {
  IncidentId id;
  std::string text;
  bool pinned = false;
};

class IncidentApi {
 public:
  virtual ~IncidentApi() = default;
  // Those that are open first, the newest first of each.
  virtual void listIncidents(const ListQuery& query, Done<Page<Incident>> done) = 0;
  virtual void getIncident(const IncidentId& id, Done<IncidentDetail> done) = 0;
  virtual void openIncident(const NewIncident& incident, Done<Incident> done) = 0;
  virtual void editIncident(const IncidentChange& change, Done<Incident> done) = 0;
  virtual void moveIncident(const IncidentMove& move, Done<Incident> done) = 0;
  virtual void mergeIncident(const IncidentId& id, const IncidentId& into, Done<Incident> done) = 0;
  virtual void noteIncident(const IncidentNote& note, Done<Incident> done) = 0;
};

}  // namespace flotilla
