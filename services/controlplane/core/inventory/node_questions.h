// Questions that nodes are asked over their sessions and have not answered yet: one of a kind per node, so that nobody
// can keep a node busy with them, each with a deadline. Thread: the fleet loop. Lifetime: what still waits when it ends
// is not called.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "models/domain/page.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/runtime/clock.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxNodeQuestions = 64;  // of one kind, to all nodes

// Unavailable/"node_offline", with when it was last seen. `what` is on the node: "its logs are".
Error nodeOffline(const NodeEntry& node, TimePoint now, const std::string& what);
// Precondition/"agent_too_old". `what` it cannot do: "search its logs".
Error agentTooOld(const NodeEntry& node, const std::string& what);
// Exhausted/"busy": this node is asked already, or too many are.
Error nodeBusy();
Error nodesBusy();
// Unavailable/"node_offline" and "no_answer".
Error nodeLeft();
Error noAnswerIn(Duration time);

template <class Answer>
class NodeQuestions {
 public:
  Status mayBegin(const NodeId& node) const {
    if (waiting_.contains(node)) return nodeBusy();
    if (waiting_.size() >= kMaxNodeQuestions) return nodesBusy();
    return okStatus();
  }
  // The number of the question. `done` comes once: with what end() says, or as nodeLeft() or noAnswerIn() say.
  std::uint64_t begin(const NodeId& node, SteadyPoint now, Duration within, Done<Answer> done) {
    waiting_[node] = {++lastId_, within, now + within, std::move(done)};
    return lastId_;
  }
  // An answer to no question is ignored: it comes too late.
  void end(const NodeId& node, std::uint64_t id, Result<Answer> answer) {
    const auto at = waiting_.find(node);
    if (at == waiting_.end() || at->second.id != id) return;
    const auto done = std::move(at->second.done);
    waiting_.erase(at);
    done(std::move(answer));
  }
  void gone(const NodeId& node) {
    if (const auto at = waiting_.find(node); at != waiting_.end()) end(node, at->second.id, nodeLeft());
  }
  void expire(SteadyPoint now) {
    std::vector<std::pair<NodeId, Question>> late;
    for (const auto& [node, question] : waiting_)
      if (question.deadline <= now) late.emplace_back(node, Question{question.id, question.within, {}, {}});
    for (const auto& [node, question] : late) end(node, question.id, noAnswerIn(question.within));
  }

 private:
  struct Question {
    std::uint64_t id = 0;
    Duration within{};
    SteadyPoint deadline{};
    Done<Answer> done;
  };
  std::map<NodeId, Question> waiting_;
  std::uint64_t lastId_ = 0;
};

}  // namespace flotilla::controlplane
