// Business indicators and what summaries count, both on the telemetry loop.
#include "app/controlplane/server.h"

namespace flotilla::controlplane {

Status Server::openBusiness() {
  businessStore_ = std::make_unique<SqliteBusinessStore>(telemetryStore_->database());
  business_ = std::make_unique<BusinessBook>(*businessStore_);
  plane_->reportBusiness = [this](const std::vector<BusinessPoint>& points) {
    return telemetryLoop_.run([&]() -> Result<BusinessStored> {
      FLOTILLA_CHECK(business_->prune(clock_.now()));
      return business_->report(points);
    });
  };
  plane_->businessHistory = [this](const BusinessIndicator& indicator, const BusinessPlace& place,
                                   const BusinessSpan& span) {
    return telemetryLoop_.run([&] { return business_->history(indicator, place, span.from, span.to, span.step); });
  };
  plane_->businessStandings = [this](const std::vector<BusinessIndicator>& indicators, const BusinessPlace& place) {
    return telemetryLoop_.run([&] {
      std::vector<BusinessStanding> out;
      for (const BusinessIndicator& indicator : indicators) out.push_back(business_->standing(indicator, place));
      return out;
    });
  };
  plane_->countSummary = [this](SummaryJob job, std::function<void(SummaryCounts)> done) {
    auto shared = std::make_shared<SummaryJob>(std::move(job));
    telemetryLoop_.post([this, shared, done = std::move(done)]() mutable {
      countSummary(shared, std::make_shared<SummaryCounts>(), std::move(done), 0);
    });
  };
  return telemetryLoop_.run([this] { return business_->open(clock_.now()); });
}

// One objective after the other, so that reports are taken in between.
void Server::countSummary(std::shared_ptr<SummaryJob> job, std::shared_ptr<SummaryCounts> counts,
                          std::function<void(SummaryCounts)> done, std::size_t next) {
  if (next == job->objectives.size()) {
    countBusiness(*job, *business_, *counts);
    loop_.post([counts, done = std::move(done)] { done(std::move(*counts)); });
    return;
  }
  const SummaryPorts ports{[this](const ObjectiveName& name, const RegionName& region, TimePoint from, TimePoint to,
                                  Duration step) { return telemetry_->history(name, region, from, to, step); },
                           [this](const ObjectiveName& name, const RegionName& region, TimePoint from) {
                             return telemetry_->parts(name, region, from);
                           }};
  countObjective(*job, job->objectives[next], ports, *counts);
  telemetryLoop_.post([this, job = std::move(job), counts = std::move(counts), done = std::move(done), next]() mutable {
    countSummary(std::move(job), std::move(counts), std::move(done), next + 1);
  });
}

}  // namespace flotilla::controlplane
