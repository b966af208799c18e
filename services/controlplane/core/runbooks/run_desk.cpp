#include "services/controlplane/core/runbooks/run_desk.h"

#include <utility>

#include "services/controlplane/core/runbooks/break_glass.h"
#include "services/controlplane/core/runbooks/run_clock.h"
#include "services/controlplane/core/runbooks/run_detail.h"
#include "services/controlplane/core/runbooks/run_feedback.h"
#include "services/documents/runbook_yaml.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kWatched = std::chrono::seconds(10);  // between two looks; longer, and somebody did not look
constexpr std::size_t kOlderKept = 100;

}  // namespace

Result<std::shared_ptr<const Runbook>> RunDesk::runbookOf(const Run& run) {
  const FleetState& state = ports_.fleet.state();
  const auto newest = state.runbooks.find(run.runbook);
  if (newest != state.runbooks.end() && newest->second.record.version == run.version && newest->second.runbook)
    return std::make_shared<const Runbook>(*newest->second.runbook);
  const std::pair key(run.runbook, run.version);
  if (const auto known = older_.find(key); known != older_.end()) return known->second;
  ports_.fleet.flush();  // it may have been replaced a moment ago
  FLOTILLA_TRY(const auto record, ports_.fleet.store().runbook(run.runbook, run.version));
  const auto read =
      record ? parseRunbookYaml(record->text) : Result<Runbook>(internalError("no_version", "the version is not kept"));
  if (!read)
    return precondition(
        "unreadable",
        run.runbook.value + ", version " + std::to_string(run.version) + ", cannot be read: " + read.error().message,
        "run", "end it, and start the newest version");
  if (older_.size() >= kOlderKept) older_.clear();
  return older_.emplace(key, std::make_shared<const Runbook>(*read)).first->second;
}

FleetQuestions RunDesk::questions() const {
  return FleetQuestions({ports_.fleet.state(), ports_.clock.now(), ports_.reportInterval, ports_.alerts().alerts,
                         ports_.slot, ports_.tallies});
}

ActionRoom RunDesk::actionRoom() const {
  return {{ports_.fleet.state(), ports_.key, ports_.clock.now(), ports_.reportInterval}, ports_.random};
}

template <class Answer>
Result<Answer> RunDesk::with(const RunId& id, const Caller& caller,
                             const std::function<Result<Answer>(const RunRoom&, const Run&)>& decide) {
  FLOTILLA_TRY(const Run run, findRun(ports_.fleet.state(), id, caller));
  FLOTILLA_TRY(const auto runbook, runbookOf(run));
  FleetQuestions asked = questions();
  const RunRoom room{actionRoom(), asked, *runbook};
  return decide(room, run);
}

Result<Decision<Run>> RunDesk::start(const NewRun& run, const Caller& caller) {
  return startRun(ports_.fleet.state(), run, caller, ports_.clock.now());
}

Result<Decision<Run>> RunDesk::signal(const RunSignal& signal, const Caller& caller) {
  return with<Decision<Run>>(signal.run, caller,
                             [&](const RunRoom& room, const Run& run) { return signalRun(room, run, signal, caller); });
}

Result<Decision<Run>> RunDesk::review(const RunReview& review, const Caller& caller) {
  return with<Decision<Run>>(review.run, caller,
                             [&](const RunRoom& room, const Run& run) { return reviewRun(room, run, review, caller); });
}

Result<Decision<Run>> RunDesk::feedback(const NewRunFeedback& said, const Caller& caller) {
  return with<Decision<Run>>(said.run, caller, [&](const RunRoom& room, const Run& run) {
    return giveRunFeedback(room.runbook, run, said, caller, room.now());
  });
}

Result<ActionPreview> RunDesk::prepareUndo(const RunId& run, const std::string& step, const Caller& caller) {
  return with<ActionPreview>(run, caller, [&](const RunRoom& room, const Run& found) {
    return controlplane::prepareUndo(room, found, step, caller);
  });
}

