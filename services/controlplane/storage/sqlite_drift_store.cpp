#include "services/controlplane/storage/sqlite_drift_store.h"

namespace flotilla::controlplane {
namespace {

using drift::HourRow;
using drift::SeriesKey;
using drift::SeriesRow;

constexpr std::int64_t kMicrosPerHour = 3'600'000'000;

// As parameters 1 to 4, in every statement.
void bindSeries(Statement& statement, const SeriesKey& key) {
  statement.bindText(1, key.region.value);
  statement.bindText(2, key.node);
  statement.bindText(3, key.workload.value);
  statement.bindText(4, key.version);
}

Status runOnce(Statement& statement) {
  FLOTILLA_TRY(const bool row, statement.step());
  (void)row;
  statement.reset();
  return okStatus();
}

}  // namespace

Status SqliteDriftStore::write(const std::vector<SeriesRow>& series, const std::vector<HourRow>& hours,
                               const std::map<NodeId, std::uint64_t>& counted) {
  FLOTILLA_CHECK(database_.execute("BEGIN IMMEDIATE"));
  Status done = writeSeries(series);
  if (done) done = writeHours(hours);
  if (done) done = writeCounted(counted);
  if (done) done = database_.execute("COMMIT");
  if (!done) (void)database_.execute("ROLLBACK");
  return done;
}

Status SqliteDriftStore::writeSeries(const std::vector<SeriesRow>& series) {
  FLOTILLA_TRY(const auto insert,
               database_.prepare("INSERT INTO drift_series (region, node, workload, version, site, name, ended_us, "
                                 "series) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (region, node, "
                                 "workload, version) DO UPDATE SET site = excluded.site, name = excluded.name, "
                                 "ended_us = excluded.ended_us, series = excluded.series"));
  for (const SeriesRow& row : series) {
    bindSeries(*insert, row.key);
    insert->bindText(5, row.site);
    insert->bindText(6, row.name);
    insert->bind(7, toMicros(row.ended));
    insert->bindBytes(8, row.series);
    FLOTILLA_CHECK(runOnce(*insert));
  }
  return okStatus();
}

Status SqliteDriftStore::writeHours(const std::vector<HourRow>& hours) {
  FLOTILLA_TRY(
      const auto insert,
      database_.prepare("INSERT INTO drift_hours (region, node, workload, version, hour, window_record) VALUES "
                        "($1, $2, $3, $4, $5, $6) ON CONFLICT (region, node, workload, version, hour) DO "
                        "UPDATE SET window_record = excluded.window_record"));
  for (const HourRow& row : hours) {
    bindSeries(*insert, row.key);
    insert->bind(5, row.hour);
    insert->bindBytes(6, row.window);
    FLOTILLA_CHECK(runOnce(*insert));
  }
  return okStatus();
}

Status SqliteDriftStore::writeCounted(const std::map<NodeId, std::uint64_t>& counted) {
  FLOTILLA_TRY(
      const auto insert,
      database_.prepare("INSERT INTO drift_counted (node, report) VALUES ($1, $2) ON CONFLICT (node) DO UPDATE "
                        "SET report = excluded.report"));
  for (const auto& [node, report] : counted) {
    insert->bindText(1, node.value);
    insert->bind(2, static_cast<std::int64_t>(report));
    FLOTILLA_CHECK(runOnce(*insert));
  }
  return okStatus();
}

Result<std::map<NodeId, std::uint64_t>> SqliteDriftStore::counted() {
  FLOTILLA_TRY(const auto select, database_.prepare("SELECT node, report FROM drift_counted"));
  std::map<NodeId, std::uint64_t> out;
  for (;;) {
    FLOTILLA_TRY(const bool row, select->step());
    if (!row) return out;
    out.emplace(select->bytes(0), static_cast<std::uint64_t>(select->integer(1)));
  }
}

Status SqliteDriftStore::eachSeries(const std::function<void(const SeriesRow&)>& take) {
  FLOTILLA_TRY(const auto select, database_.prepare("SELECT region, node, workload, version, site, name, ended_us, "
                                                    "series FROM drift_series"));
  for (;;) {
    FLOTILLA_TRY(const bool row, select->step());
    if (!row) return okStatus();
    take({{RegionName(select->bytes(0)), select->bytes(1), WorkloadName(select->bytes(2)), select->bytes(3)},
          select->bytes(4),
          select->bytes(5),
          fromMicros(select->integer(6)),
          select->bytes(7)});
  }
}

Status SqliteDriftStore::eachHour(const SeriesKey& key, std::int64_t from, std::int64_t to,
                                  const std::function<void(const HourRow&)>& take) {
  FLOTILLA_TRY(const auto select,
               database_.prepare("SELECT hour, window_record FROM drift_hours WHERE region = $1 AND node = $2 AND "
                                 "workload = $3 AND version = $4 AND hour >= $5 AND hour <= $6 ORDER BY hour"));
  bindSeries(*select, key);
  select->bind(5, from);
  select->bind(6, to);
  for (;;) {
    FLOTILLA_TRY(const bool row, select->step());
    if (!row) return okStatus();
    take({key, select->integer(0), select->bytes(1)});
  }
}

Result<std::string> SqliteDriftStore::hour(const SeriesKey& key, std::int64_t hour) {
  std::string out;
  FLOTILLA_CHECK(eachHour(key, hour, hour, [&](const HourRow& row) { out = row.window; }));
  return out;
}

Status SqliteDriftStore::remove(std::int64_t nodesBefore, std::int64_t regionsBefore) {
  for (const bool ofNodes : {true, false}) {
    const std::int64_t before = ofNodes ? nodesBefore : regionsBefore;
    const std::string which = ofNodes ? " WHERE node <> '' AND " : " WHERE node = '' AND ";
    FLOTILLA_TRY(const auto hours, database_.prepare("DELETE FROM drift_hours" + which + "hour < $1"));
    hours->bind(1, before);
    FLOTILLA_CHECK(runOnce(*hours));
    FLOTILLA_TRY(const auto series, database_.prepare("DELETE FROM drift_series" + which + "ended_us < $1"));
    series->bind(1, before * kMicrosPerHour);
    FLOTILLA_CHECK(runOnce(*series));
  }
  return okStatus();
}

}  // namespace flotilla::controlplane
