#include "app/console/adapters/demo_fleet.h"

#include <algorithm>

#include "app/console/adapters/demo_answers.h"
#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_build.h"
#include "app/console/adapters/demo_drift.h"
#include "app/console/adapters/demo_identity.h"
#include "app/console/adapters/demo_logs.h"
#include "app/console/adapters/demo_motion.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_plans.h"
#include "app/console/adapters/demo_views.h"
#include "models/domain/list_fields.h"
#include "models/domain/node_selector.h"

namespace flotilla::console {
namespace {

constexpr auto kTick = std::chrono::milliseconds(100);
constexpr std::size_t kSnapshotPart = 2'000;  // things in one update

Error noNode(const std::string& nameOrId) {
  return notFound("no_node", "there is no node " + nameOrId.substr(0, 80), "node", "see flotillactl nodes list");
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
    alertBook_ = buildDemoAlertBook(state_);
    budgetBook_ = buildDemoBudgetBook(state_);
    response_ = buildDemoResponse(state_);
    gameDays_ = buildDemoGameDays(state_);
    DemoChanges unseen;  // nobody was told of the fleet yet
    advanceDemoGameDays(state_, gameDays_, unseen);
    loop_.postAfter(kTick, [this] { tick(); });
  });
}

DemoFleet::~DemoFleet() {
  closing_ = true;
  loop_.run([] { return 0; });  // everything asked before is answered
  loop_.stop();
}

void DemoFleet::tick() {
  publish(advance(state_, clock_.now()));
  moveGameDays();
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
      update.upserts.emplace_back(toldOf(state_.planned[index], state_.now, kRolloutNodesSent));
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
  for (const DemoPlanned& planned : state_.planned)
    update.upserts.emplace_back(toldOf(planned, state_.now, kRolloutNodesSent));
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

void DemoFleet::summarizeWorkload(const WorkloadName& workload, Done<WorkloadSummary> done) {
  answer<WorkloadSummary>(std::move(done), [this, workload]() -> Result<WorkloadSummary> {
    const auto index = findDemoWorkload(workload);
    if (!index) return notFound("no_workload", "workload " + workload.value + " is not declared", "workload");
    return summaryOf(state_, *index);
  });
}

void DemoFleet::drift(const DriftQuery& query, Done<std::vector<DriftStanding>> done) {
  answer<std::vector<DriftStanding>>(std::move(done), [this, query] { return demoDrift(state_, query); });
}

void DemoFleet::inputSamples(const std::string&, const SampleQuery&, const std::string&, Done<NodeSamples> done) {
  refuse(std::move(done), "capture inputs of its nodes, which have none");
}

void DemoFleet::nodeLogs(const std::string& nameOrId, const LogQuery& query, Done<NodeLogs> done) {
  answer<NodeLogs>(std::move(done), [this, nameOrId, query]() -> Result<NodeLogs> {
    const auto index = findDemoNode(state_, nameOrId);
    if (!index) return noNode(nameOrId);
    return demoLogs(state_, *index, query);
  });
}

void DemoFleet::listAudit(const ListQuery& query, Done<Page<AuditEntry>> done) {
  answer<Page<AuditEntry>>(std::move(done),
                           [this, query] { return pageOf(state_, reversed(state_.audit), query, auditFields()); });
}

void DemoFleet::verifyAudit(Done<AuditVerdict> done) {
  answer<AuditVerdict>(std::move(done), [this]() -> Result<AuditVerdict> { return verifyDemoAudit(state_.audit); });
}

}  // namespace flotilla::console
