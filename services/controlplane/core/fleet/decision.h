// What a decision function answers: what to tell the caller, what to change, and what the audit log should say about
// it.
#pragma once

#include <vector>

#include "services/controlplane/core/fleet/records.h"
#include "services/crypto/audit_chain.h"

namespace flotilla::controlplane {

template <class T>
struct Decision {
  T answer;
  Mutation mutation;  // empty: nothing changes, and nothing is audited
  AuditFact fact;     // without actor and action; the dispatcher knows those
  bool happened =
      false;  // something outside of the fleet was done: it is remembered and audited with an empty mutation
  // What it did besides, each with its own action: entries of their own before that of the fact.
  std::vector<AuditFact> also = {};
};

}  // namespace flotilla::controlplane
