// Game days: faults on chosen nodes, for practice, with a preview and a score.
#include <iostream>
#include <set>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/commands/run_text.h"
#include "app/cli/text_output.h"
#include "models/domain/game_day_fields.h"

namespace flotilla::cli {
namespace {

struct GameDayArguments {
  NewGameDay wanted;
  std::uint32_t nodes = *kUsualGameDayLimits.nodes, regions = *kUsualGameDayLimits.regions;
  std::uint32_t percent = 25;
  std::string digest;
};

struct OneGameDay {
  std::string id, reason;
};

NewGameDay wantedOf(const GameDayArguments& arguments) {
  NewGameDay out = arguments.wanted;
  out.limits = {arguments.nodes, arguments.regions, static_cast<double>(arguments.percent) / 100};
  return out;
}

std::string regionsOf(const GameDay& gameDay) {
  std::set<std::string> regions;
  for (const NodeFault& one : gameDay.nodes) regions.insert(one.region.value);
  return joined(regions, ",", [](const std::string& name) { return name; });
}

std::string lengthText(const std::optional<Duration>& length) {
  return length ? briefText(*length) : "-";
}

void printFaults(const std::vector<Fault>& faults) {
  for (std::size_t i = 0; i < faults.size(); ++i)
    std::cout << "  " << i + 1 << "  " << harmless(faultInWords(faults[i])) << ", where " << harmless(faults[i].where)
              << '\n';
}

void printGameDayPreview(const GameDayArguments& arguments, const GameDayPreview& preview) {
  printFields(std::cout,
              {{"title", arguments.wanted.title},
               {"touches", counted(preview.blast.nodes, "node") + ", " + counted(preview.blast.regions, "region") +
                               ", " + fixedText(preview.blast.traffic * 100, 1) + " % of the traffic"},
               {"allow drills", std::to_string(preview.allowing) + " of " + std::to_string(preview.blast.nodes)},
               {"lasts", toText(preview.lasts) + ", and then it is over by itself"},
               {"preview", shortDigest(preview.digest)}});
  printFaults(arguments.wanted.faults);
  Table table({"FAULT", "NODE", "REGION", "DRILLS", "LIVENESS"});
  for (const PlannedFault& one : preview.nodes)
    table.add({std::to_string(one.fault + 1) + " " + std::string(toText(arguments.wanted.faults[one.fault].kind)),
               one.name, one.region.value, std::string(toText(one.consent)), std::string(toText(one.liveness))});
  if (!preview.nodes.empty()) table.print(std::cout);
  for (const std::string& problem : preview.problems)
    std::cout << "it cannot be started now: " << harmless(problem) << '\n';
  if (preview.problems.empty())
    std::cout << "next: flotillactl game-days start with the same words, and --digest " << shortDigest(preview.digest)
              << '\n';
}

void printScores(const GameDayDetail& detail) {
  Table table({"FAULT", "BEGAN", "DETECTED", "ACKNOWLEDGED", "MITIGATED", "BY", "INCIDENT"});
  for (const FaultScore& score : detail.scores) {
    const bool seen = score.detected != TimePoint{};
    table.add({std::to_string(score.fault + 1) + " " + std::string(toText(detail.gameDay.faults[score.fault].kind)),
               shortTime(score.began), seen ? lengthText(score.toDetect()) : "not detected",
               lengthText(score.toAcknowledge()), lengthText(score.toMitigate()), orDash(score.alertTitle),
               orDash(score.incident.value)});
  }
  if (!detail.scores.empty()) table.print(std::cout);
}

void printGameDay(const GameDayDetail& detail) {
  const GameDay& gameDay = detail.gameDay;
  std::vector<std::pair<std::string, std::string>> fields{
      {"game day", gameDay.id.value + ": " + gameDay.title},
      {"state", std::string(toText(gameDay.state)) + (gameDay.reason.empty() ? "" : ": " + gameDay.reason)},
      {"started", shortTime(gameDay.startedAt) + " by " + gameDay.startedBy},
      {"over by", shortTime(gameDay.endsBy)}};
  if (!gameDay.abortedBy.empty()) fields.emplace_back("aborted", "by " + gameDay.abortedBy);
  if (gameDay.endedAt != TimePoint{}) fields.emplace_back("ended", shortTime(gameDay.endedAt));
  if (!gameDay.note.empty()) fields.emplace_back("note", gameDay.note);
  printFields(std::cout, fields);
  printFaults(gameDay.faults);
  Table table({"FAULT", "NODE", "REGION", "STATE", "TOLD", "BEGAN", "ENDED", "WHY"});
  for (const NodeFault& one : gameDay.nodes)
    table.add({std::to_string(one.fault + 1) + " " + std::string(toText(gameDay.faults[one.fault].kind)), one.name,
               one.region.value, std::string(toText(one.state)), shortTime(one.told), shortTime(one.began),
               shortTime(one.ended), orDash(one.reason)});
  table.print(std::cout);
  printScores(detail);
}

Result<GameDayPreview> fetchPreview(Session& session, const GameDayArguments& arguments) {
  const NewGameDay wanted = wantedOf(arguments);
  return session.ask<GameDayPreview>([&](auto& client, auto done) { client.prepareGameDay(wanted, done); });
}

Status previewGameDay(Session& session, const GameDayArguments& arguments) {
  FLOTILLA_TRY(const GameDayPreview preview, fetchPreview(session, arguments));
  session.show([&] { printGameDayPreview(arguments, preview); });
  if (preview.problems.empty()) return okStatus();
  return precondition("cannot_start", "it cannot be started now: " + preview.problems.front());
}

Status showGameDay(Session& session, const OneGameDay& arguments) {
  FLOTILLA_TRY(const GameDayDetail detail, session.ask<GameDayDetail>([&](auto& client, auto done) {
    client.getGameDay(GameDayId(arguments.id), done);
  }));
  session.show([&] { printGameDay(detail); });
  return okStatus();
}

Status startGameDay(Session& session, const GameDayArguments& arguments) {
  FLOTILLA_TRY(const GameDayPreview preview, fetchPreview(session, arguments));
  FLOTILLA_TRY(const Digest digest, wholeDigest(arguments.digest, preview.digest));
  session.seenIn = "game-days list";
  const NewGameDay wanted = wantedOf(arguments);
  FLOTILLA_TRY(const GameDay gameDay,
               session.ask<GameDay>([&](auto& client, auto done) { client.startGameDay(wanted, digest, done); }));
  return showGameDay(session, {gameDay.id.value, {}});
}

Status abortGameDay(Session& session, const OneGameDay& arguments) {
  session.seenIn = "game-days show " + arguments.id;
  FLOTILLA_CHECK(session.ask<GameDay>(
      [&](auto& client, auto done) { client.abortGameDay(GameDayId(arguments.id), arguments.reason, done); }));
  return showGameDay(session, arguments);
}

Status listGameDays(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<GameDay> page,
               session.ask<Page<GameDay>>([&](auto& client, auto done) { client.listGameDays(query, done); }));
  session.show([&] {
    Table table({"GAME DAY", "STATE", "TITLE", "FAULTS", "REGIONS", "BY", "STARTED", "ENDED"});
    for (const GameDay& one : page.items)
      table.add({one.id.value, std::string(toText(one.state)), one.title,
                 joined(one.faults, ",", [](const Fault& fault) { return std::string(toText(fault.kind)); }),
                 regionsOf(one), one.startedBy, shortTime(one.startedAt), shortTime(one.endedAt)});
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

void declareWanted(CLI::App& app, GameDayArguments& arguments) {
  addText(app, "title", arguments.wanted.title, "What it is called")->required();
  addEach(app, "--fault", arguments.wanted.faults, parseFault,
          "\"KIND [for=30s] [after=1m] [delay=|by=|every=5s] [workload=NAME] where=SELECTOR\"; the kinds are cut-link, "
          "slow-link (delay), kill-worker (every), fill-quota, skew-clock (by) and restart-agent; several may be given")
      ->type_name("FAULT")
      ->required();
  addText(app, "--note", arguments.wanted.note, "What it is to show")->type_name("TEXT");
  addWhole(app, "--most-nodes", arguments.nodes, 1, *kMostGameDayLimits.nodes, "It touches no more nodes");
  addWhole(app, "--most-regions", arguments.regions, 1, *kMostGameDayLimits.regions, "and no more regions");
  addWhole(app, "--most-traffic", arguments.percent, 0, 100, "and no more of the fleet's requests, in percent");
}

void declareGameDay(CLI::App& app, OneGameDay& arguments) {
  addText(app, "game-day", arguments.id, "Its name, as game-days list gives it")->required();
}

}  // namespace

void addGameDayCommands(CLI::App& root, Session& session) {
  CLI::App* gameDays =
      addGroup(root, "game-days", "Break things on chosen nodes for a short time, for practice", kReliabilityGroup);
  addCommand<ListQuery>(
      *gameDays, session, "list", "List game days, those under way first",
      [](CLI::App& app, ListQuery& query) { addListOptions(app, query, gameDayFields(), "open:yes region:eu-west"); },
      listGameDays);
  addCommand<GameDayArguments>(*gameDays, session, "preview",
                               "Say which nodes it means, and what keeps it from starting", declareWanted,
                               previewGameDay);
  addCommand<GameDayArguments>(
      *gameDays, session, "start", "Start what was previewed; only nodes whose owners allow drills do it",
      [](CLI::App& app, GameDayArguments& arguments) {
        declareWanted(app, arguments);
        app.add_option("--digest", arguments.digest, "Of the preview that was read; its first 8 digits are enough")
            ->type_name("HEX")
            ->required();
      },
      startGameDay);
  addCommand<OneGameDay>(*gameDays, session, "show", "Show what became of its faults, and the score", declareGameDay,
                         showGameDay);
  addCommand<OneGameDay>(
      *gameDays, session, "abort", "End all of its faults at once",
      [](CLI::App& app, OneGameDay& arguments) {
        declareGameDay(app, arguments);
        app.add_option("--reason", arguments.reason, "Why; it is kept")->type_name("TEXT")->required();
      },
      abortGameDay);
}

}  // namespace flotilla::cli
