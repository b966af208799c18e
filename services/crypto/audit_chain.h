// The audit chain: each entry carries the hash of the one before. Thread: pure functions.
#pragma once

#include <string>
#include <vector>

#include "models/domain/audit.h"

namespace flotilla {

// What a decision says about itself; the rest of the entry is filled in when it is chained.
struct AuditFact {
  std::string actor;
  std::string action;
  std::string object;
  std::string detail;
  std::string before;  // the object as text before and after, kept as digests; empty = it was not there
  std::string after;
};

AuditEntry chainEntry(const AuditFact& fact, std::uint64_t lastSeq, const Digest& head, TimePoint at);
Digest hashOf(const AuditEntry& entry);  // SHA-256 over the length-prefixed fields and `previous`

// Continues a verification: `verdict` holds what was seen so far (start with a default one, intact = true).
void verifyEntries(const std::vector<AuditEntry>& entries, AuditVerdict& verdict);

}  // namespace flotilla
