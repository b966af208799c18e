#include "tests/simulation/sim_plane.h"

#include <utility>

#include "services/controlplane/rpc/handlers.h"

namespace flotilla::simulation {
namespace {

using namespace controlplane;

constexpr Duration kTick = std::chrono::seconds(1);
constexpr Duration kPlaneStartsAgain = std::chrono::seconds(5);  // of the supervisor, after an end
constexpr Duration kCallTakes = std::chrono::milliseconds(30);

}  // namespace

// The database with somebody who looks on, and the end of a process that must not go on with it.
class SimPlane::Store final : public FleetStore {
 public:
  explicit Store(SimPlane& plane) : plane_(plane), real_(plane.database_) {}

  Status commit(const std::vector<Mutation>& mutations, std::uint64_t epoch, std::uint64_t revision) override {
    const bool crash = plane_.crashes();
    if (crash && plane_.dice_.chance(0.5)) throw Crash{};
    Status done = real_.commit(mutations, epoch, revision);
    fenced_ = !done && done.error().reason == "fenced";
    if (crash) throw Crash{};
    return done;
  }
  // The program aborts rather than go on with a store that somebody else has, or that cannot be read.
  Result<FleetState> load() override {
    auto state = real_.load();
    if (fenced_) plane_.world_.faults.add("plane_fenced");
    if (fenced_ || !state) throw Crash{};
    return state;
  }
  Result<std::uint64_t> raiseEpoch() override { return real_.raiseEpoch(); }
  Status jumpEpoch(std::uint64_t from, std::uint64_t to) override { return real_.jumpEpoch(from, to); }
  Result<std::vector<NodeEvent>> nodeEvents(const NodeId& node) override { return real_.nodeEvents(node); }
  Result<std::vector<LookRecord>> looks(const RolloutId& rollout, std::uint32_t wave) override {
    return real_.looks(rollout, wave);
  }
  Result<std::vector<AlertFiring>> alertHistory() override { return real_.alertHistory(); }
  Result<std::vector<IncidentEvent>> incidentEvents(const IncidentId& incident) override {
    return real_.incidentEvents(incident);
  }
  Result<std::optional<RunbookRecord>> runbook(const RunbookName& name, std::uint32_t version) override {
    return real_.runbook(name, version);
  }
  Result<std::vector<RunEvidence>> runEvidence(const RunId& run) override { return real_.runEvidence(run); }
  Result<std::vector<AuditEntry>> auditEntries(std::uint64_t from, std::size_t limit) override {
    return real_.auditEntries(from, limit);
  }
  Status copyTo(const std::string& path) override { return real_.copyTo(path); }

 private:
  SimPlane& plane_;
  SimFleetStore real_;
  bool fenced_ = false;
};

struct SimPlane::Process {
  explicit Process(SimPlane& owner)
      : store(owner),
        fleet(owner.actor_, store),
        passwords(owner.actor_),
        accounts({fleet, owner.clock_, owner.random_, passwords}),
        access(owner.clock_, owner.random_),
        agents(fleet, owner.clock_, owner.ca_, owner.authority_.assignmentKey(), owner.settings_.certificateLife,
               owner.settings_.reportInterval),
        enrolment({fleet, owner.clock_, owner.random_, owner.ca_, owner.authority_.assignmentKey().publicKey(),
                   owner.settings_.certificateLife},
                  {"plane:7443", "plane:7444"}) {}

