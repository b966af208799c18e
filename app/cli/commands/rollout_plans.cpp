// Rollouts that follow a plan: looked at before anything happens, made as a draft, changed while they are one.
#include <iostream>

#include "app/cli/commands/commands.h"
#include "app/cli/commands/rollout_commands.h"
#include "app/cli/commands/rollout_wait.h"
#include "app/cli/input_files.h"
#include "app/cli/text_output.h"

namespace flotilla::cli {
namespace {

constexpr std::uint64_t kLargestPlan = 256 * 1024;
constexpr const char* kPlanExample =
    "A plan, for example:\n"
    "  workload: meter-reader\n"
    "  to: 2.0.0\n"
    "  waves:\n"
    "    - {name: canary, size: 2, soak: 2h}\n"
    "    - {name: eu-west, size: {regions: [eu-west]}, soak: 1d, approvals: {count: 1}}\n"
    "    - {name: all, size: rest, soak: 1d}";

struct PlanArguments {
  std::string file;
};

struct CreateArguments {
  std::string file;
  bool start = false;
  WaitArguments wait;
};

struct EditArguments {
  std::string rollout;
  std::string file;
};

// An empty plan would mean a rollout without one.
Result<NewRollout> readPlan(const std::string& file) {
  NewRollout wanted;
  FLOTILLA_TRY(wanted.plan, readDocument("--file", file, kLargestPlan));
  if (wanted.plan.find_first_not_of(" \t\r\n") != std::string::npos) return wanted;
  return invalid("empty", documentName(file) + " is empty", "--file",
                 "a plan has at least workload, to and waves; see flotillactl rollouts plan --help");
}

// The server knows the text of a plan but not its name.
Error inFile(const std::string& file, Error error) {
  if (error.message.starts_with("line ")) error.message = documentName(file) + ": " + error.message;
  return error;
}

template <class T>
Result<T> named(const std::string& file, Result<T> answer) {
  if (answer.ok()) return answer;
  return inFile(file, answer.error());
}

Status showPlan(Session& session, const PlanArguments& arguments) {
  FLOTILLA_TRY(const NewRollout wanted, readPlan(arguments.file));
  return showPreview(session, named(arguments.file, session.ask<RolloutPreview>([&](auto& client, auto done) {
                       client.prepareRollout(wanted, done);
                     })));
}

void printDraft(const Rollout& draft) {
  std::cout << harmless(draft.id.value + " is a draft: " + draft.artifact.value + " to " + draft.to.toString() +
                        " on " + counted(draft.size(), "node") + " in " + counted(draft.waves.size(), "wave"))
            << "\nplan: " << draft.planDigest.toString() << '\n';
}

void printNext(const Rollout& draft) {
  std::cout << "next: flotillactl rollouts start " << harmless(draft.id.value) << '\n';
}

Status startDraft(Session& session, const Rollout& draft, const WaitArguments& wait) {
  if (!session.options.json) printDraft(draft);
  RolloutWord word;
  word.rollout = draft.id;
  session.seenIn = "rollouts show " + draft.id.value;
  auto begun = session.ask<Rollout>([&](auto& client, auto done) { client.sayToRollout(word, done); });
  if (begun.ok()) return follow(session, *begun, wait, RolloutState::Succeeded);
  Error error = begun.error();
  if (error.field == "rollout") error.field.clear();  // nobody typed one
  error.fix += (error.fix.empty() ? "" : "; ") + draft.id.value + " is a draft: flotillactl rollouts start " +
               draft.id.value + ", or flotillactl rollouts abort " + draft.id.value;
  return error;
}

Status createDraft(Session& session, const CreateArguments& arguments) {
  FLOTILLA_TRY(const NewRollout wanted, readPlan(arguments.file));
  session.seenIn = "rollouts list";
  FLOTILLA_TRY(const Rollout draft, named(arguments.file, session.ask<Rollout>([&](auto& client, auto done) {
                 client.createRollout(wanted, done);
               })));
  if (arguments.start) return startDraft(session, draft, arguments.wait);
  session.show([&] {
    printDraft(draft);
    printNext(draft);
  });
  return okStatus();
}

Status editDraft(Session& session, const EditArguments& arguments) {
  FLOTILLA_TRY(const NewRollout wanted, readPlan(arguments.file));
  const RolloutId id(arguments.rollout);
  session.seenIn = "rollouts show " + id.value;
  FLOTILLA_TRY(const Rollout draft, named(arguments.file, session.ask<Rollout>([&](auto& client, auto done) {
                 client.editRollout(id, wanted.plan, done);
               })));
  session.show([&] {
    printDraft(draft);
    printNext(draft);
  });
  return okStatus();
}

void declarePlanFile(CLI::App& app, std::string& file) {
  app.add_option("-f,--file", file, "The plan, at most 256 KiB of YAML; - reads it from stdin")
      ->required()
      ->type_name("FILE");
  app.footer(std::string(kPlanExample) + "\n\n" + app.get_footer());
}

}  // namespace

void addRolloutPlanCommands(CLI::App& rollouts, Session& session) {
  addCommand<PlanArguments>(
      rollouts, session, "plan", "Show what a plan would do now, wave by wave, and what it could see; starts nothing",
      [](CLI::App& app, PlanArguments& arguments) { declarePlanFile(app, arguments.file); }, showPlan);
  addCommand<CreateArguments>(
      rollouts, session, "create", "Make a draft of a plan; no node gets anything before it is started",
      [](CLI::App& app, CreateArguments& arguments) {
        declarePlanFile(app, arguments.file);
        auto* start = app.add_flag("--start", arguments.start, "Start it as well");
        declareWait(app, arguments.wait)->needs(start);
      },
      createDraft);
  addCommand<EditArguments>(
      rollouts, session, "edit", "Give a rollout that has not begun another plan; approvals given so far count no more",
      [](CLI::App& app, EditArguments& arguments) {
        declareRollout(app, arguments);
        declarePlanFile(app, arguments.file);
      },
      editDraft);
}

}  // namespace flotilla::cli
