// What happens first after a start: every workload goes on from where it was.
#include "services/agent/core/agent_impl.h"

namespace flotilla::agent {

// Lines of what goes on from before the start belong to the rollout that began it.
void Agent::Impl::nameStoredRollout() {
  const auto& stored = node.values().assignment;
  const auto content = stored ? signedContent(stored->envelope, config.root) : std::nullopt;
  if (content) node.nameRollout(content->generation, content->rollout);
}

// Everything that state.db or the boot record knows; the one may have lost what the other still has.
void Agent::Impl::recoverWorkloads(const Result<DesiredMap>& reopened) {
  std::map<WorkloadName, WorkloadRecord> known = node.values().workloads;
  for (const BootEntry& entry : node.bootRecord().entries) known[entry.workload].workload = entry.workload;
  for (const auto& [name, record] : known) add(record);
  for (auto& [name, workload] : workloads) workload->recover(mismatch(reopened, workload->record()));
}

}  // namespace flotilla::agent
