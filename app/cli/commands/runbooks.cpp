// Runbooks: documents that say what to do about a kind of incident.
#include <algorithm>
#include <iostream>
#include <sstream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/text_output.h"
#include "models/domain/runbook_fields.h"
#include "services/documents/runbook_yaml.h"

namespace flotilla::cli {
namespace {

struct RunbookArguments {
  std::string name;
  std::uint32_t version = 0;
};

struct RunbookFile {
  std::string file;
  bool dryRun = false;
};

Error inFile(const std::string& file, Error error) {
  error.message = documentName(file) + ": " + error.message;
  return error;
}

Result<std::string> readFile(const std::string& file) {
  return readDocument("runbook", file, kMaxRunbookBytes);
}

// All that is wrong with it, not only the first.
Status checkRunbook(Session& session, const RunbookFile& arguments) {
  FLOTILLA_TRY(const std::string yaml, readFile(arguments.file));
  const RunbookExam exam = examineRunbook(yaml);
  const std::vector<RunbookFinding>& findings = exam.findings;
  const auto errors = std::count_if(findings.begin(), findings.end(), [](const auto& f) { return f.isError; });
  if (session.options.json) {
    std::cout << "{\"findings\":[" << joined(findings, ",", [](const RunbookFinding& f) {
      return "{\"line\":" + std::to_string(f.line) + ",\"step\":" + jsonText(f.step) +
             ",\"reason\":" + jsonText(f.reason) + ",\"message\":" + jsonText(toText(f)) +
             ",\"fix\":" + jsonText(f.fix) + ",\"error\":" + (f.isError ? "true" : "false") + "}";
    }) << "]}\n";
  } else {
    for (const RunbookFinding& f : findings)
      std::cout << (f.isError ? "error: " : "note: ") << harmless(toText(f)) << (f.fix.empty() ? "" : "; ")
                << harmless(f.fix) << '\n';
    if (errors == 0)
      std::cout << harmless(exam.runbook->name.value) << ": " << counted(exam.runbook->steps.size(), "step") << ", "
                << counted(exam.runbook->inputs.size(), "input") << '\n';
  }
  if (errors == 0) return okStatus();
  return invalid("bad_runbook", documentName(arguments.file) + " cannot be used as it is", "runbook",
                 "mend what is said above");
}

Status applyRunbook(Session& session, const RunbookFile& arguments) {
  session.seenIn = "runbooks list";
  FLOTILLA_TRY(const std::string yaml, readFile(arguments.file));
  std::vector<RunbookFinding> notes;
  if (const auto good = readRunbook(yaml, notes); !good) return inFile(arguments.file, good.error());
  FLOTILLA_TRY(const RunbookApplied done, session.ask<RunbookApplied>([&](auto& client, auto answer) {
    client.applyRunbook({yaml, arguments.dryRun}, answer);
  }));
  session.show([&] {
    const RunbookSummary& summary = done.summary;
    std::cout << harmless(summary.name.value) << ", version " << summary.version << ": "
              << (done.applied       ? "applied"
                  : arguments.dryRun ? "not applied: this was a dry run"
                                     : "nothing to change")
              << '\n';
    for (const std::string& note : done.notes) std::cout << "note: " << harmless(note) << '\n';
  });
  return okStatus();
}

std::string followedText(const RunbookHealth& health) {
  if (health.exercisedAt == TimePoint{}) return "never";
  return shortTime(health.exercisedAt) + (health.inDrill ? ", a drill" : "");
}

void printRunbooks(const std::vector<RunbookSummary>& all) {
  Table table({"RUNBOOK", "VERSION", "STEPS", "OWNER", "TRUST", "FOLLOWED", "RUNS", "TAKES", "TITLE"});
  for (const RunbookSummary& one : all)
    table.add({one.name.value, std::to_string(one.version) + (one.retired ? ", retired" : ""),
               std::to_string(one.steps), one.owner, std::string(toText(one.health.trust)), followedText(one.health),
               std::to_string(one.health.succeeded) + " of " + std::to_string(one.health.runs),
               one.health.median == Duration{} ? "-" : briefText(one.health.median), one.title});
  table.print(std::cout);
}

// Broken ones are an error, so that a script sees them.
Status checkAgainstFleet(Session& session, const RunbookArguments& arguments) {
  session.seenIn = "runbooks list";
  FLOTILLA_TRY(const auto all, session.ask<std::vector<RunbookSummary>>([&](auto& client, auto done) {
    client.checkRunbooks(RunbookName(arguments.name), done);
  }));
  std::size_t broken = 0;
  session.show([&] { printRunbooks(all); });
  for (const RunbookSummary& one : all) {
    broken += one.health.problems.empty() ? 0 : 1;
    session.show([&] {
      for (const std::string& problem : one.health.problems)
        std::cout << harmless(one.name.value) << ": " << harmless(problem) << '\n';
    });
  }
  if (broken == 0) return okStatus();
  return precondition("broken_runbooks", counted(broken, "runbook") + " named what is not there", "runbook",
                      "mend and apply them; flotillactl tasks list has one task for each");
}

Status listRunbooks(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<RunbookSummary> page,
               session.ask<Page<RunbookSummary>>([&](auto& client, auto done) { client.listRunbooks(query, done); }));
  session.show([&] {
    printRunbooks(page.items);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

// "# RUN-3 (version 2, alice, 2026-03-01 12:00): this step was unclear; missing: which of the two sites"
void printSuggestion(const RunbookSuggestion& suggestion) {
  const RunFeedback& said = suggestion.feedback;
  std::string missing = said.missing;
  std::replace(missing.begin(), missing.end(), '\n', ' ');
  std::cout << "# " << harmless(suggestion.run.value) << " (version " << suggestion.version << ", "
            << harmless(said.actor) << ", " << shortTime(said.at)
            << "): " << (said.unclear.empty() ? "" : harmless(said.unclear) + " was unclear")
            << (said.unclear.empty() || missing.empty() ? "" : "; ")
            << (missing.empty() ? "" : "missing: " + harmless(missing)) << '\n';
}

// What people said of a step stands above it; what they said of none, or of one that is gone, above all.
void printWithSuggestions(const RunbookDocument& document) {
  const auto book = parseRunbookYaml(document.text);
  const auto lineOf = [&](const RunbookSuggestion& suggestion) {
    const RunbookStep* step = book ? book->find(suggestion.feedback.unclear) : nullptr;
    return step == nullptr ? 0 : step->line;
  };
  std::istringstream lines(document.text);
  int number = 0;
  const auto printAbove = [&] {
    for (const RunbookSuggestion& suggestion : document.suggestions)
      if (lineOf(suggestion) == number) printSuggestion(suggestion);
  };
  printAbove();
  for (std::string line; std::getline(lines, line);) {
    ++number;
    printAbove();
    std::cout << harmless(line) << '\n';
  }
}

Status showRunbook(Session& session, const RunbookArguments& arguments) {
  FLOTILLA_TRY(const RunbookDocument document, session.ask<RunbookDocument>([&](auto& client, auto done) {
    client.getRunbook(RunbookName(arguments.name), arguments.version, done);
  }));
  session.show([&] {
    const RunbookSummary& summary = document.summary;
    std::cout << "# version " << summary.version << (summary.retired ? ", retired" : "") << ", by "
              << harmless(summary.author) << " at " << shortTime(summary.at) << '\n';
    for (const std::string& note : document.notes) std::cout << "# note: " << harmless(note) << '\n';
    const RunbookHealth& health = summary.health;
    std::cout << "# " << toText(health.trust) << "; last followed to its end: " << followedText(health) << "; "
              << health.succeeded << " of " << counted(health.runs, "run") << " succeeded\n";
    for (const std::string& problem : health.problems) std::cout << "# missing: " << harmless(problem) << '\n';
    printWithSuggestions(document);
  });
  return okStatus();
}

Status retireRunbook(Session& session, const RunbookArguments& arguments) {
  session.seenIn = "runbooks list";
  FLOTILLA_TRY(const RunbookSummary retired, session.ask<RunbookSummary>([&](auto& client, auto done) {
    client.retireRunbook(RunbookName(arguments.name), done);
  }));
  session.show([&] { std::cout << harmless(retired.name.value) << " is retired; applying it again brings it back\n"; });
  return okStatus();
}

void declareFile(CLI::App& app, RunbookFile& arguments) {
  addText(app, "runbook", arguments.file, "YAML, see resources/runbooks; - is standard input")
      ->required()
      ->type_name("FILE");
}

void declareName(CLI::App& app, RunbookArguments& arguments) {
  addText(app, "runbook", arguments.name, "Its name, as runbooks list gives it")->required();
}

}  // namespace

void addRunbookCommands(CLI::App& root, Session& session) {
  CLI::App* runbooks =
      addGroup(root, "runbooks", "Keep documents that say what to do about an incident", kReliabilityGroup);
  addCommand<ListQuery>(
      *runbooks, session, "list", "List runbooks, the newest version of each",
      [](CLI::App& app, ListQuery& query) { addListOptions(app, query, runbookFields(), "retired:no owner:platform"); },
      listRunbooks);
  addCommand<RunbookArguments>(
      *runbooks, session, "show", "Show a runbook as it was written",
      [](CLI::App& app, RunbookArguments& arguments) {
        declareName(app, arguments);
        addWhole(app, "--version", arguments.version, 1, 10'000, "An older one; left out, the newest");
      },
      showRunbook);
  addCommand<RunbookFile>(*runbooks, session, "check", "Say everything that is wrong with a document, and where",
                          declareFile, checkRunbook);
  addCommand<RunbookFile>(
      *runbooks, session, "apply", "Make it the next version of its runbook",
      [](CLI::App& app, RunbookFile& arguments) {
        declareFile(app, arguments);
        app.add_flag("--dry-run", arguments.dryRun, "Only say whether it could be");
      },
      applyRunbook);
  addCommand<RunbookArguments>(*runbooks, session, "retire", "Suggest it for nothing any more; its versions stay",
                               declareName, retireRunbook);
  addCommand<RunbookArguments>(
      *runbooks, session, "dry-run", "Hold runbooks against the fleet now, as is done every night; nothing is changed",
      [](CLI::App& app, RunbookArguments& arguments) {
        addText(app, "runbook", arguments.name, "Its name; left out, all that are not retired");
      },
      checkAgainstFleet);
}

}  // namespace flotilla::cli
