#include "app/console/adapters/demo_build.h"

#include <algorithm>
#include <numeric>

#include "app/console/adapters/demo_catalog.h"
#include "app/console/adapters/demo_history.h"
#include "app/console/adapters/demo_places.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

// What a fleet of 10,000 looks like on an ordinary day.
constexpr double kOffline = 0.0061, kUnknown = 0.0012, kPending = 0.0012, kQuarantined = 0.0014, kRevoked = 0.0006;
constexpr std::size_t kSecondPercents[] = {45, 67, 100};  // up to which the second workload is the 2nd, 3rd, 4th

// Whole nodes that add up: the largest remainders get what rounding down left over.
std::vector<std::size_t> nodesPerSite(std::size_t nodes) {
  const auto sites = demoSites();
  const std::size_t total = std::accumulate(sites.begin(), sites.end(), std::size_t{0},
                                            [](auto sum, const auto& s) { return sum + s.weight; });
  std::vector<std::size_t> counts, order(sites.size());
  for (const DemoSite& site : sites) counts.push_back(nodes * site.weight / total);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return nodes * sites[a].weight % total > nodes * sites[b].weight % total;
  });
  const std::size_t placed = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  for (std::size_t i = 0; i < nodes - placed; ++i) ++counts[order[i]];
  return counts;
}

std::uint8_t secondWorkload(std::uint64_t chance) {
  std::uint8_t workload = 1;
  for (const std::size_t percent : kSecondPercents)
    if (chance % 100 >= percent) ++workload;
  return workload;
}

DemoInstall firstInstall(std::uint8_t workload, TimePoint at) {
  DemoInstall install;
  install.workload = workload;
  install.version = install.desired = 0;
  install.state = InstallState::Committed;
  install.generation = 1;
  install.since = at;
  return install;
}

DemoNode makeNode(const DemoState& state, std::size_t site, std::uint32_t number) {
  const std::uint64_t chance = mixed(state.spec.seed, state.nodes.size());
  DemoNode node;
  node.site = static_cast<std::uint16_t>(site);
  node.number = number;
  node.hardware = static_cast<std::uint8_t>((chance >> 8) % demoHardware().size());
  node.carrier = static_cast<std::uint8_t>((chance >> 16) % 3);
  node.enrolledAt = state.startedAt - std::chrono::hours(24 * 14) - std::chrono::minutes((chance >> 24) % 500'000);
  const auto interval = static_cast<std::uint64_t>(demoReportInterval(state.spec).count());
  node.lastSeen = state.startedAt - Duration(static_cast<std::int64_t>((chance >> 20) % interval));
  node.generation = 1;
  node.installs = {firstInstall(0, node.enrolledAt + 2min),
                   firstInstall(secondWorkload(chance >> 40), node.enrolledAt + 3min)};
  return node;
}

void addNodes(DemoState& state) {
  const auto counts = nodesPerSite(state.spec.nodes);
  state.nodes.reserve(state.spec.nodes);
  for (std::size_t site = 0; site < counts.size(); ++site) {
    state.siteBegin.push_back(static_cast<std::uint32_t>(state.nodes.size()));
    for (std::uint32_t number = 1; number <= counts[site]; ++number)
      state.nodes.push_back(makeNode(state, site, number));
  }
  state.siteBegin.push_back(static_cast<std::uint32_t>(state.nodes.size()));
  state.reportOrder.resize(state.nodes.size());
  std::iota(state.reportOrder.begin(), state.reportOrder.end(), 0U);
  std::shuffle(state.reportOrder.begin(), state.reportOrder.end(), state.dice);
}

void loseContact(DemoState& state, DemoNode& node, Duration beyond) {
  node.contact = DemoContact::Lost;
  node.lastSeen = state.startedAt - demoOfflineAfter(state.spec) - beyond;
}

void neverUsed(DemoState& state, DemoNode& node) {
  node.identity = NodeIdentity::Pending;
  node.contact = DemoContact::Never;
  node.enrolledAt = state.startedAt - std::chrono::minutes(roll(state, 600));
  node.lastSeen = {};
  node.generation = 0;
  for (DemoInstall& install : node.installs) {
    const std::uint8_t workload = install.workload;
    install = {};
    install.workload = workload;
  }
}

// Takes the next nodes of a shuffled line, each for one trouble only.
class Unlucky {
 public:
  explicit Unlucky(DemoState& state) : state_(state), line_(state.reportOrder) {
    std::reverse(line_.begin(), line_.end());
    std::erase_if(line_, [&](std::uint32_t i) { return demoSites()[state.nodes[i].site].lostUplink; });
  }
  template <class F>
  void take(std::size_t count, F what) {
    for (; count > 0 && at_ < line_.size(); --count) what(state_.nodes[line_[at_++]]);
  }

 private:
  DemoState& state_;
  std::vector<std::uint32_t> line_;
  std::size_t at_ = 0;
};

void addTrouble(DemoState& state) {
  std::size_t offline = shareOf(state.spec, kOffline);
  for (DemoNode& node : state.nodes) {
    if (!demoSites()[node.site].lostUplink) continue;
    loseContact(state, node, 6min + std::chrono::milliseconds(roll(state, 9'000)));
    offline -= offline > 0 ? 1 : 0;
  }
  Unlucky unlucky(state);
  unlucky.take(offline,
               [&](DemoNode& node) { loseContact(state, node, std::chrono::minutes(10 + roll(state, 4'000))); });
  unlucky.take(shareOf(state.spec, kUnknown), [&](DemoNode& node) {
    node.contact = DemoContact::Patchy;
    node.lastSeen = state.startedAt - demoReportInterval(state.spec) * (22 + static_cast<int>(roll(state, 20))) / 10;
  });
  unlucky.take(shareOf(state.spec, kPending), [&](DemoNode& node) { neverUsed(state, node); });
  unlucky.take(shareOf(state.spec, kQuarantined), [](DemoNode& node) { node.identity = NodeIdentity::Quarantined; });
  unlucky.take(shareOf(state.spec, kRevoked), [&](DemoNode& node) {
    loseContact(state, node, std::chrono::hours(24 + roll(state, 400)));
    node.identity = NodeIdentity::Revoked;
  });
}

void addOperators(DemoState& state) {
  const auto id = [&](const char* tail) {
    return OperatorId(std::string("0192a1b0-7c00-7000-8000-0000000000") + tail);
  };
  state.operators = {
      {id("01"), kDemoCaller, {{Role::Administrator, {}}}, state.startedAt - std::chrono::hours(24 * 420)},
      {id("02"), kDemoApprover, {{Role::Approver, {}}}, state.startedAt - std::chrono::hours(24 * 419)}};
}

}  // namespace

DemoState buildDemo(const DemoSpec& spec, TimePoint now) {
  DemoState state;
  state.spec = spec;
  state.startedAt = state.now = now;
  state.dice.seed(spec.seed);
  addOperators(state);
  addNodes(state);
  addTrouble(state);
  addHistory(state);
  return state;
}

}  // namespace flotilla::console
