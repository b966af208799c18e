#include "services/wire/operator_fields.h"
#include "services/wire/stage_wire.h"

namespace flotilla::wire {
namespace {

v1::ShadowStage writeShadow(const ShadowStage& stage) {
  v1::ShadowStage out;
  *out.mutable_min_time() = toProto(stage.minTime);
  *out.mutable_limit() = toProto(stage.limit);
  out.set_good(stage.good);
  out.set_bad(stage.bad);
  out.set_max_errors(stage.maxErrors);
  out.set_memory_mb(stage.memoryMb);
  out.set_cpu_percent(stage.cpuPercent);
  out.set_sentence(toText(stage));
  return out;
}

ShadowStage readShadow(const v1::ShadowStage& stage) {
  return {fromProto(stage.min_time()), fromProto(stage.limit()), stage.good(),       stage.bad(),
          stage.max_errors(),          stage.memory_mb(),        stage.cpu_percent()};
}

v1::WeightStage writeWeights(const WeightStage& stage) {
  v1::WeightStage out;
  out.mutable_steps()->Assign(stage.steps.begin(), stage.steps.end());
  *out.mutable_min_time() = toProto(stage.minTime);
  out.set_min_requests(stage.minRequests);
  out.set_differ(stage.differ);
  out.set_max_errors(stage.maxErrors);
  *out.mutable_limit() = toProto(stage.limit);
  out.set_sentence(toText(stage));
  return out;
}

WeightStage readWeights(const v1::WeightStage& stage) {
  WeightStage out;
  out.steps.assign(stage.steps().begin(), stage.steps().end());
  out.minTime = fromProto(stage.min_time());
  out.minRequests = stage.min_requests();
  out.differ = stage.differ();
  out.maxErrors = stage.max_errors();
  out.limit = fromProto(stage.limit());
  return out;
}

v1::StageSummary writeSummary(const StageSummary& sum) {
  v1::StageSummary out;
  out.set_stage(writeEnum<v1::StageKind>(sum.stage));
  out.set_nodes(sum.nodes);
  out.set_under_way(sum.underWay);
  out.set_compared(sum.compared);
  out.set_differ(sum.differ);
  out.set_errors(sum.errors);
  out.set_drops(sum.drops);
  out.set_log_e(sum.logE);
  out.set_log_e_errors(sum.logEErrors);
  out.set_llr(sum.llr);
  out.set_mean_shift(sum.meanShift);
  out.set_slower(sum.slower);
  out.set_peak_rss_kb(sum.peakRssKb);
  out.set_classes(sum.classes);
  out.mutable_flips()->Assign(sum.flips.begin(), sum.flips.end());
  out.set_alarms(sum.alarms());
  out.set_sentence(toText(sum));
  return out;
}

Result<StageSummary> readSummary(const v1::StageSummary& sum) {
  StageSummary out;
  FLOTILLA_TRY(out.stage, readEnum(sum.stage(), StageKind::Weights, "stage"));
  out.nodes = sum.nodes();
  out.underWay = sum.under_way();
  out.compared = sum.compared();
  out.differ = sum.differ();
  out.errors = sum.errors();
  out.drops = sum.drops();
  out.logE = sum.log_e();
  out.logEErrors = sum.log_e_errors();
  out.llr = sum.llr();
  out.meanShift = sum.mean_shift();
  out.slower = sum.slower();
  out.peakRssKb = sum.peak_rss_kb();
  out.classes = sum.classes();
  out.flips.assign(sum.flips().begin(), sum.flips().end());
  return out;
}

}  // namespace

v1::NodeStage toProto(const NodeStage& stage) {
  v1::NodeStage out;
  *out.mutable_report() = toProto(stage.report);
  out.set_rollout(stage.rollout.value);
  out.set_under_way(stage.underWay);
  out.set_sentence(toText(stage));
  return out;
}

Result<NodeStage> fromProto(const v1::NodeStage& stage) {
  NodeStage out;
  FLOTILLA_TRY(out.report, under("report", fromProto(stage.report())));
  out.rollout = RolloutId(stage.rollout());
  out.underWay = stage.under_way();
  return out;
}

v1::Stages toProto(const Stages& stages) {
  v1::Stages out;
  if (stages.shadow) *out.mutable_shadow() = writeShadow(*stages.shadow);
  if (stages.weights) *out.mutable_weights() = writeWeights(*stages.weights);
  return out;
}

Stages fromProto(const v1::Stages& stages) {
  Stages out;
  if (stages.has_shadow()) out.shadow = readShadow(stages.shadow());
  if (stages.has_weights()) out.weights = readWeights(stages.weights());
  return out;
}

v1::RolloutStages toProto(const RolloutStages& stages) {
  v1::RolloutStages out;
  if (!stages.planned.empty()) *out.mutable_planned() = toProto(stages.planned);
  writeAll(stages.found, out.mutable_found(), writeSummary);
  return out;
}

Result<RolloutStages> fromProto(const v1::RolloutStages& stages) {
  RolloutStages out;
  out.planned = fromProto(stages.planned());
  FLOTILLA_CHECK(readAll(stages.found(), "found", out.found, readSummary));
  return out;
}

}  // namespace flotilla::wire
