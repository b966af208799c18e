#include <QtTest>

#include <limits>
#include <set>

#include "services/controlplane/storage/migrations.h"
#include "services/controlplane/storage/sqlite_fleet_store.h"
#include "services/crypto/audit_chain.h"
#include "tests/controlplane/fleet_rig.h"
#include "tests/controlplane/sample_rows.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;

class TstFleetStore : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> folder_;
  std::string path_;

  std::unique_ptr<SqliteFleetStore> open() { return SqliteFleetStore::open(path_).value(); }
  Status execute(const std::string& sql) { return Database::open(path_).value()->execute(sql.c_str()); }
  std::int64_t count(const char* table) {
    return Database::open(path_).value()->integer(("SELECT count(*) FROM " + std::string(table)).c_str()).value();
  }
  void write(const QByteArray& bytes) {
    QFile file(QString::fromStdString(path_));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
  }
  QString openReason() { return reasonOf(SqliteFleetStore::open(path_)); }

 private slots:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    path_ = (folder_->path() + "/flotilla.db").toStdString();
  }

  void every_row_comes_back_as_it_was_written_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("plain") << 0;
    QTest::newRow("empty") << 1;
    QTest::newRow("quotes, SQL, layout, unicode and the largest numbers") << 2;
  }
  void every_row_comes_back_as_it_was_written() {
    QFETCH(int, kind);
    const Sample sample = kind == 0 ? plainSample() : kind == 1 ? emptySample() : oddSample();
    const Mutation mutation = sample.mutation();
    std::set<std::size_t> kinds;
    for (const Row& row : mutation.rows) kinds.insert(row.index());
    QCOMPARE(kinds.size(), std::variant_size_v<Row>);
    {
      const auto store = open();
      QVERIFY(store->commit({mutation}, 0, 7));
      QVERIFY(store->commit({std::holds_alternative<AuditEntry>(mutation.rows.back())
                                 ? Mutation{{mutation.rows.begin(), mutation.rows.end() - 1}, {}}
                                 : mutation},
                            0, 8));  // the same rows again replace themselves
    }
    const auto store = open();
    const FleetState state = store->load().value();
    QCOMPARE(state.revision, std::uint64_t{8});
    sample.compare(state, store->auditEntries(1, 10).value());
    const auto events = store->nodeEvents(sample.node.id).value();
    QCOMPARE(events.size(), std::size_t{1});
    QVERIFY(tied(events.front()) == tied(sample.event.event));
    const auto looks = store->looks(sample.look.look.rollout, 0).value();
    QCOMPARE(looks.size(), std::size_t{1});
    QVERIFY(tied(looks.front().look) == tied(sample.look.look));
    QCOMPARE(looks.front().readings, sample.look.readings);
    const auto firings = store->alertHistory().value();
    QCOMPARE(firings.size(), std::size_t{1});
    QVERIFY(firings.front() == sample.alerts->firing);
    QCOMPARE(count("nodes"), std::int64_t{1});
  }

  void removed_rows_are_gone_after_reopening() {
    const Sample sample = oddSample();
    Mutation removal;
    removal.removals = {{sample.region.name},
                        {sample.site.name},
                        {sample.workload.name},
                        {sample.answer.requestId},
                        {sample.op.id},
                        {RolloutParts{sample.rollout.id}},
                        {sample.alerts->silence.id},
                        {sample.alerts->acknowledgement.alert},
                        {NotificationKey{sample.alerts->entry.groupKey, sample.alerts->entry.receiver}},
                        {sample.override->id},
                        {sample.account->session.id},
                        {sample.account->token.id}};
    {
      const auto store = open();
      QVERIFY(store->commit({sample.mutation()}, 0, 1));
      QVERIFY(store->commit({removal}, 0, 2));
    }
    const FleetState state = open()->load().value();
    QVERIFY(state.regions.empty());
    QVERIFY(state.sites.empty());
    QVERIFY(state.workloads.empty());
    QVERIFY(state.answers.empty());
    QVERIFY(state.operators.empty());
    QVERIFY(state.accounts.empty() && state.sessions.empty() && state.apiTokens.empty());
    QVERIFY(state.silences.empty());
    QVERIFY(state.acknowledgements.empty());
    QVERIFY(state.notifications.empty());
    QVERIFY(state.budgetOverrides.empty());
    const Rollout& rollout = state.rollouts.at(sample.rollout.id);
    QVERIFY(rollout.nodes.empty() && rollout.waves.empty() && rollout.approvals.empty());
    QCOMPARE(state.nodes.size(), std::size_t{1});
  }

  void the_newest_events_of_a_node_are_kept_and_whole_reports_go() {
    const auto store = open();
    QVERIFY(store->commit({smallFleet({{"rotterdam-1", kWest}, {"boston-1", kEast}})}, 0, 1));
    const auto tell = [&](const char* node, std::uint64_t seq, std::uint32_t events) {
      Mutation told;
      for (std::uint32_t i = 0; i < events; ++i)
        told.rows.emplace_back(
            NodeEventRecord{NodeId(node), seq, i, {kNow, kWorkload, InstallState::Idle, seq, {}, "", ""}});
      QVERIFY(store->commit({told}, 0, 2));
    };
    tell("id-of-boston-1", 1, 3);
    for (std::uint64_t seq = 1; seq <= 110; ++seq) tell("id-of-rotterdam-1", seq, 11);
    const auto kept = store->nodeEvents(NodeId("id-of-rotterdam-1")).value();
    QCOMPARE(kept.size(), (kNodeEventsKept / 11 + 1) * 11);
    QCOMPARE(kept.front().generation, std::uint64_t{110});
    QCOMPARE(kept.back().generation, std::uint64_t{110 - kNodeEventsKept / 11});
    QCOMPARE(store->nodeEvents(NodeId("id-of-boston-1"))->size(), std::size_t{3});
  }

  void firings_that_ended_are_kept_for_their_time_and_are_not_loaded() {
    const auto store = open();
    const auto ended = [](const char* id, Duration ago) {
      return AlertFiring{AlertId(id), kNow - ago - std::chrono::hours(1), kNow - ago, {{"alertname", id}}, {}, ""};
    };
    const AlertFiring open{AlertId("open"), kNow - 2 * kAlertHistoryKept, {}, {{"alertname", "open"}}, {}, ""};
    Mutation old;
    old.rows = {open, ended("old", kAlertHistoryKept + Duration(1)), ended("kept", kAlertHistoryKept),
                ended("twice", std::chrono::hours(9))};
    QVERIFY(store->commit({old}, 0, 1));
    QCOMPARE(store->alertHistory()->size(), std::size_t{4});  // nothing is newer than the newest of them yet
    Mutation now;
    now.rows = {ended("twice", Duration(0))};
    QVERIFY(store->commit({now}, 0, 2));
    const auto kept = store->alertHistory().value();
    QStringList names;
    for (const AlertFiring& firing : kept) names << QString::fromStdString(firing.alert.value);
    QCOMPARE(names, QStringList({"twice", "twice", "kept", "open"}));
    const FleetState state = store->load().value();
    QCOMPARE(state.firings.size(), std::size_t{1});
    QVERIFY(state.firings.begin()->second == open);
  }

  void a_firing_that_ends_is_no_longer_of_the_read_model() {
    FleetState state;
    AlertFiring firing{AlertId("a"), kNow, {}, {}, {}, ""};
    state.apply(Row(firing));
    QCOMPARE(state.firings.size(), std::size_t{1});
    firing.ended = kNow + std::chrono::minutes(1);
    state.apply(Row(firing));
    QVERIFY(state.firings.empty());
  }

  void a_commit_that_fails_leaves_nothing() {
    const auto store = open();
    const Sample sample = plainSample();
    QVERIFY(store->commit({sample.mutation()}, 0, 1));
    Mutation fine, broken;
    fine.rows.emplace_back(Region{RegionName("new"), "New", Duration(1)});
    broken.rows.emplace_back(sample.audit);  // its number is taken
    QVERIFY(!store->commit({fine, broken}, 0, 2));
    FleetState state = store->load().value();
    QCOMPARE(state.revision, std::uint64_t{1});
    QCOMPARE(state.regions.size(), std::size_t{1});
    QCOMPARE(store->auditEntries(1, 10)->size(), std::size_t{1});
    QVERIFY(store->commit({fine}, 0, 2));  // and the store goes on working
    QCOMPARE(store->load()->regions.size(), std::size_t{2});
  }

  void a_status_of_an_unknown_node_is_refused_whole() {
    const auto store = open();
    Mutation orphan = declared();
    orphan.rows.emplace_back(NodeStatus{NodeId("nobody"), kNow, "boot"});
    QVERIFY(!store->commit({orphan}, 0, 1));
    QVERIFY(store->load()->regions.empty());
  }

  void the_epoch_rises_at_each_open_and_fences_the_one_before() {
    const auto first = open();
    QCOMPARE(*first->raiseEpoch(), std::uint64_t{1});
    QVERIFY(first->commit({declared()}, 1, 1));
    const auto second = open();
    QCOMPARE(*second->raiseEpoch(), std::uint64_t{2});
    Mutation late;
    late.rows.emplace_back(Region{RegionName("late"), "Late", Duration(1)});
    QCOMPARE(reasonOf(first->commit({late}, 1, 2)), QString("fenced"));
    QVERIFY(second->commit({Mutation{}}, 2, 2));
    QVERIFY(!second->load()->regions.contains(RegionName("late")));
    QCOMPARE(second->load()->epoch, std::uint64_t{2});
  }

  void audit_entries_come_in_order_and_in_pages() {
    const auto store = open();
    AuditEntry entry;
    for (int i = 0; i < 25; ++i) {
      entry = chainEntry({"a", "b", "c", "d", {}, {}}, entry.seq, entry.hash, kNow);
      Mutation mutation;
      mutation.rows.emplace_back(entry);
      QVERIFY(store->commit({mutation}, 0, entry.seq));
    }
    const auto page = store->auditEntries(11, 10).value();
    QCOMPARE(page.size(), std::size_t{10});
    QCOMPARE(page.front().seq, std::uint64_t{11});
    QCOMPARE(page.back().seq, std::uint64_t{20});
    QCOMPARE(store->load()->auditSeq, std::uint64_t{25});
    QCOMPARE(store->load()->auditHead, entry.hash);
  }

  void a_newer_schema_is_refused() {
    open().reset();
    QVERIFY(execute("PRAGMA user_version=99"));
    QCOMPARE(openReason(), QString("schema_newer"));
  }

  void an_empty_file_is_a_new_database() {
    write({});
    QVERIFY(open()->load()->nodes.empty());
  }

  void what_is_no_database_is_called_damaged() {
    write(QByteArray("this is a text file, not a database\n").repeated(200));
    QCOMPARE(openReason(), QString("database_damaged"));
    write(QByteArray(5000, '\xA5'));
    QCOMPARE(openReason(), QString("database_damaged"));
  }

  void overwritten_pages_are_an_error_and_never_a_crash() {
    {
      const auto store = open();
      QVERIFY(store->commit({oddSample().mutation()}, 0, 1));
    }
    QFile file(QString::fromStdString(path_));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray good = file.readAll();
    file.close();
    int noticed = 0;
    for (int page = 0; page * 4096 < good.size(); ++page) {
      QByteArray bad = good;
      for (int i = page == 0 ? 100 : 0; i < 4096; ++i) bad[page * 4096 + i] = static_cast<char>(i * 37 + 11);
      write(bad);
      auto store = SqliteFleetStore::open(path_);
      const QString reason = store ? reasonOf((*store)->load()) : reasonOf(store);
      QVERIFY2(reason == "ok" || reason == "database_damaged" || reason == "database_error", qPrintable(reason));
      noticed += reason == "ok" ? 0 : 1;
    }
    QCOMPARE(noticed, static_cast<int>(good.size() / 4096));
    write(good.left(good.size() - 4096));
    QCOMPARE(openReason(), QString("database_damaged"));
  }

  void a_value_that_cannot_be_read_back_names_its_column_data() {
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("column");
    QTest::newRow("digest") << "UPDATE releases SET digest='sha256:short'"
                            << "digest";
    QTest::newRow("version") << "UPDATE rollouts SET version='one'"
                             << "version";
    QTest::newRow("enum") << "UPDATE nodes SET identity=77"
                          << "identity";
    QTest::newRow("counts") << "UPDATE arm_totals SET counts='xx'"
                            << "counts";
    QTest::newRow("grants") << "UPDATE operators SET grants='emperor'"
                            << "grants";
    QTest::newRow("labels") << "UPDATE nodes SET labels='a'"
                            << "labels";
    QTest::newRow("matchers") << "UPDATE silences SET matchers='a'"
                              << "matchers";
    QTest::newRow("annotations") << "UPDATE silences SET annotations='a=%4'"
                                 << "annotations";
    QTest::newRow("variants") << "UPDATE releases SET variants='any'"
                              << "variants";
  }
  void a_value_that_cannot_be_read_back_names_its_column() {
    QFETCH(QString, sql);
    QFETCH(QString, column);
    QVERIFY(open()->commit({plainSample().mutation()}, 0, 1));
    QVERIFY(execute(sql.toStdString()));
    const auto loaded = open()->load();
    QCOMPARE(reasonOf(loaded), QString("database_damaged"));
    QVERIFY(QString::fromStdString(loaded.error().message).endsWith(column));
  }

  void a_failed_batch_tells_everybody_and_restores_the_state_before() {
    const auto store = open();
    ManualLoop loop;
    Fleet fleet(loop, *store);
    QVERIFY(fleet.open());
    const Sample sample = plainSample();
    QString first, second, third, reader;
    fleet.submit(sample.mutation(), [&](const Status& s) { first = reasonOf(s); });
    loop.advance(std::chrono::milliseconds(3));
    QCOMPARE(first, QString("ok"));

    std::size_t told = 0;
    fleet.setListener([&](std::uint64_t revision, const std::vector<Touched>& touched) {
      told += revision == 1 && touched.empty() ? 1 : 100;
    });
    Mutation fine, broken;
    fine.rows.emplace_back(Region{RegionName("new"), "New", Duration(1)});
    broken.rows.emplace_back(sample.audit);
    fleet.submit(fine, [&](const Status& s) { second = reasonOf(s); });
    fleet.submit(broken, [&](const Status& s) { third = reasonOf(s); });
    fleet.whenDurable([&](const Status& s) { reader = reasonOf(s); });
    QVERIFY(fleet.state().regions.contains(RegionName("new")));
    loop.advance(std::chrono::milliseconds(3));
    QCOMPARE(second, QString("database_error"));
    QCOMPARE(third, second);
    QCOMPARE(reader, second);
    QCOMPARE(told, std::size_t{1});
    QVERIFY(!fleet.state().regions.contains(RegionName("new")));
    QCOMPARE(fleet.state().revision, std::uint64_t{1});
    QCOMPARE(fleet.state().epoch, std::uint64_t{1});
    QCOMPARE(fleet.state().auditHead, sample.audit.hash);
    fleet.submit(fine, [&](const Status& s) { second = reasonOf(s); });
    fleet.flush();
    QCOMPARE(second, QString("ok"));
    QCOMPARE(fleet.state().revision, std::uint64_t{2});
  }

  void changes_are_known_by_revision_until_they_are_too_old() {
    MemoryStore store;
    store.kept.revision = 5;
    ManualLoop loop;
    Fleet fleet(loop, store);
    QVERIFY(fleet.open());
    Mutation one;
    one.rows.emplace_back(Region{RegionName("a"), "A", Duration(1)});
    for (int i = 0; i < 4100; ++i) {
      fleet.submit(one, [](const Status&) {});
      fleet.flush();
      if (i == 0) QCOMPARE(fleet.changedSince(5)->size(), std::size_t{1});
    }
    QVERIFY(!fleet.changedSince(4));
    QVERIFY(!fleet.changedSince(5));
    QVERIFY(!fleet.changedSince(8));
    QCOMPARE(fleet.changedSince(9)->size(), std::size_t{1});
    QVERIFY(fleet.changedSince(4105)->empty());
    QVERIFY(!fleet.changedSince(4106));
  }

  void a_database_of_each_earlier_schema_opens_with_this_program_data() {
    QTest::addColumn<QString>("file");
    const QDir fixtures(QStringLiteral(FLOTILLA_SOURCE_DIR "/tests/controlplane/fixtures"));
    const QStringList scripts = fixtures.entryList({"schema_*.sql"});
    QCOMPARE(static_cast<std::size_t>(scripts.size()), migrations().size());
    for (const QString& script : scripts) QTest::newRow(qPrintable(script)) << fixtures.filePath(script);
  }
  void a_database_of_each_earlier_schema_opens_with_this_program() {
    QFETCH(QString, file);
    QFile script(file);
    QVERIFY(script.open(QIODevice::ReadOnly));
    QVERIFY(execute(script.readAll().toStdString()));
    const auto store = open();
    const FleetState state = store->load().value();
    QCOMPARE(state.revision, std::uint64_t{42});
    QCOMPARE(state.epoch, std::uint64_t{3});
    Sample sample = plainSample();
    const QString name = QFileInfo(file).fileName();
    sample.token.needsApproval = name >= "schema_0003.sql";  // before, nobody could ask for it
    // Before the fourth, these were the last ones.
    if (name < "schema_0004.sql") {
      sample.rollout.state = RolloutState::RolledBack;
      sample.rolloutNode.outcome = NodeOutcome::Late;
    }
    if (name < "schema_0005.sql") withoutPlan(sample);
    if (name < "schema_0007.sql") sample.objective = {};
    if (name < "schema_0006.sql") sample.policy.reset();
    if (name < "schema_0009.sql") sample.alerts.reset();
    if (name < "schema_0020.sql") sample.account.reset();
    if (name < "schema_0021.sql") sample.business.reset();
    if (name < "schema_0022.sql") {
      sample.stage.reset();
      sample.status.takesStages = sample.desired.staged = false;
    }
    if (name < "schema_0019.sql") {
      sample.workload.config.minConfidence = 0;
      sample.desired.minConfidence = kAsDeclared;
      sample.status.takesThresholds = false;
    }
    if (name < "schema_0018.sql") {
      sample.run->run.feedback.clear();
      sample.run->approval.brokeGlass = false;
    }
    if (name < "schema_0017.sql") {
      sample.gameDay.reset();
      sample.status.drills = DrillConsent::Unknown;
    }
    if (name < "schema_0016.sql") {
      sample.check.reset();
      sample.task.reset();
    }
    if (name < "schema_0015.sql") {
      sample.run.reset();
      sample.orders = {};
      sample.status.takesOrders = false;
      sample.status.orders = {};
    }
    if (name < "schema_0014.sql") sample.runbook.reset();
    if (name < "schema_0013.sql") sample.incident.reset();
    if (name < "schema_0012.sql") sample.status.saturation = {};
    if (name < "schema_0011.sql") {
      sample.status.queue = {};
      sample.status.seqBase = 0;
      sample.status.telemetry = {};
    }
    if (name < "schema_0008.sql") sample.workload.config.cpuPercent = sample.workload.config.maxProcesses = 0;
    if (name < "schema_0010.sql") {
      sample.override.reset();
      sample.objective.budgetPolicy = BudgetPolicy::ByIndicator;
    }
    sample.compare(state, store->auditEntries(1, 10).value());
    const auto looks = store->looks(sample.rollout.id, 0).value();
    QCOMPARE(looks.size(), std::size_t{name < "schema_0005.sql" ? 0U : 1U});
    if (!looks.empty()) QVERIFY(tied(looks.front().look) == tied(sample.look.look));
    const auto events = store->nodeEvents(sample.node.id).value();
    const bool hadEvents = !file.endsWith("schema_0001.sql");
    QCOMPARE(events.size(), std::size_t{hadEvents ? 1U : 0U});
    if (hadEvents) QVERIFY(tied(events.front()) == tied(sample.event.event));
    QCOMPARE(*store->raiseEpoch(), std::uint64_t{4});
    QVERIFY(store->commit({declared()}, 4, 43));
  }

  void proofs_of_a_way_back_are_told_apart_since_schema_4_data() {
    QTest::addColumn<int>("state");
    QTest::addColumn<bool>("hadVersion");
    QTest::addColumn<int>("outcome");
    const int rolledBack = static_cast<int>(RolloutState::RolledBack), failed = static_cast<int>(RolloutState::Failed);
    QTest::newRow("went back") << rolledBack << true << static_cast<int>(NodeOutcome::Returned);
    QTest::newRow("stayed") << rolledBack << false << static_cast<int>(NodeOutcome::Stayed);
    QTest::newRow("went forward") << failed << true << static_cast<int>(NodeOutcome::Proven);
  }
  void proofs_of_a_way_back_are_told_apart_since_schema_4() {
    QFETCH(int, state);
    QFETCH(bool, hadVersion);
    QFile script(QStringLiteral(FLOTILLA_SOURCE_DIR "/tests/controlplane/fixtures/schema_0003.sql"));
    QVERIFY(script.open(QIODevice::ReadOnly));
    QVERIFY(execute(script.readAll().toStdString()));
    QVERIFY(execute("UPDATE rollouts SET state = " + std::to_string(state)));
    QVERIFY(execute("UPDATE rollout_nodes SET outcome = 1, had_version = " + std::to_string(hadVersion)));
    const FleetState loaded = open()->load().value();
    QTEST(static_cast<int>(loaded.rollouts.begin()->second.nodes.front().outcome), "outcome");
  }
};

QTEST_GUILESS_MAIN(TstFleetStore)
#include "tst_fleet_store.moc"
