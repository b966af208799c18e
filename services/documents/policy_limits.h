// Ranges of a policy, the same where people write it and where it is signed. Private to services/documents.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace flotilla {

inline constexpr std::size_t kMaxPolicyBytes = 64 * 1024;
inline constexpr std::uint64_t kMaxPolicyVersion = (std::uint64_t{1} << 53) - 1;
inline constexpr std::size_t kMaxPolicyNames = 200;  // workloads, regions or machines of one rule
inline constexpr std::size_t kMaxFreezeReason = 200;
inline constexpr std::size_t kMaxScopeBytes = 1024;
inline constexpr std::uint64_t kMaxDemandedSignatures = 16;
inline constexpr std::uint64_t kMaxDemandedApprovals = 20;

inline constexpr std::array<std::string_view, 7> kDemandNames{"signatures", "hardware",  "residency", "window",
                                                              "freeze",     "approvals", "min_agent"};

}  // namespace flotilla
