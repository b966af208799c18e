#include "services/controlplane/core/runbooks/run_inputs.h"

#include <algorithm>
#include <charconv>

#include "models/domain/alert_fields.h"
#include "models/domain/nearest_name.h"
#include "models/domain/utf8.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/core/rollouts/rollouts.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMaxValue = 200;  // bytes

// Of the alerts that belong to it, if they agree.
std::string labelOfAll(const Incident& incident, std::string_view name) {
  std::string out;
  for (const IncidentAlert& alert : incident.alerts) {
    const std::string value = labelOf(alert.labels, name);
    if (value.empty() || value == out) continue;
    if (!out.empty()) return {};
    out = value;
  }
  return out;
}

std::string knownTo(const FleetState& state, const Incident& incident, InputSource source) {
  switch (source) {
    case InputSource::Asked:
      return {};
    case InputSource::Region:
      return incident.region.value;
    case InputSource::Workload:
      return incident.workload.value;
    case InputSource::Suspect:
      return incident.suspect.value;
    case InputSource::Node:
      return labelOfAll(incident, label::kNode);
    case InputSource::Site:
      return labelOfAll(incident, label::kSite);
    case InputSource::Objective:
      return labelOfAll(incident, label::kObjective);
    case InputSource::Version: {
      const auto rollout = state.rollouts.find(incident.suspect);
      return rollout == state.rollouts.end() ? std::string() : rollout->second.to.toString();
    }
  }
  return {};
}

// What it is put into reads spaces, quotes and parentheses as something else.
bool isOneWord(const std::string& value) {
  return !value.empty() && value.size() <= kMaxValue && std::all_of(value.begin(), value.end(), [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || std::string_view("._:/@+-").find(c) != std::string_view::npos;
  });
}

Error unseen(const std::string& what, const std::string& value) {
  return notFound("no_" + what, "there is no " + what + " " + value, {}, "flotillactl shows what there is");
}

bool isNumber(const std::string& value) {
  double out = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), out);
  return error == std::errc() && end == value.data() + value.size();
}

Status checkVersion(const FleetState& state, const std::string& value) {
  FLOTILLA_TRY(const Version version, parseVersion(value));
  const bool known = std::any_of(state.releases.begin(), state.releases.end(),
                                 [&](const auto& entry) { return entry.second.release.version == version; });
  if (known) return okStatus();
  return notFound("no_release", "no release has the version " + value, {}, "flotillactl release list shows them");
}

Status checkNamed(const FleetState& state, InputType type, const std::string& value, const Caller& caller) {
  switch (type) {
    case InputType::Text:
      return okStatus();
    case InputType::Region:
      if (!state.regions.contains(RegionName(value)) || !caller.mayIn(Role::Viewer, RegionName(value)))
        return noRegion(state, RegionName(value), "");
      return okStatus();
    case InputType::Site: {
      const auto site = state.sites.find(SiteName(value));
      if (site == state.sites.end() || !caller.mayIn(Role::Viewer, site->second.region))
        return noSite(state, SiteName(value));
      return okStatus();
    }
    case InputType::Node: {
      const NodeEntry* node = state.findNode(value);
      if (node == nullptr || !caller.mayIn(Role::Viewer, node->record.region)) return noNode(state, value, caller);
      return okStatus();
    }
    case InputType::Workload:
      if (!state.workloads.contains(WorkloadName(value))) return noWorkload(state, WorkloadName(value));
      return okStatus();
    case InputType::Rollout:
      if (!checkVisible(state, RolloutId(value), caller)) return unseen("rollout", value);
      return okStatus();
    case InputType::Version:
      return checkVersion(state, value);
    case InputType::Number:
      if (!isNumber(value)) return invalid("bad_value", "\"" + value + "\" is no number", {}, "write one");
      return okStatus();
  }
  return okStatus();
}

Result<std::string> valueOf(const FleetState& state, const RunbookInput& input, const Arguments& said,
                            const Incident* incident, const Caller& caller) {
  std::string value;
  if (const auto at = said.find(input.name); at != said.end()) value = at->second;
  if (value.empty() && incident != nullptr) value = knownTo(state, *incident, input.from);
  if (value.empty()) value = input.value;
  if (value.empty())
    return invalid("no_value",
                   "nothing says what " + input.name + " is" + (input.help.empty() ? "" : ": " + input.help), {},
                   "say it: --set " + input.name + "=...");
  if (!isOneWord(value))
    return invalid("bad_value", "a value is one word of at most 200 letters, digits and any of . _ : / @ + -", {},
                   "write another one");
  FLOTILLA_CHECK(checkNamed(state, input.type, value, caller));
  return value;
}

}  // namespace

Result<Arguments> inputsOf(const FleetState& state, const Runbook& runbook, const Arguments& said,
                           const Incident* incident, const Caller& caller) {
  std::vector<std::string> names;
  for (const RunbookInput& input : runbook.inputs) names.push_back(input.name);
  for (const auto& [name, value] : said)
    if (std::find(names.begin(), names.end(), name) == names.end())
      return invalid("unknown_input", runbook.name.value + " has no input " + excerpt(name, 64), "inputs",
                     didYouMean(excerpt(name, 64), names, "flotillactl runbooks show names them"));
  Arguments out;
  for (const RunbookInput& input : runbook.inputs) {
    auto value = valueOf(state, input, said, incident, caller);
    if (!value) {
      Error error = value.error();
      error.field = "inputs." + input.name;
      return error;
    }
    out[input.name] = std::move(*value);
  }
  return out;
}

std::string filled(const std::string& text, const Arguments& inputs) {
  std::string out;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t open = text.find('{', from);
    const std::size_t close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) break;
    const auto value = inputs.find(text.substr(open + 1, close - open - 1));
    out += text.substr(from, open - from);
    from = value == inputs.end() ? open + 1 : close + 1;
    out += value == inputs.end() ? "{" : value->second;
  }
  return out + text.substr(std::min(from, text.size()));
}

Arguments filled(const Arguments& arguments, const Arguments& inputs) {
  Arguments out;
  for (const auto& [name, value] : arguments) out[name] = filled(value, inputs);
  return out;
}

RunbookQuery filled(const RunbookQuery& query, const Arguments& inputs) {
  return {query.kind, filled(query.arguments, inputs)};
}

RunbookCondition filled(const RunbookCondition& condition, const Arguments& inputs) {
  RunbookCondition out = condition;
  out.title = filled(condition.title, inputs);
  out.query = filled(condition.query, inputs);
  out.value = filled(condition.value, inputs);
  return out;
}

RunbookAction filled(const RunbookAction& action, const Arguments& inputs) {
  return {action.name, filled(action.arguments, inputs)};
}

}  // namespace flotilla::controlplane
