#include <condition_variable>
#include <iostream>
#include <map>
#include <mutex>
#include <optional>

#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "services/documents/fleet_json.h"

namespace flotilla::cli {
namespace {

struct DeclaredFleet {
  std::map<std::string, Region> regions;
  std::map<std::string, Site> sites;
  std::map<std::string, Workload> workloads;
  std::map<std::string, Objective> objectives;
  std::map<std::string, std::uint64_t> nodes;  // of each site, by its name
};

// Takes the snapshot that a stream begins with, on the threads of the client.
class SnapshotReader final : public FleetListener {
 public:
  void onUpdate(FleetUpdate update) override {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    if (update.restart) fleet_ = {};
    for (const FleetThing& thing : update.upserts) std::visit([this](const auto& item) { add(item); }, thing);
    if (update.complete) end(okStatus());
  }

  void onLost(const Error& why, Duration) override {
    const std::lock_guard lock(mutex_);
    if (!ended_) end(why);
  }

  Result<DeclaredFleet> wait(Duration limit) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, limit, [this] { return ended_.has_value(); }))
      return Error{ErrorCode::Unavailable, "deadline_exceeded", "the fleet did not come within " + toText(limit)};
    FLOTILLA_CHECK(*ended_);
    return fleet_;
  }

 private:
  void add(const Region& region) { fleet_.regions[region.name.value] = region; }
  void add(const Site& site) { fleet_.sites[site.name.value] = site; }
  void add(const Workload& workload) { fleet_.workloads[workload.name.value] = workload; }
  void add(const Objective& objective) { fleet_.objectives[objective.name.value] = objective; }
  void add(const Node& node) {
    const bool gone = node.identity == NodeIdentity::Retired || node.identity == NodeIdentity::Revoked;
    fleet_.nodes[node.site.value] += gone ? 0 : 1;
  }
  void add(const ReleaseSummary&) {}
  void add(const Rollout&) {}

  void end(Status how) {
    ended_ = std::move(how);
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  DeclaredFleet fleet_;
  std::optional<Status> ended_;
};

template <class Items>
auto valuesOf(const Items& items) {
  std::vector<typename Items::mapped_type> out;
  for (const auto& [name, item] : items) out.push_back(item);
  return out;
}

void printPlaces(const DeclaredFleet& fleet) {
  Table table({"REGION", "TITLE", "SITE", "TITLE", "NODES"});
  for (const auto& [name, region] : fleet.regions) {
    bool empty = true;
    for (const auto& [siteName, site] : fleet.sites) {
      if (site.region.value != name) continue;
      const auto nodes = fleet.nodes.find(siteName);
      table.add(
          {name, region.title, siteName, site.title, std::to_string(nodes == fleet.nodes.end() ? 0 : nodes->second)});
      empty = false;
    }
    if (empty) table.add({name, region.title, {}, {}, {}});
  }
  table.print(std::cout);
}

void printWorkloads(const DeclaredFleet& fleet) {
  Table table({"WORKLOAD", "ARTIFACT", "RUNTIME", "SOURCE"});
  for (const auto& [name, workload] : fleet.workloads)
    table.add({name, workload.artifact.value, workload.config.runtime, workload.config.source});
  std::cout << '\n';
  table.print(std::cout);
}

void printObjectives(const DeclaredFleet& fleet) {
  if (fleet.objectives.empty()) return;
  Table table({"OBJECTIVE", "TITLE", "INDICATOR", "WORKLOAD", "TARGET", "PERIOD"});
  for (const auto& [name, objective] : fleet.objectives)
    table.add({name, objective.title, std::string(toText(objective.indicator)), objective.workload.value,
               targetText(objective.target), toText(objective.period)});
  std::cout << '\n';
  table.print(std::cout);
}

Result<DeclaredFleet> readFleet(Session& session) {
  FLOTILLA_TRY(OperatorClient * client, session.client());
  SnapshotReader reader;
  const auto watch = client->watch(reader);
  auto fleet = reader.wait(session.options.timeout);
  if (!fleet.ok()) return session.withHint(fleet.error());
  return fleet;
}

}  // namespace

Status showFleet(Session& session) {
  FLOTILLA_TRY(const DeclaredFleet fleet, readFleet(session));
  if (session.options.json) {
    std::cout << encodeFleet({valuesOf(fleet.regions), valuesOf(fleet.sites), valuesOf(fleet.workloads),
                              valuesOf(fleet.objectives)})
              << '\n';
    return okStatus();
  }
  if (fleet.regions.empty() && fleet.workloads.empty()) {
    std::cout << "nothing is declared; see flotillactl apply --help\n";
    return okStatus();
  }
  printPlaces(fleet);
  printWorkloads(fleet);
  printObjectives(fleet);
  return okStatus();
}

}  // namespace flotilla::cli
