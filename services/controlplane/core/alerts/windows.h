// Maintenance that was announced: hours in which what matches is not told. Pure but for the zones of the machine.
// Thread: any; a window does not change.
#pragma once

#include <string>
#include <vector>

#include "models/domain/alerting.h"
#include "services/controlplane/core/alerts/matching.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxWindows = 200;

// By the clock on the wall of its zone, between its first and last time.
bool isOpenAt(const MaintenanceWindow& window, TimePoint now);

class Windows {
 public:
  // Errors name `windows[i]...`: too_many, no_name, same_name, unknown_zone, bad_hours, bad_times, and those of
  // Matchers.
  static Result<Windows> compile(const std::vector<MaintenanceWindow>& windows);

  bool has(const std::string& name) const;
  std::size_t size() const { return all_.size(); }
  const std::string& nameOf(std::size_t index) const { return all_[index].window.name; }
  // Indexes of those whose own matchers this alert has; a window without matchers is only for routes that name it.
  std::vector<std::size_t> matching(const Labels& labels) const;
  // One flag for each window.
  std::vector<bool> openAt(TimePoint now) const;
  // Of these names, those that are open.
  std::vector<std::string> openAmong(const std::vector<std::string>& names, const std::vector<bool>& open) const;

 private:
  struct One {
    MaintenanceWindow window;
    Matchers matchers;
  };
  std::vector<One> all_;
};

}  // namespace flotilla::controlplane
