#include "services/agent/uplink/identity_choice.h"

namespace flotilla::agent {

Status IdentityChoice::begin() {
  FLOTILLA_TRY(Identity identity, store_.load());
  use(std::move(identity));
  return okStatus();
}

void IdentityChoice::tryNext() {
  auto old = store_.previous();
  isPrevious_ = old && !isPrevious_;
  auto next = isPrevious_ ? Result<Identity>(std::move(*old)) : store_.load();
  if (next && next->certificatePem != identity_->certificatePem) use(std::move(*next));
}

void IdentityChoice::accepted() {
  if (!isPrevious_) (void)store_.forgetPrevious();
}

Status IdentityChoice::renew(const std::string& certificatePem) {
  FLOTILLA_TRY(Identity next, store_.save(certificatePem, identity_->caPem));
  use(std::move(next));
  isPrevious_ = false;
  return okStatus();
}

void IdentityChoice::use(Identity next) {
  identity_ = std::move(next);
  onUse_(*identity_);
  jitter_ = random_.unit() * 0.2 - 0.1;
}

}  // namespace flotilla::agent
