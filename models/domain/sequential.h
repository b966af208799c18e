// Tests that may be looked at as often as one likes, after every sample if need be, without more false alarms than they
// promise. A test for a fixed number of samples does not have that: at a nominal 5 %, looked at every 100 samples up to
// 20,000, it cries wolf in 35 % of all cases. Thread: values; pure.
#pragma once

#include <cstdint>

namespace flotilla {

// Wald's sequential probability ratio test of a share d of samples, H1: d <= good against H0: d >= bad. For each sample
// the log-likelihood ratio moves by ln(bad / good) if it differs, and by ln((1 - bad) / (1 - good)) if not; at
// ln((1 - beta) / alpha) it is refused, at ln(beta / (1 - alpha)) promoted (A. Wald, Sequential Tests of Statistical
// Hypotheses, 1945). With alpha = beta = 0.05 each error is about 5 % at most. The first verdict stays.
enum class SprtVerdict { Undecided, Promote, Refuse };

class Sprt {
 public:
  // 0 < good < bad <= 1; 0 < alpha, beta < 0.5.
  Sprt(double good, double bad, double alpha = 0.05, double beta = 0.05);

  // Many at once are one look after the last of them.
  void take(std::uint64_t differ, std::uint64_t same);
  SprtVerdict verdict() const { return verdict_; }
  // Positive towards bad. At most a thousand either way, so that it can be told and added up.
  double llr() const { return llr_; }

 private:
  double differs_;
  double same_;
  double refuse_;
  double promote_;
  double llr_ = 0;
  SprtVerdict verdict_ = SprtVerdict::Undecided;
};

// Evidence that a share of samples is above a budget: the likelihood of what was seen under a mixture of shares above
// it, over that under the budget itself. Where the share is at most the budget, this is a supermartingale that starts
// at 1, and so ever reaches 20 with a chance of at most 1 in 20, however often it is looked at (Ville's inequality;
// Ramdas and others, Game-Theoretic Statistics and Safe Anytime-Valid Inference, 2023). That of independent nodes
// multiplies: their logarithms add up.
inline constexpr double kAlarmLogE = 2.995732273553991;  // ln 20

class EProcess {
 public:
  // Above 0. From 1 on there is nothing above, and never an alarm.
  explicit EProcess(double budget) : budget_(budget) {}

  void take(std::uint64_t bad, std::uint64_t good);
  // Natural logarithm; 0 before anything was taken.
  double logE() const;
  bool alarms() const { return logE() >= kAlarmLogE; }

 private:
  double budget_;
  std::uint64_t bad_ = 0;
  std::uint64_t good_ = 0;
};

}  // namespace flotilla
