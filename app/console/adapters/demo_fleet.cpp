#include "app/console/adapters/demo_fleet.h"

#include <algorithm>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_build.h"
#include "app/console/adapters/demo_evidence.h"
#include "app/console/adapters/demo_identity.h"
#include "app/console/adapters/demo_motion.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_objectives.h"
#include "app/console/adapters/demo_plan_motion.h"
#include "app/console/adapters/demo_plans.h"
#include "app/console/adapters/demo_preview.h"
#include "app/console/adapters/demo_rollouts.h"
#include "app/console/adapters/demo_views.h"
#include "app/console/adapters/demo_way_back.h"
#include "models/domain/alert_fields.h"
#include "models/domain/list_fields.h"
#include "models/domain/listing.h"
#include "models/domain/node_selector.h"
#include "services/documents/alerting.h"
#include "services/runtime/pattern.h"

namespace flotilla::console {
namespace {

constexpr auto kTick = std::chrono::milliseconds(100);
constexpr std::size_t kSnapshotPart = 2'000;  // things in one update
constexpr std::size_t kPreviewNodesSent = 2'000;
constexpr std::size_t kRolloutNodesSent = 1'000;  // as a control plane does it

Error noNode(const std::string& nameOrId) {
  return notFound("no_node", "there is no node " + nameOrId.substr(0, 80), "node", "see flotillactl nodes list");
}

Error noRollout(const RolloutId& id) {
  return notFound("no_rollout", "there is no rollout " + id.value.substr(0, 80), "rollout",
                  "see flotillactl rollouts list");
}

Error noPlan(const RolloutId& id) {
  return precondition("no_plan", id.value + " follows no plan", "rollout", "see flotillactl rollouts show " + id.value);
}

template <class T>
Result<Page<T>> pageOf(const DemoState& state, std::vector<T> items, const ListQuery& query,
                       const std::vector<SelectorField>& fields, const ValuesOf<T>& values) {
  FLOTILLA_TRY(Page<T> page, listPage<T>(std::move(items), query, fields, values, compilePattern));
  page.revision = state.revision;
  return page;
}

template <class T>
Result<Page<T>> pageOf(const DemoState& state, std::vector<T> items, const ListQuery& query,
                       const std::vector<SelectorField>& fields) {
  return pageOf<T>(state, std::move(items), query, fields, [](const T& item) { return valuesOf(item); });
}

Result<Page<Node>> nodePage(const DemoState& state, const ListQuery& query) {
  std::vector<Node> nodes;
  nodes.reserve(state.nodes.size());
  for (std::uint32_t index = 0; index < state.nodes.size(); ++index) nodes.push_back(toNode(state, index));
  return pageOf<Node>(state, std::move(nodes), query, nodeSelectorFields(),
                      [&](const Node& node) { return nodeSelectorValues(node, state.now); });
}

ServerInfo infoOf(const DemoState& state, TimePoint now) {
  ServerInfo info;
  info.version = FLOTILLA_VERSION;
  info.epoch = 1;
  info.revision = state.revision;
  info.nodes = state.nodes.size();
  info.connected = connectedIn(state);
  info.reportInterval = demoReportInterval(state.spec);
  info.now = now;
  info.caller = {state.operators.front().name, state.operators.front().grants};
  return info;
}

template <class T>
std::vector<T> reversed(const std::vector<T>& items) {
  return {items.rbegin(), items.rend()};
}

}  // namespace

// Ends on the loop, so that no call of the listener is under way afterwards.
class DemoFleet::Watch final : public FleetWatch {
 public:
  Watch(DemoFleet& fleet, FleetListener& listener) : fleet_(fleet), listener_(listener) {
    fleet_.loop_.post([&fleet, &listener] {
      fleet.watching_.push_back(&listener);
      fleet.sendSnapshot(listener);
    });
  }
  ~Watch() override {
    fleet_.loop_.run([this] {
      std::erase(fleet_.watching_, &listener_);
      return 0;
    });
  }
  void retryNow() override {}

