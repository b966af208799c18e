// telemetry.db: counts by parts of hours, one packed row per series. Losing power may lose the last seconds of it and
// never its consistency (WAL, synchronous=NORMAL): what nodes counted is evidence, not intent. Thread: the telemetry
// loop. Lifetime: outlives the ledger.
#pragma once

#include <memory>
#include <string>

#include "services/controlplane/core/objectives/raw_hours.h"
#include "services/controlplane/storage/database.h"

namespace flotilla::controlplane {

class SqliteTelemetryStore final : public TelemetryStore {
 public:
  // Opens or creates. A damaged file is put aside as telemetry.db.damaged and begun anew, because a fleet can do
  // without its past and not without its control plane. Errors: Precondition/"schema_newer", those of Database.
  static Result<std::unique_ptr<SqliteTelemetryStore>> open(const std::string& path);

  // What else the file keeps uses the same connection.
  Database& database() { return *database_; }

  Status write(const std::vector<RawHour>& hours, const std::map<NodeId, std::uint64_t>& counted) override;
  Result<std::map<NodeId, std::uint64_t>> counted() override;
  Result<RawHour> read(const RawKey& key) override;
  Status each(RawKind kind, std::int64_t from, std::int64_t to,
              const std::function<void(const RawHour&)>& take) override;
  Status eachOf(RawKind kind, const std::string& scope, std::int64_t from, std::int64_t to,
                const std::function<void(const RawHour&)>& take) override;
  Status replace(RawKind kind, std::int64_t hour, const std::vector<RawHour>& parts) override;
  Status writeAlerts(const std::vector<ObjectiveAlert>& alerts) override;
  Result<std::vector<ObjectiveAlert>> alerts(std::size_t most) override;
  Result<std::uint64_t> remove(RawKind kind, std::int64_t before) override;

 private:
  explicit SqliteTelemetryStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  Status writeRows(const std::vector<RawHour>& hours);
  Status inTransaction(const std::function<Status()>& work);
  Status writeCounted(const std::map<NodeId, std::uint64_t>& counted);

  std::unique_ptr<Database> database_;
};

}  // namespace flotilla::controlplane
