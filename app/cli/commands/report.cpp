// The state of the fleet on one page, for people who run no commands.
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/report/report_page.h"
#include "app/cli/text_output.h"

namespace flotilla::cli {
namespace {

struct ReportArguments {
  std::string file;
  Duration since = std::chrono::hours(24 * 30);
};

constexpr std::uint32_t kLargePage = 1000;
constexpr int kMostPages = 10;

// All of a list, newest first, up to the first that is too old for the report.
template <class T, class Ask, class IsOld>
Result<std::vector<T>> newest(const ListQuery& first, Ask ask, IsOld isOld) {
  std::vector<T> out;
  ListQuery query = first;
  for (int i = 0; i < kMostPages; ++i) {
    FLOTILLA_TRY(Page<T> page, ask(query));
    for (T& item : page.items) {
      if (isOld(item)) return out;
      out.push_back(std::move(item));
    }
    if (page.nextPageToken.empty()) break;
    query.pageToken = page.nextPageToken;
  }
  return out;
}

Status readObjectives(Session& session, Objectives& out) {
  ListQuery query{{}, {}, kLargePage, {}};
  for (int i = 0; i < kMostPages; ++i) {
    FLOTILLA_TRY(Objectives page, session.ask<Objectives>([&](auto& c, auto done) { c.listObjectives(query, done); }));
    for (ObjectiveStanding& standing : page.standings.items) out.standings.items.push_back(std::move(standing));
    out.objectives = std::move(page.objectives);
    out.at = page.at;
    if (page.standings.nextPageToken.empty()) break;
    query.pageToken = page.standings.nextPageToken;
  }
  return okStatus();
}

Result<FleetReport> readReport(Session& session, Duration since) {
  FleetReport out;
  FLOTILLA_TRY(out.server, session.ask<ServerInfo>([](auto& client, auto done) { client.serverInfo(done); }));
  out.to = out.server.now;
  out.from = out.to - since;
  FLOTILLA_CHECK(readObjectives(session, out.objectives));
  if (const ObjectiveStanding* const least = leastLeft(out, RegionName())) {
    FLOTILLA_TRY(out.spent, session.ask<BudgetReport>([&](auto& client, auto done) {
      client.getBudget(least->objective, RegionName(), done);
    }));
  }
  const ListQuery rollouts{{}, "created_at desc", kLargePage, {}};
  FLOTILLA_TRY(out.rollouts, newest<Rollout>(
                                 rollouts,
                                 [&](const ListQuery& query) {
                                   return session.ask<Page<Rollout>>(
                                       [&](auto& client, auto done) { client.listRollouts(query, done); });
                                 },
                                 [&](const Rollout& rollout) { return rollout.createdAt < out.from; }));
  std::erase_if(out.rollouts, [](const Rollout& rollout) { return rollout.startedAt == TimePoint{}; });
  const ListQuery pages{"severity:page", {}, kLargePage, {}};
  FLOTILLA_TRY(out.pages, newest<AlertFiring>(
                              pages,
                              [&](const ListQuery& query) {
                                return session.ask<Page<AlertFiring>>(
                                    [&](auto& client, auto done) { client.listAlertHistory(query, done); });
                              },
                              [&](const AlertFiring& firing) { return firing.began < out.from; }));
  IndicatorQuery measured;
  measured.from = out.from;
  measured.to = out.to;
  FLOTILLA_TRY(out.indicators, session.ask<std::vector<IndicatorReading>>(
                                   [&](auto& client, auto done) { client.indicators(measured, done); }));
  return out;
}

Status writeReport(Session& session, const ReportArguments& arguments) {
  FLOTILLA_TRY(const FleetReport report, readReport(session, arguments.since));
  FLOTILLA_CHECK(writeOutput("--html", arguments.file, reportPage(report)));
  const Headline headline = headlineOf(report);
  std::cout << harmless(headline.strong) << (headline.rest.empty() ? "" : " ") << harmless(headline.rest) << '\n'
            << "written to " << harmless(arguments.file) << '\n';
  return okStatus();
}

void declareReport(CLI::App& app, ReportArguments& arguments) {
  addText(app, "--html", arguments.file, "Where to write the page; what is there is replaced")
      ->required()
      ->type_name("FILE");
  addDuration(app, "--since", arguments.since, {std::chrono::hours(1), std::chrono::hours(24 * 90)},
              "How far back rollouts, pages and measurements go");
}

}  // namespace

void addReportCommands(CLI::App& root, Session& session) {
  addCommand<ReportArguments>(root, session, "report",
                              "Write the state of the fleet as one page of HTML, for a screen or for paper",
                              declareReport, writeReport)
      ->group(kReliabilityGroup);
}

}  // namespace flotilla::cli
