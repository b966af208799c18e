// What makes two stored rows the same, as tuples; see sample_rows.h.
#pragma once

#include <tuple>

#include "services/controlplane/core/fleet/records.h"

namespace flotilla::controlplane::test {

inline auto tied(const NodeRecord& r) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = r;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n);
}
inline auto tied(const NodeStatus& r) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, s, t] = r;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, s, t);
}
inline auto tied(const StageStanding& r) {
  const auto& [a, b, c, d] = r;
  return std::tie(a, b, c, d);
}
inline auto tied(const NodeEvent& r) {
  const auto& [a, b, c, d, e, f, g] = r;
  return std::tie(a, b, c, d, e, f, g);
}
inline auto tied(const AssignmentRecord& r) {
  const auto& [a, b, c, d, e, f] = r;
  return std::tie(a, b, c, d, e, f);
}
inline auto tied(const DesiredWorkload& r) {
  const auto& [a, b, c, d, e, f] = r;
  return std::tie(a, b, c, d, e, f);
}
inline auto tied(const EnrolTokenRecord& r) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k] = r;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k);
}
inline auto tied(const OperatorRecord& r) {
  const auto& [a, b, c, d] = r;
  return std::tie(a, b, c, d);
}
inline auto tied(const ReleaseRecord& r) {
  const auto& [a, b, c, d] = r;
  return std::tie(a, b, c, d);
}
inline auto tied(const RolloutNode& r) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = r;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n);
}
// Without its nodes, waves and approvals, which are rows of their own, and its counts, which are never stored.
inline auto tied(const Rollout& r) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, waves, approvals, nodes, outcomes, stages] = r;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);
}
inline auto tied(const RolloutLook& r) {
  const auto& [a, b, c, d, e] = r;
  return std::tie(a, b, c, d, e);
}
inline auto tied(const AnswerRecord& r) {
  const auto& [a, b, c, d, e, f, g] = r;
  return std::tie(a, b, c, d, e, f, g);
}
inline auto tied(const AuditEntry& r) {
  const auto& [a, b, c, d, e, f, g, h, i, j] = r;
  return std::tie(a, b, c, d, e, f, g, h, i, j);
}

inline auto tied(const PolicyRecord& r) {
  const auto& [a, b, c, d] = r;
  return std::tie(a, b, c, d);
}

inline auto tied(const AlertingRecord& r) {
  const auto& [a, b, c, d] = r;
  return std::tie(a, b, c, d);
}

}  // namespace flotilla::controlplane::test
