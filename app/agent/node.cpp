#include "app/agent/node.h"

#include <charconv>

#include "app/agent/settings.h"
#include "app/agent/trust.h"
#include "services/agent/core/trace_line.h"
#include "services/agent/platform/linux/machine.h"
#include "services/agent/storage/outbox_move.h"
#include "services/runtime/command_line.h"
#include "services/runtime/log.h"
#include "services/runtime/plugin_loader.h"

namespace flotilla::agent {
namespace {

Result<DownloaderConfig> downloaderConfig(const std::string& address, std::uint64_t reserve) {
  const std::size_t colon = address.rfind(':');
  std::uint16_t port = 0;
  if (colon != std::string::npos) std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
  if (port == 0) return invalid("bad_address", "\"" + address + "\" is not host:port", "artifacts", "enrol again");
  DownloaderConfig config;
  config.host = address.substr(0, colon);
  config.port = port;
  config.diskReserve = reserve;
  return config;
}

std::uint64_t kibibytes(std::int64_t count) {
  return static_cast<std::uint64_t>(count) << 10;
}

std::chrono::milliseconds inMs(Duration length) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(length);
}

}  // namespace

Result<std::unique_ptr<NodeProgram>> NodeProgram::start(const Config& config, std::function<Status()> restart) {
  std::unique_ptr<NodeProgram> node(new NodeProgram(config, std::move(restart)));
  FLOTILLA_CHECK(node->open());
  return node;
}

Result<AgentConfig> NodeProgram::agentConfig(const NodeId& node, const Config& server) {
  AgentConfig out;
  out.node = node;
  out.hardware = machineFacts().architecture;
  FLOTILLA_TRY(out.version, parseVersion(FLOTILLA_VERSION));
  // Whoever owns the machine knows best where it stands; after the enrolment the control plane has no say in it.
  out.region = RegionName(config_.text("region").empty() ? server.text("region") : config_.text("region"));
  out.site = SiteName(server.text("site"));
  out.data = data_;
  out.plugins = config_.text("plugins").empty() ? programDirectory() / "plugins" : Path(config_.text("plugins"));
  FLOTILLA_TRY(out.root, loadRoot(files_, data_));
  out.reportInterval = config_.length("report_interval");
  out.trialDeadline = config_.length("trial_deadline");
  out.diskReserve = static_cast<std::uint64_t>(config_.integer("disk_reserve_mb")) << 20;
  out.sensor = {config_.number("sensor.gain"), config_.number("sensor.offset"), config_.number("sensor.noise")};
  out.windows = {static_cast<std::uint32_t>(config_.integer("windows.records")), config_.length("windows.shortest"),
                 config_.length("windows.longest")};
  out.traces.share = config_.number("traces.share");
  out.traces.slow = config_.length("traces.slow");
  out.paused = config_.boolean("paused");
  out.ownRssKb = ownResidentKb;
  out.drills = {config_.text("drills") == "allow", config_.length("drill_limit")};
  out.restart = restart_;
  for (std::size_t i = 0; i < kResourceNames.size(); ++i)
    out.saturatedPercent[i] = static_cast<std::uint32_t>(config_.integer(thresholdKey(static_cast<Resource>(i))));
  return out;
}

