#include "models/view/confirm_prompt.h"

#include <algorithm>

#include "models/view/text.h"

namespace flotilla::view {

ConfirmPrompt::ConfirmPrompt(AccountApi* accounts, QObject* parent) : QObject(parent), accounts_(accounts) {}

ConfirmPrompt::~ConfirmPrompt() {
  for (const GoOn& goOn : std::exchange(waiting_, {})) goOn(false);
}

std::function<void(ConfirmPrompt::GoOn)> ConfirmPrompt::asker() const {
  auto* self = const_cast<ConfirmPrompt*>(this);
  const Done<GoOn> deliver = guard_.onGui<GoOn>([self](const Result<GoOn>& goOn) {
    self->waiting_.push_back(*goOn);
    emit self->changed();
  });
  return [deliver](GoOn goOn) { deliver(std::move(goOn)); };
}

void ConfirmPrompt::confirm(const QString& secret) {
  if (busy_ || !isOpen() || secret.isEmpty()) return;
  const bool isCode = secret.size() == 6 && std::all_of(secret.begin(), secret.end(), [](QChar c) {
                        return c >= QLatin1Char('0') && c <= QLatin1Char('9');
                      });
  const std::string typed = secret.toStdString();
  busy_ = true;
  error_.clear();
  emit changed();
  accounts_->confirm({isCode ? std::string() : typed, isCode ? typed : std::string()},
                     guard_.onGui<Account>([this](const Result<Account>& account) { confirmed(account); }));
}

void ConfirmPrompt::cancel() {
  if (isOpen() && !busy_) answer(false);
}

void ConfirmPrompt::confirmed(const Result<Account>& account) {
  busy_ = false;
  if (account) return answer(true);
  error_ = asSentence(text(account.error().message));
  emit changed();
}

void ConfirmPrompt::answer(bool confirmed) {
  error_.clear();
  for (const GoOn& goOn : std::exchange(waiting_, {})) goOn(confirmed);
  emit changed();
}

}  // namespace flotilla::view
