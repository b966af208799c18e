// Playbooks: questions that lead to the runbook for what somebody sees.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/built_in_playbook.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/text_output.h"
#include "services/documents/playbook_yaml.h"
#include "services/documents/runbook_yaml.h"

namespace flotilla::cli {
namespace {

struct PlaybookArguments {
  std::string file;      // empty = the one that comes with the program
  std::string runbooks;  // folder
  std::vector<std::string> answers;
  std::string incident;
};

Result<Playbook> readPlaybook(const std::string& file) {
  if (file.empty()) return parsePlaybookYaml(builtInPlaybook());
  FLOTILLA_TRY(const std::string yaml, readDocument("playbook", file, kMaxPlaybookBytes));
  auto playbook = parsePlaybookYaml(yaml);
  if (playbook) return playbook;
  Error error = playbook.error();
  error.message = documentName(file) + ": " + error.message;
  return error;
}

// The names of the runbooks in a folder.
Result<std::vector<RunbookName>> runbooksIn(const Path& folder) {
  FLOTILLA_CHECK(checkFolder("--runbooks", folder));
  std::vector<RunbookName> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    FLOTILLA_TRY(const std::string yaml, readDocument("--runbooks", entry.path().string(), kMaxRunbookBytes));
    auto runbook = parseRunbookYaml(yaml);
    if (!runbook) {
      Error error = runbook.error();
      error.message = entry.path().string() + ": " + error.message;
      return error;
    }
    out.push_back(runbook->name);
  }
  return out;
}

Status checkPlaybook(Session& session, const PlaybookArguments& arguments) {
  FLOTILLA_TRY(const Playbook playbook, readPlaybook(arguments.file));
  const Path beside = Path(arguments.file).parent_path() / ".." / "runbooks";
  FLOTILLA_TRY(const auto runbooks, runbooksIn(arguments.runbooks.empty() ? beside : Path(arguments.runbooks)));
  const std::vector<PlaybookFinding> findings = lintPlaybook(playbook, runbooks);
  if (session.options.json) {
    std::cout << "{\"findings\":[" << joined(findings, ",", [](const PlaybookFinding& f) {
      return "{\"line\":" + std::to_string(f.line) + ",\"reason\":" + jsonText(f.reason) +
             ",\"message\":" + jsonText(toText(f)) + ",\"fix\":" + jsonText(f.fix) + "}";
    }) << "]}\n";
  } else {
    for (const PlaybookFinding& f : findings)
      std::cout << "error: " << harmless(toText(f)) << "; " << harmless(f.fix) << '\n';
    if (findings.empty())
      std::cout << harmless(playbook.name.value) << ": " << counted(playbook.questions.size(), "question") << '\n';
  }
  if (findings.empty()) return okStatus();
  return invalid("bad_playbook", documentName(arguments.file) + " cannot be used as it is", "playbook",
                 "mend what is said above");
}

std::string wayOf(const PlaybookChoice& choice) {
  return choice.runbook.empty() ? "question " + choice.next : "runbook " + choice.runbook.value;
}

void printQuestion(std::ostream& out, const PlaybookQuestion& question, bool ways) {
  out << '\n' << harmless(question.title) << '\n';
  if (!question.why.empty()) out << "  " << harmless(question.why) << '\n';
  for (std::size_t i = 0; i < question.choices.size(); ++i)
    out << "  " << i + 1 << "  " << harmless(question.choices[i].label)
        << (ways ? " -> " + harmless(wayOf(question.choices[i])) : std::string()) << '\n';
}

std::string jsonOfQuestion(const PlaybookQuestion& question) {
  return "{\"key\":" + jsonText(question.key) + ",\"title\":" + jsonText(question.title) +
         ",\"why\":" + jsonText(question.why) + ",\"choices\":[" +
         joined(question.choices, ",",
                [](const PlaybookChoice& choice) {
                  return "{\"label\":" + jsonText(choice.label) + ",\"next\":" + jsonText(choice.next) +
                         ",\"runbook\":" + jsonText(choice.runbook.value) + "}";
                }) +
         "]}";
}

Status showPlaybook(Session& session, const PlaybookArguments& arguments) {
  FLOTILLA_TRY(const Playbook playbook, readPlaybook(arguments.file));
  if (session.options.json) {
    std::cout << "{\"playbook\":" << jsonText(playbook.name.value) << ",\"title\":" << jsonText(playbook.title)
              << ",\"owner\":" << jsonText(playbook.owner) << ",\"questions\":["
              << joined(playbook.questions, ",", jsonOfQuestion) << "]}\n";
    return okStatus();
  }
  std::cout << harmless(playbook.name.value) << ": " << harmless(playbook.title) << '\n';
  for (const PlaybookQuestion& question : playbook.questions) {
    std::cout << "\n[" << harmless(question.key) << ']';
    printQuestion(std::cout, question, true);
  }
  return okStatus();
}

// Asks whoever sits there until it is settled. False: there is no more to read.
Result<bool> askFurther(const Playbook& playbook, std::vector<std::string>& answers) {
  for (;;) {
    FLOTILLA_TRY(const PlaybookPlace place, placeAfter(playbook, answers));
    if (place.question == nullptr) return true;
    printQuestion(std::cout, *place.question, false);
    std::cout << "> " << std::flush;
    std::string answer;
    if (!std::getline(std::cin, answer)) return false;
    answers.push_back(answer);
    if (const auto next = placeAfter(playbook, answers); !next) {
      printError(std::cout, next.error());
      answers.pop_back();
    }
  }
}

Status choosePlaybook(Session& session, const PlaybookArguments& arguments) {
  FLOTILLA_TRY(const Playbook playbook, readPlaybook(arguments.file));
  // What is not good leads nowhere; whether its runbooks are there is seen when one is started.
  std::vector<RunbookName> named;
  for (const PlaybookQuestion& question : playbook.questions)
    for (const PlaybookChoice& choice : question.choices) named.push_back(choice.runbook);
  if (const auto findings = lintPlaybook(playbook, named); !findings.empty())
    return invalid(findings[0].reason, toText(findings[0]), "playbook", findings[0].fix);
  std::vector<std::string> answers = arguments.answers;
  if (!session.options.json && ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0)
    FLOTILLA_CHECK(askFurther(playbook, answers));
  FLOTILLA_TRY(const PlaybookPlace place, placeAfter(playbook, answers));
  if (session.options.json) {
    std::cout << (place.question != nullptr ? "{\"question\":" + jsonOfQuestion(*place.question)
                                            : "{\"runbook\":" + jsonText(place.runbook.value))
              << "}\n";
  } else if (place.question != nullptr) {
    printQuestion(std::cout, *place.question, false);
    std::cout << "\nanswer with --answer and the number, after those before\n";
  } else {
    std::cout << "\nwhat to do: flotillactl runs start " << harmless(place.runbook.value)
              << (arguments.incident.empty() ? "" : " --incident " + harmless(arguments.incident)) << '\n';
  }
  return okStatus();
}

void declarePlaybook(CLI::App& app, PlaybookArguments& arguments) {
  addText(app, "playbook", arguments.file, "YAML, see resources/playbooks; left out, the one of this program")
      ->type_name("FILE");
}

}  // namespace

