// One file or folder of a SimDisk. Internal to it. Thread: the simulation's. Lifetime: as long as a name or an open
// file leads to it.
#pragma once

#include "tests/simulation/sim_disk.h"

namespace flotilla::simulation {

struct SimDisk::Node {
  using Names = std::map<std::string, NodePtr, std::less<>>;
  bool isFolder = false;
  bool executable = false;  // and not writable
  std::uint32_t names = 0;  // that lead to it, as programs see it
  std::uint32_t opened = 0;
  FileContent content;
  Names now;      // of a folder, as programs see it
  Names durable;  // as the disk has it
};

template <class F>
void SimDisk::forEachFile(const Node& folder, const std::string& path, const F& use) {
  for (const auto& [name, node] : folder.now) {
    const std::string at = path + "/" + name;
    if (node->isFolder)
      forEachFile(*node, at, use);
    else
      use(at, *node);
  }
}

}  // namespace flotilla::simulation
