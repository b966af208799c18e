// A control plane without its listeners: the real store, fleet and dispatcher with every handler, on a loop and a clock
// that stand still until told. Its fleet: rotterdam-1 in eu-west, which went from 1.0.0 to 2.0.0 in meter-reader-1, and
// boston-1 in us-east. Thread: the test's.
#pragma once

#include <QtTest>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/controlplane/core/accounts/account_desk.h"
#include "services/controlplane/core/accounts/bearer.h"
#include "services/controlplane/core/accounts/second_factor.h"
#include "services/controlplane/core/game_days/game_day_desk.h"
#include "services/controlplane/core/runbooks/run_desk.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/storage/sqlite_fleet_store.h"
#include "services/proto/flotilla/v1/options.pb.h"
#include "services/wire/operator_wire.h"
#include "tests/controlplane/fleet_rig.h"
#include "tests/controlplane/quick_hasher.h"

namespace flotilla::controlplane::test {

class FakeSink final : public StreamSink {
 public:
  bool isReady = true;
  bool isSlow = false;  // takes one message at a time, until taken()
  std::vector<v1::WatchResponse> sent;
  bool finished = false;
  QString why;              // it was finished
  std::size_t largest = 0;  // bytes of a message

  bool ready() const override { return isReady && !finished; }
  void send(std::string bytes) override {
    sent.emplace_back();
    if (!sent.back().ParseFromString(bytes)) qFatal("not a WatchResponse");
    largest = std::max(largest, bytes.size());
    if (isSlow) isReady = false;
  }
  void finish(const Status& status) override {
    finished = true;
    why = reasonOf(status);
  }
  void taken() {
    isReady = true;
    nowReady();
  }
  std::string text() const {
    std::string out;
    for (const auto& message : sent) out += message.SerializeAsString();
    return out;
  }
};

struct PlaneRig {
  QTemporaryDir folder;
  std::string path = (folder.path() + "/flotilla.db").toStdString();
  SystemFiles files;
  SystemRandom random;
  ManualClock clock;
  ManualLoop loop;
  const CertificateAuthority ca = CertificateAuthority::create("test CA", kNow);
  const SigningKey key = SigningKey::generate();
  std::unique_ptr<SqliteFleetStore> store = SqliteFleetStore::open(path).value();
  std::unique_ptr<BlobStore> blobs = BlobStore::open(files, random, folder.path().toStdString()).value();
  Fleet fleet{loop, *store};
  QuickHasher passwords{loop};
  AccountDesk accounts{{fleet, clock, random, passwords}};
  AccessTable access{clock, random};
  AgentHub agents{fleet, clock, ca, key, std::chrono::hours(24), std::chrono::seconds(10)};
  ControlPlane plane{
      fleet,   agents,        access, *blobs, clock, random, ca, key, std::chrono::seconds(10), std::chrono::hours(24),
      "1.0.0", "https://here"};
  Dispatcher dispatcher{loop, plane};
  WatchHub watch{loop, plane};
  AlertsView alerts;  // what the desk would say
  RunDesk runs{{fleet, clock, random, key, std::chrono::seconds(10), std::chrono::seconds(60),
                [this]() -> const AlertsView& { return alerts; },
                [](const ObjectiveName&, const RegionName&, TimePoint, TimePoint) { return std::vector<Tally>(); },
                [](const NodeId&, const LogQuery&, const Done<LogExcerpt>&) {},
                [](const NodeId&, const SampleQuery&, const Done<InputSamples>&) {}}};
  GameDayDesk gameDays{{fleet, clock, std::chrono::seconds(10), [](const NodeId&) { return false; },
                        [](const NodeId&, const FaultOrder&) {}, [](const NodeId&, const std::string&) {}}};
  std::optional<ReplayJob> replayed;
  int backups = 0;
  drift::DriftBook::Scope driftScope;       // that was asked for last
  std::vector<DriftStanding> driftTold{1};  // what is answered

  PlaneRig() {
    plane.accounts = &accounts;
    plane.runs = &runs;
    plane.gameDays = &gameDays;
    plane.alerts = [this]() -> const AlertsView& { return alerts; };
    if (!fleet.open()) qFatal("the fleet does not open");
    plane.createBackup = [this] {
      ++backups;
      return Result<Backup>(Backup{"/backups/" + std::to_string(backups), 1, clock.now(), 1, 1});
    };
    plane.objectiveHistory = [](const ObjectiveName&, const RegionName& region, TimePoint, TimePoint, Duration) {
      return std::vector<Tally>{{region.value.size(), 0}};
    };
    plane.driftStandings = [this](const drift::DriftBook::Scope& scope) {
      driftScope = scope;
      return driftTold;
    };
    plane.replay = [this](ReplayJob job, const std::function<void(Result<ReplayOutcome>)>& done) {
      replayed = std::move(job);
      done(ReplayOutcome{});
    };
    plane.routeOf = [](const Alerting& alerting, const Labels&) {
      return std::vector<std::string>{alerting.route.receiver};
    };
    registerAlertHandlers(dispatcher, plane);
    registerAccountHandlers(dispatcher, plane);
    registerAccessHandlers(dispatcher, plane);
    registerFleetHandlers(dispatcher, plane);
    registerRolloutHandlers(dispatcher, plane);
    registerReplayHandlers(dispatcher, plane);
    registerBudgetHandlers(dispatcher, plane);
    registerIncidentHandlers(dispatcher, plane);
    registerRunbookHandlers(dispatcher, plane);
    registerRunHandlers(dispatcher, plane);
    registerTaskHandlers(dispatcher, plane);
    registerPaperHandlers(dispatcher, plane);
    registerGameDayHandlers(dispatcher, plane);
    registerBusinessHandlers(dispatcher, plane);
    registerSummaryHandlers(dispatcher, plane);
    registerDriftHandlers(dispatcher, plane);
    registerPolicyHandlers(dispatcher, plane);
    registerObjectiveHandlers(dispatcher, plane);
    registerAuditHandlers(dispatcher, plane);
    registerWatch(dispatcher, watch);
    fleet.setListener([this](std::uint64_t, const std::vector<Touched>&) {
      watch.onCommitted();
      dispatcher.endStreams();
    });
    commit(smallFleet({{"rotterdam-1", kWest}, {"boston-1", kEast}}));
    commit(history());
  }

