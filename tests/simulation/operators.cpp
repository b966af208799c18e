#include "tests/simulation/operators.h"

#include <algorithm>
#include <utility>

#include "services/controlplane/core/accounts/bearer.h"
#include "services/crypto/hash.h"
#include "services/documents/rollout_plan.h"
#include "services/proto/flotilla/v1/node.pb.h"
#include "services/proto/flotilla/v1/release.pb.h"
#include "services/proto/flotilla/v1/rollout.pb.h"

namespace flotilla::simulation {
namespace {

using namespace std::chrono_literals;
using controlplane::FleetState;

constexpr Duration kAskAgain = 15s;
constexpr int kTimes = 40;  // then somebody gives up
constexpr Duration kRoutine = 60s;
constexpr Duration kThinks = 2min;  // between two words about one rollout

}  // namespace

struct Operators::Call {
  std::string method;
  std::string request;
  Answered answered;
  int times = 0;
  bool settled = false;
};

Operators::Operators(World& world, Authority& authority, std::function<SimPlane&()> plane, OperatorHabits habits,
                     std::vector<RegionName> regions)
    : world_(world),
      authority_(authority),
      dice_(world.dice.fork("operators")),
      random_(dice_.fork("ids")),
      plane_(std::move(plane)),
      habits_(habits),
      regions_(std::move(regions)) {}

void Operators::start() {
  publishNext();
  world_.after(kRoutine, [this] { routine(); });
}

void Operators::settleWithin(Duration patience) {
  settling_ = true;
  abortsAt_ = world_.elapsed() + patience;
}

std::vector<controlplane::Row> Operators::accounts(TimePoint now) {
  const controlplane::OperatorRecord author{OperatorId("id-operator-1"), "operator-1", {{Role::Operator, {}}}, now};
  controlplane::AccountRecord account;
  account.id = author.id;
  const std::string secret = random_.bytes(32);
  const ApiTokenId id(toHex(random_.bytes(8)));
  authorToken_ = "Bearer " + controlplane::apiTokenText(id, secret);
  const controlplane::ApiTokenRecord token{
      id, author.id, "rollouts", sha256(secret), author.grants, now, now + std::chrono::hours(24 * 3650), {}};
  return {author, account, token};
}

const FleetState* Operators::look() const {
  return plane_().look();
}

template <class Request>
void Operators::call(const std::string& method, Request request, Answered answered) {
  request.set_request_id(makeUuid(world_.now(), random_));
  auto made = std::make_shared<Call>(Call{method, request.SerializeAsString(), std::move(answered)});
  ++calls_;
  send(made);
  if (dice_.chance(habits_.doubleClicks)) {
    world_.faults.add("request_duplicated");
    send(made);
  }
}

// The same request with the same id, until somebody answers it.
void Operators::send(const std::shared_ptr<Call>& call) {
  if (call->settled || ++call->times > kTimes) return;
  world_.after(kAskAgain, [this, call] { send(call); });
  SimPlane& plane = plane_();
  if (!plane.isUp()) return;
  const bool byAuthor = call->method.starts_with("RolloutService/") && call->method != "RolloutService/ApproveRollout";
  const controlplane::Credentials who = byAuthor
                                            ? controlplane::Credentials{false, authorToken_, "192.0.2.1", "simulation"}
                                            : controlplane::Credentials{true, {}};
  plane.call(call->method, call->request, who, [this, call](const Result<std::string>& answer) {
    const bool again =
        !answer && (answer.error().code == ErrorCode::Unavailable || answer.error().code == ErrorCode::Exhausted ||
                    answer.error().code == ErrorCode::Internal);
    if (again || std::exchange(call->settled, true)) return;
    ++answers_;
    if (call->answered) call->answered(answer);
  });
}

void Operators::publishNext() {
  if (settling_) return;
  world_.after(std::max<Duration>(1min, dice_.exponential(habits_.between)), [this] { publishNext(); });
  const std::uint64_t number = ++versions_;
  const bool isBad = number > 1 && dice_.chance(habits_.bad);
  const auto behaviour = isBad ? static_cast<Behaviour>(1 + dice_.below(kBehaviourNames.size() - 1)) : Behaviour::Good;
  const std::string version = std::to_string(number) + ".0.0";
  const std::uint64_t floor = dice_.chance(0.2) && number > 2 ? number - 2 : 0;
  const PublishedRelease& published =
      authority_.publish(version, number, floor, behaviour, world_.now() + std::chrono::hours(24 * 365));
  plane_().upload(authority_.blobs());
  v1::PublishReleaseRequest request;
  request.set_envelope(published.envelope);
  call("ReleaseService/PublishRelease", request, [this, version, digest = published.digest](const auto& answer) {
    if (!answer) return;
    promises_.push_back({"release " + version + " is published",
                         [digest](const FleetState& state) { return state.releases.contains(digest); },
                         world_.elapsed()});
    planNext(version);
  });
}

RolloutPlan Operators::inventPlan(const Version& to) {
  RolloutPlan plan;
  plan.workload = kWorkload;
  plan.to = to;
  if (dice_.chance(0.3)) plan.regions = {regions_[dice_.below(regions_.size())]};
  plan.deadline = dice_.between(Duration(5min), Duration(20min));
  plan.updateLate = dice_.chance(0.7);
  plan.onFailure = static_cast<OnFailure>(dice_.chance(0.7) ? 0 : dice_.below(3));
  plan.maxUnavailable = {static_cast<std::uint32_t>(dice_.below(4)), static_cast<std::uint32_t>(dice_.below(6))};
  plan.gates.compare = dice_.chance(0.7);
  plan.gates.warmUp = 30s;
  plan.gates.minRequests = 100 + dice_.below(400);
  plan.gates.minReporting = 0.5;
  const auto wave = [&](const std::string& name, WaveSize size) {
    PlanWave out;
    out.name = name;
    out.size = std::move(size);
    if (dice_.chance(0.7)) out.soak = dice_.between(Duration(3min), Duration(20min));
    out.limit = out.soak + dice_.between(Duration(10min), Duration(30min));
    if (dice_.chance(0.3)) out.approvals.count = 1;
    if (dice_.chance(0.4))
      out.rate = {static_cast<std::uint32_t>(1 + dice_.below(6)), dice_.between(Duration(30s), Duration(3min)),
                  dice_.chance(0.5) ? 2.0 : 1.0};
    plan.waves.push_back(std::move(out));
  };
  WaveSize canary;
  canary.kind = WaveSize::Kind::Count;
  canary.count = 2 + dice_.below(3);
  wave("canary", canary);
  if (dice_.chance(0.6)) {
    WaveSize share;
    share.kind = WaveSize::Kind::Percent;
    share.percent = static_cast<double>(10 + dice_.below(40));
    wave("some", share);
  }
  wave("rest", {});
  return plan;
}

void Operators::planNext(const std::string& version) {
  const FleetState* state = look();
  if (state == nullptr || settling_) return;
  const auto to = parseVersion(version);
  v1::CreateRolloutRequest request;
  // The first version of all goes everywhere at once; so do others, now and then.
  const bool direct = versions_ == 1 || dice_.chance(0.1);
  if (direct) {
    request.set_workload(kWorkload.value);
    request.set_version(version);
  } else {
    request.set_plan(encodeRolloutPlan(inventPlan(*to)));
  }
  call("RolloutService/CreateRollout", request, [this, direct](const auto& answer) {
    if (!answer) return;
    v1::Rollout made;
    if (!made.ParseFromString(*answer)) return world_.violated("acknowledged", "an answer is no rollout");
    const RolloutId id(made.id());
    promises_.push_back({"rollout " + id.value + " was created",
                         [id](const FleetState& now) { return now.rollouts.contains(id); }, world_.elapsed()});
    if (!direct) begin(id.value);
  });
}

void Operators::begin(const std::string& rollout) {
  v1::StartRolloutRequest request;
  request.set_rollout(rollout);
  call("RolloutService/StartRollout", request, [this, id = RolloutId(rollout)](const auto& answer) {
    if (!answer) return;
    promises_.push_back({"rollout " + id.value + " was started",
                         [id](const FleetState& now) {
                           const auto at = now.rollouts.find(id);
                           return at != now.rollouts.end() && at->second.state != RolloutState::Draft;
                         },
                         world_.elapsed()});
  });
}

void Operators::routine() {
  world_.after(kRoutine, [this] { routine(); });
  const FleetState* state = look();
  if (state == nullptr) return;
  for (const auto& [id, rollout] : std::map(state->rollouts))
    if (!hasEnded(rollout.state)) attend(rollout);
  if (settling_) return readmitAll();
  if (dice_.chance(habits_.meddling)) orderSomething();
}

void Operators::attend(const Rollout& rollout) {
  if (!settling_ && dice_.chance(habits_.meddling)) return meddle(rollout);
  Duration& said = saidAt_[rollout.id];
  if (said != Duration{} && world_.elapsed() < said + kThinks) return;
  said = world_.elapsed();
  const bool tired = settling_ && world_.elapsed() >= abortsAt_;
  if (tired && rollout.state != RolloutState::RollingBack) {
    v1::CancelRolloutRequest request;
    return say("CancelRollout", request, rollout);
  }
  const RolloutWave* wave = rollout.currentWave();
  if (wave != nullptr &&
      (rollout.state == RolloutState::AwaitingApproval || wave->state == WaveState::AwaitingApproval))
    return agree(rollout, wave->place);
  if (rollout.state == RolloutState::Draft) {
    if (settling_) {
      v1::CancelRolloutRequest request;
      return say("CancelRollout", request, rollout);
    }
    return begin(rollout.id.value);
  }
  if (rollout.state != RolloutState::Paused) return;
  if (rollout.reason == "no_verdict" && dice_.chance(0.5)) {
    v1::PromoteRolloutRequest request;
    if (wave != nullptr) request.set_wave(wave->place);
    overruled_.insert(rollout.id);
    return say("PromoteRollout", request, rollout);
  }
  if (dice_.chance(0.5)) {
    v1::ResumeRolloutRequest request;
    return say("ResumeRollout", request, rollout);
  }
  if (settling_ || dice_.chance(0.3)) {
    v1::CancelRolloutRequest request;
    say("CancelRollout", request, rollout);
  }
}

void Operators::agree(const Rollout& rollout, std::uint32_t wave) {
  v1::ApproveRolloutRequest request;
  request.set_rollout(rollout.id.value);
  request.set_wave(wave);
  request.set_plan_digest(rollout.planDigest.toString());
  call("RolloutService/ApproveRollout", request, [](const auto&) {});
}

template <class Request>
void Operators::say(const std::string& method, Request request, const Rollout& rollout) {
  request.set_rollout(rollout.id.value);
  call("RolloutService/" + method, request, [](const auto&) {});
}

// Out of nowhere, in any state: what it means there is for the control plane to know.
void Operators::meddle(const Rollout& rollout) {
  world_.faults.add("operator_meddled");
  const RolloutWave* wave = rollout.currentWave();
  switch (dice_.below(7)) {
    case 0:
      return say("PauseRollout", v1::PauseRolloutRequest(), rollout);
    case 1:
      return say("ResumeRollout", v1::ResumeRolloutRequest(), rollout);
    case 2:
      return say("CancelRollout", v1::CancelRolloutRequest(), rollout);
    case 3:
      return say("RollBackRollout", v1::RollBackRolloutRequest(), rollout);
    case 4: {
      v1::UpdateRolloutRequest request;
      request.set_plan(encodeRolloutPlan(inventPlan(rollout.to)));
      return say("UpdateRollout", request, rollout);
    }
    case 5: {
      v1::PromoteRolloutRequest request;
      if (wave != nullptr) request.set_wave(wave->place);
      overruled_.insert(rollout.id);
      return say("PromoteRollout", request, rollout);
    }
    default: {
      v1::SkipRolloutWaveRequest request;
      if (wave != nullptr) request.set_wave(wave->place);
      overruled_.insert(rollout.id);
      return say("SkipRolloutWave", request, rollout);
    }
  }
}

void Operators::orderSomething() {
  const FleetState* state = look();
  if (state == nullptr || state->nodes.empty()) return;
  world_.faults.add("operator_ordered");
  const std::string name =
      std::next(state->nodes.begin(), static_cast<long>(dice_.below(state->nodes.size())))->second.record.name;
  const auto tell = [&](const char* method, auto request) {
    request.set_node(name);
    call(method, request, [](const auto&) {});
  };
  switch (dice_.below(5)) {
    case 0:
      return tell("NodeService/IsolateNode", v1::IsolateNodeRequest());
    case 1:
      return tell("NodeService/QuarantineNode", v1::QuarantineNodeRequest());
    case 2:
      return tell("NodeService/ReadmitNode", v1::ReadmitNodeRequest());
    case 3: {
      v1::RestartNodeWorkloadRequest request;
      request.set_workload(kWorkload.value);
      return tell("NodeService/RestartNodeWorkload", request);
    }
    default:
      return tell("NodeService/RotateNodeCertificate", v1::RotateNodeCertificateRequest());
  }
}

void Operators::readmitAll() {
  const FleetState* state = look();
  for (const auto& [id, entry] : std::map(state->nodes)) {
    const bool isolated = entry.orders.isolated || entry.status.orders.isolated;
    if (entry.record.identity != NodeIdentity::Quarantined && !isolated) continue;
    v1::ReadmitNodeRequest request;
    request.set_node(entry.record.name);
    call("NodeService/ReadmitNode", request, [](const auto&) {});
  }
}

}  // namespace flotilla::simulation
