// The window of the console over a made-up fleet, without a control plane, for people, pictures and tests. Needs a
// QApplication; GUI thread.
#pragma once

#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <QStringList>
#include <memory>

#include "models/view/console.h"
#include "tests/console/pages/sample_fleet.h"
#include "tests/console/pages/sample_stages.h"
#include "tests/view/fake_api.h"

namespace flotilla::tests {

// Its clock goes. Silent, it tells nothing about objectives, alerts and drift.
class PreviewApi final : public view::test::FakeApi {
 public:
  bool silent = false;
  void listObjectives(const ListQuery& query, Done<Objectives> done) override;
  void listAlerts(const ListQuery& query, Done<Page<ObjectiveAlert>> done) override;
  void listAlertStatus(const ListQuery& query, Done<Page<AlertStatus>> done) override;
  void listAlertGroups(const ListQuery& query, Done<Page<AlertGroup>> done) override;
  void listSilences(const ListQuery& query, Done<Page<SilenceStatus>> done) override;
  void drift(const DriftQuery& query, Done<std::vector<DriftStanding>> done) override;
  void getAlerting(Done<AlertingDocument> done) override;
  void listIncidents(const ListQuery& query, Done<Page<Incident>> done) override;
  void getIncident(const IncidentId& id, Done<IncidentDetail> done) override;
  void listRunbooks(const ListQuery& query, Done<Page<RunbookSummary>> done) override;
  void getRunbook(const RunbookName& name, std::uint32_t version, Done<RunbookDocument> done) override;
  void listRuns(const ListQuery& query, Done<Page<Run>> done) override;
  void getRun(const RunId& id, Done<RunDetail> done) override;
  void listGameDays(const ListQuery& query, Done<Page<GameDay>> done) override;
  void getGameDay(const GameDayId& id, Done<GameDayDetail> done) override;
  void serverInfo(Done<ServerInfo> done) override;
};

class Preview {
 public:
  // What the console finds: a fleet, one without nodes, nothing yet, or a caller who may only look.
  enum class Scene { Fleet, Empty, Loading, Viewer };

  // `identity`: where people log in; nobody does otherwise.
  explicit Preview(Scene scene, int perSite = 14, const view::IdentitySettings& identity = {});

  // Null when the window could not be loaded.
  QQuickWindow* window() const { return window_; }
  view::Console& console() { return *console_; }
  view::test::FakeApi& api() { return api_; }
  // How often somebody asked to connect at once.
  int retries() const { return feed_.retries; }
  const QStringList& warnings() const { return warnings_; }

  void open(const QString& page, const QString& filter = {}, const QString& selection = {});
  void setTheme(const QString& theme);
  // The stream ends, as when the control plane is gone.
  void loseConnection();
  // Every node reports again, so that rates can be told.
  void report();
  // A rollout with stages on so many of its nodes, "gate-sensor-7", in place of the one before.
  void stage(std::size_t nodes, StageScene scene);
  const std::vector<Node>& staged() const { return staged_; }  // as they were told
  // Calls a function of a sheet or popup by the object name of it.
  bool call(const char* object, const char* function, const QVariantList& arguments = {});
  // Waits until nothing was drawn for so long.
  void settle(int milliseconds = 150);

 private:
  void answer(Scene scene);

  QStringList warnings_;
  PreviewApi api_;
  view::test::FakeFeed feed_;
  SampleFleet fleet_;
  std::vector<Node> staged_;
  TimePoint started_{};
  int reports_ = 0;
  std::unique_ptr<view::Console> console_;
  QQmlApplicationEngine engine_;  // after the console, so that it ends first
  QQuickWindow* window_ = nullptr;
  int frames_ = 0;  // that were drawn
};

}  // namespace flotilla::tests
