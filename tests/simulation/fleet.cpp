#include "tests/simulation/fleet.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "services/controlplane/core/identity/enrol.h"
#include "services/controlplane/core/identity/tokens.h"
#include "services/runtime/log.h"

namespace flotilla::simulation {
namespace {

using namespace std::chrono_literals;
using namespace controlplane;

constexpr std::size_t kSitesPerRegion = 2;
constexpr Duration kFirstNodes = 1min;  // within which all are switched on
constexpr Duration kLooksEvery = 1min;
constexpr std::uint64_t kTicksForALook = 20;  // of the control plane, which has had time to do what is due
// Of the whole time, for what has to come to rest.
constexpr Duration kCalm = 150min;

std::vector<RegionName> regionsOf(std::size_t nodes) {
  std::vector<RegionName> out;
  const std::size_t count = std::clamp<std::size_t>(nodes / 10, 1, 10);
  for (std::size_t i = 0; i < count; ++i) out.emplace_back("region-" + std::to_string(i + 1));
  return out;
}

}  // namespace

SimFleet::SimFleet(const Options& options)
    : options_(options),
      world_(options.seed),
      network_(world_),
      ca_(CertificateAuthority::create("simulated fleet", world_.now())),
      checks_(world_, authority_),
      operators_(
          world_, authority_, [this]() -> SimPlane& { return *planes_[main_]; },
          [&] {
            Dice dice = world_.dice.fork("strengths");
            strengths_ = FaultStrengths::draw(dice, options.nodes, options.harsh);
            source_ = strengths_.source;
            return strengths_.habits;
          }(),
          regionsOf(options.nodes)),
      attacker_(authority_, world_.faults),
      calm_(std::max(options.length - kCalm, options.length / 2)) {
  setUp();
}

void SimFleet::setUp() {
  database_ = std::make_unique<SimFleetDisk>(world_.dice.fork("database"), world_.faults);
  database_->onCommitted = [this](const SimFleetDisk::Commit& commit) { checks_.onCommitted(commit); };
  planes_.push_back(std::make_unique<SimPlane>(world_, network_, authority_, ca_, *database_, 0, PlaneSettings{}));
  listenTo(*planes_.back());
  const auto regions = regionsOf(options_.nodes);
  leadsTo_.assign(options_.nodes, 0);
  for (std::size_t i = 0; i < options_.nodes; ++i) {
    const RegionName& region = regions[i % regions.size()];
    const SiteName site(region.value + "-site-" + std::to_string(i / regions.size() % kSitesPerRegion + 1));
    nodes_.push_back(std::make_unique<SimNode>(world_, network_, *this, authority_, source_, checks_, i,
                                               NodeSettings{region, site}));
  }
  checks_.watch(nodes_, operators_);
  checks_.follow(*database_, [this] { return planes_[main_]->clock().now(); });
  planes_[0]->boot();
  declare();
  enrolAll();
}

void SimFleet::listenTo(SimPlane& plane) {
  plane.onTold = [this](SimPlane& from, std::size_t node, const v1::ServerMessage& message) {
    checks_.onTold(from, node, message);
  };
}

void SimFleet::declare() {
  Mutation all;
  for (const auto& node : nodes_) {
    all.rows.emplace_back(Region{node->settings().region, node->settings().region.value, 5min});
    all.rows.emplace_back(Site{node->settings().site, node->settings().region, node->settings().site.value, 0, 0});
  }
  WorkloadConfig config;
  config.ratePerSecond = 1;
  config.healthWindow = 60s;
  all.rows.emplace_back(Workload{kWorkload, kArtifact, config});
  for (Row& row : operators_.accounts(world_.now())) all.rows.push_back(std::move(row));
  Fleet& fleet = *planes_[0]->fleet();
  fleet.submit(std::move(all), [this](const Status& stored) {
    if (!stored) world_.violated("setup", stored.error().message);
  });
  fleet.flush();
}

void SimFleet::enrolAll() {
  Fleet& fleet = *planes_[0]->fleet();
  const Caller caller{"setup", {{Role::Administrator, {}}}};
  const auto keep = [&](Mutation mutation) {
    fleet.submit(std::move(mutation), [](const Status&) {});
    fleet.flush();
  };
  for (const auto& node : nodes_)
    node->enrol([&](const std::string& requestPem) -> SimNode::Issued {
      NewEnrolToken wanted;
      wanted.site = node->settings().site;
      auto token =
          createEnrolToken(fleet.state(), wanted, caller, ca_.fingerprint(), world_.now(), planes_[0]->random());
      if (!token) {
        world_.violated("setup", token.error().message);
        return {};
      }
      keep(std::move(token->mutation));
      EnrolDecision decision =
          controlplane::enrol(fleet.state(), {token->answer.text, requestPem, "x86_64", "1.0.0"}, ca_,
                              PlaneSettings{}.certificateLife, world_.now(), planes_[0]->random());
      if (!decision.outcome) world_.violated("setup", decision.outcome.error().message);
      keep(std::move(decision.mutation));
      return {decision.answer.node, decision.answer.certificatePem, ca_.certificatePem()};
    });
}

Outcome SimFleet::run() {
  Dice dice = world_.dice.fork("start");
  for (const auto& node : nodes_)
    world_.after(dice.between(Duration{}, kFirstNodes), [one = node.get()] { one->boot(); });
  world_.after(2min, [this] { operators_.start(); });
  world_.after(kLooksEvery, [this] { lookOn(); });
  injectFaults();
  world_.at(calm_, nullptr, 0, [this] { heal(); });
  world_.runUntil(options_.length);
  checks_.finish(*planes_[main_]);
  Outcome out;
  out.violations = world_.violations();
  out.faults = world_.faults;
  out.trace = world_.trace();
  out.tasks = world_.tasksRun();
  if (const FleetState* state = planes_[main_]->look()) {
    out.rollouts = state->rollouts.size();
    for (const auto& [id, entry] : state->nodes) out.reports += entry.status.lastSeq;
  }
  out.strengths = strengths_.describe();
  return out;
}

void SimFleet::lookOn() {
  world_.after(kLooksEvery, [this] { lookOn(); });
  if (planes_[main_]->ticksInARow() > kTicksForALook) checks_.look(*planes_[main_]->look());
}

void SimFleet::follow() {
  log::setSink([this](const log::Line& line) {
    if (world_.running == nullptr || world_.running->name() != options_.follow) return;
    std::printf("%8.1f s %s", std::chrono::duration<double>(world_.elapsed()).count(),
                std::string(line.message).c_str());
    for (const auto& [key, value] : line.fields) std::printf(" %s=%s", std::string(key).c_str(), value.c_str());
    std::printf("\n");
  });
}

Outcome simulate(const Options& options) {
  SimFleet fleet(options);
  if (!options.follow.empty()) fleet.follow();
  Outcome out = fleet.run();
  if (!options.follow.empty()) log::setSink({});
  return out;
}

}  // namespace flotilla::simulation
