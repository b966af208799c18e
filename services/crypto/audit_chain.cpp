#include "services/crypto/audit_chain.h"

#include "services/crypto/hash.h"
#include "services/runtime/bytes.h"

namespace flotilla {
namespace {

std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

}  // namespace

Digest hashOf(const AuditEntry& entry) {
  ByteWriter out;
  out.number(entry.seq);
  out.number(toMicros(entry.at));
  for (const std::string& text : {entry.actor, entry.action, entry.object, entry.detail}) out.text(text);
  for (const Digest* digest : {&entry.before, &entry.after, &entry.previous}) out.raw(view(*digest));
  return sha256(out.bytes());
}

AuditEntry chainEntry(const AuditFact& fact, std::uint64_t lastSeq, const Digest& head, TimePoint at) {
  const auto digest = [](const std::string& text) { return text.empty() ? Digest{} : sha256(text); };
  AuditEntry entry{lastSeq + 1,        at,   fact.actor, fact.action, fact.object, fact.detail, digest(fact.before),
                   digest(fact.after), head, {}};
  entry.hash = hashOf(entry);
  return entry;
}

void verifyEntries(const std::vector<AuditEntry>& entries, AuditVerdict& verdict) {
  const auto bad = [&](const AuditEntry& entry, std::string problem) {
    verdict.intact = false;
    verdict.firstBad = entry.seq;
    verdict.problem = std::move(problem);
  };
  for (const AuditEntry& entry : entries) {
    if (!verdict.intact) return;
    if (entry.seq != verdict.entries + 1) return bad(entry, "an entry is missing or out of order");
    if (entry.previous != verdict.head) return bad(entry, "the entry does not follow the one before it");
    if (entry.hash != hashOf(entry)) return bad(entry, "the entry was changed after it was written");
    verdict.entries = entry.seq;
    verdict.head = entry.hash;
  }
}

}  // namespace flotilla
