// Runs of runbooks: step by step, with previews, approvals, verification and undo.
#include <algorithm>
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/commands/run_text.h"
#include "app/cli/interrupt.h"
#include "app/cli/text_output.h"
#include "models/domain/run_fields.h"

namespace flotilla::cli {
namespace {

constexpr std::chrono::milliseconds kRunPoll{500};

struct RunArguments {
  std::string run, step, text, reason, digest;
};

struct StartArguments {
  std::string runbook, incident;
  std::vector<std::pair<std::string, std::string>> inputs;
  bool drill = false;
};

struct ShowRunArguments {
  std::string run;
  bool evidence = false;
};

struct WaitRunArguments {
  std::string run;
  Duration limit = std::chrono::minutes(30);
};

Result<RunDetail> fetch(Session& session, const std::string& run) {
  return session.ask<RunDetail>([&](auto& client, auto done) { client.getRun(RunId(run), done); });
}

Status showRun(Session& session, const ShowRunArguments& arguments) {
  FLOTILLA_TRY(const RunDetail detail, fetch(session, arguments.run));
  session.show([&] {
    if (arguments.evidence)
      printEvidence(detail);
    else
      printRun(detail);
  });
  return okStatus();
}

Status say(Session& session, RunSignal signal, const Run& seen) {
  signal.run = seen.id;
  signal.moves = seen.moves;
  session.seenIn = "runs show " + seen.id.value;
  FLOTILLA_TRY(const Run after, session.ask<Run>([&](auto& client, auto done) { client.signalRun(signal, done); }));
  return showRun(session, {after.id.value});
}

// A signal that needs no more than what the arguments say.
Status signal(Session& session, RunVerb verb, const RunArguments& arguments) {
  FLOTILLA_TRY(const RunDetail detail, fetch(session, arguments.run));
  return say(session, {{}, verb, 0, arguments.step, arguments.text, arguments.reason, {}}, detail.run);
}

Error stepFailed(const StepAttempt& attempt) {
  return precondition("step_failed", "step " + attempt.step + " failed: " + attempt.outcome, {},
                      "begin it again, skip it, undo it, or jump to another one");
}

// A script must not go on after what did not go well.
Status beginStep(Session& session, const RunArguments& arguments) {
  FLOTILLA_TRY(const RunDetail before, fetch(session, arguments.run));
  FLOTILLA_CHECK(say(session, {{}, RunVerb::Begin}, before.run));
  FLOTILLA_TRY(const RunDetail after, fetch(session, arguments.run));
  const StepAttempt* attempt = after.run.last(before.run.step);
  return attempt != nullptr && attempt->state == StepState::Failed ? stepFailed(*attempt) : okStatus();
}

Digest subjectOf(const RunDetail& detail) {
  const StepAttempt* attempt = detail.run.current();
  return attempt == nullptr ? Digest{} : attempt->subject;
}

Status actOn(Session& session, const RunArguments& arguments) {
  FLOTILLA_TRY(const RunDetail detail, fetch(session, arguments.run));
  RunSignal signal{{}, RunVerb::Act};
  FLOTILLA_TRY(signal.digest, wholeDigest(arguments.digest, subjectOf(detail)));
  return say(session, signal, detail.run);
}

// As who leads the incident, when nobody is there to agree.
Status breakGlass(Session& session, const RunArguments& arguments) {
  FLOTILLA_TRY(const RunDetail detail, fetch(session, arguments.run));
  RunSignal signal{{}, RunVerb::BreakGlass, 0, detail.run.step, {}, arguments.reason};
  FLOTILLA_TRY(signal.digest, wholeDigest(arguments.digest, subjectOf(detail)));
  return say(session, signal, detail.run);
}

Status giveFeedback(Session& session, const NewRunFeedback& feedback) {
  session.seenIn = "runs show " + feedback.run.value;
  FLOTILLA_TRY(const Run run,
               session.ask<Run>([&](auto& client, auto done) { client.giveRunFeedback(feedback, done); }));
  session.show([&] {
    std::cout << "kept; flotillactl runbooks show " << harmless(run.runbook.value)
              << " shows it to whoever changes it\n";
  });
  return okStatus();
}

Status review(Session& session, const RunArguments& arguments, bool approves) {
  FLOTILLA_TRY(const RunDetail detail, fetch(session, arguments.run));
  RunReview review{detail.run.id, detail.run.step, {}, approves, arguments.reason};
  FLOTILLA_TRY(review.digest, wholeDigest(arguments.digest, subjectOf(detail)));
  session.seenIn = "runs show " + detail.run.id.value;
  FLOTILLA_CHECK(session.ask<Run>([&](auto& client, auto done) { client.reviewRun(review, done); }));
  return showRun(session, {detail.run.id.value});
}

// Without a digest it only says what would be done.
Status undo(Session& session, const RunArguments& arguments) {
  FLOTILLA_TRY(const RunDetail detail, fetch(session, arguments.run));
  FLOTILLA_TRY(const ActionPreview preview, session.ask<ActionPreview>([&](auto& client, auto done) {
    client.prepareRunUndo(RunId(arguments.run), arguments.step, done);
  }));
  if (arguments.digest.empty()) {
    session.show([&] {
      printActionPreview(preview);
      if (preview.problem.empty())
        std::cout << "next: flotillactl runs undo " << harmless(arguments.run) << ' ' << harmless(arguments.step)
                  << " --digest " << shortDigest(preview.digest) << '\n';
    });
    return okStatus();
  }
  RunSignal signal{{}, RunVerb::Undo, 0, arguments.step};
  FLOTILLA_TRY(signal.digest, wholeDigest(arguments.digest, preview.digest));
  return say(session, signal, detail.run);
}

Status startRun(Session& session, const StartArguments& arguments) {
  session.seenIn = "runs list";
  const Arguments inputs(arguments.inputs.begin(), arguments.inputs.end());
  if (inputs.size() != arguments.inputs.size())
    return invalid("usage", "an input is said twice", "--set", "say each once");
  const NewRun wanted{RunbookName(arguments.runbook), IncidentId(arguments.incident), inputs, arguments.drill};
  FLOTILLA_TRY(const Run run, session.ask<Run>([&](auto& client, auto done) { client.startRun(wanted, done); }));
  return showRun(session, {run.id.value});
}

bool movesByItself(const Run& run) {
  const StepAttempt* attempt = run.current();
  if (attempt == nullptr) return false;
  return isUnderWay(attempt->state) && attempt->state != StepState::Previewed;
}

Status waitForRun(Session& session, const WaitRunArguments& arguments) {
  const auto begin = std::chrono::steady_clock::now();
  const Interrupt interrupt;
  const auto goesOn = [&](const char* reason) {
    return Error{ErrorCode::Unavailable,
                 reason,
                 arguments.run + " is not that far; it goes on",
                 {},
                 "flotillactl runs show " + arguments.run};
  };
  while (true) {
    const auto detail = fetch(session, arguments.run);
    if (!detail && detail.error().code != ErrorCode::Unavailable) return detail.error();
    if (detail && !movesByItself(detail->run)) {
      session.show([&] { printRun(*detail); });
      const RunState state = detail->run.state;
      if (state == RunState::Failed || state == RunState::Cancelled)
        return precondition("run_over", arguments.run + " is " + std::string(toText(state)), {},
                            "flotillactl runs show " + arguments.run);
      const StepAttempt* attempt = detail->run.current();
      if (attempt == nullptr) return okStatus();
      if (attempt->state == StepState::Failed) return stepFailed(*attempt);
      if (attempt->state != StepState::Previewed) return okStatus();
      return precondition("not_done", "step " + attempt->step + " is previewed and not done", {},
                          "flotillactl runs act " + arguments.run);
    }
    if (std::chrono::steady_clock::now() >= begin + arguments.limit) return goesOn(kWaitTimeout);
    if (interrupt.within(kRunPoll)) return goesOn(kInterrupted);
  }
}

Status listRuns(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<Run> page,
               session.ask<Page<Run>>([&](auto& client, auto done) { client.listRuns(query, done); }));
  session.show([&] {
    Table table({"RUN", "RUNBOOK", "STATE", "FOR", "REGION", "WITH", "STEP", "STARTED"});
    for (const Run& run : page.items)
      table.add({run.id.value, run.runbook.value, std::string(toText(run.state)) + (run.drill ? ", drill" : ""),
                 orDash(run.incident.value), run.region.empty() ? "(fleet)" : run.region.value, run.owner,
                 orDash(run.step), shortTime(run.startedAt)});
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

Result<std::pair<std::string, std::string>> parseInput(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    return invalid("bad_input", "\"" + text + "\" is not NAME=VALUE", {}, "write for example region=eu-west");
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

void declareRun(CLI::App& app, std::string& run) {
  addText(app, "run", run, "Its name, as runs list gives it")->required();
}

CLI::Option* addReason(CLI::App& app, RunArguments& arguments) {
  return app.add_option("--reason", arguments.reason, "Why; it stays in the evidence")->type_name("TEXT");
}

CLI::Option* addDigest(CLI::App& app, RunArguments& arguments) {
  return app.add_option("--digest", arguments.digest, "Of the preview that was read; its first 8 digits are enough")
      ->type_name("HEX");
}

template <class More>
void addSignal(CLI::App& runs, Session& session, RunVerb verb, const char* name, const char* help, More more) {
  addCommand<RunArguments>(
      runs, session, name, help,
      [more](CLI::App& app, RunArguments& arguments) {
        declareRun(app, arguments.run);
        more(app, arguments);
      },
      [verb](Session& s, const RunArguments& arguments) { return signal(s, verb, arguments); });
}

void addStepCommands(CLI::App& runs, Session& session) {
  const auto reason = [](CLI::App& app, RunArguments& arguments) { addReason(app, arguments)->required(); };
  addCommand<RunArguments>(
      runs, session, "step", "Begin the step that it is at, again if it failed; an act is only previewed",
      [](CLI::App& app, RunArguments& arguments) { declareRun(app, arguments.run); }, beginStep);
  addCommand<RunArguments>(
      runs, session, "act", "Do what was previewed",
      [](CLI::App& app, RunArguments& arguments) {
        declareRun(app, arguments.run);
        addDigest(app, arguments)->required();
      },
      actOn);
  addSignal(runs, session, RunVerb::Choose, "choose", "Say where it goes on",
            [](CLI::App& app, RunArguments& arguments) {
              addText(app, "label", arguments.text, "What is chosen, as the step calls it")->required();
            });
  addSignal(runs, session, RunVerb::Note, "note", "Write into its evidence, and do a step that asks for it",
            [](CLI::App& app, RunArguments& arguments) {
              addText(app, "text", arguments.text, "What to write, 1 to 8000 characters")->required();
            });
  addSignal(runs, session, RunVerb::Skip, "skip", "Go on without the step that it is at", reason);
  addSignal(runs, session, RunVerb::Jump, "jump", "Go to another step, also back",
            [](CLI::App& app, RunArguments& arguments) {
              addText(app, "step", arguments.step, "Its key")->required();
              addReason(app, arguments)->required();
            });
  addCommand<RunArguments>(
      runs, session, "undo", "Say what undoing a step would do; with its digest, do it",
      [](CLI::App& app, RunArguments& arguments) {
        declareRun(app, arguments.run);
        addText(app, "step", arguments.step, "Its key")->required();
        addDigest(app, arguments);
      },
      undo);
}

void addPeopleCommands(CLI::App& runs, Session& session) {
  for (const bool approves : {true, false})
    addCommand<RunArguments>(
        runs, session, approves ? "approve" : "reject",
        approves ? "Agree to what somebody else previewed" : "Do not agree to what somebody else previewed",
        [approves](CLI::App& app, RunArguments& arguments) {
          declareRun(app, arguments.run);
          addDigest(app, arguments)->required();
          auto* comment = app.add_option("--comment", arguments.reason, "Why; it stays in the evidence");
          comment->type_name("TEXT");
          if (!approves) comment->required();
        },
        [approves](Session& s, const RunArguments& arguments) { return review(s, arguments, approves); });
  addCommand<RunArguments>(
      runs, session, "break-glass", "As who leads the incident, go on without the approval; it is reviewed afterwards",
      [](CLI::App& app, RunArguments& arguments) {
        declareRun(app, arguments.run);
        addDigest(app, arguments)->required();
        addReason(app, arguments)->required();
      },
      breakGlass);
  addSignal(runs, session, RunVerb::HandOver, "hand-over", "Let somebody else take its steps from now on",
            [](CLI::App& app, RunArguments& arguments) {
              addText(app, "to", arguments.text, "An operator, by name")->required();
            });
  addSignal(runs, session, RunVerb::Take, "take", "Take its steps from now on, whoever did before",
            [](CLI::App& app, RunArguments& arguments) { addReason(app, arguments); });
  addSignal(runs, session, RunVerb::Escalate, "escalate", "Call for somebody else, by an alert of its own",
            [](CLI::App& app, RunArguments& arguments) { addReason(app, arguments); });
  addSignal(runs, session, RunVerb::Cancel, "cancel", "End it before its end; what was done stays done",
            [](CLI::App& app, RunArguments& arguments) { addReason(app, arguments)->required(); });
}

}  // namespace

void addRunCommands(CLI::App& root, Session& session) {
  CLI::App* runs = addGroup(root, "runs", "Follow a runbook step by step, with evidence", kReliabilityGroup);
  addCommand<ListQuery>(
      *runs, session, "list", "List runs, those under way first",
      [](CLI::App& app, ListQuery& query) { addListOptions(app, query, runFields(), "open:yes incident:INC-7"); },
      listRuns);
  addCommand<StartArguments>(
      *runs, session, "start", "Start one; what its incident knows is filled in",
      [](CLI::App& app, StartArguments& arguments) {
        addText(app, "runbook", arguments.runbook, "Its name, as runbooks list gives it")->required();
        addText(app, "--incident", arguments.incident, "What it is for")->type_name("INCIDENT");
        addEach(app, "--set", arguments.inputs, parseInput, "An input that is not known, or is another one")
            ->type_name("NAME=VALUE");
        app.add_flag("--drill", arguments.drill, "It is practice and counts in no figure");
      },
      startRun);
  addCommand<ShowRunArguments>(
      *runs, session, "show", "Show its steps, and what the one that it is at would do",
      [](CLI::App& app, ShowRunArguments& arguments) {
        declareRun(app, arguments.run);
        app.add_flag("--evidence", arguments.evidence, "All that was kept, in the order of writing");
      },
      showRun);
  addStepCommands(*runs, session);
  addCommand<WaitRunArguments>(
      *runs, session, "wait", "Wait until what was begun has passed or failed; success only if it passed",
      [](CLI::App& app, WaitRunArguments& arguments) {
        declareRun(app, arguments.run);
        addDuration(app, "--timeout-wait", arguments.limit, {std::chrono::seconds(1), std::chrono::hours(24 * 2)},
                    "How long to wait");
      },
      waitForRun);
  addPeopleCommands(*runs, session);
  addCommand<NewRunFeedback>(
      *runs, session, "feedback", "After its end, say which step was unclear and what was missing; both if you like",
      [](CLI::App& app, NewRunFeedback& feedback) {
        declareRun(app, feedback.run.value);
        addText(app, "--unclear", feedback.unclear, "A step, by its key")->type_name("STEP");
        addText(app, "--missing", feedback.missing, "What would have helped, at most 1000 characters")
            ->type_name("TEXT");
      },
      giveFeedback);
}

}  // namespace flotilla::cli
