#include "models/domain/objective.h"

#include <cmath>

namespace flotilla {

std::string targetText(double target) {
  // Thousandths of a percent are what a target is written in.
  const auto thousandths = std::llround(target * 100'000);
  std::string text = std::to_string(thousandths / 1000);
  if (const auto rest = thousandths % 1000; rest != 0) {
    text += "." + std::to_string(1000 + rest).substr(1);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + " %";
}

BudgetState budgetStateOf(std::optional<double> left) {
  constexpr double kCaution = 0.5;
  constexpr double kRestricted = 0.25;
  if (!left) return BudgetState::Unknown;
  if (*left <= 0) return BudgetState::Exhausted;
  if (*left < kRestricted) return BudgetState::Restricted;
  return *left < kCaution ? BudgetState::Caution : BudgetState::Healthy;
}

}  // namespace flotilla
