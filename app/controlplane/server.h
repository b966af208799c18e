// Puts flotillad together. Member order is lifetime order: what is used outlives what uses it.
// Thread: start and stop on the main thread; the rest as main.cpp says.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "app/controlplane/alertmanager_front.h"
#include "app/controlplane/pki.h"
#include "app/controlplane/web_site.h"
#include "services/controlplane/core/accounts/account_desk.h"
#include "services/controlplane/core/fleet/fleet.h"
#include "services/controlplane/core/game_days/game_day_desk.h"
#include "services/controlplane/core/incidents/incident_watch.h"
#include "services/controlplane/core/objectives/observe.h"
#include "services/controlplane/core/replay/past_objectives.h"
#include "services/controlplane/core/runbooks/run_desk.h"
#include "services/controlplane/http/http_server.h"
#include "services/controlplane/notify/notifier_host.h"
#include "services/controlplane/passwords/password_workers.h"
#include "services/controlplane/rpc/grpc_server.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/storage/sqlite_business_store.h"
#include "services/controlplane/storage/sqlite_drift_store.h"
#include "services/controlplane/storage/sqlite_fleet_store.h"
#include "services/controlplane/storage/sqlite_telemetry_store.h"
#include "services/documents/config.h"

namespace flotilla::controlplane {

class Server {
 public:
  // Opens the data directory and listens. Everything that can be wrong with either is an Error with a fix.
  static Result<std::unique_ptr<Server>> start(const Config& config);
  ~Server();
  // One line per listener, for people.
  std::string describe() const;
  // While nobody has a password: how an administrator gets in, once, for the standard output and nowhere else. Else
  // empty.
  Result<std::string> inviteFirstAdministrator();

 private:
  explicit Server(const Config& config);
  Status openData();
  Status openServices();
  Status openTelemetry();
  Status openDrift();
  Status openBusiness();
  void countSummary(std::shared_ptr<SummaryJob> job, std::shared_ptr<SummaryCounts> counts,
                    std::function<void(SummaryCounts)> done, std::size_t next);
  Status openAlerts();
  void openAccounts();
  void openGameDays();
  void replay(ReplayJob job, const LedgerConfig& ledger, std::function<void(Result<ReplayOutcome>)> done);
  void lookAtNodes();
  std::vector<Objective> declaredObjectives() const;
  Status listen();
  Status listenHttp();
  Status writePorts() const;
  void onCommitted(const std::vector<Touched>& touched);
  void tick();
  std::string at(const char* key) const;

  const Config config_;
  const Path data_;
  SystemFiles files_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<FileLock> lock_;
  std::unique_ptr<Pki> pki_;
  std::unique_ptr<SqliteFleetStore> store_;
  std::unique_ptr<SqliteTelemetryStore> telemetryStore_;
  std::unique_ptr<BlobStore> blobs_;
  std::unique_ptr<AccessTable> access_;
  std::unique_ptr<Fleet> fleet_;
  std::unique_ptr<AgentHub> agents_;
  std::unique_ptr<AccountDesk> accounts_;
  std::unique_ptr<ControlPlane> plane_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<WatchHub> watch_;
  std::unique_ptr<OperatorService> operatorService_;
  std::unique_ptr<AgentService> agentService_;
  std::unique_ptr<EnrolmentService> enrolmentService_;
  std::unique_ptr<Telemetry> telemetry_;
  std::unique_ptr<SqliteDriftStore> driftStore_;
  std::unique_ptr<DriftWatch> drift_;
  std::unique_ptr<SqliteBusinessStore> businessStore_;
  std::unique_ptr<BusinessBook> business_;
  std::unique_ptr<NotifierHost> notifiers_;
  std::unique_ptr<AlertWatch> alerts_;
  std::unique_ptr<IncidentWatch> incidents_;
  std::unique_ptr<RunDesk> runs_;
  std::unique_ptr<GameDayDesk> gameDays_;
  std::unique_ptr<AlertmanagerFront> alertFront_;
  std::unique_ptr<FleetFacts> facts_;
  StateObserver observer_;
  TimePoint lookedAt_{};
  TimePoint rolloutsCounted_{};  // those that ended before are in the books
  bool replaying_ = false;
  std::atomic<bool> stopping_ = false;
  SerialLoop replayLoop_;
  SerialLoop telemetryLoop_;  // stops before what its tasks refer to goes away
  SerialLoop loop_;  // likewise, and before that one, which it waits for before what its tasks refer to goes away
  std::unique_ptr<PasswordWorkers> passwords_;
  std::unique_ptr<HttpServer> http_;
  Listening operators_;
  Listening agentsServer_;
  Listening enrolment_;
  int webPort_ = 0;
  int artifactsPort_ = 0;
};

}  // namespace flotilla::controlplane
