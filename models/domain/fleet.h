// The tree of places, and what is declared about it in YAML: Fleet -> Region -> Site.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/labels.h"
#include "models/domain/objective.h"
#include "models/domain/time.h"
#include "models/domain/workload.h"

namespace flotilla {

// key [a-z0-9][a-z0-9._-]{0,62}, value [A-Za-z0-9._-]{0,63}, at most 32 labels.
Status checkLabels(const Labels& labels);

struct Region {
  RegionName name;
  std::string title;                                // for people, 1 to 80 characters
  Duration offlineAfter = std::chrono::minutes(5);  // a node is `offline` when its last report is older
  friend bool operator==(const Region&, const Region&) = default;
};

struct Site {
  SiteName name;
  RegionName region;
  std::string title;
  double latitude = 0;   // degrees, -90 to 90
  double longitude = 0;  // degrees, -180 to 180
  friend bool operator==(const Site&, const Site&) = default;
};

struct FleetDeclaration {
  std::vector<Region> regions;
  std::vector<Site> sites;
  std::vector<Workload> workloads;
  std::vector<Objective> objectives;
};

}  // namespace flotilla
