#include "models/view/fault_form.h"

#include <algorithm>

#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

using namespace std::chrono_literals;

template <class F>
QStringList textsOf(const std::vector<Duration>& offered, F say) {
  QStringList out;
  for (const Duration one : offered) out << say(one);
  return out;
}

QString length(Duration value) {
  if (value < 1s)
    return QStringLiteral("%1 ms").arg(std::chrono::duration_cast<std::chrono::milliseconds>(value).count());
  return value == 1min ? QStringLiteral("1 min") : plain(value);
}

}  // namespace

QStringList faultKinds() {
  QStringList out;
  for (const std::string_view name : kFaultKindNames) out << text(name);
  return out;
}

QString meaningOf(FaultKind kind) {
  switch (kind) {
    case FaultKind::CutLink:
      return QStringLiteral("The node ends its session with the control plane and opens none.");
    case FaultKind::SlowLink:
      return QStringLiteral("Whatever the node says to the control plane comes later.");
    case FaultKind::KillWorker:
      return QStringLiteral("The workers of a workload are killed, once or again and again.");
    case FaultKind::FillQuota:
      return QStringLiteral("What the node may keep for the control plane is full.");
    case FaultKind::SkewClock:
      return QStringLiteral("The times that the node reports are wrong; nothing on it goes by them.");
    case FaultKind::RestartAgent:
      break;
  }
  return QStringLiteral("The agent ends in good order and starts anew; it should be back by then.");
}

QString amountNameOf(FaultKind kind) {
  switch (kind) {
    case FaultKind::SlowLink:
      return QStringLiteral("Delay");
    case FaultKind::KillWorker:
      return QStringLiteral("Again");
    case FaultKind::SkewClock:
      return QStringLiteral("By");
    default:
      return {};
  }
}

const std::vector<Duration>& lengthsOffered() {
  static const std::vector<Duration> kAll{5s, 10s, 30s, 1min, 2min, 3min, 5min, 10min, 15min};
  return kAll;
}

const std::vector<Duration>& delaysOffered() {
  static const std::vector<Duration> kAll{0s, 10s, 30s, 1min, 2min, 5min, 10min, 15min, 30min, 45min};
  return kAll;
}

const std::vector<Duration>& amountsOffered(FaultKind kind) {
  static const std::vector<Duration> kSlow{100ms, 500ms, 1s, 2s, 5s, 10s, 30s};
  static const std::vector<Duration> kAgain{0s, 2s, 5s, 10s, 30s, 1min};
  static const std::vector<Duration> kSkew{-24h, -1h, -10min, -1min, 1min, 10min, 1h, 24h};
  static const std::vector<Duration> kNone;
  switch (kind) {
    case FaultKind::SlowLink:
      return kSlow;
    case FaultKind::KillWorker:
      return kAgain;
    case FaultKind::SkewClock:
      return kSkew;
    default:
      return kNone;
  }
}

QStringList lengthTexts() {
  return textsOf(lengthsOffered(), length);
}

QStringList delayTexts() {
  return textsOf(delaysOffered(), [](Duration one) {
    return one == Duration(0) ? QStringLiteral("at once") : QStringLiteral("after ") + length(one);
  });
}

QStringList amountTexts(FaultKind kind) {
  return textsOf(amountsOffered(kind), [kind](Duration one) {
    if (kind == FaultKind::SlowLink) return length(one);
    if (kind == FaultKind::SkewClock)
      return length(std::chrono::abs(one)) + (one < Duration(0) ? QStringLiteral(" behind") : QStringLiteral(" ahead"));
    return one == Duration(0) ? QStringLiteral("once") : QStringLiteral("every ") + length(one);
  });
}

int placeOf(const std::vector<Duration>& offered, Duration value) {
  const auto nearest = std::min_element(offered.begin(), offered.end(), [value](Duration a, Duration b) {
    return std::chrono::abs(a - value) < std::chrono::abs(b - value);
  });
  return nearest == offered.end() ? 0 : static_cast<int>(nearest - offered.begin());
}

Duration usualAmount(FaultKind kind) {
  if (kind == FaultKind::SlowLink) return 2s;
  return kind == FaultKind::SkewClock ? Duration(10min) : Duration(0);
}

}  // namespace flotilla::view
