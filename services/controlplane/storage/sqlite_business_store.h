// The part of telemetry.db that keeps business indicators: one packed row per place and hour. Thread: the telemetry
// loop. Lifetime: the database outlives it.
#pragma once

#include "services/controlplane/core/business/business_hours.h"
#include "services/controlplane/storage/database.h"

namespace flotilla::controlplane {

class SqliteBusinessStore final : public BusinessStore {
 public:
  explicit SqliteBusinessStore(Database& database) : database_(database) {}

  Status write(const std::vector<BusinessHour>& hours) override;
  Result<BusinessHour> read(const BusinessSeries& series, std::int64_t hour) override;
  Status each(std::int64_t from, const std::function<void(const BusinessHour&)>& take) override;
  Status remove(std::int64_t before) override;

 private:
  Status writeRows(const std::vector<BusinessHour>& hours);

  Database& database_;
};

}  // namespace flotilla::controlplane
