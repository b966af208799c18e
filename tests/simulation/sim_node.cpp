#include "tests/simulation/sim_node.h"

#include <utility>

#include "tests/simulation/sim_line.h"

namespace flotilla::simulation {
namespace {

constexpr Duration kAgentStartsAgain = std::chrono::seconds(5);  // of the supervisor, after an end
const Path kData = "/node";

}  // namespace

class SimNode::WatchedStore final : public agent::AgentStore {
 public:
  explicit WatchedStore(SimNode& node) : node_(node) {}
  Result<agent::AgentState> load() override { return node_.store_.load(); }
  Status apply(const agent::StateChange& change) override {
    node_.beforeDurableStep();
    Status done = node_.store_.apply(change);
    if (done) node_.watch_.onStored(node_, change);
    return done;
  }
  Result<std::optional<agent::News>> news(bool onlySecurity) override { return node_.store_.news(onlySecurity); }
  Status dropNews(agent::NewsLane lane, std::uint64_t through) override {
    node_.beforeDurableStep();
    return node_.store_.dropNews(lane, through);
  }
  Status numberNewsAfter(const std::array<std::uint64_t, 2>& through) override {
    return node_.store_.numberNewsAfter(through);
  }
  Result<std::uint64_t> refusedNews() override { return node_.store_.refusedNews(); }

 private:
  SimNode& node_;
};

SimNode::SimNode(World& world, Network& network, Switchboard& switchboard, const Authority& authority,
                 const SourceFaults& sourceFaults, NodeWatch& watch, std::size_t index, NodeSettings settings)
    : world_(world),
      network_(network),
      switchboard_(switchboard),
      authority_(authority),
      watch_(watch),
      index_(index),
      settings_(std::move(settings)),
      dice_(world.dice.fork("node " + std::to_string(index))),
      clock_(world),
      actor_(world, clock_, "node:" + std::to_string(index), [this] { onCrash(); }),
      random_(dice_.fork("random")),
      disk_(dice_.fork("disk"), world.faults),
      store_(dice_.fork("store"), world.faults),
      watched_(std::make_unique<WatchedStore>(*this)),
      launcher_(world, actor_, disk_, authority, [this](const auto& loaded) { watch_.onLoaded(*this, loaded); }),
      downloader_(
          world, actor_, disk_, authority, sourceFaults,
          [this] { return canReachPlane(switchboard_, network_, index_); },
          [this](const Digest& digest, const Status& status) { watch_.onFetched(*this, digest, status); }) {
  disk_.onDurableStep = [this] { beforeDurableStep(); };
}

SimNode::~SimNode() = default;

SimNode::Process::~Process() {
  uplink.reset();
  agent.reset();
}

void SimNode::enrol(const std::function<Issued(const std::string& requestPem)>& enrol) {
  if (!disk_.createDirectories(kData / "identity")) return;
  agent::IdentityStore identities(disk_, kData, secretMeans());
  const auto key = identities.nextKey();
  if (!key) return world_.violated("setup", "no key: " + key.error().message);
  const Issued issued = enrol(key->makeRequest());
  const auto identity = identities.save(issued.certificatePem, issued.caPem);
  if (!identity) return world_.violated("setup", "no identity: " + identity.error().message);
  id_ = issued.node;
  disk_.settle();
}

// Modes of files are the operating system's.
agent::SecretMeans SimNode::secretMeans() {
  agent::SecretMeans out;
  out.ensureDirectory = [this](const Path& path) { return disk_.createDirectories(path); };
  out.checkFile = [](const Path&) { return okStatus(); };
  return out;
}

agent::AgentConfig SimNode::config() const {
  agent::AgentConfig out;
  out.node = id_;
  out.hardware = "x86_64";
  out.version = {1, 0, 0};
  out.region = settings_.region;
  out.site = settings_.site;
  out.data = kData;
  out.plugins = "/plugins";
  out.root = authority_.root();
  out.reportInterval = settings_.reportInterval;
  out.diskReserve = 0;
  return out;
}

void SimNode::boot() {
  if (process_) return;
  actor_.act([this] {
    const Status started = start();
    problem_ = started ? std::string() : started.error().reason + ": " + started.error().message;
    if (started) return;
    process_.reset();
    actor_.end();
    world_.after(kAgentStartsAgain, [this] { boot(); });
  });
}

Status SimNode::start() {
  ++boots_;
  process_ = std::make_unique<Process>();
  Process& process = *process_;
  process.identities = std::make_unique<agent::IdentityStore>(disk_, kData, secretMeans());
  agent::QueueOptions options;
  options.quota = {32 << 10, 64 << 10, 16 << 10};  // small, so that an hour without a link fills it
  options.incarnation = makeUuid(clock_.now(), random_);
  FLOTILLA_TRY(process.queue, agent::FileTelemetryQueue::openOrBegin(disk_, kData / "telemetry", options));
  process.agent = std::make_unique<agent::Agent>(
      config(), agent::AgentPorts{actor_, clock_, random_, disk_, *watched_, *process.queue, downloader_, launcher_});
  FLOTILLA_CHECK(process.agent->start());
  process.dialler = std::make_unique<SimDialler>(world_, network_, switchboard_, *this);
  agent::UplinkConfig uplink;
  uplink.hardware = "x86_64";
  uplink.agentVersion = "1.0.0";
  process.uplink = std::make_unique<agent::Uplink>(
      uplink, agent::Uplink::Ports{actor_, clock_, random_, *process.identities, *process.agent, *process.dialler},
      [](const agent::Identity&) {});
  return process.uplink->start();
}

void SimNode::end(bool powerLost) {
  actor_.end();
  process_.reset();
  if (powerLost) {
    watch_.beforePowerLoss(*this);
    disk_.losePower(dice_);
    watch_.afterPowerLoss(*this);
    store_.crash(dice_);
  } else {
    disk_.kill();
  }
}

void SimNode::kill() {
  if (process_) end(false);
}

void SimNode::cutPower() {
  if (process_) end(true);
}

// A crash inside of a step is that of the machine as often as that of the process.
void SimNode::onCrash() {
  end(dice_.chance(0.5));
  world_.after(kAgentStartsAgain, [this] { boot(); });
}

void SimNode::beforeDurableStep() {
  if (crashIn_ == 0 || --crashIn_ > 0) return;
  world_.faults.add("crash_in_step");
  throw Crash{};
}

const QueueStatus* SimNode::queueStatus() {
  if (!process_ || !process_->queue) return nullptr;
  queueStatus_ = process_->queue->status();
  return &queueStatus_;
}

}  // namespace flotilla::simulation
