#include <chrono>
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/commands/rollout_commands.h"
#include "app/cli/commands/rollout_tables.h"
#include "app/cli/commands/rollout_text.h"
#include "app/cli/commands/rollout_wait.h"
#include "app/cli/text_output.h"
#include "models/domain/list_fields.h"
#include "services/runtime/clock.h"

namespace flotilla::cli {
namespace {

constexpr const char* kRolloutExamples =
    "Examples:\n"
    "  flotillactl rollouts plan -f plan.yaml\n"
    "  flotillactl rollouts create -f plan.yaml --start --wait --timeout-wait 2h\n"
    "  flotillactl rollouts approve meter-reader-3 --wave eu-west --plan sha256:2c26...\n"
    "  flotillactl rollouts promote meter-reader-3 --wave canary --reason \"watched by hand\"\n"
    "  flotillactl rollouts why meter-reader-3 --replay\n"
    "  flotillactl rollouts show meter-reader-3 --plan > plan.yaml";

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

struct ShowArguments {
  std::string rollout;
  bool plan = false;
};

struct WatchArguments {
  std::string rollout;
};

struct RolloutNodesArguments {
  std::string rollout;
  ListQuery query;
};

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
    Table table({"ROLLOUT", "VERSION", "STATE", "WAVE", "NODES", "OUTCOMES", "AUTHOR", "CREATED", "ENDED"});
    for (const Rollout& rollout : page.items) {
      const RolloutWave* wave = hasEnded(rollout.state) ? nullptr : rollout.currentWave();
      table.add({rollout.id.value, rollout.to.toString(), spaced(toText(rollout.state)),
                 wave == nullptr ? std::string() : wave->name, std::to_string(rollout.size()), outcomesOf(rollout),
                 rollout.author, shortTime(rollout.createdAt), shortTime(rollout.endedAt)});
    }
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

Status showRollout(Session& session, const ShowArguments& arguments) {
  const RolloutId id(arguments.rollout);
  FLOTILLA_TRY(const Rollout rollout,
               session.ask<Rollout>([&](auto& client, auto done) { client.getRollout(id, done); }));
  if (!arguments.plan) {
    session.show([&] { printRollout(rollout, SystemClock().now()); });
    return okStatus();
  }
  if (rollout.plan.empty())
    return precondition("no_plan", id.value + " has no plan: it was deployed without one", "--plan",
                        "see flotillactl rollouts show " + id.value);
  session.show([&] { printPlan(rollout); });
  return okStatus();
}

Status watchRollout(Session& session, const WatchArguments& arguments) {
  const RolloutId id(arguments.rollout);
  FLOTILLA_TRY(const Rollout rollout,
               session.ask<Rollout>([&](auto& client, auto done) { client.getRollout(id, done); }));
  return watch(session, rollout);
}

Status listOutcomes(Session& session, const RolloutNodesArguments& arguments) {
  const RolloutId id(arguments.rollout);
  FLOTILLA_TRY(const Page<RolloutNode> page, session.ask<Page<RolloutNode>>([&](auto& client, auto done) {
    client.listRolloutNodes(id, arguments.query, done);
  }));
  session.show([&] {
    printOutcomes(page.items);
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

void addShowCommands(CLI::App& rollouts, Session& session) {
  addCommand<ListQuery>(
      rollouts, session, "list", "List rollouts",
      [](CLI::App& app, ListQuery& query) {
        addListOptions(app, query, rolloutFields(), "workload:meter-reader state:failed");
      },
      listRollouts);
  addCommand<ShowArguments>(
      rollouts, session, "show", "Show its waves, who approved them, and what became of each node",
      [](CLI::App& app, ShowArguments& arguments) {
        declareRollout(app, arguments);
        app.add_flag("--plan", arguments.plan, "Only its plan, as a document that create -f takes");
      },
      showRollout);
  addCommand<RolloutNodesArguments>(
      rollouts, session, "nodes", "List the nodes of a rollout",
      [](CLI::App& app, RolloutNodesArguments& arguments) {
        declareRollout(app, arguments);
        addListOptions(app, arguments.query, rolloutNodeFields(), "outcome:silent");
      },
      listOutcomes);
  addCommand<WatchArguments>(rollouts, session, "watch", "Print a line for every change until the rollout is over",
                             declareRollout<WatchArguments>, watchRollout);
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
  CLI::App* rollouts =
      addGroup(root, "rollouts", "Plan rollouts in waves, approve, steer, watch and explain them", kReleaseGroup);
  addRolloutPlanCommands(*rollouts, session);
  addRolloutWordCommands(*rollouts, session);
  addRolloutApprovalCommands(*rollouts, session);
  addCommand<AbortArguments>(*rollouts, session, "abort",
                             "End a running rollout: nodes that have not proven it get back what they had",
                             declareRollout<AbortArguments>, abort);
  addShowCommands(*rollouts, session);
  addRolloutWhyCommand(*rollouts, session);
  rollouts->footer(std::string(kRolloutExamples) + "\n\n" + rollouts->get_footer());  // not for the commands below it
}

}  // namespace flotilla::cli
