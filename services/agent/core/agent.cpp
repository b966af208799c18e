#include "services/agent/core/agent.h"

#include <algorithm>
#include <utility>

#include "services/agent/core/agent_impl.h"
#include "services/agent/core/install/staging.h"
#include "services/agent/core/log_residency.h"
#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

constexpr Duration kTryAgain = std::chrono::seconds(5);
constexpr Duration kRepairAgain = std::chrono::minutes(10);

}  // namespace

Agent::Impl::Impl(AgentConfig agentConfig, AgentPorts agentPorts)
    : config(std::move(agentConfig)),
      ports(agentPorts),
      node(ports.files, ports.store, config.data),
      policy(config.root, node, ports.clock),
      linked(ports.downloader, ports.loop),
      downloads(linked),
      reporter(config, ports,
               {[this] { return collect(); },
                [this] {
                  for (auto& [name, workload] : workloads) workload->reported();
                  saturation.clear();
                }}),
      context{config,
              ports,
              node,
              downloads,
              [this] { reporter.soon(); },
              [this](const WorkloadName& workload) { onSettled(workload); }},
      bootId(makeUuid(ports.clock.now(), ports.random)),
      saturation(config.saturatedPercent),
      orders(node, ports.loop, [this](const NodeOrders& given, std::uint64_t before) { doOrders(given, before); }),
      drills(config.drills, ports.loop, ports.clock, drillActs()) {}

Status Agent::Impl::start() {
  FLOTILLA_CHECK(prepareFolders(ports.files, config.data));
  FLOTILLA_CHECK(node.load());
  FLOTILLA_CHECK(ports.store.numberNewsAfter(ports.queue.newsThrough()));
  policy.load();
  const auto reopened = reopenAssignment(config, node.values());
  if (reopened)
    desired = *reopened;
  else
    log::error("the stored assignment is not trusted any more", {{"message", reopened.error().message}});
  nameStoredRollout();
  recoverWorkloads(reopened);
  cleanWhenIdle();
  if (ports.gauge != nullptr) lookAtMachine();
  reporter.start();
  return okStatus();
}

void Agent::Impl::lookAtMachine() {
  saturation.look(ports.gauge->read(), ports.clock.steady());
  ports.loop.postAfter(kSaturationSlot, guard.wrap([this] { lookAtMachine(); }));
}

NodeWorkload& Agent::Impl::add(const WorkloadRecord& record) {
  auto& place = workloads[record.workload];
  if (!place) place = std::make_unique<NodeWorkload>(context, record);
  place->arms().hold(node.values().orders.isolated);
  return *place;
}

// Nothing runs where a repair was refused, so it is tried again; whatever was in its way has time to go. What is newer
// does not wait for that.
void Agent::Impl::onSettled(const WorkloadName& workload) {
  const auto found = workloads.find(workload);
  const auto wanted = desired.find(workload);
  const bool isKnown = found != workloads.end() && wanted != desired.end();
  const bool isRefused = isKnown && found->second->record().state == InstallState::Refused &&
                         wanted->second.generation <= found->second->record().generation &&
                         found->second->needsRepair(wanted->second.target.digest);
  const auto goOn = guard.wrap([this, workload] {
    startNewer(workload);
    cleanWhenIdle();
  });
  if (isRefused) return ports.loop.postAfter(kRepairAgain, goOn);
  ports.loop.post(goOn);
}

// What is isolated runs nothing, so it waits until that is over.
bool Agent::Impl::mayRepair(const NodeWorkload& workload, const Desired& wanted) const {
  return workload.needsRepair(wanted.target.digest) && !node.values().orders.isolated;
}

void Agent::Impl::startNewer(const WorkloadName& name) {
  const auto wanted = desired.find(name);
  const auto found = workloads.find(name);
  if (wanted == desired.end() || found == workloads.end()) return;
  const WorkloadRecord& last = found->second->record();
  if (wanted->second.generation <= last.generation && !mayRepair(*found->second, wanted->second)) return;
  const auto attempt = attemptAt(wanted->second);
  if (!attempt) return;
  StateChange change;
  change.workloads = {*attempt};
  change.events = {InstallMachine::eventOf(*attempt, ports.clock.now())};
  if (node.apply(change)) return found->second->begin(*attempt);
  ports.loop.postAfter(kTryAgain, guard.wrap([this, name] { startNewer(name); }));
}

void Agent::Impl::cleanWhenIdle() {
  for (const auto& [name, workload] : workloads)
    if (!workload->settled()) return;
  if (!cleanStaging(ports.files, config.data)) ports.loop.postAfter(kTryAgain, guard.wrap([this] { cleanWhenIdle(); }));
}

void Agent::Impl::doOrders(const NodeOrders& given, std::uint64_t before) {
  for (auto& [name, workload] : workloads) {
    const auto restart = given.restarts.find(name);
    if (restart != given.restarts.end() && restart->second > before) workload->arms().restart();
    workload->arms().hold(given.isolated);
    if (!given.isolated) startNewer(name);
  }
  reporter.soon();
}

DrillActs Agent::Impl::drillActs() {
  return {[this](const WorkloadName& only) {
            std::size_t killed = 0;
            for (auto& [name, workload] : workloads)
              if ((only.empty() || name == only) && workload->arms().kill()) ++killed;
            return killed;
          },
          [this] { return ports.queue.fill(); }, [this] { ports.queue.free(); },
          [this]() -> Status {
            if (config.restart) return config.restart();
            return precondition("no_restart", "this agent cannot start itself anew");
          },
          [this](const LinkState& link) { linked.setLink(link); }};
}

