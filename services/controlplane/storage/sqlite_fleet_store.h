// flotilla.db: the durable side of the fleet on SQLite. Thread: the fleet loop. Lifetime: outlives Fleet.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "services/controlplane/core/fleet/store.h"
#include "services/controlplane/storage/database.h"

namespace flotilla::controlplane {

class SqliteFleetStore final : public FleetStore {
 public:
  // Opens or creates the file and brings its schema up to date. A newer schema is refused
  // (Precondition/"schema_newer").
  static Result<std::unique_ptr<SqliteFleetStore>> open(const std::string& path);

  Result<std::uint64_t> raiseEpoch() override;
  Status jumpEpoch(std::uint64_t from, std::uint64_t to) override;
  Result<FleetState> load() override;
  Status commit(const std::vector<Mutation>& mutations, std::uint64_t epoch, std::uint64_t revision) override;
  Result<std::vector<NodeEvent>> nodeEvents(const NodeId& node) override;
  Result<std::vector<LookRecord>> looks(const RolloutId& rollout, std::uint32_t wave) override;
  Result<std::vector<AlertFiring>> alertHistory() override;
  Result<std::vector<IncidentEvent>> incidentEvents(const IncidentId& incident) override;
  Result<std::optional<RunbookRecord>> runbook(const RunbookName& name, std::uint32_t version) override;
  Result<std::vector<RunEvidence>> runEvidence(const RunId& run) override;
  Result<std::vector<AuditEntry>> auditEntries(std::uint64_t from, std::size_t limit) override;
  Status copyTo(const std::string& path) override;

 private:
  explicit SqliteFleetStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  template <class T>
  Status upsert(const T& row);
  Status remove(const Removal& removal);
  Status removeBy(const std::string& sql, const Removal& removal);
  Status dropOldEvents(const NodeId& node);
  Status dropOldFirings(TimePoint now);
  Status writeAll(const std::vector<Mutation>& mutations, std::uint64_t epoch, std::uint64_t revision);
  Result<Statement*> cached(const std::string& sql);

  std::unique_ptr<Database> database_;
  std::map<std::string, std::unique_ptr<Statement>> statements_;
};

}  // namespace flotilla::controlplane
