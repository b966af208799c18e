// Everything that the windows of the console show, in one place; QML gets exactly this object. Thread: GUI. Lifetime:
// api and feed outlive it; its destructor ends the stream and waits.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>
#include <memory>

#include "models/view/actions.h"
#include "models/view/activity.h"
#include "models/view/alert_actions.h"
#include "models/view/alert_board.h"
#include "models/view/alert_detail.h"
#include "models/view/alerts_model.h"
#include "models/view/approvals_model.h"
#include "models/view/audit_model.h"
#include "models/view/backend_status.h"
#include "models/view/budget_detail.h"
#include "models/view/console_settings.h"
#include "models/view/drift_detail.h"
#include "models/view/drift_model.h"
#include "models/view/evidence_watch.h"
#include "models/view/game_days.h"
#include "models/view/inbox.h"
#include "models/view/incident_actions.h"
#include "models/view/incident_watch.h"
#include "models/view/incidents_model.h"
#include "models/view/log_search.h"
#include "models/view/maintenance.h"
#include "models/view/navigation.h"
#include "models/view/node_detail.h"
#include "models/view/nodes_model.h"
#include "models/view/objective_detail.h"
#include "models/view/objectives_model.h"
#include "models/view/open_incidents.h"
#include "models/view/pages_watch.h"
#include "models/view/palette.h"
#include "models/view/plan_draft.h"
#include "models/view/preferences.h"
#include "models/view/releases_model.h"
#include "models/view/rollout_actions.h"
#include "models/view/rollout_detail.h"
#include "models/view/rollouts_model.h"
#include "models/view/run_actions.h"
#include "models/view/run_start.h"
#include "models/view/run_step.h"
#include "models/view/run_watch.h"
#include "models/view/runbook_saving.h"
#include "models/view/runbooks_model.h"
#include "models/view/runs_model.h"
#include "models/view/session.h"
#include "models/view/silence_draft.h"
#include "models/view/silences_model.h"
#include "models/view/summary.h"
#include "models/view/topology.h"
#include "models/view/wave_nodes.h"