Result<RunDetail> RunDesk::detail(const RunId& run, const Caller& caller) {
  ports_.fleet.flush();  // what is about to be stored belongs to the evidence
  return with<RunDetail>(run, caller, [&](const RunRoom& room, const Run& found) -> Result<RunDetail> {
    FLOTILLA_TRY(std::vector<RunEvidence> evidence, ports_.fleet.store().runEvidence(found.id));
    RunDetail out = detailOf(room, found, std::move(evidence));
    out.mayBreakGlass = checkBreakGlass(room, found, caller).ok();
    return out;
  });
}

void RunDesk::tick() {
  const FleetState& state = ports_.fleet.state();
  if (state.learning) return;
  const TimePoint before = std::exchange(tickedAt_, ports_.clock.now());
  const bool watched = before != TimePoint{} && tickedAt_ - before <= kWatched;
  std::vector<Run> open;
  for (const auto& [id, run] : state.runs)
    if (isOpen(run.state)) open.push_back(run);
  if (open.empty()) return;
  forgetReadings();
  FleetQuestions asked = questions();
  for (const Run& run : open) {
    const auto runbook = runbookOf(run);
    if (!runbook) continue;  // whoever looks at it is told
    const RunRoom room{actionRoom(), asked, **runbook};
    if (run.current() != nullptr && run.current()->state == StepState::Reading) read(run, room);
    store(tickRun(room, state.runs.at(run.id), watched), run);
  }
}

void RunDesk::read(const Run& run, const RunRoom& room) {
  const StepAttempt& attempt = *run.current();
  const std::pair key(run.id, attempt.seq);
  if (!readings_.contains(key)) {
    auto reading = std::make_shared<Reading>();
    const RunbookStep* step = room.runbook.find(run.step);
    const auto reads =
        step == nullptr ? Result<std::vector<NodeRead>>(std::vector<NodeRead>()) : nodeReadsOf(room, run, *step);
    if (reads)
      for (const NodeRead& one : *reads)
        reading->answers.push_back({one, Error{ErrorCode::Unavailable, "no_answer", "it has not answered in time"}});
    reading->missing = reading->answers.size();
    readings_[key] = reading;
    for (std::size_t i = 0; i < reading->answers.size(); ++i)
      ask(reading->answers[i].read, [i, watch = std::weak_ptr(reading)](Result<std::string> text) {
        const auto known = watch.lock();
        if (!known) return;
        known->answers[i].text = std::move(text);
        --known->missing;
      });
  }
  const auto reading = readings_.at(key);
  if (reading->missing > 0 && room.now() < attempt.due) return;
  readings_.erase(key);
  store(finishReading(room, run, reading->answers), run);
}

void RunDesk::ask(const NodeRead& read, Done<std::string> done) const {
  const auto told = [done](const auto& answer) {
    done(answer ? Result<std::string>(textOf(*answer)) : Result<std::string>(answer.error()));
  };
  if (read.query.kind == QueryKind::Logs) {
    const auto query = logQueryOf(read.query, ports_.clock.now());
    return query ? ports_.searchLogs(read.node, *query, told) : done(query.error());
  }
  const auto query = sampleQueryOf(read.query);
  return query ? ports_.captureInputs(read.node, *query, told) : done(query.error());
}

// Of attempts that somebody has left.
void RunDesk::forgetReadings() {
  std::erase_if(readings_, [&](const auto& entry) {
    const auto run = ports_.fleet.state().runs.find(entry.first.first);
    const StepAttempt* attempt = run == ports_.fleet.state().runs.end() ? nullptr : run->second.current();
    return attempt == nullptr || attempt->seq != entry.first.second || attempt->state != StepState::Reading;
  });
}

void RunDesk::store(Mutation mutation, const Run& run) {
  if (mutation.empty()) return;
  log::info("a run went on by itself", {{"run", run.id.value}, {"step", run.step}});
  ports_.fleet.submit(std::move(mutation), [](const Status& stored) {
    if (!stored) log::error("a run cannot be kept", {{"why", stored.error().message}});
  });
}

}  // namespace flotilla::controlplane
