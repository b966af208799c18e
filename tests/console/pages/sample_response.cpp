#include "tests/console/pages/sample_response.h"

namespace flotilla::tests {
namespace {

using namespace std::chrono_literals;

constexpr const char* kMe = "local-administrator";

Digest digestOf(std::uint8_t first) {
  Digest out;
  for (std::size_t i = 0; i < out.bytes.size(); ++i) out.bytes[i] = static_cast<std::uint8_t>(first + i * 29);
  return out;
}

Incident incidentOf(const char* id, const char* title, IncidentSeverity severity, IncidentState state,
                    const char* region, TimePoint opened) {
  Incident out;
  out.id = IncidentId(id);
  out.title = title;
  out.severity = severity;
  out.state = state;
  out.region = RegionName(region);
  out.openedAt = opened;
  return out;
}

IncidentEvent eventOf(std::uint64_t seq, TimePoint at, IncidentEventKind kind, const char* actor, const char* text,
                      bool pinned) {
  IncidentEvent out;
  out.seq = seq;
  out.at = out.writtenAt = at;
  out.kind = kind;
  out.actor = actor;
  out.text = text;
  out.pinned = pinned;
  return out;
}

RunStep stepOf(const char* key, StepKind kind, const char* title, const char* why) {
  RunStep out;
  out.key = key;
  out.kind = kind;
  out.title = title;
  out.why = why;
  return out;
}

std::vector<RunStep> steps() {
  std::vector<RunStep> out{
      stepOf("scope", StepKind::Read, "Confirm scope", "One site, or more than one?"),
      stepOf("modems", StepKind::Check, "Check both modems", "Failing over to a modem without carrier helps nobody."),
      stepOf("carrier", StepKind::Decide, "Is it the carrier", "The other carrier's sites are well."),
      stepOf("failover", StepKind::Act, "Fail over to modem A",
             "Moves the default route so that nodes reach the control plane again. Workloads keep running."),
      stepOf("watch", StepKind::Verify, "Watch p99 for 5 m", ""),
      stepOf("resume", StepKind::Approve, "Resume wave 2 in eu-west", "The wave was held because of this site."),
      stepOf("summary", StepKind::Note, "Close and write summary", "Whoever writes the review begins here.")};
  out[2].choices = {{"It is carrier B only", "failover"},
                    {"It is the site itself: power, or somebody works there", "summary"}};
  RunStep& act = out[3];
  act.risk = StepRisk::Reversible;
  act.checks = {"modem A attached", "no other run on this site"};
  act.action = "moves the default route of 38 nodes of rotterdam-3 to modem A";
  act.undo = "Restores the route from before on the nodes that changed.";
  act.verify = "p99 under 60 ms for 5 m";
  act.limits.nodes = 40;
  act.limits.regions = 1;
  out[4].verify = "p99 under 60 ms for 5 m";
  out[5].approvals = 1;
  return out;
}

StepAttempt attemptOf(std::uint32_t seq, const char* step, StepState state, const char* outcome, TimePoint at) {
  StepAttempt out;
  out.seq = seq;
  out.step = step;
  out.attempt = 1;
  out.state = state;
  out.actor = kMe;
  out.outcome = outcome;
  out.begun = at;
  if (!isUnderWay(state)) out.ended = at;
  return out;
}

RunEvidence entryOf(std::uint64_t seq, TimePoint at, EvidenceKind kind, const char* step, const char* title,
                    const char* text) {
  RunEvidence out;
  out.seq = seq;
  out.at = at;
  out.step = step;
  out.kind = kind;
  out.actor = kind == EvidenceKind::Result ? "" : kMe;
  out.title = title;
  out.text = text;
  out.hash = digestOf(static_cast<std::uint8_t>(seq * 53));
  return out;
}

ActionPreview previewOf() {
  ActionPreview out;
  out.text = "moves the default route of 38 nodes of rotterdam-3 to modem A";
  for (int i = 1; i <= 38; ++i)
    out.targets.push_back({NodeId("n" + std::to_string(i)), "rotterdam-3-" + std::to_string(i), RegionName("eu-west"),
                           "wwan1, carrier-B", "wwan0, carrier-A"});
  out.targetCount = 38;
  out.blast = {38, 1, 0.004};
  out.changes = {"- default via wwan1   carrier-B", "+ default via wwan0   carrier-A"};
  out.left = {"rotterdam-3-40: quarantined"};
  out.digest = digestOf(0x4b);
  return out;
}

RunDetail runBase(TimePoint now) {
  RunDetail out;
  Run& run = out.run;
  run.id = RunId("RUN-31");
  run.runbook = RunbookName("site-unreachable");
  run.version = 7;
  run.title = "Uplink loss at site";
  run.incident = IncidentId("INC-204");
  run.region = RegionName("eu-west");
  run.state = RunState::Running;
  run.startedBy = run.owner = kMe;
  run.startedAt = now - 4min;
  run.improvedAt = now - 259s;
  run.inputs = {{"site", "rotterdam-3"}, {"region", "eu-west"}};
  run.moves = 9;
  run.step = "failover";
  run.escalateTo = "the secondary";
  run.attempts = {attemptOf(1, "scope", StepState::Passed, "38 nodes, 1 site", now - 220s),
                  attemptOf(2, "modems", StepState::Passed, "B has no carrier", now - 170s),
                  attemptOf(3, "carrier", StepState::Passed, "It is carrier B only", now - 120s)};
  out.steps = steps();
  out.stopAfter = 10min;
  out.readings = {{"modem A attached", "-71 dBm", true, true},
                  {"no other run on this site", "0 runs", true, true},
                  {"p99 under 60 ms for 5 m", "44 ms", false, true}};
  out.evidence = {
      entryOf(1, now - 240s, EvidenceKind::Start, "", "started for INC-204", "site=rotterdam-3"),
      entryOf(2, now - 220s, EvidenceKind::Reading, "scope", "Confirm scope",
              "nodes: 38 of 212 offline\nalerts: 1 page fires"),
      entryOf(3, now - 170s, EvidenceKind::Reading, "modems", "Check both modems", "A attached, B no carrier"),
      entryOf(4, now - 120s, EvidenceKind::Choice, "carrier", "Is it the carrier: it is carrier B only", "")};
  run.evidence = out.evidence.size();
  return out;
}

void addPreview(RunDetail& out, StepState state, TimePoint now) {
  StepAttempt attempt = attemptOf(4, "failover", state, "", now - 48s);
  attempt.subject = digestOf(0x4b);
  attempt.due = now + (state == StepState::Awaiting ? 852s : 252s);
  out.run.attempts.push_back(attempt);
  out.hasPreview = true;
  out.preview = previewOf();
  out.evidence.push_back(
      entryOf(5, now - 48s, EvidenceKind::Preview, "failover", "38 targets previewed", "digest 4b68"));
  out.run.evidence = out.evidence.size();
}

void act(RunDetail& out, StepState state, TimePoint now) {
  StepAttempt& attempt = out.run.attempts.back();
  attempt.state = state;
  attempt.acted = now - 108s;
  attempt.due = now + 192s;
  out.hasPreview = false;
  if (state == StepState::Failed) attempt.outcome = "it did not help in time: p99 is 71 ms";
  if (state == StepState::Failed) attempt.ended = now - 4s;
  out.evidence.push_back(
      entryOf(6, now - 108s, EvidenceKind::Action, "failover", "moved the default route of 38 nodes", "38 of 38 ok"));
  out.run.evidence = out.evidence.size();
}

}  // namespace

Page<Incident> sampleIncidents(TimePoint now, int many) {
  Page<Incident> out;
  out.items = {incidentOf("INC-204", "38 nodes of rotterdam-3 lost contact", IncidentSeverity::Sev2,
                          IncidentState::Active, "eu-west", now - 13min),
               incidentOf("INC-205", "Answers of checkout-vision are late in ap-south", IncidentSeverity::Sev3,
                          IncidentState::Triage, "ap-south", now - 4min),
               incidentOf("INC-203", "Inputs of gate-sensor drift", IncidentSeverity::Sev4, IncidentState::Review,
                          "sa-east", now - 30h),
               incidentOf("INC-202", "The whole fleet renews its certificates at once", IncidentSeverity::Sev1,
                          IncidentState::Closed, "", now - 120h),
               incidentOf("INC-201", "A page that was none", IncidentSeverity::Sev3, IncidentState::Cancelled,
                          "us-east", now - 300h)};
  out.items[0].commander = kMe;
  out.items[0].suspect = RolloutId("edge-agent-12");
  out.items[3].commander = "shift-b";
  for (int i = 0; i < many; ++i) {
    out.items.push_back(out.items[3]);
    out.items.back().id = IncidentId("INC-" + std::to_string(20'200 - i));
    out.items.back().openedAt = now - 400h - i * 1h;
  }
  out.total = out.items.size();
  return out;
}

IncidentDetail sampleIncident(TimePoint now) {
  IncidentDetail out;
  out.incident = sampleIncidents(now).items.front();
  out.incident.times = {now - 840s, now - 828s, now - 13min, now - 10min, now - 2min, {}, {}};
  IncidentAlert alert;
  alert.began = now - 828s;
  out.incident.alerts = {alert, alert};
  out.incident.alerts[1].ended = now - 3min;
  out.durations = durationsOf(out.incident.times);
  out.changes = {
      {now - 20min, "rollout/edge-agent-12", "edge-agent 4.3.0 wave 2 reached eu-west", "shift-b", true, false},
      {now - 70min, "audit/88", "the window uplink-work was changed", "shift-b", false, false},
      {now - 6min, "audit/91", "wave 2 was held in eu-west", "", false, true}};
  out.events = {
      eventOf(1, now - 20min, IncidentEventKind::Change, "shift-b", "edge-agent 4.3.0 wave 2 started", true),
      eventOf(2, now - 828s, IncidentEventKind::Alert, "",
              "38 nodes lost contact\ndetected within 12 s of the first one", true),
      eventOf(3, now - 13min, IncidentEventKind::Opened, "", "opened because of a page", true),
      eventOf(4, now - 12min, IncidentEventKind::Paged, "", "on-call was told", false),
      eventOf(5, now - 10min, IncidentEventKind::Role, kMe, "local-administrator leads", false),
      eventOf(6, now - 6min, IncidentEventKind::Action, "", "Wave 2 held in eu-west by the region guard", true),
      eventOf(7, now - 4min, IncidentEventKind::Note, kMe, "Carrier B says nothing on its status page yet.", false)};
  out.runbooks = {"site-unreachable", "failing-deployment"};
  return out;
}

Page<RunbookSummary> sampleRunbooks(TimePoint now) {
  Page<RunbookSummary> out;
  const struct {
    const char *name, *title, *owner;
    std::uint32_t version, steps;
    bool retired;
  } kAll[] = {{"certificates-expire", "Certificates are not renewed", "fleet", 2, 5, false},
              {"failing-deployment", "A deployment fails", "platform", 3, 7, false},
              {"site-unreachable", "Uplink loss at site", "fleet", 7, 7, false},
              {"uplink-by-hand", "Move the uplink by hand", "", 4, 9, true}};
  for (const auto& one : kAll) {
    RunbookSummary summary;
    summary.name = RunbookName(one.name);
    summary.title = one.title;
    summary.owner = one.owner;
    summary.version = one.version;
    summary.steps = one.steps;
    summary.author = "operator-1";
    summary.retired = one.retired;
    summary.at = now - 400h;
    out.items.push_back(summary);
  }
  out.total = out.items.size();
  return out;
}

Page<Run> sampleRuns(TimePoint now, int many) {
  Page<Run> out;
  out.items = {sampleRun(RunScene::Previewed, now).run, sampleRun(RunScene::Over, now).run};
  out.items[1].id = RunId("RUN-30");
  for (int i = 0; i < many; ++i) {
    out.items.push_back(out.items[1]);
    out.items.back().id = RunId("RUN-" + std::to_string(40'000 - i));
  }
  out.total = out.items.size();
  return out;
}

RunDetail sampleRun(RunScene scene, TimePoint now) {
  RunDetail out = runBase(now);
  switch (scene) {
    case RunScene::Begun:
      break;
    case RunScene::Watched:
      out.run.owner = "shift-b";
      addPreview(out, StepState::Previewed, now);
      break;
    case RunScene::Previewed:
      addPreview(out, StepState::Previewed, now);
      break;
    case RunScene::Changed:
      addPreview(out, StepState::Previewed, now);
      out.previewChanged = true;
      out.readings[1] = {"no other run on this site", "1 run", false, true};
      out.readings[0] = {"modem A attached", "unknown: nothing was counted in the last 5 minutes", false, false};
      break;
    case RunScene::Awaiting:
      addPreview(out, StepState::Awaiting, now);
      out.steps[3].approvals = 2;
      out.run.state = RunState::Waiting;
      out.run.owner = out.run.attempts.back().actor = "shift-b";
      out.run.approvals = {{out.run.id, 4, "approver-1", true, digestOf(0x4b), "seen on site", now - 20s}};
      break;
    case RunScene::Verifying:
    case RunScene::Failed:
      addPreview(out, StepState::Previewed, now);
      act(out, scene == RunScene::Failed ? StepState::Failed : StepState::Verifying, now);
      if (scene == RunScene::Failed) out.run.state = RunState::Waiting;
      break;
    case RunScene::Deciding:
      out.run.attempts.pop_back();
      out.run.step = "carrier";
      out.readings.clear();
      break;
    case RunScene::Noting:
      out.run.step = "summary";
      out.run.drill = true;
      out.readings.clear();
      break;
    case RunScene::Over:
      out.run.step.clear();
      out.run.state = RunState::Succeeded;
      out.run.endedAt = now - 1min;
      out.readings.clear();
      break;
  }
  return out;
}

ActionPreview sampleUndo() {
  ActionPreview out = previewOf();
  out.text = "restores the route from before on 38 nodes";
  std::swap(out.changes[0], out.changes[1]);
  for (ActionTarget& target : out.targets) std::swap(target.before, target.after);
  out.left.clear();
  return out;
}

}  // namespace flotilla::tests
