// Business indicators: what a deployment itself counts.
#include <algorithm>
#include <cmath>
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/text_output.h"
#include "services/documents/business_yaml.h"
#include "services/runtime/clock.h"

namespace flotilla::cli {
namespace {

constexpr Duration kAnHour = std::chrono::hours(1);

struct BusinessDocument {
  std::string file;
  bool dryRun = false;
};
struct BusinessReport {
  std::string indicator;
  std::string value;
  std::string file;
  BusinessPoint point;
};
struct BusinessView {
  BusinessSpan span;
  Duration period = std::chrono::hours(24 * 7);
};

void printNames(const char* sign, const std::vector<BusinessName>& names) {
  for (const BusinessName& name : names) std::cout << sign << ' ' << harmless(name.value) << '\n';
}

Status applyBusinessIndicators(Session& session, const BusinessDocument& arguments) {
  session.seenIn = "business list";
  FLOTILLA_TRY(const std::string yaml, readDocument("business", arguments.file, kMaxBusinessBytes));
  auto wanted = parseBusinessYaml(yaml);
  if (!wanted) {
    Error error = wanted.error();
    error.message = documentName(arguments.file) + ": " + error.message;
    return error;
  }
  FLOTILLA_TRY(const BusinessDiff diff, session.ask<BusinessDiff>([&](auto& client, auto done) {
    client.applyBusiness(*wanted, arguments.dryRun, done);
  }));
  session.show([&] {
    printNames("+", diff.created);
    printNames("~", diff.updated);
    printNames("-", diff.deleted);
    if (diff.empty()) std::cout << "nothing to change\n";
    if (arguments.dryRun) std::cout << "not applied: this was a dry run\n";
  });
  return okStatus();
}

Result<std::vector<BusinessPoint>> pointsOf(const BusinessReport& arguments) {
  if (!arguments.file.empty()) {
    FLOTILLA_TRY(const std::string csv, readDocument("--file", arguments.file, kMaxBusinessCsvBytes));
    auto points = parseBusinessCsv(csv);
    if (points) return points;
    Error error = points.error();
    error.message = documentName(arguments.file) + ": " + error.message;
    return error;
  }
  if (arguments.indicator.empty() || arguments.value.empty())
    return invalid("missing_argument", "an indicator and its value are needed, or a file", "indicator",
                   "flotillactl business report INDICATOR VALUE, or -f FILE.csv");
  auto points = parseBusinessCsv("indicator,region,site,at,value\n" + arguments.indicator + ",,,," + arguments.value);
  if (!points || points->size() != 1)
    return invalid("bad_value", "\"" + arguments.value + "\" is not a number", "value", "write it like 3 or 0.5");
  BusinessPoint point = arguments.point;
  point.indicator = points->front().indicator;
  point.value = points->front().value;
  return std::vector<BusinessPoint>{point};
}

// A long file in as many calls as it takes; sent again, it changes nothing.
Status reportPoints(Session& session, const BusinessReport& arguments) {
  session.seenIn = "business show";
  FLOTILLA_TRY(const std::vector<BusinessPoint> points, pointsOf(arguments));
  BusinessStored sum;
  for (std::size_t from = 0; from < points.size(); from += kMaxBusinessPoints) {
    const auto begin = points.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end = points.begin() + static_cast<std::ptrdiff_t>(std::min(points.size(), from + kMaxBusinessPoints));
    const std::vector<BusinessPoint> some(begin, end);
    FLOTILLA_TRY(const BusinessStored stored,
                 session.ask<BusinessStored>([&](auto& client, auto done) { client.reportBusiness(some, done); }));
    sum.stored += stored.stored;
    sum.unchanged += stored.unchanged;
  }
  session.show([&] {
    std::cout << counted(sum.stored, "value") << " stored";
    if (sum.unchanged > 0) std::cout << ", " << sum.unchanged << " there already";
    std::cout << '\n';
  });
  return okStatus();
}

Status listBusinessIndicators(Session& session) {
  FLOTILLA_TRY(const auto all,
               session.ask<std::vector<BusinessStanding>>([](auto& client, auto done) { client.listBusiness(done); }));
  session.show([&] {
    Table table({"INDICATOR", "TITLE", "UNIT", "BETTER", "GOAL", "AGGREGATION", "REGIONS", "LAST VALUE"});
    for (const BusinessStanding& one : all)
      table.add({one.indicator.name.value, one.indicator.title, orDash(one.indicator.unit),
                 one.indicator.lessIsBetter ? "less" : "more",
                 one.indicator.goal ? fixedText(*one.indicator.goal, 2) : "-",
                 std::string(toText(one.indicator.aggregation)),
                 orDash(joined(one.regions, ",", [](const RegionName& region) { return region.value; })),
                 one.lastPoint ? shortTime(*one.lastPoint) : "-"});
    table.print(std::cout);
  });
  return okStatus();
}

Status showIndicator(Session& session, const BusinessView& arguments) {
  BusinessSpan span = arguments.span;
  span.to = std::chrono::floor<std::chrono::hours>(SystemClock().now()) + kAnHour;
  span.from = span.to - std::chrono::floor<std::chrono::hours>(arguments.period);
  FLOTILLA_TRY(const auto history,
               session.ask<BusinessHistory>([&](auto& client, auto done) { client.businessHistory(span, done); }));
  session.show([&] {
    const BusinessIndicator& indicator = history.indicator;
    std::cout << harmless(indicator.title) << (indicator.unit.empty() ? "" : ", " + harmless(indicator.unit)) << ", "
              << toText(indicator.aggregation) << " by " << toText(span.step) << '\n';
    Table table({"FROM", "VALUE"});
    TimePoint at = span.from;
    for (const auto& step : history.steps) {
      table.add({shortTime(at), step ? fixedText(*step, 2) : "-"});
      at += span.step;
    }
    table.print(std::cout);
  });
  return okStatus();
}

void declareBusinessReport(CLI::App& app, BusinessReport& arguments) {
  addText(app, "indicator", arguments.indicator, "Its name, as business list gives it");
  addText(app, "value", arguments.value, "What was counted or measured");
  addName(app, "--region", arguments.point.region, "Where; without it the whole fleet");
  addName(app, "--site", arguments.point.site, "Where; a site has its region");
  addParsed(
      app, "--at", arguments.point.at, [](const std::string& text) { return parseRfc3339(text); },
      "When, like 2026-01-31T12:00:00Z; without it now")
      ->type_name("TIME");
  addText(app, "-f,--file", arguments.file,
          "Many of them, as CSV with the header indicator,region,site,at,value; - is standard input")
      ->type_name("FILE");
}

}  // namespace

void addBusinessCommands(CLI::App& root, Session& session) {
  CLI::App* business =
      addGroup(root, "business", "Declare, report and show what a deployment itself counts", kReliabilityGroup);
  addCommand<BusinessDocument>(
      *business, session, "apply", "Declare all business indicators that there are",
      [](CLI::App& app, BusinessDocument& arguments) {
        addText(app, "-f,--file,business", arguments.file, "YAML, see resources/business; - is standard input")
            ->required()
            ->type_name("FILE");
        app.add_flag("--dry-run", arguments.dryRun, "Only say what would change");
      },
      applyBusinessIndicators);
  addCommand<BusinessReport>(*business, session, "report", "Report a value, or a file of them; needs an enroller there",
                             declareBusinessReport, reportPoints);
  business->add_subcommand("list", "List them and who reports")->callback([&session] {
    session.chosen = [&session] { return listBusinessIndicators(session); };
  });
  addCommand<BusinessView>(
      *business, session, "show", "Show what was reported",
      [](CLI::App& app, BusinessView& arguments) {
        addText(app, "indicator", arguments.span.indicator.value, "Its name, as business list gives it")->required();
        addName(app, "--region", arguments.span.region, "Where; without it the whole fleet");
        addDuration(app, "--period", arguments.period, {kAnHour, kBusinessKept}, "How far back");
        addDuration(app, "--step", arguments.span.step, {kAnHour, kBusinessKept}, "In steps of whole hours");
      },
      showIndicator);
}

}  // namespace flotilla::cli
