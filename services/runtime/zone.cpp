#include "services/runtime/zone.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <string_view>
#include <system_error>
#include <vector>

#include "models/domain/nearest_name.h"
#include "services/runtime/log.h"

namespace flotilla {
namespace {

constexpr std::string_view kZones = "/usr/share/zoneinfo/";
constexpr std::size_t kMaxZoneBytes = 64;
constexpr int kHorizonDays = 15;

bool isZoneLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
}

// Every IANA name begins with a capital. What else lies beside the zones does not: posix, right, localtime, zone.tab.
// Without dots and empty parts a name cannot lead out of the folder.
bool isZoneName(std::string_view name) {
  if (name.empty() || name.size() > kMaxZoneBytes || name.front() < 'A' || name.front() > 'Z') return false;
  const bool letters = std::all_of(name.begin(), name.end(), [](char c) { return c == '/' || isZoneLetter(c); });
  return letters && name.back() != '/' && name.find("//") == std::string_view::npos;
}

// Abseil remembers every name that it was asked for, so it is asked only for files that exist. Given the whole path it
// reads neither TZDIR nor names of its own such as "localtime".
std::optional<absl::TimeZone> findZone(const std::string& name) {
  if (name == "UTC") return absl::UTCTimeZone();
  if (!isZoneName(name)) return std::nullopt;
  const std::string file = std::string(kZones) + name;
  std::error_code error;
  absl::TimeZone zone;
  if (!std::filesystem::is_regular_file(file, error) || !absl::LoadTimeZone(file, &zone)) return std::nullopt;
  return zone;
}

std::vector<std::string> knownZones() {
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  std::error_code error;
  fs::recursive_directory_iterator at(kZones, fs::directory_options::skip_permission_denied, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    std::string name = at->path().string().substr(kZones.size());
    std::error_code unreadable;
    if (!isZoneName(name))
      at.disable_recursion_pending();
    else if (at->is_regular_file(unreadable))
      names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

// People write "Amsterdam" as often as they misspell "Europe/Amsterdam".
std::string nearestZone(const std::string& wanted, const std::vector<std::string>& zones) {
  if (wanted.size() < 3) return {};  // near to everything
  const std::string near = nearestName(wanted, zones);
  if (!near.empty()) return near;
  std::map<std::string, std::string> zoneOfCity;
  std::vector<std::string> cities;
  for (const std::string& zone : zones) {
    const std::string& city = cities.emplace_back(zone.substr(zone.rfind('/') + 1));
    zoneOfCity.emplace(city, zone);
  }
  const std::string city = nearestName(wanted.substr(wanted.rfind('/') + 1), cities);
  return city.empty() ? "" : zoneOfCity[city];
}

void sayUnknown(const std::string& zone) {
  static std::mutex mutex;
  static std::set<std::string> said;
  const std::lock_guard lock(mutex);
  if (said.insert(zone).second)
    log::error("a time zone is not known here, so its windows stay closed; install the package tzdata",
               {{"zone", zone}});
}

std::optional<absl::TimeZone> zoneOf(const TimeWindow& window) {
  auto zone = findZone(window.zone);
  if (!zone) sayUnknown(window.zone);
  return zone;
}

absl::Time toAbsl(TimePoint at) {
  return absl::FromUnixMicros(toMicros(at));
}

bool isOpenIn(const absl::TimeZone& zone, const TimeWindow& window, absl::Time at) {
  const absl::CivilSecond local = zone.At(at).cs;
  const auto minute = static_cast<std::uint32_t>(local.hour() * 60 + local.minute());
  const auto today = static_cast<std::size_t>(absl::GetWeekday(local));  // Monday is 0
  const auto yesterday = (today + 6) % 7;
  if (window.fromMinute < window.toMinute)
    return window.days[today] && minute >= window.fromMinute && minute < window.toMinute;
  return (window.days[today] && minute >= window.fromMinute) || (window.days[yesterday] && minute < window.toMinute);
}

// When a window may open: when clocks there show `fromMinute`, and when they are changed.
std::vector<absl::Time> possibleOpenings(const absl::TimeZone& zone, const TimeWindow& window, absl::Time begin,
                                         absl::Time end) {
  std::vector<absl::Time> times;
  const absl::CivilDay last = absl::ToCivilDay(end, zone);
  for (absl::CivilDay day = absl::ToCivilDay(begin, zone); day <= last; ++day) {
    const auto opening = zone.At(absl::CivilSecond(day) + 60 * static_cast<std::int64_t>(window.fromMinute));
    times.insert(times.end(), {opening.pre, opening.post});
  }
  absl::TimeZone::CivilTransition change;
  for (absl::Time at = begin; at < end && zone.NextTransition(at, &change);) {
    at = zone.At(std::min(change.from, change.to)).trans;
    times.push_back(at);
  }
  return times;
}

}  // namespace

Status checkZone(const std::string& zone) {
  if (findZone(zone)) return okStatus();
  const auto zones = knownZones();
  const std::string near = nearestZone(zone.substr(0, kMaxZoneBytes), zones);
  std::string fix = "write an IANA name such as Europe/Amsterdam, or UTC";
  if (zones.empty()) fix = "install the package tzdata, or write UTC";
  if (!near.empty()) fix = "did you mean \"" + near + "\"?";
  return invalid("unknown_zone", "\"" + zone.substr(0, kMaxZoneBytes) + "\" is not a time zone", {}, std::move(fix));
}

bool isOpen(const TimeWindow& window, TimePoint at) {
  const auto zone = zoneOf(window);
  return zone && isOpenIn(*zone, window, toAbsl(at));
}

std::optional<TimePoint> nextOpening(const TimeWindow& window, TimePoint now) {
  const auto zone = zoneOf(window);
  if (!zone) return std::nullopt;
  const absl::Time begin = toAbsl(now);
  if (isOpenIn(*zone, window, begin)) return now;
  const absl::Time end = begin + absl::Hours(24 * kHorizonDays);
  std::optional<TimePoint> first;
  for (const absl::Time at : possibleOpenings(*zone, window, begin, end)) {
    const TimePoint instant = fromMicros(absl::ToUnixMicros(at));
    const bool sooner = at > begin && at <= end && (!first || instant < *first);
    if (sooner && isOpenIn(*zone, window, at)) first = instant;
  }
  return first;
}

std::optional<TimePoint> momentOf(const std::string& zone, const LocalMinute& local) {
  const auto known = findZone(zone);
  const absl::CivilMinute civil(local.year, local.month, local.day, local.hour, local.minute);
  const bool real = civil.year() == local.year && civil.month() == local.month && civil.day() == local.day &&
                    civil.hour() == local.hour && civil.minute() == local.minute;
  if (!known || !real) return std::nullopt;
  const auto found = known->At(absl::CivilSecond(civil));
  const bool skipped = found.kind == absl::TimeZone::TimeInfo::SKIPPED;
  return fromMicros(absl::ToUnixMicros(skipped ? found.trans : found.pre));
}

std::optional<LocalMinute> localOf(const std::string& zone, TimePoint at) {
  const auto known = findZone(zone);
  if (!known) return std::nullopt;
  const absl::CivilSecond local = known->At(toAbsl(at)).cs;
  return LocalMinute{static_cast<int>(local.year()), local.month(), local.day(), local.hour(), local.minute()};
}

}  // namespace flotilla
