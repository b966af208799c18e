#include "models/domain/account_fields.h"
#include "services/controlplane/core/accounts/account_changes.h"
#include "services/controlplane/core/accounts/account_desk.h"
#include "services/controlplane/core/accounts/account_view.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"

namespace flotilla::controlplane {
namespace {

// The answer of the core, told in protobuf.
template <class Response, class T>
Settle<T> told(const Settle<Response>& settle) {
  return [settle](const Settled<T>& out) {
    settle(out.template as<Response>([](const T& answer) { return wire::toProto(answer); }));
  };
}

template <class Response, class T>
Decision<Response> told(Decision<T> decision) {
  return {wire::toProto(decision.answer), std::move(decision.mutation), std::move(decision.fact)};
}

v1::RecoveryCodes recoveryCodes(const std::vector<std::string>& codes) {
  v1::RecoveryCodes out;
  for (const std::string& code : codes) out.add_codes(code);
  return out;
}

// Of everybody only for who may see that.
Status checkEverybody(bool everybody, const Caller& caller) {
  if (!everybody || caller.mayEverywhere(Role::SecurityAdmin)) return okStatus();
  return Error{ErrorCode::Denied, "role_missing", caller.name + " may see only their own", "everybody",
               "ask a security administrator"};
}

void registerSessions(Dispatcher& dispatcher, ControlPlane& plane) {
  AccountDesk& desk = *plane.accounts;
  dispatcher.changeLater<v1::LogInRequest, v1::LogInResponse>(
      "flotilla.v1.SessionService/LogIn", [&desk](const auto& request, const Asker& asker, const auto& settle) {
        desk.logIn(wire::fromProto(request), asker, told<v1::LogInResponse, LoggedIn>(settle));
      });
  dispatcher.changeLater<v1::AcceptInvitationRequest, v1::LogInResponse>(
      "flotilla.v1.SessionService/AcceptInvitation",
      [&desk](const auto& request, const Asker& asker, const auto& settle) {
        desk.acceptInvitation(wire::fromProto(request), asker, told<v1::LogInResponse, LoggedIn>(settle));
      });
  dispatcher.changeLater<v1::LogOutRequest, v1::LogOutResponse>(
      "flotilla.v1.SessionService/LogOut", [&desk](const auto&, const Asker& asker, const auto& settle) {
        settle(desk.logOut(asker).template as<v1::LogOutResponse>([](const Unit&) { return v1::LogOutResponse(); }));
      });
  dispatcher.changeLater<v1::ConfirmRequest, v1::Account>(
      "flotilla.v1.SessionService/Confirm", [&desk](const auto& request, const Asker& asker, const auto& settle) {
        desk.confirm(wire::fromProto(request), asker, told<v1::Account, Account>(settle));
      });
  dispatcher.read<v1::ListSessionsRequest, v1::ListSessionsResponse>(
      "flotilla.v1.SessionService/ListSessions",
      [&plane, &desk](const auto& request, const Caller& caller) -> Result<v1::ListSessionsResponse> {
        FLOTILLA_CHECK(checkEverybody(request.everybody(), caller));
        FLOTILLA_TRY(auto page, pageOf(desk.sessions(caller, request.everybody()), request.options(), sessionFields()));
        v1::ListSessionsResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_sessions(); });
      });
  dispatcher.change<v1::EndSessionRequest, v1::OperatorSession>(
      "flotilla.v1.SessionService/EndSession",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::OperatorSession>> {
        FLOTILLA_TRY(auto decision, endSession(plane.fleet.state(), SessionId(request.id()), caller));
        return told<v1::OperatorSession>(std::move(decision));
      });
}

