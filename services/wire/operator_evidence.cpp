#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {
namespace {

v1::RolloutLook writeLook(const RolloutLook& look) {
  const Evidence& e = look.evidence;
  v1::RolloutLook out;
  out.set_wave(look.wave);
  out.set_number(look.number);
  *out.mutable_at() = toProto(look.at);
  out.set_verdict(writeEnum<v1::Verdict>(e.verdict));
  out.set_reason(e.reason);
  out.set_why(e.why);
  out.set_canary_nodes(e.canaryNodes);
  out.set_reporting_nodes(e.reportingNodes);
  out.set_baseline_nodes(e.baselineNodes);
  out.set_canary_requests(e.canaryRequests);
  out.set_canary_bad(e.canaryBad);
  out.set_canary_slow(e.canarySlow);
  out.set_baseline_requests(e.baselineRequests);
  out.set_baseline_bad(e.baselineBad);
  out.set_baseline_slow(e.baselineSlow);
  out.set_requests_needed(e.requestsNeeded);
  out.set_dispersion(e.dispersion);
  out.set_bad_log_odds(e.badLogOdds);
  out.set_slow_log_odds(e.slowLogOdds);
  out.set_permutation_p(e.permutationP);
  out.set_can_permute(e.canPermute);
  out.set_canary_over(e.canaryOver);
  return out;
}

Result<RolloutLook> readLook(const v1::RolloutLook& look) {
  RolloutLook out;
  out.wave = look.wave();
  out.number = look.number();
  out.at = fromProto(look.at());
  Evidence& e = out.evidence;
  FLOTILLA_TRY(e.verdict, readEnum(look.verdict(), Verdict::Fail, "verdict"));
  e.reason = look.reason();
  e.why = look.why();
  e.canaryNodes = look.canary_nodes();
  e.reportingNodes = look.reporting_nodes();
  e.baselineNodes = look.baseline_nodes();
  e.canaryRequests = look.canary_requests();
  e.canaryBad = look.canary_bad();
  e.canarySlow = look.canary_slow();
  e.baselineRequests = look.baseline_requests();
  e.baselineBad = look.baseline_bad();
  e.baselineSlow = look.baseline_slow();
  e.requestsNeeded = look.requests_needed();
  e.dispersion = look.dispersion();
  e.badLogOdds = look.bad_log_odds();
  e.slowLogOdds = look.slow_log_odds();
  e.permutationP = look.permutation_p();
  e.canPermute = look.can_permute();
  e.canaryOver = look.canary_over();
  return out;
}

v1::NodeTally writeTally(const NodeTally& tally) {
  v1::NodeTally out;
  out.set_node(tally.node);
  out.set_canary(tally.canary);
  out.set_requests(tally.requests);
  out.set_bad(tally.bad);
  out.set_slow(tally.slow);
  return out;
}

Result<NodeTally> readTally(const v1::NodeTally& tally) {
  return NodeTally{tally.node(), tally.canary(), tally.requests(), tally.bad(), tally.slow()};
}

}  // namespace

v1::RolloutExplanation toProto(const RolloutExplanation& explanation) {
  v1::RolloutExplanation out;
  out.set_sentence(explanation.sentence);
  writeAll(explanation.looks, out.mutable_looks(), writeLook);
  out.set_total_looks(explanation.lookCount);
  writeAll(explanation.nodes, out.mutable_nodes(), writeTally);
  out.set_replayed(explanation.replayed);
  out.set_differences(explanation.differences);
  out.set_first_difference(explanation.firstDifference);
  return out;
}

Result<RolloutExplanation> fromProto(const v1::RolloutExplanation& explanation) {
  RolloutExplanation out;
  out.sentence = explanation.sentence();
  FLOTILLA_CHECK(readAll(explanation.looks(), "looks", out.looks, readLook));
  out.lookCount = explanation.total_looks();
  FLOTILLA_CHECK(readAll(explanation.nodes(), "nodes", out.nodes, readTally));
  out.replayed = explanation.replayed();
  out.differences = explanation.differences();
  out.firstDifference = explanation.first_difference();
  return out;
}

}  // namespace flotilla::wire
