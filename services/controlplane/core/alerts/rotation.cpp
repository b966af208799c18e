#include "services/controlplane/core/alerts/rotation.h"

#include <algorithm>
#include <set>

#include "services/runtime/zone.h"

namespace flotilla::controlplane {
namespace {

using namespace std::chrono;

constexpr std::size_t kMaxMembers = 100;
constexpr std::size_t kMaxOverrides = 1000;
constexpr std::uint32_t kMaxTurnDays = 366;

sys_days dayOf(const LocalMinute& local) {
  return sys_days(year(local.year) / local.month / local.day);
}

// Where a turn begins. Without its zone, which the configuration was refused without, days are 24 hours.
TimePoint turnStart(const Rotation& rotation, std::int64_t turn) {
  const auto first = localOf(rotation.zone, rotation.start);
  const days shift(turn * rotation.turnDays);
  if (first) {
    const year_month_day date(dayOf(*first) + shift);
    const LocalMinute local{static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
                            static_cast<int>(static_cast<unsigned>(date.day())), first->hour, first->minute};
    if (const auto moment = momentOf(rotation.zone, local)) return *moment;
  }
  return rotation.start + shift;
}

std::int64_t turnAt(const Rotation& rotation, TimePoint at) {
  const Duration length = days(rotation.turnDays);
  std::int64_t turn = (at - rotation.start) / length;  // clocks shift it by one at most
  while (turn > 0 && at < turnStart(rotation, turn)) --turn;
  while (at >= turnStart(rotation, turn + 1)) ++turn;
  return turn;
}

const Member* findMember(const Rotation& rotation, const std::string& name) {
  const auto at = std::find_if(rotation.members.begin(), rotation.members.end(),
                               [&](const Member& member) { return member.name == name; });
  return at == rotation.members.end() ? nullptr : &*at;
}

Error inField(Error error, const std::string& field) {
  error.field = field;
  return error;
}

Status checkOverrides(const Rotation& rotation, const std::string& field) {
  if (rotation.overrides.size() > kMaxOverrides)
    return invalid("too_many", "there are more than " + std::to_string(kMaxOverrides) + " overrides",
                   field + ".overrides", "leave out those that are over");
  for (std::size_t i = 0; i < rotation.overrides.size(); ++i) {
    const TurnOverride& one = rotation.overrides[i];
    const std::string place = field + ".overrides[" + std::to_string(i) + "]";
    if (findMember(rotation, one.member) == nullptr)
      return invalid("unknown_member", "\"" + one.member + "\" is no member of this rotation", place + ".member",
                     "name a member");
    if (one.to <= one.from)
      return invalid("bad_times", "the override ends before it begins", place + ".to", "choose a later end");
  }
  return okStatus();
}

}  // namespace

Status checkRotation(const Rotation& rotation, const std::string& field) {
  if (rotation.name.empty()) return invalid("no_name", "a rotation has a name", field + ".name", "name it");
  if (const auto zone = checkZone(rotation.zone); !zone) return inField(zone.error(), field + ".zone");
  if (rotation.turnDays < 1 || rotation.turnDays > kMaxTurnDays)
    return invalid("bad_turn", "a turn lasts 1 to " + std::to_string(kMaxTurnDays) + " days", field + ".turnDays",
                   "write for example 7");
  if (rotation.members.empty() || rotation.members.size() > kMaxMembers)
    return invalid("no_members", "a rotation has 1 to " + std::to_string(kMaxMembers) + " members", field + ".members",
                   "name who takes turns");
  std::set<std::string> names;
  for (std::size_t i = 0; i < rotation.members.size(); ++i)
    if (rotation.members[i].name.empty() || !names.insert(rotation.members[i].name).second)
      return invalid("same_name", "every member has a name of its own",
                     field + ".members[" + std::to_string(i) + "].name", "name an operator once");
  return checkOverrides(rotation, field);
}

std::optional<OnCall> onCallAt(const Rotation& rotation, TimePoint at) {
  OnCall out{nullptr, TimePoint::max(), false};
  if (!rotation.members.empty() && rotation.turnDays > 0 && at >= rotation.start) {
    const std::int64_t turn = turnAt(rotation, at);
    out.until = turnStart(rotation, turn + 1);
    out.member = &rotation.members[static_cast<std::size_t>(turn) % rotation.members.size()];
  }
  for (const TurnOverride& one : rotation.overrides) {
    const Member* member = findMember(rotation, one.member);
    if (member == nullptr || at >= one.to) continue;
    if (at >= one.from) {
      out.member = member;
      out.takesOver = true;
    }
    out.until = std::min(out.until, at >= one.from ? one.to : one.from);
  }
  if (out.member == nullptr) return std::nullopt;
  return out;
}

}  // namespace flotilla::controlplane