namespace flotilla::view {

class Console : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the program")
  Q_PROPERTY(flotilla::view::Session* session READ session CONSTANT)
  Q_PROPERTY(flotilla::view::Summary* summary READ summary CONSTANT)
  Q_PROPERTY(flotilla::view::RegionsModel* regions READ regions CONSTANT)
  Q_PROPERTY(flotilla::view::NodesModel* nodes READ nodes CONSTANT)
  Q_PROPERTY(flotilla::view::NodesModel* pending READ pending CONSTANT)  // nodes that wait to be approved
  Q_PROPERTY(flotilla::view::NodeDetail* node READ node CONSTANT)
  Q_PROPERTY(flotilla::view::Topology* topology READ topology CONSTANT)
  Q_PROPERTY(flotilla::view::RolloutsModel* rollouts READ rollouts CONSTANT)
  Q_PROPERTY(flotilla::view::RolloutDetail* rollout READ rollout CONSTANT)
  Q_PROPERTY(flotilla::view::WaveNodes* waveNodes READ waveNodes CONSTANT)
  Q_PROPERTY(flotilla::view::EvidenceWatch* evidence READ evidence CONSTANT)  // of the rollout that is shown
  Q_PROPERTY(flotilla::view::PlanDraft* shownPlan READ shownPlan CONSTANT)    // what its plan would do
  Q_PROPERTY(flotilla::view::PlanDraft* draft READ draft CONSTANT)            // of the sheet
  Q_PROPERTY(flotilla::view::RolloutActions* rolloutActions READ rolloutActions CONSTANT)
  Q_PROPERTY(flotilla::view::ApprovalsModel* approvals READ approvals CONSTANT)
  Q_PROPERTY(flotilla::view::EvidenceWatch* approvalEvidence READ approvalEvidence CONSTANT)
  Q_PROPERTY(flotilla::view::ReleasesModel* releases READ releases CONSTANT)
  Q_PROPERTY(flotilla::view::ObjectivesModel* objectives READ objectives CONSTANT)
  Q_PROPERTY(flotilla::view::ObjectiveDetail* objective READ objective CONSTANT)  // the one that is shown
  Q_PROPERTY(flotilla::view::AlertsModel* alerts READ alerts CONSTANT)            // of the objectives
  Q_PROPERTY(flotilla::view::BudgetDetail* budget READ budget CONSTANT)           // of the objective that is shown
  Q_PROPERTY(flotilla::view::AlertBoard* board READ board CONSTANT)               // alerts of all kinds
  Q_PROPERTY(flotilla::view::AlertDetail* alert READ alert CONSTANT)              // the one that is shown
  Q_PROPERTY(flotilla::view::ObjectiveDetail* alertObjective READ alertObjective CONSTANT)  // what it is about
  Q_PROPERTY(flotilla::view::SilencesModel* silences READ silences CONSTANT)
  Q_PROPERTY(flotilla::view::SilenceDraft* silenceDraft READ silenceDraft CONSTANT)
  Q_PROPERTY(flotilla::view::Maintenance* maintenance READ maintenance CONSTANT)
  Q_PROPERTY(flotilla::view::PagesWatch* pages READ pages CONSTANT)  // that nobody looks after
  Q_PROPERTY(flotilla::view::AlertActions* alertActions READ alertActions CONSTANT)
  Q_PROPERTY(flotilla::view::OpenIncidents* openIncidents READ openIncidents CONSTANT)
  Q_PROPERTY(flotilla::view::IncidentsModel* incidents READ incidents CONSTANT)
  Q_PROPERTY(flotilla::view::IncidentWatch* incident READ incident CONSTANT)      // the one that is shown
  Q_PROPERTY(flotilla::view::RunsModel* incidentRuns READ incidentRuns CONSTANT)  // for it
  Q_PROPERTY(flotilla::view::IncidentActions* incidentActions READ incidentActions CONSTANT)
  Q_PROPERTY(flotilla::view::RunbooksModel* runbooks READ runbooks CONSTANT)
  Q_PROPERTY(flotilla::view::RunsModel* runs READ runs CONSTANT)
  Q_PROPERTY(flotilla::view::RunWatch* run READ run CONSTANT)             // the one that is shown
  Q_PROPERTY(flotilla::view::RunStepView* runStep READ runStep CONSTANT)  // of it
  Q_PROPERTY(flotilla::view::RunActions* runActions READ runActions CONSTANT)
  Q_PROPERTY(flotilla::view::RunStart* runStart READ runStart CONSTANT)  // of the sheet
  Q_PROPERTY(flotilla::view::GameDays* gameDays READ gameDays CONSTANT)
  Q_PROPERTY(flotilla::view::RunbookEditor* runbookEditor READ runbookEditor CONSTANT)
  Q_PROPERTY(flotilla::view::RunbookSaving* runbookSaving READ runbookSaving CONSTANT)  // of what it shows
  Q_PROPERTY(flotilla::view::DriftModel* drift READ drift CONSTANT)
  Q_PROPERTY(flotilla::view::DriftDetail* driftDetail READ driftDetail CONSTANT)  // of the row that is shown
  Q_PROPERTY(flotilla::view::DriftDetail* nodeDrift READ nodeDrift CONSTANT)      // of the node that is shown
  Q_PROPERTY(flotilla::view::LogSearch* logs READ logs CONSTANT)                  // likewise
  Q_PROPERTY(flotilla::view::Activity* activity READ activity CONSTANT)
  Q_PROPERTY(flotilla::view::AuditModel* audit READ audit CONSTANT)
  Q_PROPERTY(flotilla::view::Actions* actions READ actions CONSTANT)
  Q_PROPERTY(flotilla::view::Navigation* navigation READ navigation CONSTANT)
  Q_PROPERTY(flotilla::view::Palette* palette READ palette CONSTANT)
  Q_PROPERTY(flotilla::view::Preferences* preferences READ preferences CONSTANT)
  Q_PROPERTY(flotilla::view::BackendStatus* backend READ backend CONSTANT)

 public:
  Console(OperatorApi& api, GameDayApi& gameDays, FleetFeed& feed, PatternCompiler compile,
          const ConsoleSettings& settings, QObject* parent = nullptr);
  ~Console() override;