Status NodeProgram::open() {
  // Nothing is made for a machine that is no node yet.
  if (!files_.exists(data_)) return notEnrolled(data_);
  if (const Status good = ensurePrivateDirectory(data_); !good) return onOption("--data", good.error());
  FLOTILLA_TRY(lock_, FileLock::acquire(data_ / "lock"));
  identities_ = std::make_unique<IdentityStore>(files_, data_);
  FLOTILLA_TRY(const Identity identity, identities_->load());
  FLOTILLA_TRY(const std::string serverYaml, files_.readAll(data_ / "identity" / "server.yaml", 64 << 10));
  FLOTILLA_TRY(const Config server, Config::load(serverKeys(), serverYaml, "server.yaml", {}));
  name_ = server.text("name");
  openLogs(server);
  FLOTILLA_TRY(AgentConfig config, agentConfig(identity.node, server));
  FLOTILLA_TRY(const DownloaderConfig download, downloaderConfig(server.text("artifacts"), config.diskReserve));
  FLOTILLA_TRY(store_, SqliteAgentStore::open(files_, data_ / "state.db"));
  FLOTILLA_CHECK(openQueue());
  loop_ = std::make_unique<SerialLoop>();
  downloader_ = std::make_unique<CurlDownloader>(download, files_, *loop_);
  launcher_ = std::make_unique<LinuxWorkerLauncher>(programDirectory() / "flotilla-agent", *loop_,
                                                    Limits::choose(CgroupPlace{}, limitsName(data_)));
  gauge_ = std::make_unique<LinuxMachineGauge>(data_);
  agent_ = std::make_unique<Agent>(std::move(config), AgentPorts{*loop_, clock_, random_, files_, *store_, *queue_,
                                                                 *downloader_, *launcher_, gauge_.get()});
  return loop_->run([&]() -> Status {
    FLOTILLA_CHECK(agent_->start());
    return openUplink(server);
  });
}

// Besides stderr, which the journal keeps, the node has its lines in a store of its own: without one there would be
// nothing to search in place. A node without it works as any other.
void NodeProgram::openLogs(const Config& server) {
  const std::string& region = config_.text("region");
  log::setContext({{"program", "flotilla-agent"},
                   {"node", name_},
                   {"site", server.text("site")},
                   {"region", region.empty() ? server.text("region") : region},
                   {"agent_version", FLOTILLA_VERSION}});
  LogStoreOptions options;
  options.quota = static_cast<std::uint64_t>(config_.integer("logs.quota_mb")) << 20;
  auto store = LogStore::open(files_, data_ / "logs", options);
  if (!store) return log::warn("log lines cannot be kept on this node", {{"why", store.error().message}});
  book_ = std::make_unique<LogBook>(std::move(*store), clock_);
  log::setSink([book = book_.get()](const log::Line& line) { book->write(lineOf(line)); });
}

Status NodeProgram::openQueue() {
  QueueOptions options;
  options.quota = {kibibytes(config_.integer("telemetry.metric_quota_kb")),
                   kibibytes(config_.integer("telemetry.event_quota_kb")),
                   kibibytes(config_.integer("telemetry.segment_kb"))};
  options.incarnation = makeUuid(clock_.now(), random_);
  FLOTILLA_CHECK(continueNumbers(*store_, options));
  FLOTILLA_TRY(queue_, FileTelemetryQueue::openOrBegin(files_, data_ / "telemetry", options));
  return moveOutbox(*store_, *queue_);
}

Status NodeProgram::openUplink(const Config& server) {
  UplinkConfig config;
  config.hardware = machineFacts().architecture;
  config.agentVersion = FLOTILLA_VERSION;
  config.backoffCap = inMs(config_.length("backoff_max"));
  if (book_)
    config.searchLogs = [this](const LogQuery& query, Done<LogExcerpt> done) {
      book_->search(query, agent_->dataMayLeave(), std::move(done));
    };
  dialler_ = std::make_unique<GrpcDialler>(ServerAddresses{server.text("agents"), server.text("enrolment")}, *loop_);
  uplink_ = std::make_unique<Uplink>(config, Uplink::Ports{*loop_, clock_, random_, *identities_, *agent_, *dialler_},
                                     [this](const Identity& identity) {
                                       downloader_->setIdentity(identity.certificatePem, identity.key.toPem(),
                                                                identity.caPem);
                                     });
  return uplink_->start();
}

NodeProgram::~NodeProgram() {
  if (loop_) {
    loop_->run([this] {
      uplink_.reset();
      dialler_.reset();
      agent_.reset();
      return 0;
    });
    downloader_.reset();
    launcher_.reset();
    loop_->stop();
  }
  log::setSink({});
  book_.reset();  // before the loop, to which a search may still answer
}

}  // namespace flotilla::agent
