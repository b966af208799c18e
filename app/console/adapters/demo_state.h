// The demonstration fleet as numbers: small enough for 100,000 nodes, and a function of its seed and of the times it
// was told. Domain values are made from it when somebody asks (demo_views.h). Thread: values; DemoFleet keeps one on
// its loop.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "app/console/adapters/demo_planned.h"
#include "models/domain/access.h"
#include "models/domain/audit.h"
#include "models/domain/node.h"
#include "models/domain/rollout.h"

namespace flotilla::console {

struct DemoSpec {
  std::size_t nodes = 10'000;  // 0 to 100,000
  std::uint64_t seed = 1;
  std::optional<double> reportsPerSecond;  // of all nodes together; 0 = nothing moves; nothing = as demoReportRate()
};

inline constexpr std::size_t kDemoMaxNodes = 100'000;

// Every node reports about once in 10 s as real ones do, but all together no more than 1,000 times a second: a console
// that shows 100,000 nodes has other things to do, and their report interval is longer instead.
double demoReportRate(const DemoSpec& spec);
Duration demoReportInterval(const DemoSpec& spec);
// After which a node counts as offline; always beyond the two intervals that make it late.
Duration demoOfflineAfter(const DemoSpec& spec);

// That part of the nodes, rounded.
std::size_t shareOf(const DemoSpec& spec, double part);

inline constexpr std::uint8_t kNone = 0xff;

struct DemoInstall {
  std::uint8_t workload = 0;      // index into demoWorkloads()
  std::uint8_t version = kNone;   // proven; index into its versions, like the two below
  std::uint8_t previous = kNone;  // still on the node
  std::uint8_t desired = kNone;   // what the newest assignment asks for
  std::uint8_t cause = kNone;     // index into demoCauses(), if it ended badly
  std::uint8_t endsWith = kNone;  // the cause with which a moving one will end
  bool back = false;              // moves to a version that is still there
  InstallState state = InstallState::Idle;
  std::uint32_t generation = 0;
  std::uint32_t restarts = 0;
  TimePoint since{};           // of a moving one: when it was assigned; of others: when it settled
  std::uint64_t requests = 0;  // that `version` answered here
  std::uint64_t errors = 0;
};

enum class DemoContact : std::uint8_t { Steady, Patchy /* reports now and then */, Lost, Never };

struct DemoNode {
  std::uint16_t site = 0;     // index into demoSites()
  std::uint8_t hardware = 0;  // index into demoHardware()
  std::uint8_t carrier = 0;
  DemoContact contact = DemoContact::Steady;
  NodeIdentity identity = NodeIdentity::Active;
  std::uint32_t number = 0;  // at its site, from 1
  std::uint32_t generation = 0;
  TimePoint enrolledAt{};
  TimePoint lastSeen{};
  std::array<DemoInstall, 2> installs;
};

struct DemoTarget {
  std::uint32_t node = 0;
  std::uint32_t generation = 0;
  std::uint8_t slot = 0;      // index into DemoNode::installs
  std::uint8_t from = kNone;  // proven before
  std::uint8_t cause = kNone;
  NodeOutcome outcome = NodeOutcome::Pending;
};

struct DemoRollout {
  std::uint8_t workload = 0;
  std::uint8_t to = 0;
  std::uint32_t number = 0;
  RolloutState state = RolloutState::Running;
  std::string author;
  TimePoint createdAt{};
  TimePoint deadline{};
  TimePoint endedAt{};
  std::vector<DemoTarget> targets;  // ascending by node
  std::size_t next = 0;             // the first target that was not assigned yet
};

// A target whose installation is under way.
struct DemoFlight {
  std::uint32_t rollout = 0;
  std::uint32_t target = 0;
};

struct DemoState {
  DemoSpec spec;
  TimePoint startedAt{};
  TimePoint now{};
  std::uint64_t revision = 1;
  std::mt19937_64 dice;
  std::vector<DemoNode> nodes;           // ascending by site and number
  std::vector<std::uint32_t> siteBegin;  // per site, and one more: its nodes are siteBegin[s] to siteBegin[s + 1]
  std::vector<DemoRollout> rollouts;     // oldest first
  std::vector<DemoPlanned> planned;      // those that follow a plan, oldest first
  std::vector<DemoFlight> flights;
  std::vector<std::uint32_t> reportOrder;  // nodes as they take turns in reporting
  std::size_t nextReport = 0;
  double reportsDue = 0;
  TimePoint nextMishap{};   // when a node loses contact and another one comes back
  TimePoint nextRollout{};  // when the next one starts by itself; zero while one runs
  std::vector<Operator> operators;
  std::vector<AuditEntry> audit;  // oldest first
};

std::size_t roll(DemoState& state, std::size_t below);  // 0 <= x < below; below > 0
// The same answer for the same things, whatever the dice were asked before.
std::uint64_t mixed(std::uint64_t a, std::uint64_t b);

// What changed: indexes, ascending, each once.
struct DemoChanges {
  std::vector<std::uint32_t> nodes;
  std::vector<std::uint32_t> rollouts;
  std::vector<std::uint32_t> planned;
  void normalize();
};

}  // namespace flotilla::console