NodeReport Agent::Impl::collect() const {
  NodeReport report;
  report.bootId = bootId;
  report.at = ports.clock.now();
  report.steady = sinceEpoch(ports.clock.steady());
  report.clock = clockFilter.read(report.at, report.steady, ports.clock.steady());
  report.epochSeen = node.values().highestEpoch;
  report.generationSeen = node.generation();
  std::uint64_t workerRssKb = 0;
  for (const auto& [name, workload] : workloads) {
    report.workloads.push_back(workload->report());
    for (ArmReport& arm : workload->arms().counts(name)) report.arms.push_back(std::move(arm));
    for (WindowReport& window : workload->arms().windows(name)) report.windows.push_back(std::move(window));
    if (auto stage = workload->stageReport()) report.stages.push_back(std::move(*stage));
    workerRssKb = std::max(workerRssKb, workload->arms().rssKb());
  }
  report.saturation = saturation.counts();
  report.agentRssKb = config.ownRssKb ? config.ownRssKb() : 0;
  report.workerRssKb = static_cast<std::uint32_t>(workerRssKb);
  return report;
}

// The offset of the moment when it was made: the steady clock of this process knows. Of a report of an earlier process
// it is what that one knew, or else only a guess.
void Agent::Impl::readClock(NodeReport& report) const {
  const SteadyPoint now = ports.clock.steady();
  if (report.bootId != bootId && report.clock.state == ClockState::Measured) return;
  const bool mine = report.bootId == bootId;
  ClockReading reading = mine ? clockFilter.read(report.at, report.steady, now)
                              : clockFilter.read(ports.clock.now(), sinceEpoch(now), now);
  if (reading.state == ClockState::Measured && !mine) reading.state = ClockState::Unsure;
  if (reading.state != ClockState::Unknown) report.clock = reading;
}

Agent::Agent(AgentConfig config, AgentPorts ports) : impl_(std::make_unique<Impl>(std::move(config), ports)) {}

Agent::~Agent() = default;

Status Agent::start() {
  return impl_->start();
}

void Agent::setKeyFingerprint(std::string fingerprint) {
  impl_->keyFingerprint = std::move(fingerprint);
}

void Agent::onAssignment(std::string envelope, std::vector<std::string> releaseEnvelopes) {
  impl_->onAssignment(std::move(envelope), std::move(releaseEnvelopes));
}

std::function<bool(const WorkloadName&)> Agent::dataMayLeave() const {
  const AgentConfig& config = impl_->config;
  if (impl_->policy.unreadable()) return [](const WorkloadName&) { return false; };
  return residencyOf(impl_->policy.current(), {config.region, config.site, config.hardware, config.version});
}

void Agent::captureInputs(const SampleQuery& query, Done<InputSamples> done) {
  const auto at = impl_->workloads.find(query.workload);
  if (at == impl_->workloads.end())
    return done(notFound("no_workload", "the node has no workload " + query.workload.value, "workload"));
  if (!dataMayLeave()(query.workload))
    return done(precondition(
        "residency", "a residency rule of the policy keeps the inputs of " + query.workload.value + " on the node"));
  impl_->capture.begin(query, at->second->arms(), std::move(done));
}

void Agent::onPolicy(std::string envelope) {
  if (impl_->policy.take(std::move(envelope))) impl_->reporter.soon();
}

void Agent::onOrders(const NodeOrders& orders) {
  impl_->orders.take(orders);
}

bool Agent::wantsRenewal() const {
  return impl_->orders.wantsRenewal();
}

void Agent::onRenewed() {
  if (impl_->orders.onRenewed()) impl_->reporter.soon();
}

DrillKeeper& Agent::drills() {
  return impl_->drills;
}

Result<std::vector<NodeReport>> Agent::pendingReports(std::size_t limit) {
  FLOTILLA_TRY(auto reports, impl_->ports.queue.pending(limit));
  const QueueStatus status = impl_->ports.queue.status();
  for (NodeReport& report : reports) {
    impl_->readClock(report);
    report.queue = status;
    report.orders = impl_->node.values().orders.done();
    impl_->drills.skewTimes(report);
  }
  return reports;
}

const QueueIdentity& Agent::queue() const {
  return impl_->ports.queue.identity();
}

void Agent::onExchange(const ClockExchange& exchange) {
  impl_->clockFilter.add(exchange);
}

void Agent::ackReport(std::uint64_t seq) {
  if (const Status dropped = impl_->ports.queue.acknowledge(seq); !dropped)
    log::error("acknowledged reports could not be dropped", {{"message", dropped.error().message}});
}

void Agent::setReportListener(std::function<void()> onReport) {
  impl_->reporter.setListener(std::move(onReport));
}

std::uint64_t Agent::highestEpoch() const {
  return impl_->node.values().highestEpoch;
}

std::uint64_t Agent::lastGeneration() const {
  return impl_->node.generation();
}

std::string Agent::newestAssignment() const {
  const auto& assignment = impl_->node.values().assignment;
  return assignment && assignment->envelope.size() <= kMaxEvidenceBytes ? assignment->envelope : std::string();
}

const std::string& Agent::bootId() const {
  return impl_->bootId;
}

}  // namespace flotilla::agent
