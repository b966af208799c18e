// A control plane's door to a SimFleetDisk, which answers as SqliteFleetStore does. Several may be open over one disk,
// as two control planes over one database: the epoch fences the older. Thread: the simulation's. Lifetime: of a
// process; the disk outlives it. Errors: as those of SqliteFleetStore, Internal/"database_error" and
// Exhausted/"disk_full".
#pragma once

#include "tests/simulation/sim_fleet_disk.h"

namespace flotilla::simulation {

class SimFleetStore final : public controlplane::FleetStore {
 public:
  explicit SimFleetStore(SimFleetDisk& disk) : disk_(disk) {}

  Result<std::uint64_t> raiseEpoch() override;
  Status jumpEpoch(std::uint64_t from, std::uint64_t to) override;
  Result<controlplane::FleetState> load() override;
  Status commit(const std::vector<controlplane::Mutation>& mutations, std::uint64_t epoch,
                std::uint64_t revision) override;
  Result<std::vector<NodeEvent>> nodeEvents(const NodeId& node) override;
  Result<std::vector<controlplane::LookRecord>> looks(const RolloutId& rollout, std::uint32_t wave) override;
  Result<std::vector<AlertFiring>> alertHistory() override;
  Result<std::vector<IncidentEvent>> incidentEvents(const IncidentId& incident) override;
  Result<std::optional<controlplane::RunbookRecord>> runbook(const RunbookName& name, std::uint32_t version) override;
  Result<std::vector<RunEvidence>> runEvidence(const RunId& run) override;
  Result<std::vector<AuditEntry>> auditEntries(std::uint64_t from, std::size_t limit) override;
  // Kept by the disk (SimFleetDisk::copies); Conflict/"file_exists" if there is one of that path.
  Status copyTo(const std::string& path) override;

  std::function<void()> onDurableStep;  // as SimDisk::onDurableStep

 private:
  SimFleetDisk& disk_;
};

}  // namespace flotilla::simulation
