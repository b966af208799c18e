#include "services/controlplane/core/accounts/second_factor.h"

#include <algorithm>

#include "services/controlplane/core/accounts/one_time_code.h"
#include "services/controlplane/core/accounts/totp.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kAppDigits = 6;

bool isAppCode(const std::string& code) {
  return code.size() <= kAppDigits + 2 && code.find_first_not_of("0123456789") == std::string::npos;
}

Error wrongCode(ErrorCode kind) {
  return {kind, "wrong_code", "this code is not right, or was used before", "code",
          "wait for the next code of the app; its clock must be right"};
}

}  // namespace

bool demandsSecondFactor(const std::vector<Grant>& grants) {
  return std::any_of(grants.begin(), grants.end(), [](const Grant& grant) {
    return grant.role == Role::Approver || grant.role == Role::SecurityAdmin || grant.role == Role::Administrator;
  });
}

Result<AccountRecord> useCode(AccountRecord account, const std::string& code, TimePoint now) {
  if (account.secondFactor.empty()) return account;
  if (code.empty())
    return Error{ErrorCode::Unauthenticated, "code_needed", "this account has a second factor", "code",
                 "give the six digits of the authenticator app, or a recovery code"};
  if (isAppCode(code)) {
    const auto step = matchTotp(account.secondFactor, code, now, account.lastStep);
    if (!step) return wrongCode(ErrorCode::Unauthenticated);
    account.lastStep = *step;
    return account;
  }
  const Digest hash = hashOfOneTimeCode(code);
  const auto at = std::find(account.recovery.begin(), account.recovery.end(), hash);
  if (hash.isZero() || at == account.recovery.end()) return wrongCode(ErrorCode::Unauthenticated);
  account.recovery.erase(at);
  return account;
}

Result<AccountRecord> enableFactor(AccountRecord account, const std::string& code, TimePoint now) {
  if (account.pendingFactor.empty())
    return precondition("not_prepared", "no second factor was prepared", "code", "prepare one first");
  const auto step = matchTotp(account.pendingFactor, code, now, 0);
  if (!step) return wrongCode(ErrorCode::Invalid);
  account.secondFactor = std::exchange(account.pendingFactor, {});
  account.lastStep = *step;
  return account;
}

std::vector<std::string> renewRecovery(AccountRecord& account, Random& random) {
  std::vector<std::string> codes;
  account.recovery.clear();
  for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
    codes.push_back(makeOneTimeCode(random));
    account.recovery.push_back(hashOfOneTimeCode(codes.back()));
  }
  return codes;
}

}  // namespace flotilla::controlplane
