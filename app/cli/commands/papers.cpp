// Documents that the control plane makes from what it knows: post-mortems, and what a week or a month was like.
#include <iostream>
#include <sstream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/text_output.h"

namespace flotilla::cli {
namespace {

struct PaperArguments {
  std::string incident;
  ReportQuestion question;
  PaperFormat format = PaperFormat::Markdown;
  std::string out;
};

void declarePaper(CLI::App& app, PaperArguments& arguments) {
  addParsed(app, "--format", arguments.format, parseOneOf<PaperFormat>(kPaperFormatNames),
            "markdown, html or json (markdown)")
      ->type_name("FORMAT");
  addText(app, "--out", arguments.out, "Where to write it; what is there is replaced. Left out, it is printed")
      ->type_name("FILE");
}

Status give(Session& session, const PaperArguments& arguments, const PaperText& paper) {
  if (!arguments.out.empty()) {
    FLOTILLA_CHECK(writeOutput("--out", arguments.out, paper.text));
    std::cout << "written to " << harmless(arguments.out) << '\n';
    return okStatus();
  }
  session.show([&] {
    std::istringstream lines(paper.text);
    for (std::string line; std::getline(lines, line);) std::cout << harmless(line) << '\n';
  });
  return okStatus();
}

Status writePostmortem(Session& session, const PaperArguments& arguments) {
  session.seenIn = "incidents list";
  FLOTILLA_TRY(const PaperText paper, session.ask<PaperText>([&](auto& client, auto done) {
    client.postmortem(IncidentId(arguments.incident), arguments.format, done);
  }));
  return give(session, arguments, paper);
}

Status writeReport(Session& session, const PaperArguments& arguments) {
  FLOTILLA_TRY(const PaperText paper, session.ask<PaperText>([&](auto& client, auto done) {
    client.report(arguments.question, arguments.format, done);
  }));
  return give(session, arguments, paper);
}

Result<TimePoint> parseDay(const std::string& text) {
  auto day = parseRfc3339(text + "T00:00:00Z");
  if (!day) return invalid("bad_day", "\"" + text + "\" is no day such as 2026-01-31");
  return day;
}

void addPeriod(CLI::App& routine, Session& session, ReportPeriod period, const char* help) {
  addCommand<PaperArguments>(
      routine, session, std::string(toText(period)), help,
      [period](CLI::App& app, PaperArguments& arguments) {
        arguments.question.period = period;
        declarePaper(app, arguments);
        addParsed(app, "--before", arguments.question.before, parseDay,
                  "The last whole one before this day, in UTC; left out, before today")
            ->type_name("DAY");
      },
      writeReport);
}

}  // namespace

void addPostmortemCommand(CLI::App& incidents, Session& session) {
  addCommand<PaperArguments>(
      incidents, session, "postmortem",
      "Write down what it cost, who knew what when, what was done and what is to be learnt, from what was recorded",
      [](CLI::App& app, PaperArguments& arguments) {
        addText(app, "incident", arguments.incident, "Its name, as incidents list gives it")->required();
        declarePaper(app, arguments);
      },
      writePostmortem);
}

void addRoutineCommands(CLI::App& root, Session& session) {
  CLI::App* routine = addGroup(
      root, "routine", "Report on a week or a month: budgets, incidents, failing nodes, gaps, certificates, tasks",
      kReliabilityGroup);
  addPeriod(*routine, session, ReportPeriod::Week, "The last whole week, from Monday to Sunday");
  addPeriod(*routine, session, ReportPeriod::Month, "The last whole month");
}

}  // namespace flotilla::cli
