// Alertmanager's API v2 in JSON, as version 0.25 takes and gives it, with the words in which it refuses. Field by field
// from its OpenAPI document and from what the program itself answers. Thread: pure functions.
//
// What comes in is strict JSON (no key twice, depth, 1 MiB); keys that nobody knows are left alone, because newer
// programs send more.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/domain/alert.h"

namespace flotilla {

// `code` 0: the body is the message as a JSON string, otherwise go-swagger's {"code","message"}.
struct ApiFault {
  unsigned status = 400;
  int code = 0;
  std::string message = {};
  friend bool operator==(const ApiFault&, const ApiFault&) = default;
};
std::string encodeFault(const ApiFault& fault);

// A time that is not given is TimePoint{}. Alerts that cannot be are refused one by one, the others stay.
struct PostedAlerts {
  std::vector<Alert> good;
  std::vector<std::string> refused;  // a sentence each
};
inline constexpr std::size_t kMaxPostedAlerts = 2'000;  // Prometheus sends 64 at a time
inline constexpr std::size_t kMaxAlertLabels = 64;      // and as many annotations
inline constexpr std::size_t kMaxLabelValue = 4 * 1024;
inline constexpr std::size_t kMaxSilenceMatchers = 64;
std::variant<PostedAlerts, ApiFault> decodePostedAlerts(std::string_view body);

// Without updatedAt; an empty id makes a new one.
std::variant<Silence, ApiFault> decodePostedSilence(std::string_view body);

struct ApiAlertGroup {
  std::string receiver;
  Labels labels;
  std::vector<const AlertStatus*> alerts;
};
struct ApiStatus {
  std::string version;  // of flotillad
  TimePoint startedAt{};
  std::string config;  // the alerting document
};
using IdOfLabels = std::function<AlertId(const Labels&)>;

std::string encodeAlerts(const std::vector<const AlertStatus*>& alerts, const IdOfLabels& idOf);
std::string encodeAlertGroups(const std::vector<ApiAlertGroup>& groups, const IdOfLabels& idOf);
std::string encodeSilence(const Silence& silence, TimePoint now);
std::string encodeSilences(const std::vector<Silence>& silences, TimePoint now);
std::string encodeSilenceId(const SilenceId& id);
std::string encodeReceivers(const std::vector<std::string>& names);
std::string encodeStatus(const ApiStatus& status);

}  // namespace flotilla
