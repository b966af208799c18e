// Incidents on the console: the list, one of them in full, and what people say about them.
#include <QFile>
#include <QTemporaryDir>

#include "models/view/incident_actions.h"
#include "models/view/incident_watch.h"
#include "models/view/incidents_model.h"
#include "models/view/open_incidents.h"
#include "tests/view/response_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;

class TstIncidentModels : public QObject {
  Q_OBJECT

 private slots:
  void rows_say_how_bad_where_and_who_and_what_is_suspected() {
    Rig rig;
    FakeApi api;
    api.incidentPage->items = {incidentOf("INC-204"), incidentOf("INC-203", IncidentState::Closed)};
    api.incidentPage->total = 2;
    IncidentsModel model(api, rig.mirror, compilePattern);
    const QAbstractItemModelTester tester(&model);
    model.setActive(true);
    QTRY_COMPARE(model.rowCount(), 2);
    const auto at = [&](int row, int column, int role = Qt::DisplayRole) {
      return model.data(model.index(row, column), role).toString();
    };
    QCOMPARE(at(0, IncidentsModel::SeverityColumn), QString("sev2"));
    QCOMPARE(at(0, IncidentsModel::OpenedColumn), QString("12 m 00 s"));
    QCOMPARE(at(0, IncidentsModel::SuspectColumn), QString("meter-reader-2"));
    QCOMPARE(at(0, IncidentsModel::CommanderColumn), QString::fromUtf8("–"));
    QCOMPARE(at(0, IncidentsModel::TitleColumn, IncidentsModel::EdgeRole), QString("warning"));
    QCOMPARE(at(1, IncidentsModel::TitleColumn, IncidentsModel::ToneRole), QString("quiet"));
    QCOMPARE(model.open(), 1);
  }

  void a_filter_is_read_here_and_narrows_there() {
    Rig rig;
    FakeApi api;
    IncidentsModel model(api, rig.mirror, compilePattern);
    model.setActive(true);
    QTRY_COMPARE(model.state(), QString("ready"));
    model.setFilter("severity:(");
    QVERIFY(!model.filterError().isEmpty());
    QCOMPARE(api.calls.size(), std::size_t{1});
    model.setFilter("severity:sev1");
    QTRY_COMPARE(api.calls.back(), std::string("incidents severity:sev1"));
  }

