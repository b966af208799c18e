#include "services/client/lists.h"
#include "services/client/operator_client.h"
#include "services/client/transport.h"
#include "services/wire/account_wire.h"

namespace flotilla {
namespace {

constexpr auto kAccountFromWire = [](const auto& message) { return wire::fromProto(message); };

constexpr auto kCodesFromWire = [](const v1::RecoveryCodes& answer) -> Result<std::vector<std::string>> {
  return std::vector<std::string>(answer.codes().begin(), answer.codes().end());
};

template <class Request>
Request everybodys(const ListQuery& query, bool everybody) {
  auto request = listRequest<Request>(wire::toProto(query));
  request.set_everybody(everybody);
  return request;
}

template <class Request>
Request ofOperator(const std::string& name) {
  Request request;
  request.set_name(name);
  return request;
}

}  // namespace

void OperatorClient::logIn(const LogIn& who, Done<LoggedIn> done) {
  transport_->ask<v1::LogInResponse>("SessionService/LogIn", wire::toProto(who), std::move(done), kAccountFromWire);
}

void OperatorClient::acceptInvitation(const InvitationAnswer& answer, Done<LoggedIn> done) {
  transport_->ask<v1::LogInResponse>("SessionService/AcceptInvitation", wire::toProto(answer), std::move(done),
                                     kAccountFromWire);
}

void OperatorClient::logOut(Done<bool> done) {
  transport_->ask<v1::LogOutResponse>("SessionService/LogOut", v1::LogOutRequest(), std::move(done),
                                      [](const v1::LogOutResponse&) -> Result<bool> { return true; });
}

void OperatorClient::confirm(const Confirmation& what, Done<Account> done) {
  transport_->ask<v1::Account>("SessionService/Confirm", wire::toProto(what), std::move(done), kAccountFromWire);
}

void OperatorClient::listSessions(const ListQuery& query, bool everybody, Done<Page<OperatorSession>> done) {
  transport_->ask<v1::ListSessionsResponse>(
      "SessionService/ListSessions", everybodys<v1::ListSessionsRequest>(query, everybody), std::move(done),
      [](const v1::ListSessionsResponse& answer) {
        return pageOf<OperatorSession>(answer.sessions(), answer.page(), kAccountFromWire);
      });
}

void OperatorClient::endSession(const SessionId& session, Done<OperatorSession> done) {
  v1::EndSessionRequest request;
  request.set_id(session.value);
  transport_->ask<v1::OperatorSession>("SessionService/EndSession", std::move(request), std::move(done),
                                       kAccountFromWire);
}

void OperatorClient::account(Done<Account> done) {
  transport_->ask<v1::Account>("AccountService/GetAccount", v1::GetAccountRequest(), std::move(done), kAccountFromWire);
}

void OperatorClient::changePassword(const PasswordChange& change, Done<Account> done) {
  transport_->ask<v1::Account>("AccountService/ChangePassword", wire::toProto(change), std::move(done),
                               kAccountFromWire);
}

void OperatorClient::prepareSecondFactor(Done<SecondFactorSecret> done) {
  transport_->ask<v1::PrepareSecondFactorResponse>(
      "AccountService/PrepareSecondFactor", v1::PrepareSecondFactorRequest(), std::move(done),
      [](const v1::PrepareSecondFactorResponse& answer) -> Result<SecondFactorSecret> {
        return wire::fromProto(answer);
      });
}

void OperatorClient::enableSecondFactor(const std::string& code, Done<std::vector<std::string>> done) {
  v1::EnableSecondFactorRequest request;
  request.set_code(code);
  transport_->ask<v1::RecoveryCodes>("AccountService/EnableSecondFactor", std::move(request), std::move(done),
                                     kCodesFromWire);
}

void OperatorClient::renewRecoveryCodes(Done<std::vector<std::string>> done) {
  transport_->ask<v1::RecoveryCodes>("AccountService/RenewRecoveryCodes", v1::RenewRecoveryCodesRequest(),
                                     std::move(done), kCodesFromWire);
}

void OperatorClient::inviteOperator(const NewInvitation& wanted, Done<Invitation> done) {
  transport_->ask<v1::Invitation>("AccountService/InviteOperator", wire::toProto(wanted), std::move(done),
                                  kAccountFromWire);
}

void OperatorClient::disableOperator(const std::string& name, Done<Operator> done) {
  transport_->ask<v1::Operator>("AccountService/DisableOperator", ofOperator<v1::DisableOperatorRequest>(name),
                                std::move(done), kAccountFromWire);
}

void OperatorClient::enableOperator(const std::string& name, Done<Operator> done) {
  transport_->ask<v1::Operator>("AccountService/EnableOperator", ofOperator<v1::EnableOperatorRequest>(name),
                                std::move(done), kAccountFromWire);
}

void OperatorClient::createApiToken(const NewApiToken& wanted, Done<CreatedApiToken> done) {
  transport_->ask<v1::CreateApiTokenResponse>("ApiTokenService/CreateApiToken", wire::toProto(wanted), std::move(done),
                                              kAccountFromWire);
}

void OperatorClient::listApiTokens(const ListQuery& query, bool everybody, Done<Page<ApiToken>> done) {
  transport_->ask<v1::ListApiTokensResponse>(
      "ApiTokenService/ListApiTokens", everybodys<v1::ListApiTokensRequest>(query, everybody), std::move(done),
      [](const v1::ListApiTokensResponse& answer) {
        return pageOf<ApiToken>(answer.tokens(), answer.page(), kAccountFromWire);
      });
}

void OperatorClient::revokeApiToken(const ApiTokenId& token, Done<ApiToken> done) {
  v1::RevokeApiTokenRequest request;
  request.set_id(token.value);
  transport_->ask<v1::ApiToken>("ApiTokenService/RevokeApiToken", std::move(request), std::move(done),
                                kAccountFromWire);
}

}  // namespace flotilla
