// Rules of a fleet that neither its operators nor its control plane can relax: the offline release keys sign them, the
// control plane checks what is planned against them, and each node checks again what it is told to begin. The document
// is services/documents/policy_yaml.h, what is signed services/documents/signed_documents.h. Thread: values, pure
// functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/domain/access.h"
#include "models/domain/ids.h"
#include "models/domain/rollout_plan.h"
#include "models/domain/selector.h"
#include "models/domain/time.h"
#include "models/domain/version.h"

namespace flotilla {

// What a rule asks for.
struct SignatureDemand {
  std::uint32_t count = 1;  // different release keys that signed the release
  friend bool operator==(const SignatureDemand&, const SignatureDemand&) = default;
};
struct HardwareDemand {
  std::vector<std::string> classes;  // machines that may run it
  friend bool operator==(const HardwareDemand&, const HardwareDemand&) = default;
};
struct ResidencyDemand {
  std::vector<RegionName> regions;  // in which it may run
  friend bool operator==(const ResidencyDemand&, const ResidencyDemand&) = default;
};
struct FreezeDemand {
  TimePoint from{};  // nothing is begun from here
  TimePoint to{};    // until here; later than `from`
  std::string reason;
  friend bool operator==(const FreezeDemand&, const FreezeDemand&) = default;
};
struct ApprovalDemand {
  std::uint32_t count = 1;  // people who agree to the wave that begins first
  Role role = Role::Approver;
  friend bool operator==(const ApprovalDemand&, const ApprovalDemand&) = default;
};
struct AgentDemand {
  Version least;
  friend bool operator==(const AgentDemand&, const AgentDemand&) = default;
};
// A window: something is begun only within it.
using PolicyDemand = std::variant<SignatureDemand, HardwareDemand, ResidencyDemand, TimeWindow, FreezeDemand,
                                  ApprovalDemand, AgentDemand>;

struct PolicyRule {
  std::string name;   // [a-z0-9-]{1,63}, unique in the policy
  std::string where;  // a selector over policySelectorFields(): the nodes that it is about; empty = all
  Selector scope;     // `where`, parsed
  std::vector<WorkloadName> workloads;  // that it is about; empty = all
  PolicyDemand demand;
  friend bool operator==(const PolicyRule& a, const PolicyRule& b) {
    return a.name == b.name && a.where == b.where && a.workloads == b.workloads && a.demand == b.demand;
  }
};

struct Policy {
  std::uint64_t version = 1;  // 1 to 2^53-1; rises with every change
  std::vector<PolicyRule> rules;
  friend bool operator==(const Policy&, const Policy&) = default;
};

inline constexpr std::size_t kMaxPolicyRules = 100;
inline constexpr std::size_t kMaxPolicyEnvelope = 128 * 1024;  // bytes as published, delivered and kept by nodes

struct PolicyMeaning {
  std::string rule;
  std::string meaning;  // meaningOf
  friend bool operator==(const PolicyMeaning&, const PolicyMeaning&) = default;
};

// As the control plane keeps and shows it.
struct PolicySummary {
  std::uint64_t version = 0;  // 0 = the fleet has none
  std::string envelope;       // bytes as published
  std::string publishedBy;
  TimePoint publishedAt{};
  std::vector<PolicyMeaning> rules;
};

// What is asked about a node: only what a node knows of itself.
std::vector<SelectorField> policySelectorFields();
// The selector of a rule. Patterns are refused: a node judges with as little as it can.
Result<Selector> parsePolicyScope(std::string_view text);

// A machine as the rules see it; empty, and agent 0.0.0, is unknown.
struct PolicyNode {
  RegionName region;
  SiteName site;
  std::string hardware;
  Version agent;
};

bool isAbout(const PolicyRule& rule, const WorkloadName& workload);
// Unknown: it asks for something that is not known of this node.
enum class PolicyScope { Outside, Inside, Unknown };
PolicyScope scopeOf(const PolicyRule& rule, const PolicyNode& node);

struct PolicyViolation {
  std::string rule;
  std::string message;  // one sentence: the rule, what was seen, what it asks for
  std::string fix;
  friend bool operator==(const PolicyViolation&, const PolicyViolation&) = default;
};
// Precondition with `reason`: a node's check is V27_policy, what is planned "policy".
Error refusedBy(const PolicyViolation& violation, std::string reason, std::string field = {});

// The first moment from `now` on, which may be `now` itself, at which the window is open (services/runtime/zone.h); a
// port, because the domain knows no time zones.
using NextOpening = std::function<std::optional<TimePoint>(const TimeWindow&, TimePoint now)>;

// When what the rule is about may begin: now if the rule has no say in that; none if that is not within reach.
std::optional<TimePoint> opensAt(const PolicyRule& rule, TimePoint now, const NextOpening& nextOpening);
// Why the rule keeps everything that it is about from beginning now; nothing if it does not.
std::optional<PolicyViolation> closedBy(const PolicyRule& rule, TimePoint now, const NextOpening& nextOpening);

// `signers` different release keys signed `release`, which is for people: "vision 2.1.0".
std::optional<PolicyViolation> unsignedBy(const PolicyRule& rule, const std::string& release, std::size_t signers);

// Whether the rule lets the node run it, as far as hardware, region and agent decide.
bool fits(const PolicyRule& rule, const PolicyNode& node);

// What a node begins, judged on the node by everything but approvals, whose signatures it does not have. Only the first
// violation is told.
struct PolicyCase {
  WorkloadName workload;
  std::string release;  // "vision 2.1.0"
  std::size_t signers = 0;
  TimePoint now{};
};
std::optional<PolicyViolation> violationOnNode(const Policy& policy, const PolicyNode& node, const PolicyCase& begun,
                                               const NextOpening& nextOpening);

// "runs only in eu-west, eu-north", with what it is about.
std::string meaningOf(const PolicyRule& rule);

}  // namespace flotilla