  void rows_that_stay_are_not_made_anew() {
    Rig rig;
    FakeApi api;
    api.incidentPage->items = {incidentOf("INC-204")};
    IncidentsModel model(api, rig.mirror, compilePattern);
    const QAbstractItemModelTester tester(&model);
    model.setActive(true);
    QTRY_COMPARE(model.rowCount(), 1);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset), answered(&model, &IncidentsModel::answered);
    api.incidentPage->items[0].state = IncidentState::Mitigated;
    model.reload();
    QTRY_COMPARE(answered.size(), 1);
    QCOMPARE(reset.size(), 0);
    QCOMPARE(model.data(model.index(0, IncidentsModel::StateColumn), Qt::DisplayRole).toString(), QString("mitigated"));
  }

  void the_navigation_counts_those_that_are_open() {
    Rig rig;
    FakeApi api;
    api.incidentPage->total = 3;
    OpenIncidents open(api, rig.mirror);
    QVERIFY(api.calls.empty());
    open.setActive(true);
    QTRY_COMPARE(open.count(), 3);
    QCOMPARE(api.calls, std::vector<std::string>{"incidents open:yes"});
  }

  void one_in_full_tells_what_was_changed_first_with_the_suspected_one_marked() {
    Rig rig;
    FakeApi api;
    api.incidentDetail = incidentDetailOf("INC-204");
    IncidentWatch watch(api, rig.mirror);
    const QAbstractItemModelTester changes(watch.changes()), timeline(watch.timeline());
    watch.setIncident("INC-204");
    watch.setActive(true);
    QTRY_VERIFY(watch.found());
    QCOMPARE(watch.changes()->rowCount(), 2);
    QCOMPARE(watch.changes()->at(0)["word"].toString(), QString("suspected"));
    QCOMPARE(watch.changes()->at(0)["rollout"].toString(), QString("meter-reader-2"));
    QCOMPARE(watch.changes()->at(1)["word"].toString(), QString("during it, no cause"));
    QCOMPARE(watch.runbooks()->keyAt(0), QString("failing-deployment"));
    QCOMPARE(watch.about(), QString("INC-204 in eu-west, open for 12 m 00 s"));
    QCOMPARE(watch.durations()[0].toMap()["value"].toString(), QString("2 m 00 s"));
    QCOMPARE(watch.durations()[3].toMap()["value"].toString(), QString::fromUtf8("–"));
    QVERIFY(watch.moves().contains("mitigated"));
  }

  void the_timeline_is_short_until_all_of_it_is_wanted() {
    Rig rig;
    FakeApi api;
    api.incidentDetail = incidentDetailOf("INC-204");
    IncidentWatch watch(api, rig.mirror);
    const QAbstractItemModelTester tester(watch.timeline());
    watch.setIncident("INC-204");
    watch.setActive(true);
    QTRY_COMPARE(watch.timeline()->rowCount(), 2);
    QCOMPARE(watch.timeline()->at(0)["text"].toString(), QString("event 3"));
    QCOMPARE(watch.timeline()->at(0)["more"].toString(), QString("with more"));
    watch.setAll(true);
    QCOMPARE(watch.timeline()->rowCount(), 3);
    watch.setAll(false);
    QCOMPARE(watch.timeline()->rowCount(), 2);
  }

  void a_long_timeline_shows_its_newest_end_and_says_how_much_is_older() {
    Rig rig;
    FakeApi api;
    api.incidentDetail = incidentDetailOf("INC-204");
    for (std::uint64_t seq = 4; seq <= 400; ++seq) {
      api.incidentDetail->events.push_back(api.incidentDetail->events.back());
      api.incidentDetail->events.back().seq = seq;
    }
    IncidentWatch watch(api, rig.mirror);
    watch.setIncident("INC-204");
    watch.setActive(true);
    QTRY_COMPARE(watch.timeline()->rowCount(), 100);
    QCOMPARE(watch.timeline()->keyAt(0), QString("400"));
    QCOMPARE(watch.olderEvents(), 299);
  }

  void an_answer_about_another_one_is_dropped_and_nobody_is_asked_while_nobody_looks() {
    Rig rig;
    FakeApi api;
    api.incidentDetail = incidentDetailOf("INC-204");
    api.holdBack = true;
    IncidentWatch watch(api, rig.mirror);
    watch.setIncident("INC-204");
    QVERIFY(api.calls.empty());
    watch.setActive(true);
    watch.setIncident("INC-203");
    const auto late = api.held.front();
    late();
    QTest::qWait(20);
    QVERIFY(!watch.found());
    watch.setActive(false);
    api.held.clear();
    QTest::qWait(30);
    QCOMPARE(api.calls.size(), std::size_t{2});
  }

  void what_went_wrong_is_told() {
    Rig rig;
    FakeApi api;
    api.incidentDetail = Error{ErrorCode::NotFound, "no_incident", "there is no incident INC-9"};
    IncidentWatch watch(api, rig.mirror);
    watch.setIncident("INC-9");
    watch.setActive(true);
    QTRY_COMPARE(watch.state(), QString("failed"));
    QCOMPARE(watch.problem(), QString("there is no incident INC-9"));
  }

  void taking_one_in_triage_makes_it_active_first() {
    FakeApi api;
    api.incident = incidentOf("INC-204");
    IncidentActions actions(api);
    QSignalSpy told(&actions, &IncidentActions::finished);
    actions.take("INC-204", "operator-1", true);
    QTRY_COMPARE(told.size(), 1);
    QCOMPARE(api.incidentMoves.size(), std::size_t{1});
    QCOMPARE(api.incidentMoves[0].to, IncidentState::Active);
    QCOMPARE(api.incidentChanges[0].commander, std::optional<std::string>("operator-1"));
    actions.take("INC-204", "operator-1", false);
    QTRY_COMPARE(told.size(), 2);
    QCOMPARE(api.incidentMoves.size(), std::size_t{1});
  }

  void what_is_refused_says_why_and_what_is_shown_is_fetched_again() {
    FakeApi api;
    api.incident = Error{ErrorCode::Precondition, "still_fires", "an alert still fires", "state", "wait for it"};
    IncidentActions actions(api);
    QSignalSpy told(&actions, &IncidentActions::finished), old(&actions, &IncidentActions::incidentsChanged);
    actions.move("INC-204", "resolved", "");
    QTRY_COMPARE(told.size(), 1);
    QCOMPARE(told[0][0].toString(), QString("failed"));
    QCOMPARE(told[0][2].toString(), QString("an alert still fires; wait for it"));
    QCOMPARE(old.size(), 1);
    QCOMPARE(actions.running(), 0);
  }

  void notes_and_words_are_also_lines_for_the_command_line() {
    FakeApi api;
    IncidentActions actions(api);
    actions.note("INC-204", " seen it ", true);
    QCOMPARE(api.incidentNotes[0].text, std::string("seen it"));
    QVERIFY(api.incidentNotes[0].pinned);
    QCOMPARE(actions.line("note", "INC-204", "seen", true), QString("flotillactl incidents note INC-204 seen --pin"));
    QCOMPARE(actions.line("resolve", "INC-204", "", false), QString("flotillactl incidents resolve INC-204"));
    QCOMPARE(actions.line("cancel", "INC-204", "", false),
             QString("flotillactl incidents cancel INC-204 --reason TEXT"));
    QCOMPARE(actions.line("postmortem", "INC-204", "", false),
             QString("flotillactl incidents postmortem INC-204 --format html --out post-mortem-INC-204.html"));
  }

  void a_post_mortem_is_written_where_it_is_said_and_nowhere_else() {
    FakeApi api;
    api.paper = PaperText{"<html>", "text/html", "../../post-mortem-INC-204.html"};
    QTemporaryDir folder;
    IncidentActions actions(api);
    QVERIFY(!actions.folder().isEmpty());
    actions.setFolder(folder.filePath("a/b"));
    QSignalSpy told(&actions, &IncidentActions::finished);
    actions.writePostmortem("INC-204");
    QTRY_COMPARE(told.size(), 1);
    QCOMPARE(api.calls.back(), std::string("postmortem INC-204 html"));
    QCOMPARE(told[0][0].toString(), QString("healthy"));
    QFile file(folder.filePath("a/b/post-mortem-INC-204.html"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("<html>"));
    QVERIFY(!QFile::exists(folder.filePath("post-mortem-INC-204.html")));
    QCOMPARE(actions.running(), 0);
  }

  void a_post_mortem_that_cannot_be_had_or_written_says_why() {
    FakeApi api;
    api.paper = Error{ErrorCode::NotFound, "no_incident", "there is no such incident", "incident", ""};
    QTemporaryDir folder;
    IncidentActions actions(api);
    QFile inTheWay(folder.filePath("file"));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    actions.setFolder(folder.filePath("file"));
    QSignalSpy told(&actions, &IncidentActions::finished);
    actions.writePostmortem("INC-204");
    QTRY_COMPARE(told.size(), 1);
    QVERIFY(told[0][0].toString() == "failed" && told[0][2].toString().startsWith("there is no such incident"));
    api.paper = PaperText{"<html>", "text/html", "a.html"};
    actions.writePostmortem("INC-204");
    QTRY_COMPARE(told.size(), 2);
    QVERIFY(told[1][0].toString() == "failed" && told[1][2].toString().contains("file"));
  }
};

QTEST_GUILESS_MAIN(TstIncidentModels)
#include "tst_incident_models.moc"
