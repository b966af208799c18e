// What came of something that took its time, such as looking at a password: an answer or a refusal, what changes in
// either case, and what the audit log should say. Thread: values.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "services/controlplane/core/fleet/records.h"
#include "services/crypto/audit_chain.h"

namespace flotilla::controlplane {

// Who asks, and from where. Before a log-in the caller has no name.
struct Asker {
  Caller caller;
  bool local = false;  // through the socket
  std::string source = {};
  std::string program = {};
};

template <class T>
struct Settled {
  Settled(T given) : answer(std::move(given)) {}          // NOLINT: implicit by design
  Settled(Error refusal) : answer(std::move(refusal)) {}  // NOLINT: implicit by design

  Result<T> answer;
  Mutation mutation = {};
  AuditFact fact = {};  // without an object nothing is audited; without an actor it is the caller

  // The same about an answer in another form.
  template <class U, class Convert>
  Settled<U> as(Convert convert) const {
    Settled<U> out = answer ? Settled<U>(convert(*answer)) : Settled<U>(answer.error());
    out.mutation = mutation;
    out.fact = fact;
    return out;
  }
};

// Called once, on the fleet loop.
template <class T>
using Settle = std::function<void(Settled<T>)>;

}  // namespace flotilla::controlplane