 private:
  DemoFleet& fleet_;
  FleetListener& listener_;
};

DemoFleet::DemoFleet(const DemoSpec& spec, const Clock& clock) : clock_(clock) {
  loop_.post([this, spec] {
    state_ = buildDemo(spec, clock_.now());
    loop_.postAfter(kTick, [this] { tick(); });
  });
}

DemoFleet::~DemoFleet() {
  closing_ = true;
  loop_.run([] { return 0; });  // everything asked before is answered
  loop_.stop();
}

template <class T, class F>
void DemoFleet::answer(Done<T> done, F work) {
  if (closing_) return done(Error{ErrorCode::Unavailable, "cancelled", "the demonstration ends"});
  loop_.post([done = std::move(done), work = std::move(work)] { done(work()); });
}

template <class F>
void DemoFleet::decide(Done<Rollout> done, F decision) {
  answer<Rollout>(std::move(done), [this, decision = std::move(decision)]() -> Result<Rollout> {
    FLOTILLA_TRY(const Chosen chosen, decision());
    publish(chosen.planned ? DemoChanges{{}, {}, {chosen.index}} : DemoChanges{{}, {chosen.index}, {}});
    return tell(chosen);
  });
}

Rollout DemoFleet::tell(const Chosen& chosen) const {
  if (!chosen.planned) return toRollout(state_, state_.rollouts[chosen.index], kRolloutNodesSent);
  Rollout out = toldOf(state_.planned[chosen.index], kRolloutNodesSent);
  out.plan = state_.planned[chosen.index].rollout.plan;
  return out;
}

Result<DemoFleet::Chosen> DemoFleet::find(const RolloutId& rollout) const {
  if (const auto index = findDemoPlanned(state_, rollout)) return Chosen{*index, true};
  if (const auto index = findDemoRollout(state_, rollout)) return Chosen{*index, false};
  return noRollout(rollout);
}

// What can only be said to a rollout with a plan.
template <class F>
void DemoFleet::changePlan(const RolloutId& rollout, Done<Rollout> done, F change) {
  decide(std::move(done), [this, rollout, change = std::move(change)]() -> Result<Chosen> {
    FLOTILLA_TRY(const Chosen chosen, find(rollout));
    if (!chosen.planned) return noPlan(rollout);
    FLOTILLA_CHECK(change(chosen.index));
    return chosen;
  });
}

template <class T>
void DemoFleet::refuse(Done<T> done, const char* what) {
  answer<T>(std::move(done), [what]() -> Result<T> {
    return precondition("demo", std::string("the demonstration cannot ") + what, {}, "start flotilla without --demo");
  });
}

void DemoFleet::tick() {
  publish(advance(state_, clock_.now()));
  loop_.postAfter(kTick, [this] { tick(); });
}

void DemoFleet::publish(const DemoChanges& changes) {
  if (changes.nodes.empty() && changes.rollouts.empty() && changes.planned.empty()) return;
  ++state_.revision;
  for (FleetListener* listener : watching_) {
    FleetUpdate update;
    update.revision = state_.revision;
    update.complete = true;
    update.upserts.reserve(changes.nodes.size() + changes.rollouts.size() + changes.planned.size());
    for (const std::uint32_t index : changes.nodes) update.upserts.emplace_back(toNode(state_, index));
    for (const std::uint32_t index : changes.rollouts)
      update.upserts.emplace_back(toRollout(state_, state_.rollouts[index], kRolloutNodesSent));
    for (const std::uint32_t index : changes.planned)
      update.upserts.emplace_back(toldOf(state_.planned[index], kRolloutNodesSent));
    listener->onUpdate(std::move(update));
  }
}

void DemoFleet::sendSnapshot(FleetListener& listener) {
  FleetUpdate update;
  update.restart = true;
  update.revision = state_.revision;
  update.upserts = declarationsOf(state_);
  for (const DemoRollout& rollout : state_.rollouts)
    update.upserts.emplace_back(toRollout(state_, rollout, kRolloutNodesSent));
  for (const DemoPlanned& planned : state_.planned) update.upserts.emplace_back(toldOf(planned, kRolloutNodesSent));
  for (std::uint32_t index = 0; index < state_.nodes.size(); ++index) {
    update.upserts.emplace_back(toNode(state_, index));
    if (update.upserts.size() < kSnapshotPart) continue;
    listener.onUpdate(std::move(update));
    update = {};
    update.revision = state_.revision;
  }
  update.complete = true;
  listener.onUpdate(std::move(update));
}

std::unique_ptr<FleetWatch> DemoFleet::watch(FleetListener& listener) {
  return std::make_unique<Watch>(*this, listener);
}

void DemoFleet::serverInfo(Done<ServerInfo> done) {
  answer<ServerInfo>(std::move(done), [this] { return infoOf(state_, clock_.now()); });
}

void DemoFleet::applyFleet(const FleetDeclaration&, bool, Done<FleetDiff> done) {
  refuse(std::move(done), "change what is declared");
}

void DemoFleet::createToken(const NewEnrolToken& token, Done<CreatedToken> done) {
  answer<CreatedToken>(std::move(done), [this, token] { return createDemoToken(state_, token); });
}

void DemoFleet::addOperator(const NewOperator& op, Done<CreatedToken> done) {
  answer<CreatedToken>(std::move(done), [this, op] { return addDemoOperator(state_, op); });
}

void DemoFleet::listOperators(const ListQuery& query, Done<Page<Operator>> done) {
  answer<Page<Operator>>(std::move(done),
                         [this, query] { return pageOf(state_, state_.operators, query, operatorFields()); });
}

void DemoFleet::listNodes(const ListQuery& query, Done<Page<Node>> done) {
  answer<Page<Node>>(std::move(done), [this, query] { return nodePage(state_, query); });
}

void DemoFleet::getNode(const std::string& nameOrId, Done<Node> done) {
  answer<Node>(std::move(done), [this, nameOrId]() -> Result<Node> {
    const auto index = findDemoNode(state_, nameOrId);
    if (!index) return noNode(nameOrId);
    return toNode(state_, *index);
  });
}

void DemoFleet::listNodeEvents(const std::string& nameOrId, const ListQuery& query, Done<Page<NodeEvent>> done) {
  answer<Page<NodeEvent>>(std::move(done), [this, nameOrId, query]() -> Result<Page<NodeEvent>> {
    const auto index = findDemoNode(state_, nameOrId);
    if (!index) return noNode(nameOrId);
    return pageOf(state_, eventsOf(state_.nodes[*index], state_.now), query, eventFields());
  });
}

void DemoFleet::changeNode(NodeVerb verb, const std::string& nameOrId, const std::string& reason, Done<Node> done) {
  answer<Node>(std::move(done), [this, verb, nameOrId, reason]() -> Result<Node> {
    FLOTILLA_TRY(const std::uint32_t index, changeDemoNode(state_, verb, nameOrId, reason));
    publish({{index}, {}, {}});
    return toNode(state_, index);
  });
}

void DemoFleet::prepareUpload(Done<UploadTicket> done) {
  refuse(std::move(done), "take uploads");
}

void DemoFleet::publishRelease(const std::string&, Done<ReleaseSummary> done) {
  refuse(std::move(done), "take releases");
}

void DemoFleet::listReleases(const ListQuery& query, Done<Page<ReleaseSummary>> done) {
  answer<Page<ReleaseSummary>>(std::move(done), [this, query] {
    std::vector<ReleaseSummary> releases;
    for (FleetThing& thing : declarationsOf(state_))
      if (auto* release = std::get_if<ReleaseSummary>(&thing)) releases.push_back(std::move(*release));
    return pageOf(state_, std::move(releases), query, releaseFields());
  });
}

void DemoFleet::prepareRollout(const NewRollout& rollout, Done<RolloutPreview> done) {
  answer<RolloutPreview>(std::move(done), [this, rollout]() -> Result<RolloutPreview> {
    FLOTILLA_TRY(RolloutPreview preview,
                 rollout.plan.empty() ? previewDemo(state_, rollout) : previewDemoPlan(state_, rollout.plan));
    preview.leaveOutNodes(kPreviewNodesSent);
    return preview;
  });
}

void DemoFleet::prepareRollBack(const RolloutId& rollout, Done<RolloutPreview> done) {
  answer<RolloutPreview>(std::move(done), [this, rollout]() -> Result<RolloutPreview> {
    const auto planned = findDemoPlanned(state_, rollout);
    FLOTILLA_TRY(RolloutPreview preview,
                 planned ? previewDemoPlanBack(state_, *planned) : previewDemoBack(state_, rollout));
    preview.leaveOutNodes(kPreviewNodesSent);
    return preview;
  });
}

void DemoFleet::createRollout(const NewRollout& rollout, Done<Rollout> done) {
  decide(std::move(done), [this, rollout]() -> Result<Chosen> {
    const bool planned = !rollout.plan.empty();
    FLOTILLA_TRY(const std::uint32_t index,
                 planned ? createDemoDraft(state_, rollout.plan) : createDemoRollout(state_, rollout));
    return Chosen{index, planned};
  });
}

void DemoFleet::rollBack(const RolloutId& rollout, Done<Rollout> done) {
  decide(std::move(done), [this, rollout]() -> Result<Chosen> {
    FLOTILLA_TRY(const Chosen chosen, find(rollout));
    if (chosen.planned) {
      FLOTILLA_CHECK(rollBackDemoPlan(state_, chosen.index));
      return chosen;
    }
    FLOTILLA_TRY(const std::uint32_t index, rollBackDemo(state_, rollout));
    return Chosen{index, false};
  });
}

void DemoFleet::editRollout(const RolloutId& rollout, const std::string& plan, Done<Rollout> done) {
  changePlan(rollout, std::move(done),
             [this, plan](std::uint32_t index) -> Status { return editDemoPlan(state_, index, plan); });
}

void DemoFleet::sayToRollout(const RolloutWord& word, Done<Rollout> done) {
  changePlan(word.rollout, std::move(done),
             [this, word](std::uint32_t index) -> Status { return sayToDemo(state_, index, word); });
}

void DemoFleet::explainRollout(const RolloutId& rollout, bool, Done<RolloutExplanation> done) {
  answer<RolloutExplanation>(std::move(done), [this, rollout]() -> Result<RolloutExplanation> {
    FLOTILLA_TRY(const Chosen chosen, find(rollout));
    if (!chosen.planned) return noPlan(rollout);
    return explainDemo(state_, state_.planned[chosen.index]);
  });
}

void DemoFleet::abortRollout(const RolloutId& rollout, Done<Rollout> done) {
  decide(std::move(done), [this, rollout]() -> Result<Chosen> {
    FLOTILLA_TRY(const Chosen chosen, find(rollout));
    if (chosen.planned) {
      FLOTILLA_CHECK(abortDemoPlan(state_, chosen.index));
      return chosen;
    }
    FLOTILLA_TRY(const std::uint32_t index, abortDemo(state_, rollout));
    return Chosen{index, false};
  });
}

void DemoFleet::getRollout(const RolloutId& rollout, Done<Rollout> done) {
  answer<Rollout>(std::move(done), [this, rollout]() -> Result<Rollout> {
    FLOTILLA_TRY(const Chosen chosen, find(rollout));
    return tell(chosen);
  });
}

void DemoFleet::listRolloutNodes(const RolloutId& rollout, const ListQuery& query, Done<Page<RolloutNode>> done) {
  answer<Page<RolloutNode>>(std::move(done), [this, rollout, query]() -> Result<Page<RolloutNode>> {
    FLOTILLA_TRY(const Chosen chosen, find(rollout));
    std::vector<RolloutNode> nodes = chosen.planned ? state_.planned[chosen.index].rollout.nodes
                                                    : toRollout(state_, state_.rollouts[chosen.index]).nodes;
    return pageOf(state_, std::move(nodes), query, rolloutNodeFields());
  });
}

void DemoFleet::listRollouts(const ListQuery& query, Done<Page<Rollout>> done) {
  answer<Page<Rollout>>(std::move(done), [this, query] {
    std::vector<Rollout> rollouts;
    for (const DemoPlanned& planned : reversed(state_.planned)) rollouts.push_back(toldOf(planned, kRolloutNodesSent));
    for (const DemoRollout& rollout : reversed(state_.rollouts))
      rollouts.push_back(toRollout(state_, rollout, kRolloutNodesSent));
    return pageOf(state_, std::move(rollouts), query, rolloutFields());
  });
}

void DemoFleet::summarizeWorkload(const WorkloadName& workload, Done<WorkloadSummary> done) {
  answer<WorkloadSummary>(std::move(done), [this, workload]() -> Result<WorkloadSummary> {
    const auto index = findDemoWorkload(workload);
    if (!index) return notFound("no_workload", "workload " + workload.value + " is not declared", "workload");
    return summaryOf(state_, *index);
  });
}

void DemoFleet::listObjectives(const ListQuery& query, Done<Objectives> done) {
  answer<Objectives>(std::move(done), [this, query]() -> Result<Objectives> {
    Objectives out;
    out.objectives.assign(demoObjectives().begin(), demoObjectives().end());
    out.at = demoCounted(state_);
    FLOTILLA_TRY(out.standings, pageOf(state_, demoStandings(state_), query, standingFields()));
    return out;
  });
}

void DemoFleet::objectiveHistory(const ObjectiveSpan& span, Done<std::vector<Tally>> done) {
  answer<std::vector<Tally>>(std::move(done), [this, span] { return demoObjectiveHistory(state_, span); });
}

void DemoFleet::listAlerts(const ListQuery& query, Done<Page<ObjectiveAlert>> done) {
  answer<Page<ObjectiveAlert>>(std::move(done),
                               [this, query] { return pageOf(state_, demoAlerts(state_), query, alertFields()); });
}

void DemoFleet::listAlertStatus(const ListQuery& query, Done<Page<AlertStatus>> done) {
  answer<Page<AlertStatus>>(std::move(done), [this, query] {
    return pageOf(state_, demoAlertStatus(state_, alertBook_), query, alertStatusFields());
  });
}

void DemoFleet::listAlertGroups(const ListQuery& query, Done<Page<AlertGroup>> done) {
  answer<Page<AlertGroup>>(std::move(done), [this, query] {
    return pageOf(state_, demoAlertGroups(state_, alertBook_), query, alertGroupFields());
  });
}

void DemoFleet::listAlertHistory(const ListQuery& query, Done<Page<AlertFiring>> done) {
  answer<Page<AlertFiring>>(
      std::move(done), [this, query] { return pageOf(state_, demoAlertHistory(state_), query, alertFiringFields()); });
}

void DemoFleet::acknowledgeAlerts(const AlertChoice& choice, const std::string& note,
                                  Done<std::vector<Acknowledgement>> done) {
  answer<std::vector<Acknowledgement>>(
      std::move(done), [this, choice, note] { return demoAcknowledge(state_, alertBook_, choice, note); });
}

void DemoFleet::unacknowledgeAlerts(const AlertChoice& choice, Done<std::vector<AlertId>> done) {
  answer<std::vector<AlertId>>(std::move(done),
                               [this, choice] { return demoUnacknowledge(state_, alertBook_, choice); });
}

void DemoFleet::listSilences(const ListQuery& query, Done<Page<SilenceStatus>> done) {
  answer<Page<SilenceStatus>>(std::move(done), [this, query] {
    return pageOf(state_, demoSilences(state_, alertBook_), query, silenceFields());
  });
}

void DemoFleet::createSilence(const NewSilence& silence, Done<SilenceStatus> done) {
  updateSilence({}, silence, std::move(done));
}

void DemoFleet::updateSilence(const SilenceId& id, const NewSilence& silence, Done<SilenceStatus> done) {
  answer<SilenceStatus>(std::move(done),
                        [this, id, silence] { return demoPutSilence(state_, alertBook_, id, silence); });
}

void DemoFleet::expireSilence(const SilenceId& id, Done<SilenceStatus> done) {
  answer<SilenceStatus>(std::move(done), [this, id] { return demoExpireSilence(state_, alertBook_, id); });
}

void DemoFleet::getAlerting(Done<AlertingDocument> done) {
  answer<AlertingDocument>(std::move(done), []() -> Result<AlertingDocument> {
    return AlertingDocument{toYaml(builtInAlerting()), true, {}, {}, {}, 0};
  });
}

void DemoFleet::applyAlerting(const AlertingChange&, Done<AlertingDiff> done) {
  refuse(std::move(done), "notify anybody");
}

void DemoFleet::testRoute(const RouteQuestion&, Done<std::vector<std::string>> done) {
  refuse(std::move(done), "notify anybody");
}

void DemoFleet::listAudit(const ListQuery& query, Done<Page<AuditEntry>> done) {
  answer<Page<AuditEntry>>(std::move(done),
                           [this, query] { return pageOf(state_, reversed(state_.audit), query, auditFields()); });
}

void DemoFleet::verifyAudit(Done<AuditVerdict> done) {
  answer<AuditVerdict>(std::move(done), [this]() -> Result<AuditVerdict> { return verifyDemoAudit(state_.audit); });
}

}  // namespace flotilla::console
