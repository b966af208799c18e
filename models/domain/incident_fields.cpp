#include "models/domain/incident_fields.h"

namespace flotilla {
namespace {

using IncidentKind = SelectorKind;
using IncidentValues = std::vector<SelectorValue>;

}  // namespace

const std::vector<SelectorField>& incidentFields() {
  static const std::vector<SelectorField> kFields{
      {"id", IncidentKind::Text, "Its name, for example INC-7."},
      {"title", IncidentKind::Text, "What it is called."},
      {"state", IncidentKind::Word, "Where it stands.", selectorWords(kIncidentStateNames)},
      {"open", IncidentKind::Word, "Whether people still work against it.", {"yes", "no"}},
      {"severity", IncidentKind::Word, "How bad it is.", selectorWords(kIncidentSeverityNames)},
      {"region", IncidentKind::Text, "Where; empty for the fleet."},
      {"workload", IncidentKind::Text, "What it is about, if that is one workload."},
      {"commander", IncidentKind::Text, "Who leads."},
      {"suspect", IncidentKind::Text, "The rollout that is suspected."},
      {"drill", IncidentKind::Word, "Whether it is practice.", {"yes", "no"}},
      {"opened_at", IncidentKind::Time, "When it was opened."},
      {"resolved_at", IncidentKind::Time, "When it was resolved."}};
  return kFields;
}

SelectorValues valuesOf(const Incident& incident) {
  return [&incident](std::string_view field) -> IncidentValues {
    const auto moment = [](TimePoint at) { return at == TimePoint{} ? IncidentValues{} : IncidentValues{at}; };
    if (field == "state") return {std::string(toText(incident.state))};
    if (field == "severity") return {std::string(toText(incident.severity))};
    if (field == "open") return {std::string(isOpen(incident.state) ? "yes" : "no")};
    if (field == "drill") return {std::string(incident.drill ? "yes" : "no")};
    if (field == "opened_at") return moment(incident.openedAt);
    if (field == "resolved_at") return moment(incident.times.resolved);
    if (field == "id") return {incident.id.value};
    if (field == "title") return {incident.title};
    if (field == "region") return {incident.region.value};
    if (field == "workload") return {incident.workload.value};
    if (field == "commander") return {incident.commander};
    return {incident.suspect.value};
  };
}

}  // namespace flotilla
