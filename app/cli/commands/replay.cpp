// The past under other rules: what would have fired, and whom it would have reached.
#include <iostream>

#include "app/cli/alert_text.h"
#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/text_output.h"
#include "models/domain/alert_fields.h"
#include "models/domain/in_words.h"
#include "services/documents/alerting.h"

namespace flotilla::cli {
namespace {

struct ReplayArguments {
  Duration since = std::chrono::hours(2);
  TimePoint from{}, to{};
  std::string fleet, alerting;
};

Result<TimePoint> parseInstant(const std::string& text) {
  auto at = parseRfc3339(text);
  if (at) return at;
  return invalid("bad_time", "\"" + text + "\" is not a time", {}, "write it as 2026-12-18T08:00:00Z");
}

void printMessages(const ReplayReport& report) {
  std::cout << "What would have been told\n";
  if (report.messages.empty()) std::cout << "nothing\n";
  if (report.messages.empty()) return;
  Table table({"AT", "RECEIVER", "REASON", "ALERT", "SEVERITY", "REGION", "STATE"});
  for (const ReplayedMessage& message : report.messages)
    for (const ReplayedAlert& alert : message.alerts)
      table.add({shortTime(message.at), message.receiver + (message.onCall.empty() ? "" : " (" + message.onCall + ")"),
                 inWords(message.reason), alertName(alert.labels), labelOf(alert.labels, label::kSeverity),
                 alertPlace(alert.labels), alert.fires ? "firing" : "over"});
  table.print(std::cout);
  noteRest(report.messages.size(), report.totalMessages);
}

void printFirings(const ReplayReport& report) {
  std::cout << "\nWhat would have fired\n";
  if (report.firings.empty()) std::cout << "nothing\n";
  if (report.firings.empty()) return;
  Table table({"BEGAN", "ENDED", "ALERT", "SEVERITY", "REGION", "WHY"});
  for (const AlertFiring& firing : report.firings) {
    const auto why = firing.annotations.find("summary");
    table.add({shortTime(firing.began), firing.hasEnded() ? shortTime(firing.ended) : "-", alertName(firing.labels),
               labelOf(firing.labels, label::kSeverity), alertPlace(firing.labels),
               why == firing.annotations.end() ? "-" : why->second});
  }
  table.print(std::cout);
  noteRest(report.firings.size(), report.totalFirings);
}

Status replayPast(Session& session, const ReplayArguments& arguments) {
  ReplayQuery query{arguments.from, arguments.to, {}, {}};
  if (query.to == TimePoint{}) query.to = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  if (query.from == TimePoint{}) query.from = query.to - arguments.since;
  if (!arguments.fleet.empty()) {
    FLOTILLA_TRY(query.fleet, readDocument("--fleet", arguments.fleet, kLargestFleet));
  }
  if (!arguments.alerting.empty()) {
    FLOTILLA_TRY(query.alerting, readDocument("--alerting", arguments.alerting, kMaxAlertingBytes));
  }
  FLOTILLA_TRY(const auto report,
               session.ask<ReplayReport>([&](auto& client, auto done) { client.replay(query, done); }));
  session.show([&] {
    printMessages(report);
    printFirings(report);
  });
  return okStatus();
}

void declareReplay(CLI::App& app, ReplayArguments& arguments) {
  CLI::Option* since = addDuration(app, "--since", arguments.since,
                                   {std::chrono::seconds(1), std::chrono::hours(24 * 35)}, "How far back it begins");
  addParsed(app, "--from", arguments.from, parseInstant, "When it begins, for example 2026-12-18T08:00:00Z")
      ->type_name("TIME")
      ->excludes(since);
  addParsed(app, "--to", arguments.to, parseInstant, "When it ends; otherwise now")->type_name("TIME");
  addText(app, "--fleet", arguments.fleet, "With the objectives of this fleet file instead of the declared ones")
      ->type_name("FILE");
  addText(app, "--alerting", arguments.alerting, "With this alerting document instead of the one that counts")
      ->type_name("FILE");
}

}  // namespace

void addReplayCommands(CLI::App& root, Session& session) {
  addCommand<ReplayArguments>(root, session, "replay",
                              "Say what recorded hours would have told whom, under other objectives or routes",
                              declareReplay, replayPast)
      ->group(kReliabilityGroup);
}

}  // namespace flotilla::cli
