#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

static_assert(sameEnum(v1::DRIFT_VERDICT_DRIFTED, DriftVerdict::Drifted));
static_assert(sameEnum(v1::DRIFT_CAUSE_SENSOR, DriftCause::Sensor));

namespace {

v1::DriftMeasure writeMeasure(const DriftMeasure& m) {
  v1::DriftMeasure out;
  out.set_verdict(writeEnum<v1::DriftVerdict>(m.verdict));
  out.set_psi(m.psi);
  out.set_js(m.js);
  out.set_ks(m.ks);
  out.set_shift(m.shift);
  out.set_threshold(m.threshold);
  out.set_n(m.n);
  out.set_bins(m.bins);
  out.set_effective(m.effective);
  out.set_cumulated(m.cumulated);
  out.set_in_row(m.inRow);
  return out;
}

Result<DriftMeasure> readMeasure(const v1::DriftMeasure& m) {
  DriftMeasure out;
  FLOTILLA_TRY(out.verdict, readEnum(m.verdict(), DriftVerdict::Drifted, "verdict"));
  out.psi = m.psi();
  out.js = m.js();
  out.ks = m.ks();
  out.shift = m.shift();
  out.threshold = m.threshold();
  out.n = m.n();
  out.bins = m.bins();
  out.effective = m.effective();
  out.cumulated = m.cumulated();
  out.inRow = m.in_row();
  return out;
}

v1::FeatureHistogram writeHistogram(const FeatureHistogram& h) {
  v1::FeatureHistogram out;
  out.set_category(h.bins.kind == FeatureKind::Category);
  if (out.category())
    out.mutable_values()->Add(h.bins.top.begin(), h.bins.top.end());
  else
    out.mutable_edges()->Add(h.bins.edges.begin(), h.bins.edges.end());
  out.mutable_counts()->Add(h.counts.begin(), h.counts.end());
  out.mutable_training()->Add(h.training.begin(), h.training.end());
  out.mutable_own()->Add(h.own.begin(), h.own.end());
  out.set_under(h.under);
  out.set_over(h.over);
  out.set_missing(h.missing);
  out.set_mean(h.mean);
  out.set_sd(h.sd);
  out.set_min(h.min);
  out.set_max(h.max);
  out.set_trained_min(h.bins.min);
  out.set_trained_max(h.bins.max);
  return out;
}

Result<FeatureHistogram> readHistogram(const v1::FeatureHistogram& h) {
  FeatureHistogram out;
  const auto whole = [](int size) { return static_cast<std::size_t>(size) == kBins; };
  const bool edged = h.category() ? h.values_size() <= static_cast<int>(kTopCategories)
                                  : static_cast<std::size_t>(h.edges_size()) == kInnerEdges;
  if (!edged || !whole(h.counts_size()) || (h.training_size() > 0 && !whole(h.training_size())) ||
      (h.own_size() > 0 && !whole(h.own_size())))
    return invalid("bad_histogram", "a histogram has another number of bins", "histogram");
  out.bins.kind = h.category() ? FeatureKind::Category : FeatureKind::Number;
  if (h.category())
    out.bins.top.assign(h.values().begin(), h.values().end());
  else
    std::copy(h.edges().begin(), h.edges().end(), out.bins.edges.begin());
  out.counts.assign(h.counts().begin(), h.counts().end());
  out.training.assign(h.training().begin(), h.training().end());
  out.own.assign(h.own().begin(), h.own().end());
  out.under = h.under();
  out.over = h.over();
  out.missing = h.missing();
  out.mean = h.mean();
  out.sd = h.sd();
  out.min = h.min();
  out.max = h.max();
  out.bins.min = h.trained_min();
  out.bins.max = h.trained_max();
  return out;
}

v1::FeatureDrift writeFeature(const FeatureDrift& f) {
  v1::FeatureDrift out;
  out.set_feature(f.feature);
  if (f.training) *out.mutable_training() = writeMeasure(*f.training);
  if (f.own) *out.mutable_own() = writeMeasure(*f.own);
  if (f.histogram) *out.mutable_histogram() = writeHistogram(*f.histogram);
  return out;
}

Result<FeatureDrift> readFeature(const v1::FeatureDrift& f) {
  FeatureDrift out;
  out.feature = f.feature();
  if (f.has_training()) {
    FLOTILLA_TRY(out.training, under("training", readMeasure(f.training())));
  }
  if (f.has_own()) {
    FLOTILLA_TRY(out.own, under("own", readMeasure(f.own())));
  }
  if (f.has_histogram()) {
    FLOTILLA_TRY(out.histogram, readHistogram(f.histogram()));
  }
  return out;
}

}  // namespace

v1::DriftStanding toProto(const DriftStanding& s) {
  v1::DriftStanding out;
  out.set_region(s.region.value);
  out.set_site(s.site.value);
  out.set_node(s.node);
  out.set_workload(s.workload.value);
  out.set_version(s.version);
  out.set_verdict(writeEnum<v1::DriftVerdict>(s.verdict));
  out.set_cause(writeEnum<v1::DriftCause>(s.cause));
  if (s.since != TimePoint{}) *out.mutable_since() = toProto(s.since);
  if (s.began != TimePoint{}) *out.mutable_began() = toProto(s.began);
  if (s.ended != TimePoint{}) *out.mutable_ended() = toProto(s.ended);
  out.set_records(s.records);
  out.set_partial(s.partial);
  out.set_profiled(s.profiled);
  out.set_learnt(s.learnt);
  out.set_nodes(s.nodes);
  out.set_drifted_nodes(s.driftedNodes);
  writeAll(s.features, out.mutable_features(), writeFeature);
  return out;
}

Result<DriftStanding> fromProto(const v1::DriftStanding& s) {
  DriftStanding out;
  out.region = RegionName(s.region());
  out.site = SiteName(s.site());
  out.node = s.node();
  out.workload = WorkloadName(s.workload());
  out.version = s.version();
  FLOTILLA_TRY(out.verdict, readEnum(s.verdict(), DriftVerdict::Drifted, "verdict"));
  FLOTILLA_TRY(out.cause, readEnum(s.cause(), DriftCause::Sensor, "cause"));
  if (s.has_since()) out.since = fromProto(s.since());
  if (s.has_began()) out.began = fromProto(s.began());
  if (s.has_ended()) out.ended = fromProto(s.ended());
  out.records = s.records();
  out.partial = s.partial();
  out.profiled = s.profiled();
  out.learnt = s.learnt();
  out.nodes = s.nodes();
  out.driftedNodes = s.drifted_nodes();
  FLOTILLA_CHECK(readAll(s.features(), "features", out.features, readFeature));
  return out;
}

v1::GetDriftRequest toProto(const DriftQuery& query) {
  v1::GetDriftRequest out;
  out.set_region(query.region.value);
  out.set_site(query.site.value);
  out.set_node(query.node);
  out.set_workload(query.workload.value);
  out.set_version(query.version);
  out.set_histograms(query.histograms);
  if (query.since > Duration(0)) *out.mutable_since() = toProto(query.since);
  return out;
}

DriftQuery fromProto(const v1::GetDriftRequest& request) {
  DriftQuery out;
  out.region = RegionName(request.region());
  out.site = SiteName(request.site());
  out.node = request.node();
  out.workload = WorkloadName(request.workload());
  out.version = request.version();
  out.histograms = request.histograms();
  if (request.has_since()) out.since = fromProto(request.since());
  return out;
}

}  // namespace flotilla::wire
