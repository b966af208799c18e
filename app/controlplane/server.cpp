#include "app/controlplane/server.h"

#include "app/controlplane/ports.h"

#include "services/controlplane/core/accounts/first_administrator.h"
#include "services/controlplane/core/alerts/route_question.h"
#include "services/controlplane/core/backup/backup.h"
#include "services/controlplane/core/identity/peer.h"
#include "services/controlplane/core/tasks/runbook_tasks.h"
#include "services/runtime/command_line.h"

namespace flotilla::controlplane {
namespace {

constexpr auto kTick = std::chrono::seconds(1);
// For calls under way when the server stops. Short ones need milliseconds; sessions and watches never end by themselves
// and always take all of it.
constexpr auto kGrace = std::chrono::milliseconds(250);

// With the brackets that an IPv6 address needs before a port.
std::string addressOf(const std::string& host, std::int64_t port) {
  const bool hasColons = host.find(':') != std::string::npos;
  return (hasColons ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

void shutDown(Listening& listening) {
  if (listening.server == nullptr) return;
  listening.server->Shutdown(std::chrono::system_clock::now() + kGrace);
  listening.server->Wait();
}

}  // namespace

Server::Server(const Config& config) : config_(config), data_(config.text("data")) {}

Result<std::unique_ptr<Server>> Server::start(const Config& config) {
  std::unique_ptr<Server> server(new Server(config));
  FLOTILLA_CHECK(server->openData());
  FLOTILLA_CHECK(server->openServices());
  FLOTILLA_CHECK(server->listen());
  FLOTILLA_CHECK(server->writePorts());
  return server;
}

Server::~Server() {
  // New calls stop first, then running ones end, then the loop: nothing is answered from a half-closed server.
  shutDown(operators_);
  shutDown(enrolment_);
  shutDown(agentsServer_);
  if (http_) http_->stop();
  if (notifiers_) notifiers_->stop();
  if (fleet_)
    loop_.run([this] {
      fleet_->flush();
      return 0;
    });
  loop_.stop();
  stopping_ = true;
  replayLoop_.stop();
  if (telemetry_)
    telemetryLoop_.run([this] {
      telemetry_->close();
      if (drift_) (void)drift_->write();
      return 0;
    });
  telemetryLoop_.stop();
}

std::string Server::at(const char* key) const {
  return addressOf(config_.text("listen.address"), config_.integer(key));
}

Status Server::openData() {
  // A start that fails leaves nothing behind; but where another one runs, that says more than its ports.
  const bool isNew = !files_.exists(data_);
  if (files_.exists(data_ / "identity"))
    return onOption("--data", precondition("data_of_a_node", data_.string() + " holds a node, not a control plane", {},
                                           "name another directory"));
  if (isNew) FLOTILLA_CHECK(checkPortsFree(config_));
  if (const Status good = ensurePrivateDirectory(data_); !good) return onOption("--data", good.error());
  FLOTILLA_TRY(lock_, FileLock::acquire(data_ / "lock"));
  if (!isNew) FLOTILLA_CHECK(checkPortsFree(config_));
  FLOTILLA_TRY(Pki pki, openPki(files_, data_, config_.list("tls.hosts"), clock_.now()));
  pki_ = std::make_unique<Pki>(std::move(pki));
  FLOTILLA_TRY(store_, SqliteFleetStore::open((data_ / "flotilla.db").string()));
  FLOTILLA_TRY(telemetryStore_, SqliteTelemetryStore::open((data_ / "telemetry.db").string()));
  FLOTILLA_TRY(blobs_, BlobStore::open(files_, random_, data_));
  return okStatus();
}

Status Server::openServices() {
  fleet_ = std::make_unique<Fleet>(loop_, *store_);
  FLOTILLA_CHECK(fleet_->open());
  access_ = std::make_unique<AccessTable>(clock_, random_);
  access_->load(fleet_->state());
  const Duration certificateLife = config_.length("nodes.certificate_life");
  agents_ = std::make_unique<AgentHub>(*fleet_, clock_, pki_->ca, pki_->assignmentKey, certificateLife,
                                       config_.length("nodes.report_interval"));
  agents_->startLearning(config_.length("nodes.learning_max"));
  plane_ = std::make_unique<ControlPlane>(ControlPlane{*fleet_,
                                                       *agents_,
                                                       *access_,
                                                       *blobs_,
                                                       clock_,
                                                       random_,
                                                       pki_->ca,
                                                       pki_->assignmentKey,
                                                       config_.length("nodes.report_interval"),
                                                       certificateLife,
                                                       FLOTILLA_VERSION,
                                                       {}});
  plane_->routeOf = receiversFor;
  plane_->createBackup = [this] {
    // Whoever reads the path may be in another directory.
    return createBackup(*fleet_, files_, std::filesystem::absolute(data_), clock_.now());
  };
  openAccounts();
  FLOTILLA_CHECK(openTelemetry());
  dispatcher_ = std::make_unique<Dispatcher>(loop_, *plane_);
  FLOTILLA_CHECK(openAlerts());
  openGameDays();
  watch_ = std::make_unique<WatchHub>(loop_, *plane_);
  registerAccountHandlers(*dispatcher_, *plane_);
  registerAccessHandlers(*dispatcher_, *plane_);
  registerFleetHandlers(*dispatcher_, *plane_);
  registerRolloutHandlers(*dispatcher_, *plane_);
  registerObjectiveHandlers(*dispatcher_, *plane_);
  registerAlertHandlers(*dispatcher_, *plane_);
  registerReplayHandlers(*dispatcher_, *plane_);
  registerBudgetHandlers(*dispatcher_, *plane_);
  registerIncidentHandlers(*dispatcher_, *plane_);
  registerRunbookHandlers(*dispatcher_, *plane_);
  registerRunHandlers(*dispatcher_, *plane_);
  registerTaskHandlers(*dispatcher_, *plane_);
  registerPaperHandlers(*dispatcher_, *plane_);
  registerGameDayHandlers(*dispatcher_, *plane_);
  registerBusinessHandlers(*dispatcher_, *plane_);
  registerSummaryHandlers(*dispatcher_, *plane_);
  registerDriftHandlers(*dispatcher_, *plane_);
  registerPolicyHandlers(*dispatcher_, *plane_);
  registerAuditHandlers(*dispatcher_, *plane_);
  registerWatch(*dispatcher_, *watch_);
  FLOTILLA_CHECK(dispatcher_->checkComplete());
  fleet_->setListener([this](std::uint64_t, const std::vector<Touched>& touched) { onCommitted(touched); });
  loop_.postAfter(kTick, [this] { tick(); });
  return okStatus();
}

void Server::openAccounts() {
  PasswordCost cost;
  cost.memoryBytes = static_cast<std::size_t>(config_.integer("accounts.password_memory")) << 20U;
  passwords_ = std::make_unique<PasswordWorkers>(loop_, cost);
  SessionLimits limits;
  limits.idle = config_.length("accounts.session_idle");
  limits.longest = config_.length("accounts.session_longest");
  accounts_ = std::make_unique<AccountDesk>(AccountDesk::Ports{*fleet_, clock_, random_, *passwords_}, limits);
  plane_->accounts = accounts_.get();
}

Result<std::string> Server::inviteFirstAdministrator() {
  if (!config_.boolean("accounts.first_admin")) return std::string();
  return loop_.run([this]() -> Result<std::string> {
    auto invited = controlplane::inviteFirstAdministrator(fleet_->state(), clock_.now(), random_);
    if (!invited) return std::string();
    const FleetState& state = fleet_->state();
    invited->mutation.rows.emplace_back(chainEntry(invited->fact, state.auditSeq, state.auditHead, clock_.now()));
    Status stored = okStatus();
    fleet_->submit(std::move(invited->mutation), [&stored](const Status& status) { stored = status; });
    fleet_->flush();
    FLOTILLA_CHECK(stored);
    return "first administrator: open https://" + addressOf(config_.text("public.host"), webPort_) +
           "/welcome and enter " + invited->answer.code + " (valid 24 h)";
  });
}

Status Server::openAlerts() {
  const Path plugins = config_.text("plugins").empty() ? programDirectory() / "plugins" : Path(config_.text("plugins"));
  const Path secrets = data_ / "secrets";
  FLOTILLA_CHECK(ensurePrivateDirectory(secrets));
  MessageRules messages{.idOf = alertIdOf};
  if (const std::int64_t web = config_.integer("listen.web"); web != 0)  // any free one is not known yet
    messages.externalUrl = "https://" + addressOf(config_.text("public.host"), web);
  notifiers_ = std::make_unique<NotifierHost>(NotifierHost::Ports{loop_, clock_, random_, files_},
                                              NotifyConfig{plugins, std::filesystem::absolute(secrets), messages});
  plane_->checkNotifier = [this](const Notifier& notifier) { return notifiers_->check(notifier); };
  alerts_ =
      std::make_unique<AlertWatch>(AlertWatch::Ports{*fleet_, clock_, *notifiers_}, plane_->reportInterval,
                                   FleetAlertLimits{.nodeOfflineFor = config_.length("alerts.node_offline_for"),
                                                    .telemetryGapFor = config_.length("alerts.telemetry_gap_for")});
  plane_->alerts = [this]() -> const AlertsView& { return alerts_->view(); };
  alertFront_ = std::make_unique<AlertmanagerFront>(loop_, *plane_, *dispatcher_, *alerts_);
  FLOTILLA_CHECK(alerts_->start());
  const auto tallies = [this](const ObjectiveName& objective, const RegionName& region, TimePoint from, TimePoint to) {
    return plane_->objectiveHistory(objective, region, from, to, plane_->objectiveSlot);
  };
  incidents_ = std::make_unique<IncidentWatch>(
      IncidentWatch::Ports{*fleet_, clock_, plane_->objectiveSlot,
                           [this](const AlertId& id) {
                             const auto& all = alerts_->view().alerts;
                             return std::any_of(all.begin(), all.end(), [&](const AlertStatus& status) {
                               return status.isSuppressed() && alertIdOf(status.alert.labels) == id;
                             });
                           },
                           tallies});
  plane_->incidentInput = [this] { return incidents_->input(); };
  incidents_->start();
  runs_ = std::make_unique<RunDesk>(
      RunDesk::Ports{*fleet_, clock_, random_, pki_->assignmentKey, plane_->reportInterval, plane_->objectiveSlot,
                     [this]() -> const AlertsView& { return alerts_->view(); }, tallies,
                     [this](const NodeId& node, const LogQuery& query, Done<LogExcerpt> done) {
                       agents_->searchLogs(node, query, std::move(done));
                     },
                     [this](const NodeId& node, const SampleQuery& query, Done<InputSamples> done) {
                       agents_->captureInputs(node, query, std::move(done));
                     }});
  plane_->runs = runs_.get();
  return okStatus();
}

void Server::openGameDays() {
  gameDays_ = std::make_unique<GameDayDesk>(GameDayDesk::Ports{
      *fleet_, clock_, plane_->reportInterval, [this](const NodeId& node) { return agents_->canTellFaults(node); },
      [this](const NodeId& node, const FaultOrder& order) { agents_->giveFault(node, order); },
      [this](const NodeId& node, const std::string& prefix) { agents_->endFaults(node, prefix); }});
  agents_->tellFaultNewsTo([this](const NodeId& node, const FaultNews& news) { gameDays_->onNews(node, news); });
  plane_->gameDays = gameDays_.get();
}

void Server::onCommitted(const std::vector<Touched>& touched) {
  access_->update(fleet_->state(), touched);
  agents_->onCommitted(touched);
  watch_->onCommitted();
  dispatcher_->endStreams();
}

void Server::tick() {
  agents_->tick();
  lookAtNodes();
  alerts_->tick(plane_->objectives.alerts, plane_->drifts);
  incidents_->tick();
  runs_->tick();
  gameDays_->tick();
  accounts_->tick();
  dispatcher_->endStreams();
  alertFront_->setReady(!fleet_->state().learning);
  facts_->setLearning(fleet_->state().learning);
  Mutation passed = tickRunbooks(fleet_->state(), clock_.now());
  for (const auto& [id, answer] : fleet_->state().answers)
    if (answer.expires < clock_.now()) passed.removals.push_back({id});
  if (!passed.empty()) fleet_->submit(std::move(passed), [](const Status&) {});
  loop_.postAfter(kTick, [this] { tick(); });
}

Status Server::listen() {
  const ServerTls tls{pki_->serverCertificatePem, pki_->serverKeyPem, pki_->ca.certificatePem()};
  FLOTILLA_CHECK(listenHttp());
  const std::string host = config_.text("public.host") + ":";
  plane_->uploadUrl = "https://" + host + std::to_string(webPort_);
  agentService_ = std::make_unique<AgentService>(loop_, *agents_, clock_);
  const auto admitted = [this](const std::string& pem) {
    return loop_.run([&] { return admit(fleet_->state(), pem); });
  };
  FLOTILLA_TRY(agentsServer_, listenForAgents(*agentService_, at("listen.agents"), tls, admitted));
  enrolmentService_ = std::make_unique<EnrolmentService>(
      loop_,
      EnrolmentTalk::Ports{*fleet_, clock_, random_, pki_->ca, pki_->assignmentKey.publicKey(),
                           plane_->certificateLife},
      AgentAddresses{host + std::to_string(agentsServer_.port), host + std::to_string(artifactsPort_)});
  FLOTILLA_TRY(enrolment_, listenForEnrolment(*enrolmentService_, at("listen.enrolment"), tls));
  operatorService_ = std::make_unique<OperatorService>(loop_, *dispatcher_);
  const std::string socket = (data_ / "operators.sock").string();
  FLOTILLA_TRY(operators_, listenForOperators(*operatorService_, at("listen.operators"), socket, tls));
  return okStatus();
}

Status Server::listenHttp() {
  http_ =
      std::make_unique<HttpServer>(HttpTls{pki_->serverCertificatePem, pki_->serverKeyPem, pki_->ca.certificatePem()},
                                   HttpLimits{}, *blobs_, *access_);
  http_->serveAlerts(*alertFront_);
  const std::string address = config_.text("listen.address");
  facts_ = std::make_unique<FleetFacts>(loop_, *plane_, *dispatcher_, *watch_);
  http_->serveWeb(loop_, *dispatcher_,
                  {*facts_, builtWeb(), webHosts(config_.text("public.host"), address, config_.list("tls.hosts"))});
  FLOTILLA_TRY(webPort_, http_->listen({address, static_cast<std::uint16_t>(config_.integer("listen.web")), false}));
  FLOTILLA_TRY(artifactsPort_,
               http_->listen({address, static_cast<std::uint16_t>(config_.integer("listen.artifacts")), true}));
  return okStatus();
}

Status Server::writePorts() const {
  const std::string text =
      "{\"agents\": " + std::to_string(agentsServer_.port) + ", \"operators\": " + std::to_string(operators_.port) +
      ", \"web\": " + std::to_string(webPort_) + ", \"artifacts\": " + std::to_string(artifactsPort_) +
      ", \"enrolment\": " + std::to_string(enrolment_.port) + "}\n";
  return SystemFiles().replace(data_ / "ports.json", text);
}

std::string Server::describe() const {
  const auto at = [this](int port) { return addressOf(config_.text("listen.address"), port); };
  return "agents " + at(agentsServer_.port) + ", operators " + at(operators_.port) + " and " +
         (data_ / "operators.sock").string() + ", uploads " + at(webPort_) + ", artifacts " + at(artifactsPort_) +
         ", enrolment " + at(enrolment_.port);
}

}  // namespace flotilla::controlplane
