#include "services/controlplane/storage/sqlite_business_store.h"

namespace flotilla::controlplane {
namespace {

// Parameters 1 to 4.
void bindHour(Statement& statement, const BusinessSeries& series, std::int64_t hour) {
  statement.bindText(1, series.indicator.value);
  statement.bindText(2, series.region.value);
  statement.bindText(3, series.site.value);
  statement.bind(4, hour);
}

Status stepOnce(Statement& statement) {
  const auto row = statement.step();
  return row ? okStatus() : Status(row.error());
}

}  // namespace

Status SqliteBusinessStore::write(const std::vector<BusinessHour>& hours) {
  FLOTILLA_CHECK(database_.execute("BEGIN IMMEDIATE"));
  Status done = writeRows(hours);
  if (done) done = database_.execute("COMMIT");
  if (!done) (void)database_.execute("ROLLBACK");
  return done;
}

Status SqliteBusinessStore::writeRows(const std::vector<BusinessHour>& hours) {
  FLOTILLA_TRY(const auto insert,
               database_.prepare("INSERT INTO business_hours (indicator, region, site, hour, points) VALUES ($1, $2, "
                                 "$3, $4, $5) ON CONFLICT (indicator, region, site, hour) DO UPDATE SET points = "
                                 "excluded.points"));
  for (const BusinessHour& hour : hours) {
    bindHour(*insert, hour.series, hour.hour);
    insert->bindBytes(5, hour.encode());
    FLOTILLA_CHECK(stepOnce(*insert));
    insert->reset();
  }
  return okStatus();
}

Result<BusinessHour> SqliteBusinessStore::read(const BusinessSeries& series, std::int64_t hour) {
  FLOTILLA_TRY(const auto select,
               database_.prepare("SELECT points FROM business_hours WHERE indicator = $1 AND region = $2 AND site = $3 "
                                 "AND hour = $4"));
  bindHour(*select, series, hour);
  FLOTILLA_TRY(const bool found, select->step());
  BusinessHour out{series, hour, {}};
  if (found) FLOTILLA_CHECK(out.decode(select->bytes(0)));
  return out;
}

Status SqliteBusinessStore::each(std::int64_t from, const std::function<void(const BusinessHour&)>& take) {
  FLOTILLA_TRY(const auto select,
               database_.prepare("SELECT indicator, region, site, hour, points FROM business_hours WHERE hour >= $1"));
  select->bind(1, from);
  for (;;) {
    FLOTILLA_TRY(const bool row, select->step());
    if (!row) return okStatus();
    BusinessHour hour{{BusinessName(select->bytes(0)), RegionName(select->bytes(1)), SiteName(select->bytes(2))},
                      select->integer(3),
                      {}};
    FLOTILLA_CHECK(hour.decode(select->bytes(4)));
    take(hour);
  }
}

Status SqliteBusinessStore::remove(std::int64_t before) {
  FLOTILLA_TRY(const auto remove, database_.prepare("DELETE FROM business_hours WHERE hour < $1"));
  remove->bind(1, before);
  return stepOnce(*remove);
}

}  // namespace flotilla::controlplane
