#include "app/cli/commands/rollout_wait.h"

#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/rollout_text.h"
#include "app/cli/interrupt.h"
#include "app/cli/text_output.h"

namespace flotilla::cli {
namespace {

constexpr std::chrono::milliseconds kPollInterval{500};

Error goesOn(const char* reason, const Rollout& rollout, const std::string& after) {
  return {ErrorCode::Unavailable,
          reason,
          rollout.id.value + " is not over" + after + "; it goes on",
          {},
          "flotillactl rollouts show " + rollout.id.value};
}

}  // namespace

Result<Rollout> waitForEnd(Session& session, Rollout rollout, Duration limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  const Interrupt interrupt;
  std::string shown;
  while (true) {
    if (const std::string line = progressOf(rollout); line != shown && !session.options.json) {
      std::cout << harmless(line) << std::endl;
      shown = line;
    }
    if (hasEnded(rollout.state)) return rollout;
    if (std::chrono::steady_clock::now() >= deadline) return goesOn(kWaitTimeout, rollout, " after " + toText(limit));
    if (interrupt.within(kPollInterval)) return goesOn(kInterrupted, rollout, {});
    auto next = session.ask<Rollout>([&](auto& client, auto done) { client.getRollout(rollout.id, done); });
    if (!next.ok() && next.error().code != ErrorCode::Unavailable) return next.error();
    if (next.ok()) rollout = std::move(next).value();
  }
}

void declareWait(CLI::App& app, WaitArguments& arguments) {
  auto* wait = app.add_flag("--wait", arguments.wait, "Wait until it is over; success only when it went as asked");
  addDuration(app, "--timeout-wait", arguments.limit, {std::chrono::seconds(1), std::chrono::hours(24 * 30)},
              "How long to wait")
      ->needs(wait);
}

}  // namespace flotilla::cli
