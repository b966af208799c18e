#include "models/domain/fault.h"

#include <algorithm>

#include "models/domain/utf8.h"

namespace flotilla {
namespace {

constexpr Duration kUsualTime = std::chrono::minutes(1);
constexpr Duration kLatestStart = std::chrono::hours(1);
constexpr Duration kShortestSlowness = std::chrono::milliseconds(1);
constexpr Duration kSecond = std::chrono::seconds(1);
constexpr std::size_t kMaxWhere = 500;
constexpr std::string_view kFix = "write for example: kill-worker for=30s every=5s where=name:rotterdam-1";

Error badFault(const std::string& message, const std::string& fix = std::string(kFix)) {
  return invalid("bad_fault", message, "fault", fix);
}

Status within(const char* field, Duration value, Duration least, Duration most) {
  if (value >= least && value <= most) return okStatus();
  return invalid("fault_out_of_range", std::string(field) + " is " + toText(value), field,
                 "choose from " + toText(least) + " to " + toText(most));
}

// What the amount of a kind is called; empty = it has none.
std::string_view amountName(FaultKind kind) {
  switch (kind) {
    case FaultKind::SlowLink:
      return "delay";
    case FaultKind::SkewClock:
      return "by";
    case FaultKind::KillWorker:
      return "every";
    case FaultKind::CutLink:
    case FaultKind::FillQuota:
    case FaultKind::RestartAgent:
      break;
  }
  return {};
}

Status checkAmount(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::SlowLink:
      return within("amount", fault.amount, kShortestSlowness, kMostSlowness);
    case FaultKind::SkewClock:
      return within("amount", std::chrono::abs(fault.amount), kSecond, kMostSkew);
    case FaultKind::KillWorker:
      return fault.amount == Duration(0) ? okStatus() : within("amount", fault.amount, kSecond, kLongestFault);
    case FaultKind::CutLink:
    case FaultKind::FillQuota:
    case FaultKind::RestartAgent:
      break;
  }
  if (fault.amount == Duration(0)) return okStatus();
  return invalid("fault_out_of_range", std::string(toText(fault.kind)) + " has no amount", "amount", "leave it out");
}

Result<Duration> parseSigned(std::string_view text) {
  const bool behind = text.starts_with('-');
  if (behind) text.remove_prefix(1);
  FLOTILLA_TRY(const Duration value, parseDuration(text));
  return behind ? -value : value;
}

std::string signedText(Duration value) {
  return value < Duration(0) ? "-" + toText(-value) : toText(value);
}

Status readWord(std::string_view word, Fault& fault) {
  const std::size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  const std::string_view value = equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
  if (name == "workload") {
    FLOTILLA_CHECK(checkName("fault", value));
    fault.workload = WorkloadName(std::string(value));
    return okStatus();
  }
  Duration* target = nullptr;
  if (name == "for") target = &fault.lasts;
  if (name == "after") target = &fault.after;
  if (!amountName(fault.kind).empty() && name == amountName(fault.kind)) target = &fault.amount;
  if (target == nullptr)
    return badFault("\"" + excerpt(word, 40) + "\" means nothing for " + std::string(toText(fault.kind)));
  const auto length = parseSigned(value);
  if (!length) return badFault(std::string(name) + ": " + length.error().message, length.error().fix);
  *target = *length;
  return okStatus();
}

}  // namespace

Status checkFault(const Fault& fault) {
  FLOTILLA_CHECK(within("lasts", fault.lasts, kShortestFault, kLongestFault));
  FLOTILLA_CHECK(within("after", fault.after, Duration(0), kLatestStart));
  FLOTILLA_CHECK(checkAmount(fault));
  if (!fault.workload.empty()) {
    if (fault.kind != FaultKind::KillWorker)
      return invalid("fault_out_of_range", std::string(toText(fault.kind)) + " has no workload", "workload",
                     "leave it out");
    FLOTILLA_CHECK(checkName("workload", fault.workload.value));
  }
  const bool oneLine = std::none_of(fault.where.begin(), fault.where.end(), [](char c) { return c >= 0 && c < ' '; });
  if (fault.where.empty() || fault.where.size() > kMaxWhere || !oneLine)
    return invalid("no_where", "a fault needs a selector of 1 to 500 characters that says on which nodes", "where",
                   "write for example where=name:rotterdam-1");
  return okStatus();
}

Result<Fault> readFaultText(std::string_view text) {
  Fault fault;
  const std::string_view kind = text.substr(0, text.find(' '));
  const auto at = std::find(kFaultKindNames.begin(), kFaultKindNames.end(), kind);
  if (at == kFaultKindNames.end())
    return badFault("\"" + excerpt(kind, 40) + "\" is no kind of fault",
                    "there are cut-link, slow-link, kill-worker, fill-quota, skew-clock and restart-agent");
  fault.kind = static_cast<FaultKind>(at - kFaultKindNames.begin());
  fault.lasts = kUsualTime;
  constexpr std::string_view kWhere = "where=";
  std::string_view rest = text.substr(kind.size());
  while (!rest.empty()) {
    if (rest.front() == ' ') {
      rest.remove_prefix(1);
      continue;
    }
    if (rest.starts_with(kWhere)) {
      fault.where = rest.substr(kWhere.size());
      break;
    }
    const std::string_view word = rest.substr(0, rest.find(' '));
    FLOTILLA_CHECK(readWord(word, fault));
    rest.remove_prefix(word.size());
  }
  return fault;
}

Result<Fault> parseFault(std::string_view text) {
  FLOTILLA_TRY(Fault fault, readFaultText(text));
  const Status good = checkFault(fault);
  if (good) return fault;
  Error why = good.error();
  why.message = std::string(toText(fault.kind)) + ": " + why.message;
  why.field = "fault";
  return why;
}

std::string faultText(const Fault& fault) {
  std::string out(toText(fault.kind));
  out += " for=" + toText(fault.lasts);
  if (fault.amount != Duration(0)) out += " " + std::string(amountName(fault.kind)) + "=" + signedText(fault.amount);
  if (!fault.workload.empty()) out += " workload=" + fault.workload.value;
  if (fault.after != Duration(0)) out += " after=" + toText(fault.after);
  return out + " where=" + fault.where;
}

std::string faultInWords(const Fault& fault) {
  std::string out(toText(fault.kind));
  if (!fault.workload.empty()) out += " of " + fault.workload.value;
  if (fault.kind != FaultKind::RestartAgent) out += " for " + toText(fault.lasts);
  if (fault.amount != Duration(0))
    out += (fault.kind == FaultKind::KillWorker ? ", every " : ", by ") + signedText(fault.amount);
  if (fault.after != Duration(0)) out += ", after " + toText(fault.after);
  return out;
}

}  // namespace flotilla