  Store store;
  Fleet fleet;
  test::QuickHasher passwords;
  AccountDesk accounts;
  AccessTable access;
  AgentHub agents;
  EnrolmentTalk enrolment;
  std::unique_ptr<BlobStore> blobs;
  std::unique_ptr<ControlPlane> plane;
  std::unique_ptr<Dispatcher> dispatcher;
};

void PlaneEnd::onHandshake(const std::string& certificatePem) {
  if (!plane_.process_) return;
  SimPlane::Process& process = *plane_.process_;
  const auto [known, isNew] = plane_.peers_.try_emplace(certificatePem, Error{});
  if (isNew) known->second = peerOf(certificatePem);
  const Result<AgentPeer>& peer = known->second;
  if (!peer || !checkPeer(process.fleet.state(), peer->node, peer->fingerprint, peer->expires)) {
    connection_->send(Side::Plane, closedByPeer_);
    return abandon();
  }
  talk_ = std::make_unique<AgentTalk>(process.agents, plane_.clock_, *peer, *this);
}

void PlaneEnd::onMessage(const v1::AgentMessage& message) {
  if (talk_ && !talk_->over()) talk_->handle(message, plane_.clock_.now());
}

void PlaneEnd::write(const v1::ServerMessage& message) {
  if (plane_.onTold) plane_.onTold(plane_, node_, message);
  connection_->send(Side::Plane, [tell = toNode_.onMessage, message] { tell(message); });
  talk_->written(true);
}

// The far end learns why, and then that it is over.
void PlaneEnd::finish(const Error& why) {
  connection_->send(Side::Plane, [tell = toNode_.onFinish, why] { tell(why); });
  plane_.actor_.post([self = shared_from_this()] {
    if (self->talk_) self->talk_->disconnected();
    self->abandon();
  });
}

void PlaneEnd::onBroken() {
  if (talk_) {
    talk_->peerEnded();
    talk_->disconnected();
  }
  abandon();
}

void PlaneEnd::abandon() {
  connection_->close(Side::Plane);
  std::erase(plane_.ends_, shared_from_this());
}

SimPlane::SimPlane(World& world, Network& network, const Authority& authority, const CertificateAuthority& ca,
                   SimFleetDisk& database, std::size_t index, PlaneSettings settings)
    : world_(world),
      network_(network),
      authority_(authority),
      ca_(ca),
      database_(database),
      index_(index),
      settings_(settings),
      dice_(world.dice.fork("plane " + std::to_string(index))),
      clock_(world),
      actor_(world, clock_, "plane:" + std::to_string(index), [this] { end(); }),
      random_(dice_.fork("random")),
      disk_(dice_.fork("disk"), world.faults) {}

SimPlane::~SimPlane() {
  held_ = true;
  end();
}

void SimPlane::boot() {
  if (process_ || held_) return;
  actor_.act([this] {
    if (!start()) throw Crash{};
  });
}

Status SimPlane::start() {
  ++boots_;
  ticks_ = 0;
  process_ = std::make_unique<Process>(*this);
  Process& process = *process_;
  FLOTILLA_CHECK(process.fleet.open());
  process.access.load(process.fleet.state());
  process.agents.startLearning(settings_.learning);
  FLOTILLA_TRY(process.blobs, BlobStore::open(disk_, random_, "/plane"));
  process.plane = std::make_unique<ControlPlane>(ControlPlane{
      process.fleet, process.agents, process.access, *process.blobs, clock_, random_, ca_, authority_.assignmentKey(),
      settings_.reportInterval, settings_.certificateLife, "1.0.0", "https://plane"});
  process.plane->accounts = &process.accounts;
  process.dispatcher = std::make_unique<Dispatcher>(actor_, *process.plane);
  registerFleetHandlers(*process.dispatcher, *process.plane);
  registerRolloutHandlers(*process.dispatcher, *process.plane);
  registerAuditHandlers(*process.dispatcher, *process.plane);
  process.fleet.setListener([this](std::uint64_t, const std::vector<Touched>& touched) {
    process_->access.update(process_->fleet.state(), touched);
    process_->agents.onCommitted(touched);
  });
  actor_.postAfter(kTick, [this] { tick(); });
  return okStatus();
}

void SimPlane::tick() {
  ++ticks_;
  process_->agents.tick();
  process_->accounts.tick();
  actor_.postAfter(kTick, [this] { tick(); });
}

void SimPlane::end() {
  actor_.end();
  for (const auto& one : std::vector(ends_)) one->abandon();
  ends_.clear();
  process_.reset();
  database_.crash(dice_);
  if (!held_) world_.after(kPlaneStartsAgain, [this] { boot(); });
}

void SimPlane::kill() {
  if (process_) end();
}

void SimPlane::hold() {
  held_ = true;
  if (process_) end();
}

void SimPlane::release() {
  held_ = false;
  boot();
}

bool SimPlane::crashes() {
  if (crashIn_ == 0 || --crashIn_ > 0) return false;
  world_.faults.add("crash_at_commit");
  return true;
}

std::shared_ptr<PlaneEnd> SimPlane::expect(std::shared_ptr<Connection> connection, std::size_t node,
                                           LineFromPlane toNode, std::function<void()> closedByPeer) {
  auto made =
      std::make_shared<PlaneEnd>(*this, node, std::move(connection), std::move(toNode), std::move(closedByPeer));
  ends_.push_back(made);
  return made;
}

void SimPlane::renewExpired(const v1::RenewExpiredRequest& request,
                            const std::function<void(Result<v1::RenewResponse>)>& answer) {
  if (process_) process_->enrolment.renewExpired(request, answer);
}

void SimPlane::call(const std::string& method, std::string request, const Credentials& who,
                    Dispatcher::Respond respond) {
  if (!process_) return;
  actor_.postAfter(kCallTakes, [this, method, request = std::move(request), who, respond = std::move(respond)] {
    process_->dispatcher->call("flotilla.v1." + method, request, who, [this, respond](Result<std::string> answer) {
      world_.after(kCallTakes, [respond, answer = std::move(answer)] { respond(answer); });
    });
  });
}

void SimPlane::upload(const std::map<Digest, std::string>& blobs) {
  if (!process_) return;
  for (const auto& [digest, content] : blobs)
    if (!process_->blobs->find(digest)) (void)process_->blobs->put(content);
}

const FleetState* SimPlane::look() {
  return process_ ? &process_->fleet.state() : nullptr;
}

Fleet* SimPlane::fleet() {
  return process_ ? &process_->fleet : nullptr;
}

AgentHub* SimPlane::hub() {
  return process_ ? &process_->agents : nullptr;
}

}  // namespace flotilla::simulation
