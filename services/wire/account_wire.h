// Accounts, sessions and API tokens of the operator API to protobuf and back; see operator_wire.h. Thread: values.
#pragma once

#include "models/domain/account_api.h"
#include "services/proto/flotilla/v1/account.pb.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

v1::Account toProto(const Account& account);
Result<Account> fromProto(const v1::Account& account);
v1::LogInRequest toProto(const LogIn& who);
LogIn fromProto(const v1::LogInRequest& request);
v1::AcceptInvitationRequest toProto(const InvitationAnswer& answer);
InvitationAnswer fromProto(const v1::AcceptInvitationRequest& request);
v1::LogInResponse toProto(const LoggedIn& loggedIn);
Result<LoggedIn> fromProto(const v1::LogInResponse& response);
v1::ConfirmRequest toProto(const Confirmation& what);
Confirmation fromProto(const v1::ConfirmRequest& request);
v1::OperatorSession toProto(const OperatorSession& session);
Result<OperatorSession> fromProto(const v1::OperatorSession& session);
v1::ChangePasswordRequest toProto(const PasswordChange& change);
PasswordChange fromProto(const v1::ChangePasswordRequest& request);
v1::PrepareSecondFactorResponse toProto(const SecondFactorSecret& secret);
SecondFactorSecret fromProto(const v1::PrepareSecondFactorResponse& response);
v1::InviteOperatorRequest toProto(const NewInvitation& wanted);
NewInvitation fromProto(const v1::InviteOperatorRequest& request);
v1::Invitation toProto(const Invitation& invitation);
Result<Invitation> fromProto(const v1::Invitation& invitation);
v1::ApiToken toProto(const ApiToken& token);
Result<ApiToken> fromProto(const v1::ApiToken& token);
v1::CreateApiTokenRequest toProto(const NewApiToken& wanted);
Result<NewApiToken> fromProto(const v1::CreateApiTokenRequest& request);
v1::CreateApiTokenResponse toProto(const CreatedApiToken& created);
Result<CreatedApiToken> fromProto(const v1::CreateApiTokenResponse& response);

}  // namespace flotilla::wire
