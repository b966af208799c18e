#include <QTemporaryDir>
#include <QtTest>

#include "services/agent/storage/sqlite_agent_store.h"
#include "services/agent/storage/state_rows.h"
#include "services/agent/storage/target_codec.h"
#include "services/telemetry/input_window.h"

using namespace flotilla;
using namespace flotilla::agent;

class TstAgentStore : public QObject {
  Q_OBJECT

  SystemFiles files_;

  static Path fileIn(const QTemporaryDir& folder) { return Path(folder.path().toStdString()) / "state.db"; }
  std::unique_ptr<SqliteAgentStore> open(const QTemporaryDir& folder) {
    auto store = SqliteAgentStore::open(files_, fileIn(folder));
    if (!store) qFatal("%s", store.error().message.c_str());
    return std::move(*store);
  }
  static AssignmentTarget target() {
    AssignmentTarget target;
    target.workload = WorkloadName("checkout-vision");
    target.artifact = ArtifactName("vision");
    target.version = *parseVersion("1.2.3-rc1");
    target.hardware = "x86_64";
    target.releaseDigest.bytes.fill(1);
    target.releaseLength = 11;
    target.digest.bytes.fill(2);
    target.length = 22;
    target.releaseCounter = 33;
    target.config.ratePerSecond = 12.5;
    target.config.healthWindow = std::chrono::seconds(5);
    target.config.cpuPercent = 50;
    return target;
  }
  static WorkloadRecord record() {
    WorkloadRecord record;
    record.workload = WorkloadName("checkout-vision");
    record.state = InstallState::Trying;
    record.generation = 4;
    record.installId = "id";
    record.target = target();
    record.floor = 9;
    record.targetSlot = 1;
    record.transitions = 8;
    record.reason = "reason";
    record.message = "message";
    record.holds[1] = target();
    record.proven = true;
    return record;
  }
  static NodeEvent event(std::uint64_t generation) {
    NodeEvent event;
    event.workload = WorkloadName("checkout-vision");
    event.generation = generation;
    event.reason = "because";
    return event;
  }
  static void overwrite(const Path& path, const QByteArray& bytes, qint64 at = 0) {
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(at));
    file.write(bytes);
  }

 private slots:
  void everything_comes_back_after_a_restart() {
    QTemporaryDir folder;
    StateChange change;
    change.highestEpoch = 3;
    change.assignment = StoredAssignment{"envelope", {"one", "two"}, 3, 4};
    change.workloads = {record()};
    change.floors = {{ArtifactName("vision"), 7}};
    change.failed = {{4, "sha256:x"}};
    change.policy = StoredPolicy{5, std::string("policy\0", 7)};
    change.proven = {{WorkloadName("checkout-vision"), target().digest}};
    QVERIFY(open(folder)->apply(change));
    const auto state = open(folder)->load();
    QCOMPARE(state->policy->version, std::uint64_t{5});
    QCOMPARE(state->policy->envelope, std::string("policy\0", 7));
    QVERIFY(state->proven.at(WorkloadName("checkout-vision")) == std::vector{target().digest});
    QCOMPARE(state->highestEpoch, std::uint64_t{3});
    QCOMPARE(state->assignment->releases, (std::vector<std::string>{"one", "two"}));
    QCOMPARE(state->assignment->generation, std::uint64_t{4});
    QCOMPARE(state->floors.at(ArtifactName("vision")), std::uint64_t{7});
    QVERIFY(state->failed.contains({4, "sha256:x"}));
    const WorkloadRecord& found = state->workloads.at(WorkloadName("checkout-vision"));
    const WorkloadRecord expected = record();
    QVERIFY(found.state == expected.state && found.generation == expected.generation);
    QVERIFY(found.installId == expected.installId && found.target == expected.target && found.holds == expected.holds);
    QVERIFY(found.floor == expected.floor && found.targetSlot == expected.targetSlot && found.proven);
    QVERIFY(found.transitions == expected.transitions && found.reason == "reason" && found.message == "message");
  }

  void a_newer_assignment_replaces_the_releases_of_the_older() {
    QTemporaryDir folder;
    auto store = open(folder);
    StateChange change;
    change.assignment = StoredAssignment{"first", {"one", "two"}, 1, 1};
    QVERIFY(store->apply(change));
    change.assignment = StoredAssignment{"second", {"three"}, 1, 2};
    QVERIFY(store->apply(change));
    QCOMPARE(store->load()->assignment->releases, std::vector<std::string>{"three"});
  }

  void a_floor_never_falls() {
    QTemporaryDir folder;
    auto store = open(folder);
    for (const std::uint64_t floor : {5, 3}) {
      StateChange change;
      change.floors = {{ArtifactName("vision"), floor}};
      QVERIFY(store->apply(change));
    }
    QCOMPARE(store->load()->floors.at(ArtifactName("vision")), std::uint64_t{5});
  }

  void news_stays_until_it_is_dropped_and_ids_never_come_again() {
    QTemporaryDir folder;
    StateChange change;
    change.events = {event(1), event(2)};
    {
      auto store = open(folder);
      QVERIFY(store->apply(change));
      const auto news = store->news(false);
      QVERIFY((*news)->holder.events == change.events);
      QCOMPARE((*news)->through, std::uint64_t{2});
    }
    auto store = open(folder);
    QCOMPARE((*store->news(false).value()).through, std::uint64_t{2});
    QVERIFY(store->dropNews(NewsLane::Ordinary, 2));
    QVERIFY(!store->news(false).value());
    QVERIFY(store->apply(change));
    QCOMPARE((*store->news(false).value()).through, std::uint64_t{4});
  }

  void a_state_that_begins_anew_repeats_no_id_that_the_queue_knows() {
    QTemporaryDir folder;
    auto store = open(folder);
    QVERIFY(store->numberNewsAfter({40, 50}));
    StateChange change;
    change.events = {event(1)};
    QVERIFY(store->apply(change));
    QCOMPARE((*store->news(false).value()).through, std::uint64_t{51});
    QVERIFY(store->numberNewsAfter({40, 50}));
    QVERIFY(store->apply(change));
    QCOMPARE((*store->news(false).value()).through, std::uint64_t{52});
  }

  void news_about_security_keeps_its_place_and_can_go_alone() {
    QTemporaryDir folder;
    auto store = open(folder);
    NodeEvent forged;
    forged.state = InstallState::Refused;
    StateChange change;
    change.events = {event(1), forged, event(2)};
    QVERIFY(store->apply(change));
    QCOMPARE((*store->news(false).value()).through, std::uint64_t{1});
    const auto security = store->news(true).value();
    QVERIFY(security->lane == NewsLane::Security && security->through == 2 && security->holder.events.size() == 1);
    QVERIFY(store->dropNews(NewsLane::Ordinary, 1));
    QVERIFY((*store->news(false).value()).lane == NewsLane::Security);
    QVERIFY(store->dropNews(NewsLane::Security, 3));
    QCOMPARE((*store->news(false).value()).through, std::uint64_t{3});
  }

  void a_change_never_waits_for_room_for_its_events() {
    QTemporaryDir folder;
    auto store = open(folder);
    StateChange change;
    change.events.assign(kMaxWaitingNews + 3, event(1));
    NodeEvent forged;
    forged.state = InstallState::Refused;
    change.events.push_back(forged);
    QVERIFY(store->apply(change));
    QCOMPARE(*store->refusedNews(), std::uint64_t{3});
    QVERIFY(store->news(true).value());
    QVERIFY((*store->news(false).value()).holder.events.size() <= 500);
  }

  void only_the_first_evidence_is_kept() {
    QTemporaryDir folder;
    {
      auto store = open(folder);
      for (int i = 0; i < 20; ++i) {
        StateChange change;
        change.evidence = {{"first " + std::to_string(i), "second"}};
        QVERIFY(store->apply(change));
      }
    }
    const auto news = open(folder)->news(true).value();  // as it comes back from disk
    QCOMPARE(news->holder.contradictions.size(), std::size_t{kMaxEvidence});
    QCOMPARE(news->holder.contradictions.back(), (Contradiction{"first 15", "second"}));
    auto connection = SqliteConnection::open(fileIn(folder));
    auto row = (*connection)->prepare("SELECT COUNT(*), MAX(id) FROM evidence");
    QVERIFY(*row->next());
    QCOMPARE(row->number(0), kMaxEvidence);
  }

  void evidence_that_is_too_large_to_travel_stays_here() {
    QTemporaryDir folder;
    auto store = open(folder);
    StateChange change;
    change.evidence = {{std::string(kMaxEvidenceBytes + 1, 'x'), "second"}};
    QVERIFY(store->apply(change));
    QVERIFY(!store->news(true).value());
  }

  void a_failed_change_leaves_nothing_of_itself() {
    QTemporaryDir folder;
    auto store = open(folder);
    {
      auto connection = SqliteConnection::open(fileIn(folder));
      QVERIFY((*connection)->execute("DROP TABLE failed"));
    }
    StateChange change;
    change.highestEpoch = 9;
    change.failed = {{1, "sha256:x"}};
    const Status applied = store->apply(change);
    QVERIFY(!applied);
    QVERIFY(applied.error().message.find("state.db") != std::string::npos);
    auto connection = SqliteConnection::open(fileIn(folder));
    auto row = (*connection)->prepare("SELECT COUNT(*) FROM numbers WHERE name = 'highest_epoch'");
    QVERIFY(*row->next());
    QCOMPARE(row->number(0), std::uint64_t{0});
  }

  void a_file_that_is_no_database_is_set_aside() {
    QTemporaryDir folder;
    for (const char* aside : {"state.db.broken-1", "state.db.broken-2"}) {
      overwrite(fileIn(folder), QByteArray(8192, 'x'));
      QVERIFY(open(folder)->load()->workloads.empty());
      QVERIFY(files_.exists(Path(folder.path().toStdString()) / aside));
    }
  }

  void a_damaged_record_is_an_error_that_names_the_file_and_sets_it_aside() {
    QTemporaryDir folder;
    StateChange change;
    change.workloads = {record()};
    auto store = open(folder);
    QVERIFY(store->apply(change));
    {
      auto connection = SqliteConnection::open(fileIn(folder));
      QVERIFY((*connection)->execute("UPDATE workloads SET target = X'0102030405'"));
    }
    const auto state = store->load();
    QCOMPARE(state.error().reason, std::string("state_damaged"));
    QVERIFY(state.error().message.find("state.db") != std::string::npos);
    store.reset();
    QVERIFY(open(folder)->load()->workloads.empty());
    QVERIFY(files_.exists(Path(folder.path().toStdString()) / "state.db.broken-1"));
  }

  void a_state_that_is_unknown_stays_where_it_is() {
    QTemporaryDir folder;
    auto store = open(folder);
    StateChange change;
    change.workloads = {record()};
    QVERIFY(store->apply(change));
    {
      auto connection = SqliteConnection::open(fileIn(folder));
      QVERIFY((*connection)->execute("UPDATE workloads SET state = 'levitating'"));
    }
    const WorkloadRecord found = store->load()->workloads.begin()->second;
    QCOMPARE(found.state, InstallState::Halted);
    QCOMPARE(found.reason, std::string("unknown_state"));
  }

  void the_newest_contents_that_were_proven_are_remembered() {
    QTemporaryDir folder;
    const auto store = open(folder);
    const WorkloadName workload("checkout-vision");
    const auto content = [](std::size_t n) {
      Digest digest;
      digest.bytes.fill(static_cast<std::uint8_t>(n));
      return digest;
    };
    const auto prove = [&](std::size_t n) {
      StateChange change;
      change.proven = {{workload, content(n)}, {WorkloadName("another"), content(99)}};
      QVERIFY(store->apply(change));
    };
    for (std::size_t n = 1; n <= kMaxProven; ++n) prove(n);
    prove(1);  // again: now it is the newest
    prove(kMaxProven + 1);
    const auto state = store->load();
    const std::vector<Digest>& proven = state->proven.at(workload);
    QCOMPARE(proven.size(), kMaxProven);
    QVERIFY(proven.front() == content(3));
    QVERIFY(proven.back() == content(kMaxProven + 1));
    QVERIFY(proven[kMaxProven - 2] == content(1));
    QCOMPARE(state->proven.at(WorkloadName("another")).size(), std::size_t{1});
  }

  void a_file_from_before_policies_is_brought_up_to_date() {
    QTemporaryDir folder;
    StateChange change;
    change.highestEpoch = 3;
    change.workloads = {record()};
    QVERIFY(open(folder)->apply(change));
    {
      auto connection = SqliteConnection::open(fileIn(folder));
      for (const char* sql : {"DROP TABLE policy", "DROP TABLE proven", "ALTER TABLE events DROP COLUMN lane",
                              "DELETE FROM numbers WHERE name = 'next_news'", "PRAGMA user_version = 1"})
        QVERIFY((*connection)->execute(sql));
    }
    const auto store = open(folder);
    const auto state = store->load();
    QCOMPARE(state->highestEpoch, std::uint64_t{3});
    QVERIFY(state->workloads.contains(WorkloadName("checkout-vision")) && !state->policy && state->proven.empty());
    StateChange later;
    later.policy = StoredPolicy{1, "policy"};
    QVERIFY(store->apply(later));
  }

  void a_file_of_a_newer_agent_is_refused_and_kept() {
    QTemporaryDir folder;
    open(folder);
    {
      auto connection = SqliteConnection::open(fileIn(folder));
      QVERIFY((*connection)->execute("PRAGMA user_version = 99"));
    }
    QCOMPARE(SqliteAgentStore::open(files_, fileIn(folder)).error().reason, std::string("state_too_new"));
    QVERIFY(!files_.exists(Path(folder.path().toStdString()) / "state.db.broken-1"));
  }

  void every_truncation_and_flip_of_a_stored_target_is_noticed() {
    const std::string bytes = encodeTarget(target());
    QVERIFY(*decodeTarget(bytes) == target());
    AssignmentTarget sure = target();
    sure.config.minConfidence = 0.75;
    QVERIFY(*decodeTarget(encodeTarget(sure)) == sure);
    QVERIFY(encodeTarget(sure)[0] > bytes[0]);  // an agent from before sees that it does not know it
    AssignmentTarget staged = target();
    staged.stages.weights.emplace().salt = "checkout-vision-7";
    QVERIFY(*decodeTarget(encodeTarget(staged)) == staged);
    staged.stages.shadow.emplace().memoryMb = 64;
    QVERIFY(*decodeTarget(encodeTarget(staged)) == staged);
    QVERIFY(encodeTarget(staged)[0] > encodeTarget(sure)[0]);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      QVERIFY(!decodeTarget(bytes.substr(0, i)));
      std::string flipped = bytes;
      flipped[i] = static_cast<char>(flipped[i] ^ 1);
      QVERIFY(!decodeTarget(flipped));
    }
  }
};

QTEST_GUILESS_MAIN(TstAgentStore)
#include "tst_agent_store.moc"
