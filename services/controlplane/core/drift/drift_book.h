// Keeps the windows of a fleet, and says whose inputs drift: a whole region's, or those of one node, whose sensor it is
// then. No node decides for its region, and no region for a node. Thread: the telemetry loop. Lifetime: what `Ports`
// refers to outlives it.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <vector>

#include "services/controlplane/core/drift/drift_series.h"
#include "services/controlplane/core/drift/drift_store.h"
#include "services/controlplane/core/drift/profile_book.h"
#include "services/telemetry/report.h"

namespace flotilla::controlplane::drift {

struct DriftConfig {
  DriftBudget budget;
  LearningRule learning;
  Duration keepNodes = std::chrono::hours(24 * 7);
  Duration keepRegions = std::chrono::hours(24 * 400);
};

// Who sent a window.
struct WindowOrigin {
  NodeId node;
  std::string name;
  RegionName region;
  SiteName site;
};

class DriftBook {
 public:
  struct Ports {
    DriftStore& store;
    ProfileBook::Read readBlob;
  };
  DriftBook(Ports ports, DriftConfig config)
      : store_(ports.store), profiles_(std::move(ports.readBlob)), config_(config) {}

  // Reads what was known. A series that is damaged begins anew.
  Status open();

  // Exactly once: windows of a report whose number is not above the newest one of its node with windows were counted
  // before.
  void take(const WindowOrigin& origin, std::uint64_t report, const std::vector<WindowReport>& windows, TimePoint now);
  // Judges regions whose nodes have sent something new, and says again what drifts.
  void judge(TimePoint now);
  // Writes what is new, in one transaction; after an error it is kept for the next time. Removes what is old enough.
  Status flush(TimePoint now);

  // What drifts, as of the last look: regions, and nodes by themselves; with the farthest features.
  const std::vector<DriftStanding>& findings() const { return findings_; }
  // `nodes`: whose windows count; a query for a region or the fleet tells of the regions in `regions`.
  struct Scope {
    std::set<RegionName> regions;
    std::set<std::string> nodes;  // ids
    SiteName site;                // all of them at one site, as one
    WorkloadName workload;
    std::string version;
    bool histograms = false;
    std::size_t features = SIZE_MAX;        // the farthest ones
    std::int64_t fromHour = 0, toHour = 0;  // histograms of these hours; 0: of the newest window
  };
  std::vector<DriftStanding> standings(const Scope& scope);

 private:
  struct Node {
    WindowOrigin origin;
    DriftSeries series;
    WindowEvidence waiting;  // too few values to be judged yet
    double distance = 0;     // of its newest window from the training, over all features
    DriftCause cause = DriftCause::None;
    TimePoint heardAt{};  // by the clock here
  };
  struct Region {
    DriftSeries series;
    std::map<std::string, WindowEvidence> parts;  // by node, since the last look that judged them
    TimePoint waitsSince{};
    bool asOne = false;  // most of its nodes drift
  };
  using Looks = std::vector<FeatureLook>;

  void takeOne(const WindowOrigin& origin, const WindowReport& report, TimePoint now);
  void judgeNode(const SeriesKey& key, Node& node, WindowEvidence evidence, const ReferenceProfile* profile);
  bool isComplete(const SeriesKey& key, const Region& region, TimePoint now) const;
  // Of a region, without the nodes that drift alone there, and without the one that is farthest from the training.
  WindowEvidence together(const SeriesKey& key, const Region& region) const;
  void judgeRegions(TimePoint now);
  void findCauses();
  std::ptrdiff_t seriesOf(const SeriesKey& key) const;  // of its node
  bool hasCompany(const SeriesKey& key, const Node& node) const;
  // Whoever has been silent for longer than its windows last says nothing any more, good or bad.
  bool hasSay(const Node& node) const;
  std::vector<std::pair<const SeriesKey*, const Node*>> nodesOf(const SeriesKey& region) const;
  DriftLevel levelFor(const InputWindow& window) const;
  void addHour(const SeriesKey& key, const InputWindow& window);
  Status writeNew();

  // drift_standings.cpp
  DriftStanding standingOf(const SeriesKey& key, const DriftSeries& series, std::size_t most, const Scope& scope);
  DriftStanding standingOfNode(const SeriesKey& key, const Node& node, std::size_t most, const Scope& scope);
  DriftStanding standingOfRegion(const SeriesKey& key, const Region& region, std::size_t most, const Scope& scope);
  std::vector<DriftStanding> standingsOfSite(const Scope& scope);
  InputWindow shownWindow(const SeriesKey& key, const InputWindow& last, const Scope& scope);
  void tellFindings();

  DriftStore& store_;
  ProfileBook profiles_;
  DriftConfig config_;
  std::map<SeriesKey, Node> nodes_;      // the region of the key is that of the node
  std::map<SeriesKey, Region> regions_;  // keys without a node
  std::set<SeriesKey> dirty_;
  std::map<std::pair<SeriesKey, std::int64_t>, InputWindow> hours_;  // that are not written yet
  std::map<NodeId, std::uint64_t> counted_;                          // newest report of each node that had windows
  std::map<NodeId, std::uint64_t> newCounted_;                       // of these, what is not written yet
  std::vector<DriftStanding> findings_;
  TimePoint lookedAt_{};  // the newest time that was told here
  std::int64_t prunedAt_ = 0;
};

}  // namespace flotilla::controlplane::drift
