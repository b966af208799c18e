// The document that says whom alerts reach.
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/text_output.h"
#include "services/documents/alerting.h"

namespace flotilla::cli {
namespace {

struct AlertingArguments {
  std::string file;
  bool dryRun = false;
  std::uint64_t revision = 0;
};

struct RouteArguments {
  std::vector<std::pair<std::string, std::string>> labels;
  std::string file;
};

struct ShowArguments {};

void printNotes(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) std::cout << "note: " << harmless(note) << '\n';
}

Error inFile(const std::string& file, Error error) {
  error.message = documentName(file) + ": " + error.message;
  error.field = "alerting";
  return error;
}

std::size_t countRoutes(const AlertRoute& route) {
  std::size_t count = 1;
  for (const AlertRoute& child : route.routes) count += countRoutes(child);
  return count;
}

// With -o json its canonical form as a text, and the notes.
void printChecked(bool json, const Alerting& alerting) {
  const auto notes = lintAlerting(alerting);
  if (json) {
    std::cout << "{\"text\":" << jsonText(toYaml(alerting)) << ",\"notes\":[" << joined(notes, ",", jsonText) << "]}\n";
    return;
  }
  std::cout << counted(alerting.receivers.size(), "receiver") << ", " << counted(countRoutes(alerting.route), "route")
            << ", " << counted(alerting.rotations.size(), "rotation") << ", "
            << counted(alerting.windows.size(), "window") << ", " << counted(alerting.inhibitions.size(), "inhibition")
            << '\n';
  printNotes(notes);
}

Status checkAlerting(Session& session, const AlertingArguments& arguments) {
  FLOTILLA_TRY(const std::string yaml, readDocument("alerting", arguments.file, kMaxAlertingBytes));
  const auto alerting = parseAlertingYaml(yaml);
  if (!alerting) return inFile(arguments.file, alerting.error());
  printChecked(session.options.json, *alerting);
  return okStatus();
}

Status applyAlerting(Session& session, const AlertingArguments& arguments) {
  session.seenIn = "alerting show";
  FLOTILLA_TRY(const std::string yaml, readDocument("alerting", arguments.file, kMaxAlertingBytes));
  if (const auto alerting = parseAlertingYaml(yaml); !alerting) return inFile(arguments.file, alerting.error());
  FLOTILLA_TRY(const AlertingDiff diff, session.ask<AlertingDiff>([&](auto& client, auto done) {
    client.applyAlerting({yaml, arguments.dryRun, arguments.revision}, done);
  }));
  session.show([&] {
    for (const std::string& line : diff.lines) std::cout << harmless(line) << '\n';
    if (!diff.applied && !arguments.dryRun) std::cout << "nothing to change\n";
    if (arguments.dryRun) std::cout << "not applied: this was a dry run\n";
    printNotes(diff.notes);
  });
  return okStatus();
}

Status showAlerting(Session& session) {
  FLOTILLA_TRY(const AlertingDocument document,
               session.ask<AlertingDocument>([](auto& client, auto done) { client.getAlerting(done); }));
  session.show([&] {
    if (document.builtIn)
      std::cout << "# nothing is declared; this is what holds then\n";
    else
      std::cout << "# applied by " << harmless(document.appliedBy) << " at " << shortTime(document.appliedAt) << '\n';
    for (const std::string& note : document.notes) std::cout << "# note: " << harmless(note) << '\n';
    std::string line;
    for (const char c : document.text + (document.text.ends_with('\n') ? "" : "\n")) {
      if (c != '\n')
        line += c;
      else
        std::cout << harmless(std::exchange(line, {})) << '\n';
    }
  });
  return okStatus();
}

Status testRoute(Session& session, const RouteArguments& arguments) {
  RouteQuestion question;
  question.labels = {arguments.labels.begin(), arguments.labels.end()};
  if (!arguments.file.empty()) {
    FLOTILLA_TRY(question.text, readDocument("--file", arguments.file, kMaxAlertingBytes));
  }
  FLOTILLA_TRY(const auto receivers, session.ask<std::vector<std::string>>(
                                         [&](auto& client, auto done) { client.testRoute(question, done); }));
  session.show([&] {
    for (const std::string& receiver : receivers) std::cout << harmless(receiver) << '\n';
    if (receivers.empty()) std::cout << "nobody is told\n";
  });
  return okStatus();
}

Result<std::pair<std::string, std::string>> parseLabel(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos && equals > 0) return std::pair(text.substr(0, equals), text.substr(equals + 1));
  return invalid("bad_label", "\"" + text + "\" is not a label", {}, "write name=value, for example region=eu-west");
}

void declareFile(CLI::App& app, AlertingArguments& arguments) {
  addText(app, "alerting", arguments.file, "YAML, see resources/alerting; - is standard input")
      ->required()
      ->type_name("FILE");
}

void declareApply(CLI::App& app, AlertingArguments& arguments) {
  declareFile(app, arguments);
  app.add_flag("--dry-run", arguments.dryRun, "Only say what would change");
  addWhole(app, "--expected-revision", arguments.revision, 1, std::uint64_t{1} << 53,
           "Refuse it if another one was applied after this revision");
}

void declareRoute(CLI::App& app, RouteArguments& arguments) {
  addEach<std::pair<std::string, std::string>>(app, "labels", arguments.labels, parseLabel,
                                               "Of the alert: severity=page region=eu-west owner=vision")
      ->expected(1, 64)
      ->required()
      ->type_name("NAME=VALUE");
  addText(app, "-f,--file", arguments.file, "A document that does not count yet; - is standard input")
      ->type_name("FILE");
}

}  // namespace

void addAlertingCommands(CLI::App& root, Session& session) {
  CLI::App* alerting = addGroup(root, "alerting", "Declare whom alerts reach, how, and when not", kReliabilityGroup);
  addCommand<AlertingArguments>(*alerting, session, "check", "Read a document and note what it probably does not mean",
                                declareFile, checkAlerting);
  addCommand<AlertingArguments>(*alerting, session, "apply", "Make a document the one that counts", declareApply,
                                applyAlerting);
  addCommand<ShowArguments>(
      *alerting, session, "show", "Show the document that counts", [](CLI::App&, ShowArguments&) {},
      [](Session& s, const ShowArguments&) { return showAlerting(s); });
  addCommand<RouteArguments>(*alerting, session, "test-route", "Say which receivers an alert would reach", declareRoute,
                             testRoute);
}

}  // namespace flotilla::cli
