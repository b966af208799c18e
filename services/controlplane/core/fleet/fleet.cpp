#include "services/controlplane/core/fleet/fleet.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

constexpr auto kCommitDelay = std::chrono::milliseconds(3);
constexpr std::size_t kCommitSize = 256;
constexpr std::size_t kHistory = 4096;  // commits a lost watcher may be behind

std::vector<Touched> touchedByAll(const std::vector<Mutation>& batch) {
  std::set<Touched> all;
  for (const Mutation& mutation : batch)
    for (Touched& touched : touchedBy(mutation)) all.insert(std::move(touched));
  return {all.begin(), all.end()};
}

}  // namespace

Status Fleet::open() {
  FLOTILLA_TRY(const std::uint64_t epoch, store_.raiseEpoch());
  FLOTILLA_TRY(state_, store_.load());
  state_.epoch = epoch;
  historyStart_ = openedAt_ = state_.revision;
  return okStatus();
}

Status Fleet::raiseEpochAbove(std::uint64_t epoch) {
  if (epoch < state_.epoch) return okStatus();
  flush();  // what is pending was decided in the old epoch
  FLOTILLA_CHECK(store_.jumpEpoch(state_.epoch, epoch + 1));
  state_.epoch = epoch + 1;
  return okStatus();
}

void Fleet::submit(Mutation mutation, Committed done) {
  state_.apply(mutation);
  for (Touched& thing : decidedBy(mutation)) decidedAt_[std::move(thing)] = state_.revision + 1;
  batch_.push_back(std::move(mutation));
  waiting_.push_back(std::move(done));
  scheduleFlush();
}

void Fleet::whenDurable(Committed done) {
  if (batch_.empty()) return done(okStatus());
  waiting_.push_back(std::move(done));
}

void Fleet::scheduleFlush() {
  if (batch_.size() >= kCommitSize) return flush();
  if (flushing_) return;
  flushing_ = true;
  loop_.postAfter(kCommitDelay, [this] {
    flushing_ = false;
    flush();
  });
}

void Fleet::flush() {
  if (batch_.empty()) return;
  const auto batch = std::exchange(batch_, {});
  const auto waiting = std::exchange(waiting_, {});
  const std::uint64_t revision = state_.revision + 1;
  const Status stored = store_.commit(batch, state_.epoch, revision);
  std::vector<Touched> touched;
  if (stored) {
    state_.revision = revision;
    touched = touchedByAll(batch);
    history_.emplace_back(revision, touched);
    if (history_.size() > kHistory) {
      historyStart_ = history_.front().first;
      history_.pop_front();
    }
  } else {
    log::error("commit failed", {{"reason", stored.error().reason}, {"why", stored.error().message}});
    const std::uint64_t epoch = state_.epoch;
    const bool learning = state_.learning;
    BudgetLook budgets = std::move(state_.budgets);
    auto reloaded = store_.load();
    if (!reloaded || stored.error().reason == "fenced") {
      log::error("the store cannot be used any more; stopping");
      std::abort();  // going on would answer from a state that nobody can restore
    }
    state_ = std::move(*reloaded);
    state_.epoch = epoch;
    state_.learning = learning;
    state_.budgets = std::move(budgets);
  }
  for (const Committed& done : waiting) done(stored);
  if (listener_) listener_(state_.revision, touched);
}

bool Fleet::decidedSince(std::uint64_t revision, const std::vector<Touched>& things) const {
  if (revision < openedAt_ || revision > state_.revision) return true;
  return std::any_of(things.begin(), things.end(), [&](const Touched& thing) {
    const auto at = decidedAt_.find(thing);
    return at != decidedAt_.end() && at->second > revision;
  });
}

std::optional<std::vector<Touched>> Fleet::changedSince(std::uint64_t revision) const {
  if (revision < historyStart_ || revision > state_.revision) return std::nullopt;
  std::set<Touched> keys;
  for (auto at = history_.rbegin(); at != history_.rend() && at->first > revision; ++at)
    keys.insert(at->second.begin(), at->second.end());
  return std::vector<Touched>(keys.begin(), keys.end());
}

}  // namespace flotilla::controlplane