void registerOwnAccount(Dispatcher& dispatcher, ControlPlane& plane) {
  AccountDesk& desk = *plane.accounts;
  dispatcher.read<v1::GetAccountRequest, v1::Account>(
      "flotilla.v1.AccountService/GetAccount", [&plane](const auto&, const Caller& caller) -> Result<v1::Account> {
        return wire::toProto(accountView(plane.fleet.state(), caller));
      });
  dispatcher.changeLater<v1::ChangePasswordRequest, v1::Account>(
      "flotilla.v1.AccountService/ChangePassword",
      [&desk](const auto& request, const Asker& asker, const auto& settle) {
        desk.changePassword(wire::fromProto(request), asker, told<v1::Account, Account>(settle));
      });
  dispatcher.changeLater<v1::PrepareSecondFactorRequest, v1::PrepareSecondFactorResponse>(
      "flotilla.v1.AccountService/PrepareSecondFactor", [&desk](const auto&, const Asker& asker, const auto& settle) {
        settle(desk.prepareSecondFactor(asker).template as<v1::PrepareSecondFactorResponse>(
            [](const SecondFactorSecret& secret) { return wire::toProto(secret); }));
      });
  dispatcher.changeLater<v1::EnableSecondFactorRequest, v1::RecoveryCodes>(
      "flotilla.v1.AccountService/EnableSecondFactor",
      [&desk](const auto& request, const Asker& asker, const auto& settle) {
        settle(desk.enableSecondFactor(request.code(), asker).template as<v1::RecoveryCodes>(recoveryCodes));
      });
  dispatcher.changeLater<v1::RenewRecoveryCodesRequest, v1::RecoveryCodes>(
      "flotilla.v1.AccountService/RenewRecoveryCodes", [&desk](const auto&, const Asker& asker, const auto& settle) {
        settle(desk.renewRecoveryCodes(asker).template as<v1::RecoveryCodes>(recoveryCodes));
      });
}

void registerOthersAccounts(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.change<v1::InviteOperatorRequest, v1::Invitation>(
      "flotilla.v1.AccountService/InviteOperator",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Invitation>> {
        FLOTILLA_TRY(auto decision, inviteOperator(plane.fleet.state(), wire::fromProto(request), caller,
                                                   plane.clock.now(), plane.random));
        return told<v1::Invitation>(std::move(decision));
      });
  dispatcher.change<v1::DisableOperatorRequest, v1::Operator>(
      "flotilla.v1.AccountService/DisableOperator",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Operator>> {
        FLOTILLA_TRY(auto decision, setDisabled(plane.fleet.state(), request.name(), true, caller));
        return told<v1::Operator>(std::move(decision));
      });
  dispatcher.change<v1::EnableOperatorRequest, v1::Operator>(
      "flotilla.v1.AccountService/EnableOperator",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Operator>> {
        FLOTILLA_TRY(auto decision, setDisabled(plane.fleet.state(), request.name(), false, caller));
        return told<v1::Operator>(std::move(decision));
      });
}

void registerApiTokens(Dispatcher& dispatcher, ControlPlane& plane) {
  AccountDesk& desk = *plane.accounts;
  dispatcher.change<v1::CreateApiTokenRequest, v1::CreateApiTokenResponse>(
      "flotilla.v1.ApiTokenService/CreateApiToken",
      [&plane, &desk](const auto& request, const Caller& caller) -> Result<Decision<v1::CreateApiTokenResponse>> {
        FLOTILLA_CHECK(desk.checkSecondFactor(caller));
        FLOTILLA_TRY(const NewApiToken wanted, wire::fromProto(request));
        FLOTILLA_TRY(auto decision,
                     createApiToken(plane.fleet.state(), wanted, caller, plane.clock.now(), plane.random));
        return told<v1::CreateApiTokenResponse>(std::move(decision));
      });
  dispatcher.read<v1::ListApiTokensRequest, v1::ListApiTokensResponse>(
      "flotilla.v1.ApiTokenService/ListApiTokens",
      [&plane, &desk](const auto& request, const Caller& caller) -> Result<v1::ListApiTokensResponse> {
        FLOTILLA_CHECK(checkEverybody(request.everybody(), caller));
        FLOTILLA_TRY(auto page,
                     pageOf(desk.apiTokens(caller, request.everybody()), request.options(), apiTokenFields()));
        v1::ListApiTokensResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_tokens(); });
      });
  dispatcher.change<v1::RevokeApiTokenRequest, v1::ApiToken>(
      "flotilla.v1.ApiTokenService/RevokeApiToken",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::ApiToken>> {
        FLOTILLA_TRY(auto decision, revokeApiToken(plane.fleet.state(), ApiTokenId(request.id()), caller));
        return told<v1::ApiToken>(std::move(decision));
      });
}

}  // namespace

void registerAccountHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  registerSessions(dispatcher, plane);
  registerOwnAccount(dispatcher, plane);
  registerOthersAccounts(dispatcher, plane);
  registerApiTokens(dispatcher, plane);
}

}  // namespace flotilla::controlplane
