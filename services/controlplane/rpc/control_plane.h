// What operators' handlers work on. All members are used on the fleet loop, except `access`, which any thread may use.
// Lifetime: a bundle of references; the program owns what they refer to.
#pragma once

#include <functional>
#include <string>

#include "models/domain/alerting.h"
#include "models/domain/operator_api.h"
#include "services/controlplane/core/alerts/alerts_view.h"
#include "services/controlplane/core/drift/drift_watch.h"
#include "services/controlplane/core/fleet/fleet.h"
#include "services/controlplane/core/incidents/opening.h"
#include "services/controlplane/core/inventory/agent_hub.h"
#include "services/controlplane/core/objectives/telemetry.h"
#include "services/controlplane/core/registry/access_table.h"
#include "services/controlplane/core/registry/blob_store.h"
#include "services/controlplane/core/replay/replay_lab.h"
#include "services/controlplane/core/summary/count.h"
#include "services/runtime/clock.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

class AccountDesk;
class GameDayDesk;
class RunDesk;

struct ControlPlane {
  Fleet& fleet;
  AgentHub& agents;
  AccessTable& access;
  BlobStore& blobs;
  Clock& clock;
  Random& random;
  const CertificateAuthority& ca;
  const SigningKey& assignmentKey;
  Duration reportInterval;
  Duration certificateLife;
  std::string version;
  std::string uploadUrl;                              // set before the first request is served
  std::function<Result<Backup>()> createBackup = {};  // likewise; blocks the fleet loop
  ObjectivesView objectives = {};                     // as of the last look
  Duration objectiveSlot = std::chrono::seconds(60);
  // Asks the telemetry loop, and waits for it.
  std::function<std::vector<Tally>(const ObjectiveName&, const RegionName&, TimePoint, TimePoint, Duration)>
      objectiveHistory = {};
  std::function<std::vector<SeriesPart>(const ObjectiveName&, const RegionName&, TimePoint)> objectiveParts = {};
  std::function<Result<std::vector<IndicatorReading>>(const ReadingScope&)> indicatorReadings = {};
  std::function<Result<BusinessStored>(const std::vector<BusinessPoint>&)> reportBusiness = {};  // on disk, or an error
  std::function<std::vector<std::optional<double>>(const BusinessIndicator&, const BusinessPlace&, const BusinessSpan&)>
      businessHistory = {};
  std::function<std::vector<BusinessStanding>(const std::vector<BusinessIndicator>&, const BusinessPlace&)>
      businessStandings = {};
  // Takes as long as it takes, and answers on the fleet loop.
  std::function<void(SummaryJob, std::function<void(SummaryCounts)>)> countSummary = {};
  std::vector<DriftStanding> drifts = {};  // that are told, as of the last look
  // Asks the telemetry loop, and waits for it.
  std::function<std::vector<DriftStanding>(const drift::DriftBook::Scope&)> driftStandings = {};
  // Takes as long as it takes, and answers on the fleet loop.
  std::function<void(ReplayJob, std::function<void(Result<ReplayOutcome>)>)> replay = {};
  std::function<const AlertsView&()> alerts = {};  // as of the last tick of the desk; valid until the next
  // The receivers that an alert with these labels reaches, in the order of the routes.
  std::function<std::vector<std::string>(const Alerting&, const Labels&)> routeOf = {};
  std::function<IncidentInput()> incidentInput = {};          // of now; valid until the next tick
  AccountDesk* accounts = nullptr;                            // set before the first request is served
  RunDesk* runs = nullptr;                                    // likewise
  GameDayDesk* gameDays = nullptr;                            // likewise
  std::function<Status(const Notifier&)> checkNotifier = {};  // NotifierGateway::check; empty = nobody is asked
};

}  // namespace flotilla::controlplane
