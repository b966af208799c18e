#include "app/console/adapters/demo_audit.h"

#include "services/crypto/hash.h"
#include "services/runtime/bytes.h"

namespace flotilla::console {
namespace {

std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

Digest hashOf(const AuditEntry& entry) {
  ByteWriter out;
  out.number(entry.seq);
  out.number(toMicros(entry.at));
  for (const std::string& text : {entry.actor, entry.action, entry.object, entry.detail}) out.text(text);
  for (const Digest* digest : {&entry.before, &entry.after, &entry.previous}) out.raw(view(*digest));
  return sha256(out.bytes());
}

Digest digestOf(const std::string& text) {
  return text.empty() ? Digest{} : sha256(text);
}

}  // namespace

void note(DemoState& state, TimePoint at, const DemoFact& fact) {
  AuditEntry entry;
  entry.seq = state.audit.size() + 1;
  entry.at = at;
  entry.actor = fact.actor;
  entry.action = fact.action;
  entry.object = fact.object;
  entry.detail = fact.detail;
  entry.before = digestOf(fact.before);
  entry.after = digestOf(fact.after);
  if (!state.audit.empty()) entry.previous = state.audit.back().hash;
  entry.hash = hashOf(entry);
  state.audit.push_back(std::move(entry));
}

AuditVerdict verifyDemoAudit(const std::vector<AuditEntry>& entries) {
  AuditVerdict verdict;
  verdict.intact = true;
  for (const AuditEntry& entry : entries) {
    if (entry.previous != verdict.head || entry.hash != hashOf(entry)) {
      verdict.intact = false;
      verdict.firstBad = entry.seq;
      verdict.problem = "the entry does not follow the one before it, or was changed";
      return verdict;
    }
    ++verdict.entries;
    verdict.head = entry.hash;
  }
  return verdict;
}

}  // namespace flotilla::console
