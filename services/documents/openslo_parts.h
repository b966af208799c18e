// The steps of an import of OpenSLO, in their order: read, resolve, mean, fold, lint. Private to services/documents.
// Thread: pure functions.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/documents/openslo_fields.h"

namespace flotilla::openslo {

inline constexpr std::size_t kMaxOpenSloDocuments = 5'000;
inline constexpr const char* kSourceType = "Flotilla";
inline constexpr const char* kOwnPrefix = "flotilla.dev/";

// Annotations, for what OpenSLO has no word for.
inline constexpr const char* kIndicatorNote = "flotilla.dev/indicator";
inline constexpr const char* kWorkloadNote = "flotilla.dev/workload";
inline constexpr const char* kLimitNote = "flotilla.dev/limit";
inline constexpr const char* kTemplateNote = "flotilla.dev/template";
inline constexpr const char* kOwnerNote = "flotilla.dev/owner";
inline constexpr const char* kPeriodNote = "flotilla.dev/period";
inline constexpr const char* kTierNote = "flotilla.dev/tier";
inline constexpr const char* kShortWindowNote = "flotilla.dev/short-window";
inline constexpr const char* kRegionLabel = "region";
inline constexpr std::array<std::string_view, 8> kOwnNotes{kIndicatorNote, kWorkloadNote, kLimitNote, kTemplateNote,
                                                           kOwnerNote,     kPeriodNote,   kTierNote,  kShortWindowNote};

enum class Kind { DataSource, Slo, Sli, AlertPolicy, AlertCondition, AlertNotificationTarget, Service };
inline constexpr std::array<std::string_view, 7> kKindNames{
    "DataSource", "SLO", "SLI", "AlertPolicy", "AlertCondition", "AlertNotificationTarget", "Service"};
inline constexpr std::array<std::string_view, 4> kComparisonNames{"lte", "gte", "lt", "gt"};
using flotilla::toText;
constexpr std::string_view toText(Kind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}

struct Reading {
  File& file;
  Findings& findings;
};

// One document of the file; `number` counts them from 1.
void readDocument(const YamlNode& node, std::size_t number, Reading& reading);
// Metadata and spec of a thing; the index into the list of its kind.
std::optional<std::size_t> readThing(Kind kind, Fields& fields, bool inlined, Reading& reading);
// What `member` holds, written where it is used.
std::optional<std::size_t> readInlined(Kind kind, const YamlNode& member, const Where& where, Reading& reading);
// An element of a list that is a reference, {conditionRef: a}, or the thing itself.
std::optional<Use> readListed(Kind kind, const char* reference, const Item& item, Reading& reading);
// indicatorRef or indicator.
std::optional<Use> readIndicator(Fields& fields, Reading& reading);

void readSli(Fields& spec, Sli& sli, Reading& reading);
void readSlo(Fields& spec, Slo& slo, Reading& reading);
void readPolicy(Fields& spec, Policy& policy, Reading& reading);
void readCondition(Fields& spec, Condition& condition);

// Finds what is referred to; notes what is not there, twice there, or not used.
void resolve(File& file, Findings& findings);

// What an SLI counts.
struct Meaning {
  Indicator indicator = Indicator::Success;
  WorkloadName workload;
  std::optional<double> limit;  // as the SLI says; of a threshold it may come from the objective
  bool own = false;             // the source is of the type Flotilla
};
std::optional<Meaning> meaningOf(const Sli& sli, Findings& findings);

// An SLO that is an objective, and the region it is about if others are the same objective elsewhere.
struct Mapped {
  Objective objective;
  Where where;
  std::string region;
};
// `meanings` of every SLI of the file.
std::vector<Mapped> mapSlo(const Slo& slo, const File& file, const std::vector<std::optional<Meaning>>& meanings,
                           Findings& findings);
// Puts together what is one objective in several regions. In the order of the file.
std::vector<Mapped> fold(const std::vector<Mapped>& all, Findings& findings);

// What is to be said of policies and their conditions wherever they are used.
void lintPolicies(const File& file, Findings& findings);
// What the policies of an SLO ask for beside the alerts that an objective of this period gets, and what never fires.
void lintAlerts(const Slo& slo, Duration period, const File& file, Findings& findings);

// The windows of a tier that have the same name in every file: "page-1h-of-30d".
std::string tierName(const BurnTier& tier, Duration period);

// The service that an SLO of ours belongs to: the workload, or the fleet.
inline std::string serviceOf(const WorkloadName& workload) {
  return workload.empty() ? "fleet" : workload.value;
}

// Whether it is an RFC 1123 label; and what comes closest to it, empty if nothing does.
bool isLabel(std::string_view name);
std::string labelOf(std::string_view name);

}  // namespace flotilla::openslo
