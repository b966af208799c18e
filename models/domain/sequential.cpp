#include "models/domain/sequential.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace flotilla {
namespace {

constexpr double kMostLlr = 1000;
// Shares of the mixture: so many, in equal ratios, from a quarter above the budget to 60 %. More of them find little
// more; fewer miss what lies between. A budget near or above 60 % takes those from it to 1.
constexpr int kShares = 12;
constexpr double kFirstShare = 1.25;
constexpr double kLastShare = 0.6;

}  // namespace

Sprt::Sprt(double good, double bad, double alpha, double beta)
    : differs_(std::log(bad / good)),
      // Of a bad share of 1 a single one that is the same would be proof; a step that is no number would be none.
      same_(std::max(std::log((1 - bad) / (1 - good)), -kMostLlr)),
      refuse_(std::log((1 - beta) / alpha)),
      promote_(std::log(beta / (1 - alpha))) {}

void Sprt::take(std::uint64_t differ, std::uint64_t same) {
  if (verdict_ != SprtVerdict::Undecided) return;
  llr_ += static_cast<double>(differ) * differs_ + static_cast<double>(same) * same_;
  llr_ = std::clamp(llr_, -kMostLlr, kMostLlr);
  if (llr_ >= refuse_) verdict_ = SprtVerdict::Refuse;
  if (llr_ <= promote_) verdict_ = SprtVerdict::Promote;
}

void EProcess::take(std::uint64_t bad, std::uint64_t good) {
  bad_ += bad;
  good_ += good;
}

double EProcess::logE() const {
  if (budget_ >= 1 || (bad_ == 0 && good_ == 0)) return 0;
  const double last = budget_ < kLastShare / kFirstShare ? kLastShare : (1 + budget_) / 2;
  const double first = std::min(kFirstShare * budget_, (budget_ + last) / 2);
  std::array<double, kShares> logs{};
  for (int i = 0; i < kShares; ++i) {
    const double share = first * std::pow(last / first, static_cast<double>(i) / (kShares - 1));
    logs[static_cast<std::size_t>(i)] = static_cast<double>(bad_) * std::log(share / budget_) +
                                        static_cast<double>(good_) * std::log((1 - share) / (1 - budget_));
  }
  const double most = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (const double log : logs) sum += std::exp(log - most);
  return most + std::log(sum / kShares);
}

}  // namespace flotilla
