// Finds operators and accounts, and says what they are told about themselves. Thread: pure functions.
#pragma once

#include <string>
#include <vector>

#include "models/domain/account.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

inline constexpr Duration kConfirmedFor = std::chrono::minutes(5);

const OperatorRecord* operatorNamed(const FleetState& state, const std::string& name);
// An empty one with the id if nothing is known yet.
AccountRecord accountFor(const FleetState& state, const OperatorId& id);
Operator operatorOf(const OperatorRecord& record);
std::string grantText(const std::vector<Grant>& grants);

// What both allow. An API token of an approver or administrator agrees to nothing, so those roles become what they
// include besides.
std::vector<Grant> cutGrants(const std::vector<Grant>& wanted, const std::vector<Grant>& owned);
// What somebody with this account may do who has shown a password: nothing while a second factor is missing.
std::vector<Grant> sessionGrants(const OperatorRecord& op, const AccountRecord& account);

Account accountView(const OperatorRecord& op, const AccountRecord& account, const SessionRecord& session);
// Of whoever asks; of the local administrator, who has no account, name and grants.
Account accountView(const FleetState& state, const Caller& caller);

// Those of the caller, or of everybody.
std::vector<OperatorSession> sessionsFor(const FleetState& state, const Caller& caller, bool everybody);
std::vector<ApiToken> apiTokensFor(const FleetState& state, const Caller& caller, bool everybody);
ApiToken apiTokenOf(const FleetState& state, const ApiTokenRecord& record);
OperatorSession sessionOf(const FleetState& state, const SessionRecord& record, const Caller& caller);

}  // namespace flotilla::controlplane
