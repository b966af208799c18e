// Agreeing to a wave and rejecting it. An approval is for a plan: the one with the digest that was read.
#include <iostream>

#include "app/cli/commands/rollout_commands.h"
#include "app/cli/commands/rollout_tables.h"
#include "app/cli/commands/rollout_text.h"
#include "app/cli/text_output.h"
#include "models/domain/rollout_approvals.h"
#include "services/runtime/clock.h"

namespace flotilla::cli {
namespace {

struct ApprovalArguments {
  std::string rollout;
  std::string wave;
  std::string reason;
  Digest plan;
  bool yes = false;
};

Status checkPlan(const Rollout& rollout, const ApprovalArguments& arguments, const char* verb) {
  if (arguments.plan == rollout.planDigest || (arguments.plan.isZero() && arguments.yes)) return okStatus();
  const std::string now = rollout.planDigest.toString();
  if (arguments.plan.isZero())
    return invalid(kUnconfirmed, std::string("what you ") + verb + " is the plan above", {},
                   "read it, then add --plan " + now + ", or --yes for whatever its plan is then");
  return Error{ErrorCode::Conflict, "other_plan",
               rollout.id.value + " has another plan now than " + arguments.plan.toString(), "--plan",
               "read the plan above, then write --plan " + now};
}

void printSaid(const Rollout& rollout, RolloutVerb verb, std::uint32_t place) {
  const TimePoint now = SystemClock().now();
  if (verb == RolloutVerb::Approve && place < rollout.waves.size())
    std::cout << harmless("wave " + rollout.waves[place].name + " has " +
                          std::to_string(approvalsOf(rollout, place, now)) + " of " +
                          counted(rollout.waves[place].approvalsNeeded, "approval"))
              << '\n';
  std::cout << harmless(standingOf(rollout, now)) << '\n';
}

Status judgeWave(Session& session, RolloutVerb verb, const ApprovalArguments& arguments) {
  RolloutWord word;
  word.verb = verb;
  word.rollout = RolloutId(arguments.rollout);
  word.reason = arguments.reason;
  FLOTILLA_TRY(const Rollout before,
               session.ask<Rollout>([&](auto& client, auto done) { client.getRollout(word.rollout, done); }));
  FLOTILLA_TRY(const RolloutWave wave, waveCalled(before, arguments.wave));
  if (before.planDigest.isZero())
    return precondition("no_plan", before.id.value + " has no plan: nobody has to agree to it");
  const Status right = checkPlan(before, arguments, verb == RolloutVerb::Approve ? "approve" : "reject");
  // With -o json there is one answer: what was read if nothing was said, or else what came of it.
  if (!right || !session.options.json) session.show([&] { printToApprove(before, wave, SystemClock().now()); });
  if (!right) return right;
  word.wave = wave.place;
  word.plan = before.planDigest;
  FLOTILLA_TRY(const Rollout rollout, say(session, word));
  session.show([&] { printSaid(rollout, verb, wave.place); });
  return okStatus();
}

void declareApproval(CLI::App& app, ApprovalArguments& arguments) {
  declareRollout(app, arguments);
  addText(app, "--wave", arguments.wave, "Its name, as rollouts show gives it")->required()->type_name("NAME");
  addParsed(app, "--plan", arguments.plan, parseDigest, "Of the plan that was read; another one is refused")
      ->type_name("DIGEST");
  app.add_flag("--yes", arguments.yes, "Without --plan: confirm the plan that it has now");
}

}  // namespace

void addRolloutApprovalCommands(CLI::App& rollouts, Session& session) {
  addCommand<ApprovalArguments>(
      rollouts, session, "approve", "Agree to a wave before it begins, for the plan that was read",
      [](CLI::App& app, ApprovalArguments& arguments) {
        declareApproval(app, arguments);
        app.add_option("--reason", arguments.reason, "For the audit log");
      },
      [](Session& s, const ApprovalArguments& arguments) { return judgeWave(s, RolloutVerb::Approve, arguments); });
  addCommand<ApprovalArguments>(
      rollouts, session, "reject", "Refuse a wave: before the first one the rollout ends, later it pauses",
      [](CLI::App& app, ApprovalArguments& arguments) {
        declareApproval(app, arguments);
        addText(app, "--reason", arguments.reason, "What is wrong with it; for the author and the audit log")
            ->required()
            ->type_name("TEXT");
      },
      [](Session& s, const ApprovalArguments& arguments) { return judgeWave(s, RolloutVerb::Reject, arguments); });
}

}  // namespace flotilla::cli
