// What is declared, as the control plane has it now. Thread: the main thread, which waits for the snapshot.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "app/cli/session.h"

namespace flotilla::cli {

struct DeclaredFleet {
  std::map<std::string, Region> regions;
  std::map<std::string, Site> sites;
  std::map<std::string, Workload> workloads;
  std::map<std::string, Objective> objectives;
  std::map<std::string, std::uint64_t> nodes;  // of each site, by its name
};

// Of the regions that the caller may see.
Result<DeclaredFleet> readFleet(Session& session);

template <class Items>
auto valuesOf(const Items& items) {
  std::vector<typename Items::mapped_type> out;
  for (const auto& [name, item] : items) out.push_back(item);
  return out;
}

}  // namespace flotilla::cli
