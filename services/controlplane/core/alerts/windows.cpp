#include "services/controlplane/core/alerts/windows.h"

#include <algorithm>
#include <set>

#include "services/runtime/zone.h"

namespace flotilla::controlplane {
namespace {

Status checkWindow(const MaintenanceWindow& window, const std::string& field) {
  if (window.name.empty()) return invalid("no_name", "a window has a name", field + ".name", "name it");
  if (const auto zone = checkZone(window.hours.zone); !zone) {
    Error error = zone.error();
    error.field = field + ".zone";
    return error;
  }
  constexpr std::uint32_t kDay = 24 * 60;
  const TimeWindow& hours = window.hours;
  const bool anyDay = std::find(hours.days.begin(), hours.days.end(), true) != hours.days.end();
  if (!anyDay || hours.fromMinute >= kDay || hours.toMinute == 0 || hours.toMinute > kDay ||
      hours.fromMinute == hours.toMinute)
    return invalid("bad_hours", "the window never opens", field + ".hours", "name days, and hours from 00:00 to 24:00");
  if (window.from && window.to && *window.to <= *window.from)
    return invalid("bad_times", "the window ends before it begins", field + ".to", "choose a later end");
  return okStatus();
}

}  // namespace

bool isOpenAt(const MaintenanceWindow& window, TimePoint now) {
  if ((window.from && now < *window.from) || (window.to && now >= *window.to)) return false;
  return isOpen(window.hours, now);
}

Result<Windows> Windows::compile(const std::vector<MaintenanceWindow>& windows) {
  if (windows.size() > kMaxWindows)
    return invalid("too_many", "there are more than " + std::to_string(kMaxWindows) + " windows", "windows",
                   "leave some out");
  Windows out;
  std::set<std::string> names;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const std::string field = "windows[" + std::to_string(i) + "]";
    FLOTILLA_CHECK(checkWindow(windows[i], field));
    if (!names.insert(windows[i].name).second)
      return invalid("same_name", "two windows are named \"" + windows[i].name + "\"", field + ".name", "rename one");
    FLOTILLA_TRY(Matchers matchers, Matchers::compile(windows[i].matchers, field + ".matchers"));
    out.all_.push_back({windows[i], std::move(matchers)});
  }
  return out;
}

bool Windows::has(const std::string& name) const {
  return std::any_of(all_.begin(), all_.end(), [&](const One& one) { return one.window.name == name; });
}

std::vector<std::size_t> Windows::matching(const Labels& labels) const {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < all_.size(); ++i)
    if (!all_[i].matchers.empty() && all_[i].matchers.match(labels)) out.push_back(i);
  return out;
}

std::vector<bool> Windows::openAt(TimePoint now) const {
  std::vector<bool> out;
  out.reserve(all_.size());
  for (const One& one : all_) out.push_back(isOpenAt(one.window, now));
  return out;
}

std::vector<std::string> Windows::openAmong(const std::vector<std::string>& names,
                                            const std::vector<bool>& open) const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < all_.size(); ++i)
    if (open[i] && std::find(names.begin(), names.end(), all_[i].window.name) != names.end())
      out.push_back(all_[i].window.name);
  return out;
}

}  // namespace flotilla::controlplane
