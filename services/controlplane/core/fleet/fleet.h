// The fleet: read model, group commit and change feed. Decisions look at state() and submit what should change; the
// read model changes at once, so that the next decision sees it, and `done` is called after the change is durable. If a
// commit fails, the read model is loaded again from the store and every submitter of that batch gets the error. Thread:
// the fleet loop. Lifetime: outlives everything that submits.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "services/controlplane/core/fleet/store.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::controlplane {

class Fleet {
 public:
  using Committed = std::function<void(Status)>;
  // Called after each commit with the new revision and what it touched; also after a reload, then with nothing touched.
  using Listener = std::function<void(std::uint64_t revision, const std::vector<Touched>& touched)>;

  Fleet(Executor& loop, FleetStore& store) : loop_(loop), store_(store) {}

  Status open();
  const FleetState& state() const { return state_; }

  // While it learns, nothing is signed: see FleetState::learning.
  void setLearning(bool learning) { state_.learning = learning; }
  // How objectives stand now: see FleetState::budgets.
  void setBudgets(BudgetLook look) { state_.budgets = std::move(look); }
  // Raises the epoch above `epoch`, durably, after committing what is pending. Nothing if it is above already.
  Status raiseEpochAbove(std::uint64_t epoch);

  void submit(Mutation mutation, Committed done);
  // Calls back once everything submitted so far is durable; at once if nothing is pending.
  void whenDurable(Committed done);
  // Whether state() holds nothing that a failed commit could take back.
  bool isDurable() const { return batch_.empty(); }
  // Commits what is pending now instead of in a few milliseconds.
  void flush();
  void setListener(Listener listener) { listener_ = std::move(listener); }

  // The keys that changed after `revision`, or nothing if that is too long ago to know.
  std::optional<std::vector<Touched>> changedSince(std::uint64_t revision) const;
  // Whether somebody decided about one of `things` after `revision`, stored or not; true if `revision` is from before
  // this program started, or from the future.
  bool decidedSince(std::uint64_t revision, const std::vector<Touched>& things) const;
  FleetStore& store() { return store_; }

 private:
  void scheduleFlush();

  Executor& loop_;
  FleetStore& store_;
  FleetState state_;
  Listener listener_;
  std::vector<Mutation> batch_;
  std::vector<Committed> waiting_;
  bool flushing_ = false;
  std::deque<std::pair<std::uint64_t, std::vector<Touched>>> history_;
  std::uint64_t historyStart_ = 0;  // revisions after this one are in history_
  std::uint64_t openedAt_ = 0;
  std::map<Touched, std::uint64_t> decidedAt_;  // since then; one entry per thing
};

}  // namespace flotilla::controlplane