void addPlaybookCommands(CLI::App& root, Session& session) {
  CLI::App* playbooks =
      addGroup(root, "playbooks", "Find the runbook for what you see, by a few questions", kReliabilityGroup);
  addCommand<PlaybookArguments>(
      *playbooks, session, "check", "Say everything that is wrong with a document, and where",
      [](CLI::App& app, PlaybookArguments& arguments) {
        addText(app, "playbook", arguments.file, "YAML, see resources/playbooks; - is standard input")
            ->required()
            ->type_name("FILE");
        addText(app, "--runbooks", arguments.runbooks,
                "Folder of the runbooks that there are; left out, runbooks beside the folder of the playbook")
            ->type_name("DIR");
      },
      checkPlaybook);
  addCommand<PlaybookArguments>(*playbooks, session, "show", "Show its questions and where they lead", declarePlaybook,
                                showPlaybook);
  addCommand<PlaybookArguments>(
      *playbooks, session, "choose", "Answer its questions, one after the other",
      [](CLI::App& app, PlaybookArguments& arguments) {
        declarePlaybook(app, arguments);
        app.add_option("--answer", arguments.answers,
                       "Of the first question, the next and so on: a label or its number")
            ->type_name("TEXT");
        addText(app, "--incident", arguments.incident, "That the runbook is for")->type_name("INCIDENT");
      },
      choosePlaybook);
}

}  // namespace flotilla::cli
