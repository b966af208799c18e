// The fleet as the console knows it: what the control plane told, with ages that keep counting, so that nothing stale
// looks live. The models are windows on it. Thread: GUI. Lifetime: outlives the models.
#pragma once

#include <QObject>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "models/domain/node.h"
#include "models/view/inbox.h"
#include "models/view/row_index.h"

namespace flotilla::view {

// How many nodes are in each state, by NodeHealth.
struct HealthCounts {
  std::array<int, kNodeHealthNames.size()> byHealth{};
  int total = 0;

  int of(NodeHealth health) const { return byHealth[static_cast<std::size_t>(health)]; }
  void add(NodeHealth health, int by);
  // The state that deserves attention most; healthy if there are no nodes.
  NodeHealth worst() const;
  friend bool operator==(const HealthCounts&, const HealthCounts&) = default;
};

// From what deserves attention most to what is fine.
inline constexpr std::array<NodeHealth, 7> kByUrgency{NodeHealth::Failed,  NodeHealth::Degraded, NodeHealth::Offline,
                                                      NodeHealth::Unknown, NodeHealth::Held,     NodeHealth::Updating,
                                                      NodeHealth::Healthy};
int urgencyRank(NodeHealth health);  // 0 = most urgent

class FleetMirror : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  void apply(FleetNews news);
  // Recomputes what follows from the time alone. `now` is this machine's clock.
  void tick(TimePoint now);
  // How often nodes report, and how far the server's clock is ahead of ours.
  void setTiming(Duration reportInterval, Duration serverAhead);

  bool complete() const { return complete_; }  // a whole picture has arrived since the last restart
  std::uint64_t revision() const { return revision_; }
  TimePoint now() const { return now_ + serverAhead_; }  // the server's, as far as we know

  // Nodes keep their row until the next restart.
  const std::vector<Node>& nodes() const { return nodes_; }
  int rowOf(const std::string& id) const;        // -1 if unknown
  int rowOfName(const std::string& name) const;  // likewise
  const std::map<RegionName, Region>& regions() const { return regions_; }
  const std::map<SiteName, Site>& sites() const { return sites_; }
  const std::map<WorkloadName, Workload>& workloads() const { return workloads_; }
  const std::map<Digest, ReleaseSummary>& releases() const { return releases_; }
  const std::map<RolloutId, Rollout>& rollouts() const { return rollouts_; }

  const HealthCounts& counts() const { return counts_; }
  HealthCounts countsIn(const RegionName& region) const;
  HealthCounts countsAt(const SiteName& site) const;

 signals:
  void restarted();                                 // all rows are void
  void nodesAppended(int first, int last);          // rows
  void nodesChanged(const std::vector<int>& rows);  // ascending
  void placesChanged();                             // regions, sites, workloads
  void releasesChanged();
  void rolloutsChanged();
  void countsChanged();
  void completed();
  void ticked();

 private:
  struct Touched {
    std::vector<int> rows;
    bool places = false;
    bool releases = false;
    bool rollouts = false;
  };
  void restart();
  void take(FleetThing thing, Touched& touched);
  void takeNode(Node node, Touched& touched);
  void drop(const FleetGone& gone, Touched& touched);
  bool refresh(Node& node);  // liveness and health by now; true if one changed
  void count(const Node& node, int by);

  Duration reportInterval_ = std::chrono::seconds(10);
  Duration serverAhead_{};
  TimePoint now_{};
  bool complete_ = false;
  std::uint64_t revision_ = 0;
  std::vector<Node> nodes_;
  RowIndex rows_{nodes_, [](const Node& node) -> const std::string& { return node.id.value; }};
  RowIndex rowsByName_{nodes_, [](const Node& node) -> const std::string& { return node.name; }};
  std::map<RegionName, Region> regions_;
  std::map<SiteName, Site> sites_;
  std::map<WorkloadName, Workload> workloads_;
  std::map<Digest, ReleaseSummary> releases_;
  std::map<RolloutId, Rollout> rollouts_;
  HealthCounts counts_;
  std::map<RegionName, HealthCounts> countsByRegion_;
  std::map<SiteName, HealthCounts> countsBySite_;
};

}  // namespace flotilla::view
