#include "services/wire/account_wire.h"

#include "services/wire/operator_fields.h"

namespace flotilla::wire {

static_assert(sameEnum(v1::PRINCIPAL_KIND_API_TOKEN, PrincipalKind::ApiToken));

v1::Account toProto(const Account& account) {
  v1::Account out;
  out.set_name(account.name);
  writeAll(account.grants, out.mutable_grants(), kWrite);
  out.set_kind(writeEnum<v1::PrincipalKind>(account.kind));
  out.set_has_second_factor(account.hasSecondFactor);
  out.set_needs_second_factor(account.needsSecondFactor);
  out.set_recovery_codes_left(account.recoveryCodesLeft);
  putTime(out, &v1::Account::mutable_session_expires, account.sessionExpires);
  putTime(out, &v1::Account::mutable_confirmed_until, account.confirmedUntil);
  writeAll(account.ownGrants, out.mutable_own_grants(), kWrite);
  return out;
}

Result<Account> fromProto(const v1::Account& account) {
  Account out;
  out.name = account.name();
  FLOTILLA_CHECK(readAll(account.grants(), "grants", out.grants, kRead));
  FLOTILLA_TRY(out.kind, readEnum(account.kind(), PrincipalKind::ApiToken, "kind"));
  out.hasSecondFactor = account.has_second_factor();
  out.needsSecondFactor = account.needs_second_factor();
  out.recoveryCodesLeft = account.recovery_codes_left();
  out.sessionExpires = timeOf(account.has_session_expires(), account.session_expires());
  out.confirmedUntil = timeOf(account.has_confirmed_until(), account.confirmed_until());
  FLOTILLA_CHECK(readAll(account.own_grants(), "own_grants", out.ownGrants, kRead));
  return out;
}

v1::LogInRequest toProto(const LogIn& who) {
  v1::LogInRequest out;
  out.set_name(who.name);
  out.set_password(who.password);
  out.set_code(who.code);
  return out;
}

LogIn fromProto(const v1::LogInRequest& request) {
  return {request.name(), request.password(), request.code()};
}

v1::AcceptInvitationRequest toProto(const InvitationAnswer& answer) {
  v1::AcceptInvitationRequest out;
  out.set_invitation(answer.invitation);
  out.set_password(answer.password);
  out.set_code(answer.code);
  return out;
}

InvitationAnswer fromProto(const v1::AcceptInvitationRequest& request) {
  return {request.invitation(), request.password(), request.code()};
}

v1::LogInResponse toProto(const LoggedIn& loggedIn) {
  v1::LogInResponse out;
  out.set_session(loggedIn.session);
  putTime(out, &v1::LogInResponse::mutable_expires, loggedIn.expires);
  *out.mutable_account() = toProto(loggedIn.account);
  return out;
}

Result<LoggedIn> fromProto(const v1::LogInResponse& response) {
  LoggedIn out;
  out.session = response.session();
  out.expires = timeOf(response.has_expires(), response.expires());
  FLOTILLA_TRY(out.account, under("account", fromProto(response.account())));
  return out;
}

v1::ConfirmRequest toProto(const Confirmation& what) {
  v1::ConfirmRequest out;
  out.set_password(what.password);
  out.set_code(what.code);
  return out;
}

Confirmation fromProto(const v1::ConfirmRequest& request) {
  return {request.password(), request.code()};
}

v1::OperatorSession toProto(const OperatorSession& session) {
  v1::OperatorSession out;
  out.set_id(session.id.value);
  out.set_operator_(session.name);
  putTime(out, &v1::OperatorSession::mutable_created_at, session.createdAt);
  putTime(out, &v1::OperatorSession::mutable_seen_at, session.seenAt);
  putTime(out, &v1::OperatorSession::mutable_expires, session.expires);
  out.set_source(session.source);
  out.set_program(session.program);
  out.set_current(session.current);
  return out;
}

Result<OperatorSession> fromProto(const v1::OperatorSession& session) {
  OperatorSession out;
  out.id = SessionId(session.id());
  out.name = session.operator_();
  out.createdAt = timeOf(session.has_created_at(), session.created_at());
  out.seenAt = timeOf(session.has_seen_at(), session.seen_at());
  out.expires = timeOf(session.has_expires(), session.expires());
  out.source = session.source();
  out.program = session.program();
  out.current = session.current();
  return out;
}

v1::ChangePasswordRequest toProto(const PasswordChange& change) {
  v1::ChangePasswordRequest out;
  out.set_current_password(change.current);
  out.set_new_password(change.wanted);
  return out;
}

PasswordChange fromProto(const v1::ChangePasswordRequest& request) {
  return {request.current_password(), request.new_password()};
}

v1::PrepareSecondFactorResponse toProto(const SecondFactorSecret& secret) {
  v1::PrepareSecondFactorResponse out;
  out.set_secret(secret.secret);
  out.set_uri(secret.uri);
  return out;
}

SecondFactorSecret fromProto(const v1::PrepareSecondFactorResponse& response) {
  return {response.secret(), response.uri()};
}

v1::InviteOperatorRequest toProto(const NewInvitation& wanted) {
  v1::InviteOperatorRequest out;
  out.set_name(wanted.name);
  out.set_reset_second_factor(wanted.resetSecondFactor);
  return out;
}

NewInvitation fromProto(const v1::InviteOperatorRequest& request) {
  return {request.name(), request.reset_second_factor()};
}

v1::Invitation toProto(const Invitation& invitation) {
  v1::Invitation out;
  out.set_operator_(invitation.name);
  out.set_code(invitation.code);
  putTime(out, &v1::Invitation::mutable_expires, invitation.expires);
  return out;
}

Result<Invitation> fromProto(const v1::Invitation& invitation) {
  return Invitation{invitation.operator_(), invitation.code(), timeOf(invitation.has_expires(), invitation.expires())};
}

v1::ApiToken toProto(const ApiToken& token) {
  v1::ApiToken out;
  out.set_id(token.id.value);
  out.set_name(token.name);
  out.set_operator_(token.operatorName);
  writeAll(token.grants, out.mutable_grants(), kWrite);
  putTime(out, &v1::ApiToken::mutable_created_at, token.createdAt);
  putTime(out, &v1::ApiToken::mutable_expires, token.expires);
  putTime(out, &v1::ApiToken::mutable_used_at, token.usedAt);
  return out;
}

Result<ApiToken> fromProto(const v1::ApiToken& token) {
  ApiToken out;
  out.id = ApiTokenId(token.id());
  out.name = token.name();
  out.operatorName = token.operator_();
  FLOTILLA_CHECK(readAll(token.grants(), "grants", out.grants, kRead));
  out.createdAt = timeOf(token.has_created_at(), token.created_at());
  out.expires = timeOf(token.has_expires(), token.expires());
  out.usedAt = timeOf(token.has_used_at(), token.used_at());
  return out;
}

v1::CreateApiTokenRequest toProto(const NewApiToken& wanted) {
  v1::CreateApiTokenRequest out;
  out.set_name(wanted.name);
  writeAll(wanted.grants, out.mutable_grants(), kWrite);
  *out.mutable_lifetime() = toProto(wanted.lifetime);
  return out;
}

Result<NewApiToken> fromProto(const v1::CreateApiTokenRequest& request) {
  NewApiToken out;
  out.name = request.name();
  FLOTILLA_CHECK(readAll(request.grants(), "grants", out.grants, kRead));
  if (request.has_lifetime()) out.lifetime = fromProto(request.lifetime());
  return out;
}

v1::CreateApiTokenResponse toProto(const CreatedApiToken& created) {
  v1::CreateApiTokenResponse out;
  *out.mutable_token() = toProto(created.token);
  out.set_secret(created.secret);
  return out;
}

Result<CreatedApiToken> fromProto(const v1::CreateApiTokenResponse& response) {
  CreatedApiToken out;
  FLOTILLA_TRY(out.token, under("token", fromProto(response.token())));
  out.secret = response.secret();
  return out;
}

}  // namespace flotilla::wire
