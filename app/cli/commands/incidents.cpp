// Incidents: what is being looked after, what changed before, what happened when, and words about them.
#include <iostream>
#include <sstream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "models/domain/incident_fields.h"
#include "services/runtime/clock.h"

namespace flotilla::cli {
namespace {

struct ShowArguments {
  std::string id;
  bool all = false;
};

struct OpenArguments {
  NewIncident wanted;
  std::string alert;
};

struct MoveArguments {
  std::string id;
  std::string reason;
};

struct MergeArguments {
  std::string id, into;
};

struct NoteArguments {
  std::string id, text;
  bool pinned = false;
};

std::string placeText(const RegionName& region) {
  return region.empty() ? "(fleet)" : region.value;
}

Status listIncidents(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<Incident> page,
               session.ask<Page<Incident>>([&](auto& client, auto done) { client.listIncidents(query, done); }));
  session.show([&] {
    Table table({"INCIDENT", "SEVERITY", "STATE", "REGION", "OPENED", "COMMANDER", "SUSPECT", "TITLE"});
    for (const Incident& one : page.items)
      table.add({one.id.value, std::string(toText(one.severity)),
                 std::string(toText(one.state)) + (one.drill ? ", drill" : ""), placeText(one.region),
                 shortTime(one.openedAt), orDash(one.commander), orDash(one.suspect.value), one.title});
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

void printHead(const Incident& incident) {
  const bool ended = !incident.mergedInto.empty() || !incident.reason.empty();
  std::vector<std::pair<std::string, std::string>> fields{
      {"incident", incident.id.value + (incident.drill ? ", a drill" : "")},
      {"title", incident.title},
      {"severity", std::string(toText(incident.severity))},
      {"state", std::string(toText(incident.state))},
      {"where", placeText(incident.region) + (incident.workload.empty() ? "" : ", " + incident.workload.value)},
      {"commander", orDash(incident.commander)},
      {"scribe", orDash(incident.scribe)},
      {"liaison", orDash(incident.liaison)}};
  if (ended)
    fields.emplace_back("because",
                        incident.mergedInto.empty() ? incident.reason : "it goes on as " + incident.mergedInto.value);
  printFields(std::cout, fields);
}

void printChanges(const std::vector<RecentChange>& changes) {
  std::cout << "\nwhat was changed\n";
  if (changes.empty()) std::cout << "  nothing that is known, in the two hours before\n";
  Table table({"", "WHEN", "WHAT", "BY"});
  for (const RecentChange& change : changes)
    table.add({change.suspected ? "suspected"
               : change.during  ? "during"
                                : "before",
               shortTime(change.at), change.text, orDash(change.actor)});
  if (!changes.empty()) table.print(std::cout);
}

void printTimes(const IncidentDetail& detail) {
  const IncidentTimes& times = detail.incident.times;
  const IncidentDurations& lengths = detail.durations;
  const auto text = [](TimePoint at, const std::optional<Duration>& length) {
    return shortTime(at) + (length ? ", after " + briefText(*length) : "");
  };
  std::cout << '\n';
  printFields(std::cout, {{"first bad", shortTime(times.firstBad)},
                          {"detected", text(times.detected, lengths.toDetect)},
                          {"paged", shortTime(times.paged)},
                          {"acknowledged", text(times.acknowledged, lengths.toAcknowledge)},
                          {"first action", shortTime(times.firstAction)},
                          {"mitigated", text(times.mitigated, lengths.toMitigate)},
                          {"resolved", text(times.resolved, lengths.toResolve)}});
}

// A note of several lines takes as many rows.
void addEntry(Table& table, const IncidentEvent& event) {
  std::istringstream lines(event.text);
  std::string line;
  for (bool first = true; std::getline(lines, line); first = false)
    table.add({first ? shortTime(event.at) : " ", line, !first ? "" : event.actor.empty() ? "flotilla" : event.actor});
}

void printTimeline(const IncidentDetail& detail, bool all) {
  Table table({"WHEN", "WHAT", "BY"});
  std::size_t left = 0;
  for (const IncidentEvent& event : detail.events) {
    if (!all && !event.pinned) {
      ++left;
      continue;
    }
    addEntry(table, event);
  }
  std::cout << "\ntimeline\n";
  table.print(std::cout);
  if (left > 0) std::cout << "what was less decisive is left out (" << left << "); --all shows it\n";
  if (!detail.intact) std::cout << "THE TIMELINE WAS CHANGED AFTER IT WAS WRITTEN: its hashes do not fit\n";
}

Status showIncident(Session& session, const ShowArguments& arguments) {
  FLOTILLA_TRY(const IncidentDetail detail, session.ask<IncidentDetail>([&](auto& client, auto done) {
    client.getIncident(IncidentId(arguments.id), done);
  }));
  std::vector<Run> runs;
  if (!session.options.json) {  // that is one answer, and this is another
    FLOTILLA_TRY(const Page<Run> page, session.ask<Page<Run>>([&](auto& client, auto done) {
      client.listRuns({"incident:" + detail.incident.id.value, {}, 20, {}}, done);
    }));
    runs = page.items;
  }
  session.show([&] {
    printHead(detail.incident);
    for (const Run& run : runs)
      std::cout << "\n"
                << harmless(run.id.value + ", " + run.runbook.value) << ", is " << toText(run.state) << ", with "
                << harmless(run.owner) << ": flotillactl runs show " << harmless(run.id.value) << '\n';
    for (const std::string& name : detail.runbooks)
      std::cout << "\nwhat to do: flotillactl runs start " << harmless(name) << " --incident "
                << harmless(detail.incident.id.value) << '\n';
    if (detail.runbooks.empty() && isOpen(detail.incident.state))
      std::cout << "\nno runbook was suggested; to find one: flotillactl playbooks choose --incident "
                << harmless(detail.incident.id.value) << '\n';
    printChanges(detail.changes);
    printTimes(detail);
    printTimeline(detail, arguments.all);
  });
  return okStatus();
}

template <class Start>
Status change(Session& session, Start start) {
  session.seenIn = "incidents list";
  FLOTILLA_TRY(const Incident after, session.ask<Incident>(start));
  session.show([&] { printHead(after); });
  return okStatus();
}

Status openIncident(Session& session, const OpenArguments& arguments) {
  NewIncident wanted = arguments.wanted;
  wanted.alert = AlertId(arguments.alert);
  if (wanted.title.empty() && arguments.alert.empty())
    return invalid("usage", "it is not said what the matter is", "title", "write a title, or --alert and its id");
  return change(session, [&](auto& client, auto done) { client.openIncident(wanted, done); });
}

Status moveTo(Session& session, const MoveArguments& arguments, IncidentState to) {
  const IncidentMove move{IncidentId(arguments.id), to, arguments.reason};
  return change(session, [&](auto& client, auto done) { client.moveIncident(move, done); });
}

// It is being looked after, by whoever says so.
Status takeIncident(Session& session, const MoveArguments& arguments) {
  FLOTILLA_TRY(const ServerInfo info,
               session.ask<ServerInfo>([](auto& client, auto done) { client.serverInfo(done); }));
  const IncidentMove move{IncidentId(arguments.id), IncidentState::Active, arguments.reason};
  FLOTILLA_CHECK(session.ask<Incident>([&](auto& client, auto done) { client.moveIncident(move, done); }));
  const IncidentChange mine{.id = move.id, .commander = info.caller.name};
  return change(session, [&](auto& client, auto done) { client.editIncident(mine, done); });
}

Status mergeIncident(Session& session, const MergeArguments& arguments) {
  return change(session, [&](auto& client, auto done) {
    client.mergeIncident(IncidentId(arguments.id), IncidentId(arguments.into), done);
  });
}

Status noteIncident(Session& session, const NoteArguments& arguments) {
  const IncidentNote note{IncidentId(arguments.id), arguments.text, arguments.pinned};
  return change(session, [&](auto& client, auto done) { client.noteIncident(note, done); });
}

Status editIncident(Session& session, const IncidentChange& wanted) {
  return change(session, [&](auto& client, auto done) { client.editIncident(wanted, done); });
}

void declareId(CLI::App& app, std::string& id) {
  addText(app, "incident", id, "Its name, as incidents list gives it")->required();
}

void declareOpen(CLI::App& app, OpenArguments& arguments) {
  app.add_option("title", arguments.wanted.title,
                 "What is the matter, in a few words; with --alert its own if left out");
  addText(app, "--alert", arguments.alert, "An alert that fires, which becomes a part of it")->type_name("ID");
  addName(app, "--region", arguments.wanted.region, "Without an alert: where; left out, the whole fleet");
  addName(app, "--workload", arguments.wanted.workload, "Without an alert: what it is about");
  addParsed(app, "--severity", arguments.wanted.severity,
            parseOneOf<std::optional<IncidentSeverity>, IncidentSeverity>(kIncidentSeverityNames),
            "How bad it is; left out, what the alert says")
      ->type_name("SEV");
  app.add_flag("--drill", arguments.wanted.drill, "It is practice and counts in no figure");
}

void declareEdit(CLI::App& app, IncidentChange& change) {
  app.add_option("incident", change.id.value, "Its name, as incidents list gives it")->required();
  app.add_option("--title", change.title, "What is the matter, in a few words")->type_name("TEXT");
  addParsed(app, "--severity", change.severity,
            parseOneOf<std::optional<IncidentSeverity>, IncidentSeverity>(kIncidentSeverityNames), "How bad it is")
      ->type_name("SEV");
  app.add_option("--commander", change.commander, "Who leads; '' for nobody")->type_name("NAME");
  app.add_option("--scribe", change.scribe, "Who writes it down")->type_name("NAME");
  app.add_option("--liaison", change.liaison, "Who tells others")->type_name("NAME");
  addParsed(
      app, "--suspect", change.suspect,
      [](const std::string& text) -> Result<std::optional<RolloutId>> { return std::optional(RolloutId(text)); },
      "The rollout that is suspected; '' for none")
      ->type_name("ROLLOUT");
}

void addMove(CLI::App& incidents, Session& session, const char* name, IncidentState to, const char* help,
             bool needsReason = false) {
  addCommand<MoveArguments>(
      incidents, session, name, help,
      [needsReason](CLI::App& app, MoveArguments& arguments) {
        declareId(app, arguments.id);
        auto* reason = app.add_option("--reason", arguments.reason, "Why")->type_name("TEXT");
        if (needsReason) reason->required();
      },
      [to](Session& s, const MoveArguments& arguments) { return moveTo(s, arguments, to); });
}

void addMoves(CLI::App& incidents, Session& session) {
  addMove(incidents, session, "mitigate", IncidentState::Mitigated, "Users are served again, though it is not over");
  addMove(incidents, session, "resolve", IncidentState::Resolved, "It is over; none of its alerts may fire");
  addMove(incidents, session, "reopen", IncidentState::Active, "It is not over after all");
  addMove(incidents, session, "review", IncidentState::Review, "What was learnt is being written down");
  addMove(incidents, session, "close", IncidentState::Closed, "Nothing is left to do");
  addMove(incidents, session, "cancel", IncidentState::Cancelled, "It was no incident: a false alarm", true);
}

}  // namespace

void addIncidentCommands(CLI::App& root, Session& session) {
  CLI::App* incidents =
      addGroup(root, "incidents", "Look after what interrupts users, from page to repair", kReliabilityGroup);
  addCommand<ListQuery>(
      *incidents, session, "list", "List incidents, those that are open first",
      [](CLI::App& app, ListQuery& query) { addListOptions(app, query, incidentFields(), "open:yes region:eu-west"); },
      listIncidents);
  addCommand<ShowArguments>(
      *incidents, session, "show", "Show what was changed before it, its times and its timeline",
      [](CLI::App& app, ShowArguments& arguments) {
        declareId(app, arguments.id);
        app.add_flag("--all", arguments.all, "The whole timeline, not only what was decisive");
      },
      showIncident);
  addCommand<OpenArguments>(*incidents, session, "open", "Open one by hand, with or without an alert", declareOpen,
                            openIncident);
  addCommand<MoveArguments>(
      *incidents, session, "take", "Look after it: it is active, and you lead",
      [](CLI::App& app, MoveArguments& arguments) { declareId(app, arguments.id); }, takeIncident);
  addCommand<IncidentChange>(*incidents, session, "edit", "Change title, severity, roles or what is suspected",
                             declareEdit, editIncident);
  addMoves(*incidents, session);
  addCommand<MergeArguments>(
      *incidents, session, "merge", "Make it a part of another one that is open",
      [](CLI::App& app, MergeArguments& arguments) {
        declareId(app, arguments.id);
        addText(app, "--into", arguments.into, "The one that goes on")->required()->type_name("INCIDENT");
      },
      mergeIncident);
  addCommand<NoteArguments>(
      *incidents, session, "note", "Write into its timeline",
      [](CLI::App& app, NoteArguments& arguments) {
        declareId(app, arguments.id);
        addText(app, "text", arguments.text, "What to write, 1 to 8000 characters")->required();
        app.add_flag("--pin", arguments.pinned, "It is decisive: it belongs into the short timeline");
      },
      noteIncident);
  addPostmortemCommand(*incidents, session);
}

}  // namespace flotilla::cli
