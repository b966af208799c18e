#include "services/controlplane/core/drift/drift_series.h"

#include <algorithm>

namespace flotilla::controlplane::drift {
namespace {

constexpr std::uint8_t kFormat = 1;
constexpr double kLeastLearnt = 1000;  // values

// A stranger's numbers: what the file says is used only if it can be.
void write(ByteWriter& out, const WindowEvidence& evidence) {
  out.text(encodeWindow(evidence.window));
  writeVarint(out, evidence.effective.size());
  for (const double effective : evidence.effective) out.number(static_cast<float>(effective));
}

bool read(ByteReader& in, WindowEvidence& out) {
  const std::string_view bytes = in.text(kMaxWindowBytes);
  const std::uint64_t count = readVarint(in);
  if (!in.ok() || count > kMaxFeatures + 1) return false;
  for (std::uint64_t i = 0; i < count; ++i) out.effective.push_back(static_cast<double>(in.number<float>()));
  if (count == 0) return bytes.empty() || decodeWindow(bytes).ok();
  auto window = decodeWindow(bytes);
  if (!window || window->features.size() + (window->confidence ? 1 : 0) != count) return false;
  out.window = std::move(*window);
  return in.ok();
}

void write(ByteWriter& out, const DriftState& state) {
  writeVarint(out, state.inRow);
  writeVarint(out, state.calm);
  out.number(state.cumulated);
  out.number(static_cast<std::uint8_t>(state.drifted));
}

void read(ByteReader& in, DriftState& state) {
  state.inRow = static_cast<std::uint32_t>(readVarint(in));
  state.calm = static_cast<std::uint32_t>(readVarint(in));
  state.cumulated = in.number<float>();
  state.drifted = in.number<bool>();
}

}  // namespace

bool WindowEvidence::merge(const WindowEvidence& other) {
  if (effective.empty()) {
    *this = other;
    return true;
  }
  if (effective.size() != other.effective.size() || !window.merge(other.window)) return false;
  for (std::size_t i = 0; i < effective.size(); ++i) {
    effective[i] += other.effective[i];
    if (window.repeatsAfter > 0) effective[i] = std::min(effective[i], static_cast<double>(window.repeatsAfter));
  }
  return true;
}

WindowEvidence evidenceOf(InputWindow window, const ReferenceProfile* profile) {
  WindowEvidence out;
  const std::size_t features = window.features.size() + (window.confidence ? 1 : 0);
  out.window = std::move(window);
  out.effective.resize(features);
  for (std::size_t i = 0; i < features; ++i) {
    const Distribution& d = out.feature(i);
    const FeatureProfile* known = profileOf(out.window, profile, i);
    double effective = effectiveCount(static_cast<double>(d.count()), d.lag1(), known == nullptr ? 0 : known->lag1);
    if (out.window.repeatsAfter > 0) effective = std::min(effective, static_cast<double>(out.window.repeatsAfter));
    out.effective[i] = effective;
  }
  return out;
}

bool repeats(const InputWindow& window) {
  return window.repeatsAfter > 0 && std::uint64_t{window.records} * kInRow > window.repeatsAfter;
}

const FeatureProfile* profileOf(const InputWindow& window, const ReferenceProfile* profile, std::size_t feature) {
  if (profile == nullptr || profile->features.size() != window.features.size()) return nullptr;
  return feature < profile->features.size() ? &profile->features[feature] : nullptr;
}

FeatureBins binsOf(const InputWindow& window, const ReferenceProfile* profile, std::size_t feature) {
  if (const FeatureProfile* known = profileOf(window, profile, feature)) return known->bins;
  return feature < window.features.size() ? FeatureBins{} : confidenceBins();
}

std::string nameOf(const InputWindow& window, const ReferenceProfile* profile, std::size_t feature) {
  if (const FeatureProfile* known = profileOf(window, profile, feature)) return known->name;
  return feature < window.features.size() ? "feature " + std::to_string(feature) : kConfidence;
}

std::vector<FeatureLook> DriftSeries::look(const WindowEvidence& evidence, const ReferenceProfile* profile,
                                           const DriftLevel& level) const {
  std::vector<FeatureLook> out;
  const bool again = repeats(evidence.window);
  const auto compare = [&](std::size_t i, bool own, const Reference& reference) {
    FeatureLook& look = out.emplace_back();
    look.feature = i;
    look.own = own;
    look.measure = measure(reference, evidence.feature(i), evidence.effective[i], level, again);
    look.chance = chanceOf(look.measure, reference, level, again);
  };
  const bool learnt = learnt_ && beginning_.window.sameKind(evidence.window);
  for (std::size_t i = 0; i < evidence.features(); ++i) {
    const FeatureProfile* known = profileOf(evidence.window, profile, i);
    const bool binned = known != nullptr || i >= evidence.window.features.size();
    if (known != nullptr) compare(i, false, referenceOf(*known));
    if (learnt && binned)
      compare(i, true,
              referenceOf(binsOf(evidence.window, profile, i), beginning_.feature(i), beginning_.effective[i]));
  }
  return out;
}

std::vector<FeatureLook> DriftSeries::standing(const ReferenceProfile* profile, const DriftLevel& level) const {
  std::vector<FeatureLook> out = look(last_, profile, level);
  for (FeatureLook& look : out) {
    const DriftState& state = look.own ? states_[look.feature].own : states_[look.feature].training;
    look.measure.inRow = state.inRow;
    look.measure.cumulated = static_cast<double>(state.cumulated);
    if (look.measure.verdict == DriftVerdict::NotEnoughData && !state.drifted) continue;
    look.measure.verdict = state.drifted     ? DriftVerdict::Drifted
                           : state.inRow > 0 ? DriftVerdict::Suspected
                                             : DriftVerdict::Steady;
  }
  return out;
}

void DriftSeries::take(WindowEvidence evidence, std::vector<FeatureLook>& looks, const LearningRule& rule) {
  states_.resize(evidence.features());
  bool far = false;
  for (FeatureLook& look : looks) {
    DriftState& state = look.own ? states_[look.feature].own : states_[look.feature].training;
    look.measure = step(state, look.measure);
    far = far || (!look.own && state.drifted);
  }
  learn(evidence, far, rule);
  const bool drifted = !driftedFeatures().empty();
  if (!drifted)
    since_ = {};
  else if (since_ == TimePoint{})
    since_ = evidence.window.began;
  last_ = std::move(evidence);
}

// A beginning that was far from the training is forgotten when the inputs are as they were there: to be repaired is no
// drift.
void DriftSeries::learn(const WindowEvidence& evidence, bool farFromTraining, const LearningRule& rule) {
  if (!farFromTraining && 2 * farWindows_ > windows_) {
    beginning_ = {};
    windows_ = farWindows_ = 0;
    learnt_ = false;
    for (States& states : states_) states.own = {};
  }
  if (learnt_ || !beginning_.merge(evidence)) return;
  ++windows_;
  farWindows_ += farFromTraining ? 1 : 0;
  const InputWindow& all = beginning_.window;
  learnt_ = windows_ >= rule.windows && all.ended - all.began >= rule.span &&
            static_cast<double>(all.records) >= kLeastLearnt;
}

std::vector<std::size_t> DriftSeries::driftedFeatures() const {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < states_.size(); ++i)
    if (states_[i].training.drifted || states_[i].own.drifted) out.push_back(i);
  return out;
}

