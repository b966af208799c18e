// One fleet from one seed: some time with faults, then none, and then everything must have come to rest. The same seed
// and options give the same run, step by step. Thread: the caller's. Lifetime: a value that runs once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/attacks.h"
#include "tests/simulation/checks.h"
#include "tests/simulation/fault_plan.h"
#include "tests/simulation/operators.h"

namespace flotilla::simulation {

struct Options {
  std::uint64_t seed = 1;
  std::size_t nodes = 50;
  Duration length = std::chrono::hours(6);
  double harsh = 1;         // see FaultStrengths::draw
  std::string follow = {};  // node:7 or plane:0: what it logs goes to the standard output
};

struct Outcome {
  std::vector<Violation> violations;
  FaultCounts faults;
  std::uint64_t trace = 0;  // equal runs have equal ones
  std::uint64_t tasks = 0;
  std::uint64_t reports = 0;  // that were stored
  std::uint64_t rollouts = 0;
  std::string strengths;
};

Outcome simulate(const Options& options);

}  // namespace flotilla::simulation
