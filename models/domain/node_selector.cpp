#include "models/domain/node_selector.h"

#include <algorithm>
#include <array>
#include <utility>

namespace flotilla {
namespace {

using Values = std::vector<SelectorValue>;

// What was never proven, never wanted or never said is no version at all.
void addVersion(const Version& version, Values& out) {
  if (version != Version{}) out.emplace_back(version);
}

Values versionsOf(const Node& node, std::string_view workload) {
  Values out;
  for (const NodeWorkload& w : node.workloads)
    if ((workload.empty() || w.workload.value == workload) && w.proven) addVersion(w.version, out);
  return out;
}

Values desiredOf(const Node& node, std::string_view workload) {
  Values out;
  for (const NodeWorkload& w : node.workloads)
    if (workload.empty() || w.workload.value == workload) addVersion(w.desired, out);
  return out;
}

Values workloadsOf(const Node& node) {
  Values out;
  for (const NodeWorkload& w : node.workloads) out.emplace_back(w.workload.value);
  return out;
}

bool drifts(const NodeWorkload& workload) {
  return workload.desired != Version{} && !(workload.proven && workload.version == workload.desired);
}

Values driftOf(const Node& node) {
  const bool any = std::any_of(node.workloads.begin(), node.workloads.end(), drifts);
  return {std::string(any ? "yes" : "no")};
}

Values labelOf(const Node& node, std::string_view key) {
  const auto at = node.labels.find(std::string(key));
  return at == node.labels.end() ? Values{} : Values{at->second};
}

Values agentOf(const Node& node) {
  Values out;
  addVersion(node.agentVersion, out);
  return out;
}

Values seenOf(const Node& node, TimePoint now) {
  return node.lastSeen == TimePoint{} ? Values{} : Values{Duration(now - node.lastSeen)};
}

Values plainValue(const Node& node, std::string_view field) {
  if (field == "name") return {node.name};
  if (field == "id") return {node.id.value};
  if (field == "region") return {node.region.value};
  if (field == "site") return {node.site.value};
  if (field == "status" || field == "health") return {std::string(toText(node.health))};
  if (field == "liveness") return {std::string(toText(node.liveness))};
  if (field == "identity") return {std::string(toText(node.identity))};
  if (field == "hardware") return {node.hardware};
  if (field == "last_seen") return {node.lastSeen};
  if (field == "enrolled") return {node.enrolledAt};
  if (field == "workload") return workloadsOf(node);
  if (field == "version") return versionsOf(node, {});
  if (field == "desired") return desiredOf(node, {});
  if (field == "agent") return agentOf(node);
  if (field == "isolated") return {std::string(node.isolated ? "yes" : "no")};
  if (field == "orders") return {std::string(node.ordersWait ? "waiting" : "done")};
  if (field == "drills") return {std::string(toText(node.drills))};
  return field == "drift" ? driftOf(node) : Values{};
}

constexpr std::string_view kLabel = "label.", kVersion = "version.", kDesired = "desired.";

}  // namespace

std::vector<SelectorField> nodeSelectorFields() {
  using Kind = SelectorKind;
  return {{"name", Kind::Text, "Name of the node, for example rotterdam-2."},
          {"region", Kind::Text, "Region that the node is in."},
          {"site", Kind::Text, "Site that the node stands at."},
          {"status", Kind::Word, "Health as it is shown.", selectorWords(kNodeHealthNames)},
          {"liveness", Kind::Word, "Whether the node reports.", selectorWords(kLivenessNames)},
          {"identity", Kind::Word, "Where the node's identity is in its life.", selectorWords(kNodeIdentityNames)},
          {"hardware", Kind::Text, "Machine architecture, for example x86_64."},
          {"workload", Kind::Text, "A workload that the node has."},
          {"version", Kind::Version, "Proven version of any workload on the node."},
          {"version.", Kind::Version, "Proven version of one workload."},
          {"desired", Kind::Version, "Wanted version of any workload on the node."},
          {"desired.", Kind::Version, "Wanted version of one workload."},
          {"drift", Kind::Word, "Whether a wanted version is not the proven one.", {"yes", "no"}},
          {"agent", Kind::Version, "Version of the node agent."},
          {"isolated", Kind::Word, "Whether it was told to serve nobody, and does so.", {"yes", "no"}},
          {"orders", Kind::Word, "Whether it has done what it was told besides.", {"waiting", "done"}},
          {"drills", Kind::Word, "Whether faults may be given to it for practice.", selectorWords(kDrillConsentNames)},
          {"seen", Kind::Age, "Time since the last report."},
          {"last_seen", Kind::Time, "When the last report came."},
          {"enrolled", Kind::Time, "When the node enrolled."},
          {"label.", Kind::Text, "A label of the node."},
          {"id", Kind::Text, "Identifier of the node."},
          {"health", Kind::Word, "The same as status.", selectorWords(kNodeHealthNames)}};
}

SelectorValues nodeSelectorValues(const Node& node, TimePoint now) {
  return [&node, now](std::string_view field) -> Values {
    if (field == "seen") return seenOf(node, now);
    if (field.starts_with(kLabel)) return labelOf(node, field.substr(kLabel.size()));
    if (field.starts_with(kVersion)) return versionsOf(node, field.substr(kVersion.size()));
    if (field.starts_with(kDesired)) return desiredOf(node, field.substr(kDesired.size()));
    return plainValue(node, field);
  };
}

}  // namespace flotilla
