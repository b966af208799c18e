#include "app/cli/commands/rollout_wait.h"

#include <iostream>
#include <optional>

#include "app/cli/arguments.h"
#include "app/cli/commands/rollout_tables.h"
#include "app/cli/commands/rollout_text.h"
#include "app/cli/interrupt.h"
#include "app/cli/text_output.h"
#include "services/runtime/clock.h"

namespace flotilla::cli {
namespace {

constexpr std::chrono::milliseconds kPollInterval{500};

struct Following {
  std::string (*line)(const Rollout&, TimePoint now);
  bool everyAnswer = false;       // told as well with -o json, and with the time in front of the line
  bool untilPaused = false;       // or until it is over
  std::optional<Duration> limit;  // none = however long it takes
};

Error goesOn(const char* reason, const Rollout& rollout, const std::string& after) {
  return {ErrorCode::Unavailable,
          reason,
          rollout.id.value + " is not over" + after + "; it goes on",
          {},
          "flotillactl rollouts show " + rollout.id.value};
}

void tell(Session& session, const Following& how, const std::string& line, TimePoint now) {
  if (!how.everyAnswer && session.options.json) return;
  session.show([&] { std::cout << (how.everyAnswer ? shortTime(now) + "  " : "") << harmless(line) << '\n'; });
  std::cout.flush();
}

bool isOverFor(const Following& how, const Rollout& rollout) {
  return hasEnded(rollout.state) || (how.untilPaused && rollout.state == RolloutState::Paused);
}

Result<Rollout> followToEnd(Session& session, Rollout rollout, const Following& how) {
  const auto begin = std::chrono::steady_clock::now();
  const Interrupt interrupt;
  std::string shown;
  while (true) {
    const TimePoint now = SystemClock().now();
    if (const std::string line = how.line(rollout, now); line != shown) {
      tell(session, how, line, now);
      shown = line;
    }
    if (isOverFor(how, rollout)) return rollout;
    if (how.limit && std::chrono::steady_clock::now() >= begin + *how.limit)
      return goesOn(kWaitTimeout, rollout, " after " + toText(*how.limit));
    if (interrupt.within(kPollInterval)) return goesOn(kInterrupted, rollout, {});
    auto next = session.ask<Rollout>([&](auto& client, auto done) { client.getRollout(rollout.id, done); });
    if (!next.ok() && next.error().code != ErrorCode::Unavailable) return next.error();
    if (next.ok()) rollout = std::move(next).value();
  }
}

std::string whatToDo(const Rollout& rollout) {
  if (rollout.state != RolloutState::Paused) return "see flotillactl rollouts show " + rollout.id.value;
  return "flotillactl rollouts resume " + rollout.id.value + ", or flotillactl rollback " + rollout.id.value;
}

Status judgeEnd(const Rollout& ended, RolloutState wanted) {
  const bool stay = ended.count(NodeOutcome::Stayed) > 0;
  if (ended.state == wanted && !stay) return okStatus();
  const std::string show = whatToDo(ended);
  const std::string sentence = standingOf(ended, SystemClock().now());
  if (ended.state == wanted)
    return precondition("nodes_stay", sentence, {}, "deploy the version that is wanted there; " + show);
  return precondition("rollout_" + std::string(toText(ended.state)), sentence, {}, show);
}

// Whoever has to agree is somebody else, who needs to know what to type.
void printWhoIsAwaited(const Rollout& rollout) {
  const RolloutWave* wave = rollout.currentWave();
  if (rollout.state != RolloutState::AwaitingApproval || wave == nullptr) return;
  std::cout << harmless("next: somebody else reads the plan and agrees: flotillactl rollouts approve " +
                        rollout.id.value + " --wave " + wave->name)
            << '\n';
}

}  // namespace

Status follow(Session& session, const Rollout& begun, const WaitArguments& wait, RolloutState wanted) {
  if (!wait.wait) {
    session.show([&] {
      std::cout << harmless(standingOf(begun, SystemClock().now())) << '\n';
      printWhoIsAwaited(begun);
    });
    return okStatus();
  }
  FLOTILLA_TRY(const Rollout ended,
               followToEnd(session, begun, {.line = standingOf, .untilPaused = true, .limit = wait.limit}));
  Status judged = judgeEnd(ended, wanted);
  session.show([&] {
    if (!judged && hasEnded(ended.state)) printOutcomes(ended);
  });
  return judged;
}

Status watch(Session& session, const Rollout& rollout) {
  const RolloutState wanted = rollout.wentBack() ? RolloutState::RolledBack : RolloutState::Succeeded;
  FLOTILLA_TRY(const Rollout ended,
               followToEnd(session, rollout, {.line = watchedLine, .everyAnswer = true, .limit = {}}));
  return judgeEnd(ended, wanted);
}

CLI::Option* declareWait(CLI::App& app, WaitArguments& arguments) {
  auto* wait = app.add_flag("--wait", arguments.wait, "Wait until it is over; success only when it went as asked");
  addDuration(app, "--timeout-wait", arguments.limit, {std::chrono::seconds(1), std::chrono::hours(24 * 30)},
              "How long to wait")
      ->needs(wait);
  return wait;
}

}  // namespace flotilla::cli
