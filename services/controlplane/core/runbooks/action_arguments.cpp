#include "services/controlplane/core/runbooks/action_arguments.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "models/domain/listing.h"
#include "models/domain/node_selector.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/rollouts/plan_of.h"
#include "services/documents/matcher_text.h"
#include "services/documents/rollout_plan.h"
#include "services/runtime/pattern.h"

namespace flotilla::controlplane {
namespace {

Error withField(Error error, const char* field) {
  error.field = field;
  return error;
}

}  // namespace

const std::string& ActionArguments::text(const char* name) const {
  static const std::string kNone;
  const auto at = action_.arguments.find(name);
  return at == action_.arguments.end() ? kNone : at->second;
}

Result<NewRollout> ActionArguments::rolloutWanted() const {
  NewRollout out;
  out.workload = WorkloadName(text("workload"));
  const auto version = parseVersion(text("version"));
  if (!version) return withField(version.error(), "version");
  out.version = *version;
  if (const std::string& region = text("region"); !region.empty()) out.regions.emplace_back(region);
  out.selector = text("where");
  const std::string& shadow = text("shadow");
  if (!shadow.empty()) {
    FLOTILLA_TRY(out.plan, inShadow(out, shadow));
  }
  if (shadow.empty() && !(text("good").empty() && text("bad").empty()))
    return invalid("bad_argument", "good and bad are of a shadow", "shadow", "say how long it lasts, such as 10m");
  return out;
}

// The plan of it: one node, then the others, each after its shadow. What is undecided after six times its time is
// refused, but not before six hours.
Result<std::string> ActionArguments::inShadow(const NewRollout& what, const std::string& time) const {
  const auto length = parseDuration(time);
  if (!length) return withField(length.error(), "shadow");
  RolloutPlan plan = directPlan(what);
  ShadowStage stage{.minTime = *length, .limit = std::max<Duration>(std::chrono::hours(6), 6 * *length)};
  FLOTILLA_CHECK(readShare("good", stage.good));
  FLOTILLA_CHECK(readShare("bad", stage.bad));
  if (const Status good = checkStage(stage); !good)
    return invalid("bad_argument", good.error().message,
                   good.error().field == "min_time" ? "shadow" : good.error().field, good.error().fix);
  plan.deadline += stage.limit;
  plan.stages.shadow = stage;
  plan.onFailure = OnFailure::RollBack;
  plan.purpose = RolloutPurpose::Reliability;
  plan.waves.insert(plan.waves.begin(), PlanWave{.name = "first", .size = {.kind = WaveSize::Kind::Count, .count = 1}});
  return encodeRolloutPlan(plan);
}

Status ActionArguments::readShare(const char* name, double& out) const {
  const std::string& written = text(name);
  if (written.empty()) return okStatus();
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), out);
  if (error == std::errc() && end == written.data() + written.size()) return okStatus();
  return invalid("bad_argument", "\"" + written + "\" is no share", name, "write one, such as 0.1");
}

Result<NewThreshold> ActionArguments::thresholdWanted() const {
  NewThreshold out{WorkloadName(text("workload")), {}, RegionName(text("region")), text("where")};
  FLOTILLA_TRY(out.minConfidence, parseThreshold(text("value")));
  return out;
}

Result<std::vector<const NodeEntry*>> ActionArguments::nodes() const {
  FLOTILLA_TRY(const Selector selector, readSelector(text("where"), nodeSelectorFields(), compilePattern, "where"));
  std::vector<const NodeEntry*> out;
  for (const auto& [name, id] : room_.engine.state.nodeNames) {
    const NodeEntry& entry = room_.engine.state.nodes.at(id);
    if (!caller_.mayIn(Role::Viewer, entry.record.region)) continue;
    const Node view = nodeView(room_.engine.state, entry, room_.engine.now, room_.engine.reportInterval);
    if (matches(selector, nodeSelectorValues(view, room_.engine.now))) out.push_back(&entry);
  }
  if (out.size() > kMaxActionTargets)
    return Error{ErrorCode::Exhausted, "too_many_targets", "10,000 nodes at most are changed by one step", "where",
                 "choose fewer"};
  return out;
}

Result<std::vector<Matcher>> ActionArguments::matchers() const {
  const auto read = parseMatchers(text("matchers"));
  if (!read) return withField(read.error(), "matchers");
  return *read;
}

Result<NewSilence> ActionArguments::silenceWanted(const std::string& reason) const {
  NewSilence wanted;
  FLOTILLA_TRY(wanted.matchers, matchers());
  const auto length = parseDuration(text("for"));
  if (!length) return withField(length.error(), "for");
  wanted.endsAt = room_.engine.now + *length;
  wanted.comment = reason.empty() ? "by a runbook" : reason;
  return wanted;
}

}  // namespace flotilla::controlplane
