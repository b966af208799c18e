// A node's state.db in memory, which answers as SqliteAgentStore does. Every call is durable when it returns. It
// outlives the agents that use it, as the file does. Thread: the simulation's. Lifetime: `counts` outlives it.
// Errors: as those of SqliteAgentStore, Internal/"state_error" and Exhausted/"disk_full".
#pragma once

#include <deque>
#include <functional>

#include "services/agent/core/ports.h"
#include "tests/simulation/store_faults.h"

namespace flotilla::simulation {

class SimAgentStore final : public agent::AgentStore {
 public:
  // `dice` decide about faults. Counts state_db_error, state_db_full, state_db_unknown and state_db_appeared.
  SimAgentStore(Dice dice, FaultCounts& counts) : dice_(dice), counts_(counts) {}

  Result<agent::AgentState> load() override { return kept_.state; }
  Status apply(const agent::StateChange& change) override;
  Result<std::optional<agent::News>> news(bool onlySecurity) override;
  Status dropNews(agent::NewsLane lane, std::uint64_t through) override;
  Status numberNewsAfter(const std::array<std::uint64_t, 2>& through) override;
  Result<std::uint64_t> refusedNews() override { return kept_.refused; }

  StoreFaults faults;
  std::function<void()> onDurableStep;  // as SimDisk::onDurableStep
  // The agent or its machine is gone: what was unknown is decided.
  void crash(Dice& dice);
  const agent::AgentState& state() const { return kept_.state; }

 private:
  struct Waiting {
    std::uint64_t id = 0;
    agent::NewsLane lane = agent::NewsLane::Ordinary;
    std::size_t bytes = 0;  // of its record
    NodeReport holder;
  };
  struct Kept {
    agent::AgentState state;
    std::deque<Waiting> news;  // by id
    std::uint64_t nextNews = 1;
    std::uint64_t refused = 0;
    std::uint64_t evidence = 0;  // pairs that are kept
  };
  static void write(Kept& kept, const agent::StateChange& change);
  static void tell(Kept& kept, NodeReport holder, agent::NewsLane lane);
  static void drop(Kept& kept, agent::NewsLane lane, std::uint64_t through);
  template <class F>
  Status commit(F change);

  Dice dice_;
  FaultCounts& counts_;
  Kept kept_;
  std::function<void(Kept&)> unknown_;
};

}  // namespace flotilla::simulation
