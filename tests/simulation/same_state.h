// Whether two loaded states say the same, and else what differs first. Thread: values.
#pragma once

#include <QString>

#include "services/agent/core/agent_state.h"
#include "tests/controlplane/sample_rows.h"

namespace flotilla::simulation {

template <class Map, class Same>
bool sameMaps(const Map& a, const Map& b, const Same& same) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](const auto& x, const auto& y) { return x.first == y.first && same(x.second, y.second); });
}

inline constexpr auto kTied = [](const auto& a, const auto& b) {
  using controlplane::test::tied;
  return tied(a) == tied(b);
};

template <class T>
bool sameRecords(const std::optional<T>& a, const std::optional<T>& b) {
  return a.has_value() == b.has_value() && (!a || kTied(a->record, b->record));
}

inline bool sameNodes(const controlplane::NodeEntry& a, const controlplane::NodeEntry& b) {
  return kTied(a.record, b.record) && kTied(a.status, b.status) && a.workloads == b.workloads && a.totals == b.totals &&
         sameMaps(a.desired, b.desired, kTied) && kTied(a.assignment, b.assignment) && a.orders == b.orders;
}

inline bool sameRollouts(const Rollout& a, const Rollout& b) {
  return kTied(a, b) && a.waves == b.waves && a.approvals == b.approvals && a.outcomes == b.outcomes &&
         std::equal(a.nodes.begin(), a.nodes.end(), b.nodes.begin(), b.nodes.end(), kTied);
}

inline bool sameWatched(const controlplane::Watched& a, const controlplane::Watched& b) {
  const auto same = [](const auto& x, const auto& y) {
    return x.canary == y.canary && x.reporting == y.reporting && x.stratum == y.stratum && x.newest == y.newest &&
           x.over == y.over && x.restarts == y.restarts;
  };
  return a.wave == b.wave && a.looks == b.looks && a.at == b.at &&
         sameMaps(a.evidence.nodes(), b.evidence.nodes(), same);
}

// The name of the first part that differs; empty if none does.
inline QString differenceOf(const controlplane::FleetState& a, const controlplane::FleetState& b) {
  if (a.revision != b.revision || a.epoch != b.epoch || a.learning != b.learning) return "numbers";
  if (a.regions != b.regions || a.sites != b.sites || a.workloads != b.workloads) return "places";
  if (a.objectives != b.objectives || a.business != b.business) return "objectives";
  if (!sameMaps(a.nodes, b.nodes, sameNodes)) return "nodes";
  if (a.nodeNames != b.nodeNames) return "names";
  if (!sameMaps(a.tokens, b.tokens, kTied)) return "tokens";
  if (!sameMaps(a.operators, b.operators, kTied) || !sameMaps(a.accounts, b.accounts, kTied)) return "operators";
  if (!sameMaps(a.sessions, b.sessions, kTied) || !sameMaps(a.apiTokens, b.apiTokens, kTied)) return "sessions";
  if (!sameMaps(a.releases, b.releases, kTied)) return "releases";
  if (!sameMaps(a.rollouts, b.rollouts, sameRollouts)) return "rollouts";
  if (a.rolloutPlaces != b.rolloutPlaces) return "places in rollouts";
  if (!sameMaps(a.watched, b.watched, sameWatched)) return "looks";
  if (!sameMaps(a.answers, b.answers, kTied)) return "answers";
  if (!sameRecords(a.policy, b.policy) || !sameRecords(a.alerting, b.alerting)) return "documents";
  if (a.silences != b.silences || a.acknowledgements != b.acknowledgements) return "silences";
  if (a.notifications != b.notifications || a.firings != b.firings) return "alerts";
  if (a.budgetOverrides != b.budgetOverrides || a.incidents != b.incidents) return "incidents";
  const auto sameRunbooks = [](const auto& x, const auto& y) { return kTied(x.record, y.record); };
  if (!sameMaps(a.runbooks, b.runbooks, sameRunbooks)) return "runbooks";
  if (!sameMaps(a.runbookChecks, b.runbookChecks, kTied)) return "checks of runbooks";
  if (a.runs != b.runs || a.tasks != b.tasks || a.gameDays != b.gameDays) return "runs";
  return a.auditSeq != b.auditSeq || a.auditHead != b.auditHead ? "audit" : "";
}

inline auto tied(const agent::WorkloadRecord& r) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l] = r;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l);
}
inline auto tied(const agent::StoredAssignment& r) {
  return std::tie(r.envelope, r.releases, r.epoch, r.generation);
}
inline auto tied(const agent::StoredPolicy& r) {
  return std::tie(r.version, r.envelope);
}
inline auto tied(const agent::StoredOrders& r) {
  return std::tie(r.number, r.isolated, r.renewal, r.renewed);
}

inline QString differenceOf(const agent::AgentState& a, const agent::AgentState& b) {
  const auto same = [](const auto& x, const auto& y) { return tied(x) == tied(y); };
  const auto sameIfAny = [&](const auto& x, const auto& y) {
    return x.has_value() == y.has_value() && (!x || same(*x, *y));
  };
  if (a.highestEpoch != b.highestEpoch || !sameIfAny(a.assignment, b.assignment)) return "assignment";
  if (!sameMaps(a.workloads, b.workloads, same)) return "workloads";
  if (a.floors != b.floors) return "floors";
  if (a.failed != b.failed) return "failed";
  if (!sameIfAny(a.policy, b.policy) || !same(a.orders, b.orders)) return "policy or orders";
  return a.proven != b.proven ? "proven" : "";
}

}  // namespace flotilla::simulation