  Session* session() { return &session_; }
  Summary* summary() { return &summary_; }
  RegionsModel* regions() { return &regions_; }
  NodesModel* nodes() { return &nodes_; }
  NodesModel* pending() { return &pending_; }
  NodeDetail* node() { return &node_; }
  Topology* topology() { return &topology_; }
  RolloutsModel* rollouts() { return &rollouts_; }
  RolloutDetail* rollout() { return &rollout_; }
  WaveNodes* waveNodes() { return &waveNodes_; }
  EvidenceWatch* evidence() { return &evidence_; }
  PlanDraft* shownPlan() { return &shownPlan_; }
  PlanDraft* draft() { return &draft_; }
  RolloutActions* rolloutActions() { return &rolloutActions_; }
  ApprovalsModel* approvals() { return &approvals_; }
  EvidenceWatch* approvalEvidence() { return &approvalEvidence_; }
  ReleasesModel* releases() { return &releases_; }
  ObjectivesModel* objectives() { return &objectives_; }
  ObjectiveDetail* objective() { return &objective_; }
  AlertsModel* alerts() { return &alerts_; }
  BudgetDetail* budget() { return &budget_; }
  AlertBoard* board() { return &board_; }
  AlertDetail* alert() { return &alert_; }
  ObjectiveDetail* alertObjective() { return &alertObjective_; }
  SilencesModel* silences() { return &silences_; }
  SilenceDraft* silenceDraft() { return &silenceDraft_; }
  Maintenance* maintenance() { return &maintenance_; }
  PagesWatch* pages() { return &pages_; }
  AlertActions* alertActions() { return &alertActions_; }
  OpenIncidents* openIncidents() { return &openIncidents_; }
  IncidentsModel* incidents() { return &incidents_; }
  IncidentWatch* incident() { return &incident_; }
  RunsModel* incidentRuns() { return &incidentRuns_; }
  IncidentActions* incidentActions() { return &incidentActions_; }
  RunbooksModel* runbooks() { return &runbooks_; }
  RunsModel* runs() { return &runs_; }
  RunWatch* run() { return &run_; }
  RunStepView* runStep() { return &runStep_; }
  RunActions* runActions() { return &runActions_; }
  RunStart* runStart() { return &runStart_; }
  GameDays* gameDays() { return &gameDays_; }
  RunbookEditor* runbookEditor() { return &runbookEditor_; }
  RunbookSaving* runbookSaving() { return &runbookSaving_; }
  DriftModel* drift() { return &drift_; }
  DriftDetail* driftDetail() { return &driftDetail_; }
  DriftDetail* nodeDrift() { return &nodeDrift_; }
  LogSearch* logs() { return &logs_; }
  Activity* activity() { return &activity_; }
  AuditModel* audit() { return &audit_; }
  Actions* actions() { return &actions_; }
  Navigation* navigation() { return &navigation_; }
  Palette* palette() { return &palette_; }
  Preferences* preferences() { return &preferences_; }
  BackendStatus* backend() { return &backend_; }
  FleetMirror& mirror() { return mirror_; }

 private:
  void drain();
  void connectRollouts();
  void connectAlerts();
  void connectNode();
  void connectResponse();

  FleetMirror mirror_;
  Preferences preferences_;
  BackendStatus backend_;
  Session session_;
  Summary summary_;
  RegionsModel regions_;
  NodesModel nodes_;
  NodesModel pending_;
  NodeDetail node_;
  Topology topology_;
  RolloutsModel rollouts_;
  RolloutDetail rollout_;
  WaveNodes waveNodes_;
  EvidenceWatch evidence_;
  PlanDraft shownPlan_;
  PlanDraft draft_;
  RolloutActions rolloutActions_;
  ApprovalsModel approvals_;
  EvidenceWatch approvalEvidence_;
  ReleasesModel releases_;
  ObjectivesModel objectives_;
  ObjectiveDetail objective_;
  AlertsModel alerts_;
  BudgetDetail budget_;
  AlertBoard board_;
  AlertDetail alert_;
  ObjectiveDetail alertObjective_;
  SilencesModel silences_;
  SilenceDraft silenceDraft_;
  Maintenance maintenance_;
  PagesWatch pages_;
  AlertActions alertActions_;
  OpenIncidents openIncidents_;
  IncidentsModel incidents_;
  IncidentWatch incident_;
  RunsModel incidentRuns_;
  IncidentActions incidentActions_;
  RunbooksModel runbooks_;
  RunsModel runs_;
  RunWatch run_;
  RunStepView runStep_;
  RunActions runActions_;
  RunStart runStart_;
  GameDays gameDays_;
  RunbookEditor runbookEditor_;
  RunbookSaving runbookSaving_;
  DriftModel drift_;
  DriftDetail driftDetail_;
  DriftDetail nodeDrift_;
  LogSearch logs_;
  Activity activity_;
  AuditModel audit_;
  Actions actions_;
  Navigation navigation_;
  Palette palette_;
  QTimer tick_;
  FleetInbox inbox_;
  std::unique_ptr<FleetWatch> watch_;  // last, so that it ends first
};

}  // namespace flotilla::view
