// What a machine says it has is there after a loss of power: the version it runs, the boot record that names it, and
// its identity. Looks on. Thread: that of the world. Lifetime: as long as the world.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "services/agent/core/install/boot_record.h"
#include "tests/simulation/sim_node.h"

namespace flotilla::simulation {

class LastingChecks {
 public:
  explicit LastingChecks(World& world) : world_(world) {}

  // Right before the power goes, and right after, before anything is started.
  void before(const SimNode& node);
  void after(const SimNode& node);
  // Whether the version that the boot record names is there, every file of it.
  static bool isWhole(const SimNode& node, const WorkloadName& workload);
  // At rest, the boot record and the database tell the same story.
  void finish(const SimNode& node);

 private:
  // Of one node, before the power went.
  struct Had {
    std::map<WorkloadName, Digest> whole;  // versions that run and whose files are right
    bool hasBoot = false;
    bool hasIdentity = false;
  };

  World& world_;
  Had had_;
};

}  // namespace flotilla::simulation
