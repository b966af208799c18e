// The part of telemetry.db that keeps drift: one row per series, and windows merged by the hour. Thread: the telemetry
// loop. Lifetime: the database outlives it.
#pragma once

#include "services/controlplane/core/drift/drift_store.h"
#include "services/controlplane/storage/database.h"

namespace flotilla::controlplane {

class SqliteDriftStore final : public drift::DriftStore {
 public:
  explicit SqliteDriftStore(Database& database) : database_(database) {}

  Status write(const std::vector<drift::SeriesRow>& series, const std::vector<drift::HourRow>& hours,
               const std::map<NodeId, std::uint64_t>& counted) override;
  Result<std::map<NodeId, std::uint64_t>> counted() override;
  Status eachSeries(const std::function<void(const drift::SeriesRow&)>& take) override;
  Status eachHour(const drift::SeriesKey& key, std::int64_t from, std::int64_t to,
                  const std::function<void(const drift::HourRow&)>& take) override;
  Result<std::string> hour(const drift::SeriesKey& key, std::int64_t hour) override;
  Status remove(std::int64_t nodesBefore, std::int64_t regionsBefore) override;

 private:
  Status writeSeries(const std::vector<drift::SeriesRow>& series);
  Status writeHours(const std::vector<drift::HourRow>& hours);
  Status writeCounted(const std::map<NodeId, std::uint64_t>& counted);

  Database& database_;
};

}  // namespace flotilla::controlplane
