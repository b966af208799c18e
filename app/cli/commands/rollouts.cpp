#include <chrono>
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/commands/rollout_text.h"
#include "app/cli/commands/rollout_wait.h"
#include "app/cli/text_output.h"
#include "models/domain/list_fields.h"

namespace flotilla::cli {
namespace {

struct DeployArguments {
  NewRollout rollout;
  bool preview = false;
  WaitArguments wait;
};

struct RolloutArguments {
  std::string rollout;
  bool preview = false;
  WaitArguments wait;
};

struct AbortArguments {
  std::string rollout;
};

struct RolloutNodesArguments {
  std::string rollout;
  ListQuery query;
};

Table outcomeTable(const std::vector<RolloutNode>& nodes) {
  Table table({"NODE", "FROM", "OUTCOME", "REASON", "MESSAGE"});
  for (const RolloutNode& node : nodes) {
    table.add({node.nodeName.empty() ? node.node.value : node.nodeName,
               node.hadVersion ? node.from.toString() : std::string(), spaced(toText(node.outcome)),
               spaced(node.reason), node.message});
  }
  return table;
}

// A rollout of very many nodes comes without them.
void printOutcomes(const Rollout& rollout) {
  if (rollout.nodes.empty() && rollout.size() > 0)
    std::cout << harmless(progressOf(rollout)) << "\nsee flotillactl rollouts nodes " << harmless(rollout.id.value)
              << '\n';
  else
    outcomeTable(rollout.nodes).print(std::cout);
}

// Shows a rollout that was just begun, or waits until it ends as `wanted`, and without leaving nodes behind.
Status follow(Session& session, const Rollout& begun, const WaitArguments& wait, RolloutState wanted) {
  if (!wait.wait) {
    session.show([&] { std::cout << harmless(progressOf(begun)) << '\n'; });
    return okStatus();
  }
  FLOTILLA_TRY(const Rollout ended, waitForEnd(session, begun, wait.limit));
  const bool stay = ended.count(NodeOutcome::Stayed) > 0;
  const bool good = ended.state == wanted && !stay;
  session.show([&] {
    if (!good) printOutcomes(ended);
  });
  if (good) return okStatus();
  const std::string show = "see flotillactl rollouts show " + ended.id.value;
  if (ended.state == wanted)
    return precondition("nodes_stay", progressOf(ended), {}, "deploy the version that is wanted there; " + show);
  return precondition("rollout_" + std::string(toText(ended.state)), progressOf(ended), {}, show);
}

Status deploy(Session& session, const DeployArguments& arguments) {
  const NewRollout& wanted = arguments.rollout;
  if (arguments.preview)
    return showPreview(
        session, session.ask<RolloutPreview>([&](auto& client, auto done) { client.prepareRollout(wanted, done); }));
  session.seenIn = "rollouts list";
  FLOTILLA_TRY(const Rollout rollout,
               session.ask<Rollout>([&](auto& client, auto done) { client.createRollout(wanted, done); }));
  return follow(session, rollout, arguments.wait, RolloutState::Succeeded);
}

Status rollBack(Session& session, const RolloutArguments& arguments) {
  const RolloutId id(arguments.rollout);
  if (arguments.preview)
    return showPreview(session,
                       session.ask<RolloutPreview>([&](auto& client, auto done) { client.prepareRollBack(id, done); }));
  session.seenIn = "rollouts show " + id.value;
  FLOTILLA_TRY(const Rollout rollout,
               session.ask<Rollout>([&](auto& client, auto done) { client.rollBack(id, done); }));
  return follow(session, rollout, arguments.wait, RolloutState::RolledBack);
}

Status abort(Session& session, const AbortArguments& arguments) {
  const RolloutId id(arguments.rollout);
  session.seenIn = "rollouts show " + id.value;
  FLOTILLA_TRY(const Rollout rollout,
               session.ask<Rollout>([&](auto& client, auto done) { client.abortRollout(id, done); }));
  session.show([&] { std::cout << harmless(progressOf(rollout)) << '\n'; });
  return okStatus();
}

Status listRollouts(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<Rollout> page,
               session.ask<Page<Rollout>>([&](auto& client, auto done) { client.listRollouts(query, done); }));
  session.show([&] {
    Table table({"ROLLOUT", "VERSION", "STATE", "NODES", "OUTCOMES", "AUTHOR", "CREATED", "ENDED"});
    for (const Rollout& rollout : page.items) {
      table.add({rollout.id.value, rollout.to.toString(), spaced(toText(rollout.state)), std::to_string(rollout.size()),
                 outcomesOf(rollout), rollout.author, shortTime(rollout.createdAt), shortTime(rollout.endedAt)});
    }
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

Status showRollout(Session& session, const RolloutArguments& arguments) {
  const RolloutId id(arguments.rollout);
  FLOTILLA_TRY(const Rollout rollout,
               session.ask<Rollout>([&](auto& client, auto done) { client.getRollout(id, done); }));
  session.show([&] {
    printFields(std::cout, {{"rollout", rollout.id.value},
                            {"workload", rollout.workload.value},
                            {"to", rollout.artifact.value + " " + rollout.to.toString()},
                            {"state", spaced(toText(rollout.state))},
                            {"author", rollout.author},
                            {"created", shortTime(rollout.createdAt)},
                            {"deadline", shortTime(rollout.deadline)},
                            {"ended", shortTime(rollout.endedAt)}});
    std::cout << '\n';
    printOutcomes(rollout);
  });
  return okStatus();
}

Status listOutcomes(Session& session, const RolloutNodesArguments& arguments) {
  const RolloutId id(arguments.rollout);
  FLOTILLA_TRY(const Page<RolloutNode> page, session.ask<Page<RolloutNode>>([&](auto& client, auto done) {
    client.listRolloutNodes(id, arguments.query, done);
  }));
  session.show([&] {
    outcomeTable(page.items).print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

void declarePreview(CLI::App& app, bool& preview) {
  app.add_flag("--preview", preview, "Only show what it would do, and whether it could start now");
}

void declareDeploy(CLI::App& app, DeployArguments& arguments) {
  app.group(kReleaseGroup);
  addName(app, "workload", arguments.rollout.workload, "Where it runs")->required();
  addParsed(app, "version", arguments.rollout.version, parseVersion, "A published version of its artifact")
      ->required()
      ->type_name("VERSION");
  addEach(app, "--region", arguments.rollout.regions, parseName<RegionName>,
          "Only in this region (repeatable); otherwise the whole fleet")
      ->type_name("REGION");
  addParsed(
      app, "--selector", arguments.rollout.selector,
      [](const std::string& text) -> Result<std::string> {
        // A variable that is not set must not become the whole fleet.
        if (text.find_first_not_of(" \t") != std::string::npos) return text;
        return invalid("empty", "--selector is empty", {}, "leave it out for every node");
      },
      "Only these nodes, for example \"label.tier:gold\"")
      ->type_name("SELECTOR");
  addDuration(app, "--deadline", arguments.rollout.deadline, {std::chrono::seconds(10), std::chrono::hours(24 * 30)},
              "When a node that has not proven it counts as silent");
  declarePreview(app, arguments.preview);
  declareWait(app, arguments.wait);
}

template <class Arguments>
void declareRollout(CLI::App& app, Arguments& arguments) {
  addText(app, "rollout", arguments.rollout, "For example meter-reader-2")->required();
}

}  // namespace

void addRolloutCommands(CLI::App& root, Session& session) {
  addCommand<DeployArguments>(root, session, "deploy", "Bring a version of a workload to its nodes", declareDeploy,
                              deploy);
  addCommand<RolloutArguments>(
      root, session, "rollback", "Bring the nodes of a rollout back to what they ran before",
      [](CLI::App& app, RolloutArguments& arguments) {
        app.group(kReleaseGroup);
        declareRollout(app, arguments);
        declarePreview(app, arguments.preview);
        declareWait(app, arguments.wait);
      },
      rollBack);
  CLI::App* rollouts = addGroup(root, "rollouts", "List, show and abort rollouts", kReleaseGroup);
  addCommand<ListQuery>(
      *rollouts, session, "list", "List rollouts",
      [](CLI::App& app, ListQuery& query) {
        addListOptions(app, query, rolloutFields(), "workload:meter-reader state:failed");
      },
      listRollouts);
  addCommand<RolloutArguments>(*rollouts, session, "show", "Show what became of each node",
                               declareRollout<RolloutArguments>, showRollout);
  addCommand<AbortArguments>(*rollouts, session, "abort",
                              "End a running rollout: nodes that have not proven it get back what they had",
                              declareRollout<AbortArguments>, abort);
  addCommand<RolloutNodesArguments>(
      *rollouts, session, "nodes", "List the nodes of a rollout",
      [](CLI::App& app, RolloutNodesArguments& arguments) {
        declareRollout(app, arguments);
        addListOptions(app, arguments.query, rolloutNodeFields(), "outcome:silent");
      },
      listOutcomes);
}

}  // namespace flotilla::cli
