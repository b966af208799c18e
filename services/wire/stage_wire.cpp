#include "services/wire/stage_wire.h"

#include <cmath>
#include <string>

#include "services/wire/operator_wire.h"

namespace flotilla::wire {
namespace {

constexpr std::uint32_t kAll = 100;

Error badStage(const char* field) {
  return invalid("bad_report", std::string("report field stages.") + field + " makes no sense",
                 std::string("stages.") + field);
}

bool areShares(const v1::StageReport& r) {
  return r.slower() >= 0 && r.slower() <= 1 && r.mean_shift() >= -1 && r.mean_shift() <= 1;
}

}  // namespace

v1::StageReport toProto(const StageReport& report) {
  v1::StageReport out;
  out.set_workload(report.workload.value);
  out.set_generation(report.generation);
  out.set_stage(report.stage == StageKind::Shadow ? v1::STAGE_KIND_SHADOW : v1::STAGE_KIND_WEIGHTS);
  out.set_percent(report.percent);
  *out.mutable_started_at() = toProto(report.startedAt);
  out.set_compared(report.compared);
  out.set_differ(report.differ);
  out.set_errors(report.errors);
  out.set_drops(report.drops);
  out.set_log_e(report.logE);
  out.set_log_e_errors(report.logEErrors);
  out.set_llr(report.llr);
  out.set_mean_shift(report.meanShift);
  out.set_slower(report.slower);
  out.set_peak_rss_kb(report.peakRssKb);
  out.set_classes(report.classes);
  out.mutable_flips()->Assign(report.flips.begin(), report.flips.end());
  return out;
}

Result<StageReport> fromProto(const v1::StageReport& report) {
  StageReport out;
  FLOTILLA_CHECK(checkName("stages.workload", report.workload()));
  out.workload = WorkloadName(report.workload());
  out.generation = report.generation();
  if (report.stage() != v1::STAGE_KIND_SHADOW && report.stage() != v1::STAGE_KIND_WEIGHTS) return badStage("stage");
  out.stage = report.stage() == v1::STAGE_KIND_SHADOW ? StageKind::Shadow : StageKind::Weights;
  if (report.percent() > kAll) return badStage("percent");
  out.percent = report.percent();
  out.startedAt = fromProto(report.started_at());
  if (report.differ() > report.compared()) return badStage("differ");
  out.compared = report.compared();
  out.differ = report.differ();
  out.errors = report.errors();
  out.drops = report.drops();
  // Evidence of many nodes is added up, so what is no number would spoil all of it.
  for (const double value : {report.log_e(), report.log_e_errors(), report.llr()})
    if (!std::isfinite(value)) return badStage("log_e");
  out.logE = report.log_e();
  out.logEErrors = report.log_e_errors();
  out.llr = report.llr();
  if (!areShares(report)) return badStage("slower");
  out.meanShift = report.mean_shift();
  out.slower = report.slower();
  out.peakRssKb = report.peak_rss_kb();
  const std::uint32_t classes = report.classes();
  if (classes > kMaxFlipClasses || report.flips_size() != static_cast<int>(classes * classes)) return badStage("flips");
  out.classes = classes;
  out.flips.assign(report.flips().begin(), report.flips().end());
  return out;
}

}  // namespace flotilla::wire
