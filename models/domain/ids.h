// Identifiers as types, so that a node id cannot be passed where a site name is meant.
#pragma once

#include <compare>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "models/domain/result.h"

namespace flotilla {

template <class Tag>
struct Id {
  std::string value;

  Id() = default;
  explicit Id(std::string text) : value(std::move(text)) {}
  bool empty() const { return value.empty(); }
  friend auto operator<=>(const Id&, const Id&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Id& id) { return out << id.value; }
};

using NodeId = Id<struct NodeTag>;          // UUIDv7 text
using OperatorId = Id<struct OperatorTag>;  // UUIDv7 text
using TokenId = Id<struct TokenTag>;        // short random text, the public half of an enrolment token
using SessionId = Id<struct SessionTag>;    // short random text, the public half of a session
using ApiTokenId = Id<struct ApiTokenTag>;  // likewise, of an API token
using RolloutId = Id<struct RolloutTag>;    // <workload>-<n>
using RegionName = Id<struct RegionTag>;
using SiteName = Id<struct SiteTag>;
using WorkloadName = Id<struct WorkloadTag>;
using ArtifactName = Id<struct ArtifactTag>;
using KeyId = Id<struct KeyTag>;  // an unauthenticated hint; never decides anything

// Regions, sites, workloads and artifacts: [a-z0-9-]{1,63}, not starting or ending with '-'.
Status checkName(std::string_view field, std::string_view name);

}  // namespace flotilla

template <class Tag>
struct std::hash<flotilla::Id<Tag>> {
  std::size_t operator()(const flotilla::Id<Tag>& id) const noexcept { return std::hash<std::string>{}(id.value); }
};