bool DriftSeries::isFar(std::size_t feature) const {
  if (feature >= states_.size()) return false;
  const auto far = [](const DriftState& state) { return state.drifted || state.inRow > 0; };
  return far(states_[feature].training) || far(states_[feature].own);
}

std::string DriftSeries::encode() const {
  ByteWriter out;
  out.number(kFormat);
  write(out, last_);
  write(out, beginning_);
  writeVarint(out, windows_);
  writeVarint(out, farWindows_);
  out.number(static_cast<std::uint8_t>(learnt_));
  out.number(toMicros(since_));
  for (const States& states : states_) {
    write(out, states.training);
    write(out, states.own);
  }
  return out.take();
}

Result<DriftSeries> DriftSeries::decode(std::string_view bytes) {
  ByteReader in(bytes);
  DriftSeries out;
  const Error bad = internalError("bad_series", "what is kept of a drift is damaged");
  if (in.number<std::uint8_t>() != kFormat || !read(in, out.last_) || !read(in, out.beginning_)) return bad;
  out.windows_ = static_cast<std::uint32_t>(readVarint(in));
  out.farWindows_ = static_cast<std::uint32_t>(readVarint(in));
  out.learnt_ = in.number<bool>();
  out.since_ = fromMicros(in.number<std::int64_t>());
  out.states_.resize(out.last_.features());
  for (States& states : out.states_) {
    read(in, states.training);
    read(in, states.own);
  }
  if (!in.atEnd()) return bad;
  return out;
}

}  // namespace flotilla::controlplane::drift