  QString commit(Mutation mutation) {
    QString reason;
    fleet.submit(std::move(mutation), [&](const Status& stored) { reason = reasonOf(stored); });
    fleet.flush();
    return reason;
  }

  static Mutation history() {
    Rollout rollout;
    rollout.id = RolloutId("meter-reader-1");
    rollout.number = 1;
    rollout.workload = kWorkload;
    rollout.artifact = kArtifact;
    rollout.to = {2, 0, 0};
    rollout.release = releaseRecord("2.0.0").digest;
    rollout.state = RolloutState::Succeeded;
    rollout.createdAt = kNow - std::chrono::hours(2);
    rollout.deadline = kNow - std::chrono::hours(1);
    rollout.endedAt = rollout.deadline;
    const NodeId node("id-of-rotterdam-1");
    const RolloutNode row{
        rollout.id, node, "rotterdam-1", 1, true, {1, 0, 0}, releaseRecord("1.0.0").digest, NodeOutcome::Proven,
        "",         ""};
    return {{workloadStatus(node, "2.0.0", 1), RolloutRecord{rollout}, row}, {}};
  }

  // Adds an operator, with a second factor where one is demanded, who has logged in just now, and returns what they
  // send. Their secret is kFactor, their password that of passwordOf().
  Credentials sessionOf(const std::string& name, const std::vector<Grant>& grants, bool secondFactor = true) {
    const OperatorRecord op{OperatorId("id-" + name), name, grants, clock.now()};
    AccountRecord account;
    account.id = op.id;
    account.passwordHash = QuickHasher::kept(passwordOf(name));
    if (secondFactor && demandsSecondFactor(grants)) account.secondFactor = kFactor;
    commit({{op, account}, {}});
    return newSession(op.id);
  }
  // Another one.
  Credentials newSession(const OperatorId& owner) {
    const std::string secret = random.bytes(32);
    const TimePoint now = clock.now();
    const SessionRecord session{SessionId(toHex(random.bytes(8))), owner,       sha256(secret), now, now, now,
                                now + std::chrono::hours(12),      "192.0.2.1", "a test"};
    commit({{session}, {}});
    return {false, "Bearer " + sessionText(session.id, secret), "192.0.2.1", "a test"};
  }
  Credentials operatorWith(const std::string& name, Role role, std::vector<RegionName> regions) {
    return sessionOf(name, {{role, std::move(regions)}});
  }
  // An API token of an operator, who is added with the same grants if there is none.
  Credentials tokenOf(const std::string& name, const std::vector<Grant>& grants) {
    if (!fleet.state().operators.contains(OperatorId("id-" + name))) sessionOf(name, grants);
    const std::string secret = random.bytes(32);
    const ApiTokenRecord token{ApiTokenId(toHex(random.bytes(8))),
                               OperatorId("id-" + name),
                               "t" + toHex(random.bytes(4)),
                               sha256(secret),
                               grants,
                               clock.now(),
                               clock.now() + std::chrono::hours(24),
                               {}};
    commit({{token}, {}});
    return {false, "Bearer " + apiTokenText(token.id, secret), "192.0.2.1", "a test"};
  }
  static std::string passwordOf(const std::string& name) { return "the password of " + name; }
  inline static const std::string kFactor = "12345678901234567890";

  // The answer, after the commit it waits for.
  Result<std::string> call(const std::string& method, const std::string& request, const Credentials& who = {true, {}}) {
    std::optional<Result<std::string>> answer;
    dispatcher.call(method, request, who, [&](Result<std::string> given) { answer = std::move(given); });
    loop.advance(std::chrono::milliseconds(5));
    if (!answer) qFatal("the dispatcher did not answer");
    return *answer;
  }
  template <class Response>
  Response ask(const std::string& method, const google::protobuf::Message& request) {
    const auto answer = call("flotilla.v1." + method, request.SerializeAsString());
    if (!answer) qFatal("%s: %s", method.c_str(), answer.error().message.c_str());
    Response response;
    response.ParseFromString(*answer);
    return response;
  }

  Result<StreamClosed> open(FakeSink& sink, const v1::WatchRequest& request, const Credentials& who = {true, {}}) {
    std::optional<Result<StreamClosed>> opened;
    dispatcher.open("/flotilla.v1.WatchService/Watch", request.SerializeAsString(), who, sink,
                    [&](Result<StreamClosed> given) { opened = std::move(given); });
    loop.advance();
    if (!opened) qFatal("the stream was not opened");
    return *opened;
  }
};

}  // namespace flotilla::controlplane::test
