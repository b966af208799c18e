#include <algorithm>

#include "services/controlplane/core/alerts/own_alerts.h"
#include "services/controlplane/core/fleet/scope.h"
#include "services/controlplane/core/summary/addresses.h"
#include "services/controlplane/core/summary/parts.h"
#include "services/controlplane/core/tasks/tasks.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMostCauses = 5, kMostNewest = 5;
constexpr Duration kWeek = std::chrono::hours(24 * 7);

// One of the fleet as a whole belongs to a scope of the whole fleet.
bool isSeen(const SummaryFacts& facts, const RegionName& region) {
  return region.empty() ? facts.scope.wholeFleet : facts.scope.has(region);
}

// The alert that it began with, and the workload if it is about one.
std::string causeOf(const Incident& incident) {
  std::string out;
  if (!incident.alerts.empty()) {
    const Labels& labels = incident.alerts.front().labels;
    const auto name = labels.find(std::string(label::kAlert));
    if (name != labels.end()) out = name->second;
  }
  if (!incident.workload.empty() && !out.empty()) out += " " + incident.workload.value;
  return out;
}

class Counter {
 public:
  explicit Counter(const SummaryFacts& facts) : facts_(facts) {}

  void take(const Incident& incident) {
    if (incident.drill || incident.state == IncidentState::Merged || !isSeen(facts_, incident.region)) return;
    countPages(incident);
    const SummaryTimes& times = facts_.basis.times;
    if (incident.openedAt < times.from || incident.openedAt >= times.to) return;
    if (incident.state == IncidentState::Cancelled) {
      ++out_.falseAlarms.value;
      return;
    }
    ++out_.all.value;
    ++out_.bySeverity.at(static_cast<std::size_t>(incident.severity)).value;
    if (isOpen(incident.state)) ++out_.open.value;
    const IncidentDurations lengths = durationsOf(incident.times);
    if (lengths.toDetect) detect_.push_back(*lengths.toDetect);
    if (lengths.toAcknowledge) acknowledge_.push_back(*lengths.toAcknowledge);
    if (lengths.toMitigate) mitigate_.push_back(*lengths.toMitigate);
    if (const std::string cause = causeOf(incident); !cause.empty()) causes_[cause].push_back(incident.id);
    out_.newest.push_back({incident.id, incident.title, incident.severity, incident.state, incident.region,
                           incident.openedAt, lengths.toDetect, lengths.toMitigate,
                           thingAddress("incidents", incident.id.value)});
  }

  SummaryIncidents result() {
    out_.toDetect = durationOf(std::move(detect_));
    out_.toAcknowledge = durationOf(std::move(acknowledge_));
    out_.toMitigate = durationOf(std::move(mitigate_));
    if (facts_.basis.times.period() >= kWeek)
      out_.pagesPerWeek = static_cast<double>(out_.pages.value) * static_cast<double>(kWeek.count()) /
                          static_cast<double>(facts_.basis.times.period().count());
    std::stable_sort(out_.newest.begin(), out_.newest.end(),
                     [](const auto& a, const auto& b) { return a.opened > b.opened; });
    if (out_.newest.size() > kMostNewest) out_.newest.resize(kMostNewest);
    putCauses();
    putTasks();
    putAddresses();
    return std::move(out_);
  }

 private:
  void countPages(const Incident& incident) {
    const SummaryTimes& times = facts_.basis.times;
    out_.pages.value += static_cast<std::uint64_t>(
        std::count_if(incident.alerts.begin(), incident.alerts.end(), [&](const IncidentAlert& alert) {
          return alert.paged != TimePoint{} && times.from <= alert.paged && alert.paged < times.to;
        }));
  }

  void putCauses() {
    for (const auto& [cause, ids] : causes_) {
      if (ids.size() < 2) continue;
      std::string term;
      for (const IncidentId& id : ids) term += (term.empty() ? "id:(" : "|") + id.value;
      out_.repeatedCauses.push_back(
          {cause, static_cast<std::uint32_t>(ids.size()), listAddress("incidents", {term + ")"})});
    }
    std::stable_sort(out_.repeatedCauses.begin(), out_.repeatedCauses.end(),
                     [](const auto& a, const auto& b) { return a.incidents > b.incidents; });
    if (out_.repeatedCauses.size() > kMostCauses) out_.repeatedCauses.resize(kMostCauses);
  }

  // What is late after incidents of any time.
  void putTasks() {
    for (const Task& task : seenTasks(facts_.state, facts_.caller)) {
      const bool isLate = task.state == TaskState::Open && task.due < facts_.basis.times.now;
      if (isLate && task.about.starts_with("incident/") && isSeen(facts_, task.region)) ++out_.overdueTasks.value;
    }
  }

  void putAddresses() {
    const std::string since = sinceTerm("opened_at", facts_.basis.times.from);
    const std::string where = facts_.scope.wholeFleet ? std::string() : regionTerm(facts_.scope.regions);
    const auto address = [&](const std::string& term) {
      return listAddress("incidents", {term, "drill:no", where, since});
    };
    const std::string real = "not state:(cancelled|merged)";
    out_.all.address = address(real);
    out_.open.address = address("open:yes");
    out_.falseAlarms.address = address("state:cancelled");
    out_.pages.address = address("not state:merged");
    for (std::size_t i = 0; i < out_.bySeverity.size(); ++i)
      out_.bySeverity.at(i).address = address("severity:" + std::string(kIncidentSeverityNames.at(i)) + " " + real);
    out_.overdueTasks.address = listAddress(
        "tasks",
        {"state:open about:incident/*", "due<" + toRfc3339(facts_.basis.times.now).substr(0, 19) + "Z", where});
  }

  const SummaryFacts& facts_;
  SummaryIncidents out_;
  std::vector<Duration> detect_, acknowledge_, mitigate_;
  std::map<std::string, std::vector<IncidentId>> causes_;
};

}  // namespace

SummaryIncidents incidentsOf(const SummaryFacts& facts) {
  Counter counter(facts);
  for (const auto& [id, incident] : facts.state.incidents) counter.take(incident);
  return counter.result();
}

}  // namespace flotilla::controlplane
