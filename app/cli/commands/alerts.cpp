// Alerts of all kinds: what fires and why, who looks after it, and what there was.
#include <algorithm>
#include <iostream>

#include "app/cli/alert_text.h"
#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "models/domain/alert_fields.h"
#include "models/domain/in_words.h"

namespace flotilla::cli {
namespace {

struct WhyArguments {
  std::string alert;
  std::string region;
};

struct AcknowledgeArguments {
  std::string alert;
  std::string group;
  std::string note;
};

std::string heldBackBy(const AlertStatus& status) {
  std::vector<std::string> out;
  for (const SilenceId& id : status.silencedBy) out.push_back("silence " + id.value);
  for (const AlertId& id : status.inhibitedBy) out.push_back("alert " + id.value);
  for (const std::string& window : status.mutedBy) out.push_back("window " + window);
  return orDash(joined(out, ", ", [](const std::string& text) { return text; }));
}

std::string receiversOf(const AlertStatus& status) {
  return orDash(joined(status.receivers, ", ", [](const std::string& text) { return text; }));
}

Result<Page<AlertStatus>> ask(Session& session, const ListQuery& query) {
  return session.ask<Page<AlertStatus>>([&](auto& client, auto done) { client.listAlertStatus(query, done); });
}

Status listStatus(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<AlertStatus> page, ask(session, query));
  session.show([&] {
    Table table({"STATE", "SEVERITY", "ALERT", "REGION", "SINCE", "GOES TO", "ACKNOWLEDGED", "HELD BACK BY", "ID"});
    for (const AlertStatus& status : page.items) {
      const Labels& labels = status.alert.labels;
      table.add({std::string(stateOf(status)), orDash(labelOf(labels, label::kSeverity)), alertName(labels),
                 alertPlace(labels), shortTime(status.alert.startsAt), receiversOf(status),
                 orDash(status.acknowledgedBy), heldBackBy(status), alertIdOf(labels).value});
    }
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

Status listGroups(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<AlertGroup> page,
               session.ask<Page<AlertGroup>>([&](auto& client, auto done) { client.listAlertGroups(query, done); }));
  session.show([&] {
    Table table({"RECEIVER", "ALERTS", "TOLD", "ESCALATIONS", "GROUP"});
    for (const AlertGroup& group : page.items) {
      const auto firing = std::count_if(group.alerts.begin(), group.alerts.end(),
                                        [](const AlertStatus& status) { return status.fires; });
      table.add({orDash(group.receiver), std::to_string(firing), shortTime(group.notifiedAt),
                 std::to_string(group.escalations), group.key});
    }
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

Status listHistory(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<AlertFiring> page,
               session.ask<Page<AlertFiring>>([&](auto& client, auto done) { client.listAlertHistory(query, done); }));
  session.show([&] {
    Table table({"SEVERITY", "ALERT", "REGION", "BEGAN", "ENDED", "ID"});
    for (const AlertFiring& firing : page.items)
      table.add({orDash(labelOf(firing.labels, label::kSeverity)), alertName(firing.labels), alertPlace(firing.labels),
                 shortTime(firing.began), shortTime(firing.ended), firing.alert.value});
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

bool isFingerprint(const std::string& text) {
  return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// The alerts of an objective as its own judge explains them.
Result<std::vector<ObjectiveAlert>> askObjective(Session& session, const std::string& objective,
                                                 const std::string& region) {
  ListQuery query;
  query.filter = "objective:" + objective;
  query.pageSize = 1000;
  FLOTILLA_TRY(Page<ObjectiveAlert> page,
               session.ask<Page<ObjectiveAlert>>([&](auto& client, auto done) { client.listAlerts(query, done); }));
  std::erase_if(page.items, [&](const ObjectiveAlert& alert) { return alert.key.region.value != region; });
  return std::move(page.items);
}

// The newest of each severity, firing or not.
void printReasons(const std::vector<ObjectiveAlert>& alerts) {
  for (const ObjectiveAlert& alert : alerts)
    std::cout << toText(alert.key.severity) << ", " << toText(alert.state) << " since "
              << shortTime(alert.state == AlertState::Firing ? alert.since : alert.resolvedAt) << ": "
              << harmless(alert.why) << '\n';
}

void printStatus(const AlertStatus& status) {
  const Labels& labels = status.alert.labels;
  std::cout << harmless(alertName(labels)) << " in " << harmless(alertPlace(labels)) << ", " << stateOf(status)
            << " since " << shortTime(status.fires ? status.alert.startsAt : status.alert.endsAt) << ": "
            << harmless(status.why) << '\n';
  if (const auto summary = status.alert.annotations.find("summary"); summary != status.alert.annotations.end())
    std::cout << "  " << harmless(summary->second) << '\n';
  if (!status.acknowledgedBy.empty())
    std::cout << "  " << harmless(status.acknowledgedBy) << " looks after it since " << shortTime(status.acknowledgedAt)
              << '\n';
}

Status explainOne(Session& session, const std::string& id) {
  ListQuery query;
  query.filter = "id:" + id;
  FLOTILLA_TRY(Page<AlertStatus> page, ask(session, query));
  if (page.items.empty())
    return notFound("no_alert", "there is no alert " + id, "alert", "flotillactl alerts list shows their ids");
  const AlertStatus& status = page.items.front();
  const std::string objective = labelOf(status.alert.labels, label::kObjective);
  std::vector<ObjectiveAlert> reasons;
  if (!session.options.json && !objective.empty()) {
    FLOTILLA_TRY(reasons, askObjective(session, objective, labelOf(status.alert.labels, label::kRegion)));
  }
  session.show([&] {
    printStatus(status);
    printReasons(reasons);
  });
  return okStatus();
}

Status expectObjective(Session& session, const std::string& name) {
  ListQuery query;
  query.pageSize = 1000;
  FLOTILLA_TRY(const Objectives known,
               session.ask<Objectives>([&](auto& client, auto done) { client.listObjectives(query, done); }));
  for (const Objective& objective : known.objectives)
    if (objective.name.value == name) return okStatus();
  return notFound("no_objective", "there is no alert and no objective " + name, "alert",
                  "flotillactl alerts list shows alerts, flotillactl objectives list objectives");
}

Status explainObjective(Session& session, const WhyArguments& arguments) {
  FLOTILLA_TRY(const auto reasons, askObjective(session, arguments.alert, arguments.region));
  ListQuery query;
  query.filter = "objective:" + arguments.alert + " region:" + (arguments.region.empty() ? "\"\"" : arguments.region);
  query.pageSize = 1000;
  FLOTILLA_TRY(const Page<AlertStatus> page, ask(session, query));
  if (page.items.empty() && reasons.empty()) FLOTILLA_CHECK(expectObjective(session, arguments.alert));
  session.show([&] {
    for (const AlertStatus& status : page.items) printStatus(status);
    printReasons(reasons);
    if (page.items.empty() && reasons.empty())
      std::cout << "no alert of " << harmless(arguments.alert) << " there, now or lately\n";
  });
  return okStatus();
}

Status explain(Session& session, const WhyArguments& arguments) {
  if (!isFingerprint(arguments.alert)) return explainObjective(session, arguments);
  if (arguments.region.empty()) return explainOne(session, arguments.alert);
  return invalid("usage", "an id names one alert, wherever it is", "--region", "leave --region out");
}

Result<AlertChoice> choiceOf(const AcknowledgeArguments& arguments) {
  if (arguments.alert.empty() == arguments.group.empty())
    return invalid("usage", "name an alert or a group", "alert", "write the id of an alert, or --group and its key");
  return AlertChoice{AlertId(arguments.alert), arguments.group};
}

Status acknowledge(Session& session, const AcknowledgeArguments& arguments) {
  session.seenIn = "alerts list";
  FLOTILLA_TRY(const AlertChoice choice, choiceOf(arguments));
  FLOTILLA_TRY(const auto done, session.ask<std::vector<Acknowledgement>>([&](auto& client, auto answer) {
    client.acknowledgeAlerts(choice, arguments.note, answer);
  }));
  session.show([&] {
    for (const Acknowledgement& one : done)
      std::cout << one.alert.value << " is looked after by " << harmless(one.by) << " since " << shortTime(one.at)
                << '\n';
  });
  return okStatus();
}

Status unacknowledge(Session& session, const AcknowledgeArguments& arguments) {
  session.seenIn = "alerts list";
  FLOTILLA_TRY(const AlertChoice choice, choiceOf(arguments));
  FLOTILLA_TRY(const auto done, session.ask<std::vector<AlertId>>(
                                    [&](auto& client, auto answer) { client.unacknowledgeAlerts(choice, answer); }));
  session.show([&] {
    for (const AlertId& id : done) std::cout << id.value << " is looked after by nobody\n";
    if (done.empty()) std::cout << "nobody looked after it\n";
  });
  return okStatus();
}

void declareWhy(CLI::App& app, WhyArguments& arguments) {
  addText(app, "alert", arguments.alert, "Its id, as alerts list gives it, or the name of an objective")->required();
  addText(app, "--region", arguments.region, "With an objective: where; without it the whole fleet")->type_name("NAME");
}

void declareChoice(CLI::App& app, AcknowledgeArguments& arguments) {
  addText(app, "alert", arguments.alert, "Its id, as alerts list gives it");
  addText(app, "--group", arguments.group, "Instead: all that fire in a group, by its key")->type_name("KEY");
}

}  // namespace

void addAlertCommands(CLI::App& root, Session& session) {
  CLI::App* alerts = addGroup(root, "alerts", "Show what fires and why, and look after it", kReliabilityGroup);
  addCommand<ListQuery>(
      *alerts, session, "list", "List alerts that fire or have resolved, newest first",
      [](CLI::App& app, ListQuery& query) {
        addListOptions(app, query, alertStatusFields(), "state:firing severity:page acknowledged:no");
      },
      listStatus);
  addCommand<WhyArguments>(*alerts, session, "why", "Say in a sentence whom an alert reaches, and why it fires",
                           declareWhy, explain);
  addCommand<ListQuery>(
      *alerts, session, "groups", "List the groups that one message tells of",
      [](CLI::App& app, ListQuery& query) { addListOptions(app, query, alertGroupFields(), "region:eu-west"); },
      listGroups);
  addCommand<ListQuery>(
      *alerts, session, "history", "List every time that an alert fired in the last 90 days, newest first",
      [](CLI::App& app, ListQuery& query) {
        addListOptions(app, query, alertFiringFields(), "alertname:NodeOffline region:eu-west");
      },
      listHistory);
  addCommand<AcknowledgeArguments>(
      *alerts, session, "ack", "Look after an alert: it is neither repeated nor escalated",
      [](CLI::App& app, AcknowledgeArguments& arguments) {
        declareChoice(app, arguments);
        addText(app, "--note", arguments.note, "What is done about it")->type_name("TEXT");
      },
      acknowledge);
  addCommand<AcknowledgeArguments>(*alerts, session, "unack", "Look after it no more", declareChoice, unacknowledge);
}

}  // namespace flotilla::cli
