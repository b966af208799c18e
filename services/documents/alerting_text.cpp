// Alerting in its canonical words, and what two of them differ in.
#include <algorithm>

#include "services/documents/alerting.h"
#include "services/documents/plan_limits.h"

namespace flotilla {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (byte < 0x20 || byte == 0x7f)
      out += std::string("\\x") + kHexDigits[byte >> 4] + kHexDigits[byte & 15];
    else
      out += c;
  }
  return out + "\"";
}

std::string lengthText(Duration length) {
  return length == Duration(0) ? "0s" : toText(length);
}

// "[a, b]"
template <class Items, class Text>
std::string listText(const Items& items, Text text) {
  std::string out;
  for (const auto& item : items) out += (out.empty() ? "" : ", ") + text(item);
  return "[" + out + "]";
}
std::string listText(const std::vector<std::string>& names) {
  return listText(names, [](const std::string& name) { return quoted(name); });
}
std::string listText(const std::vector<Matcher>& matchers) {
  return listText(matchers, [](const Matcher& matcher) { return quoted(toText(matcher)); });
}
std::string mapText(const std::map<std::string, std::string>& values, std::string_view suffix) {
  const std::string list = listText(
      values, [&](const auto& entry) { return entry.first + std::string(suffix) + ": " + quoted(entry.second); });
  return "{" + list.substr(1, list.size() - 2) + "}";
}

std::string minuteText(std::uint32_t minute) {
  const auto two = [](std::uint32_t n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
  return quoted(two(minute / 60) + ":" + two(minute % 60));
}

std::string hoursText(const TimeWindow& hours) {
  std::vector<std::string> days;
  for (std::size_t day = 0; day < kDayNames.size(); ++day)
    if (hours.days[day]) days.emplace_back(kDayNames[day]);
  std::string out = "{zone: " + quoted(hours.zone);
  if (days.size() < kDayNames.size()) out += ", days: " + listText(days);
  return out + ", from: " + minuteText(hours.fromMinute) + ", to: " + minuteText(hours.toMinute) + "}";
}

// Lines at a depth. The first of an element begins with "- ".
class Lines {
 public:
  void add(const std::string& key, const std::string& value) {
    out_ += std::string(2 * (depth_ - (isFirst_ ? 1 : 0)), ' ') + (isFirst_ ? "- " : "") + key + ":" +
            (value.empty() ? "" : " " + value) + "\n";
    isFirst_ = false;
  }
  template <class Items, class Write>
  void list(const char* key, const Items& items, Write write) {
    if (items.empty()) return;
    add(key, "");
    depth_ += 2;
    for (const auto& item : items) {
      isFirst_ = true;
      write(*this, item);
    }
    depth_ -= 2;
  }
  void deeper() { ++depth_; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  std::size_t depth_ = 0;
  bool isFirst_ = false;
};

void write(Lines& lines, const Notifier& notifier) {
  lines.add("kind", quoted(notifier.kind));
  if (!notifier.settings.empty()) lines.add("settings", mapText(notifier.settings, ""));
  if (!notifier.secretFiles.empty()) lines.add("secrets", mapText(notifier.secretFiles, "_file"));
  if (!notifier.sendResolved) lines.add("send_resolved", "false");
}

const auto kNotifier = [](Lines& lines, const Notifier& notifier) { write(lines, notifier); };

void write(Lines& lines, const Receiver& receiver) {
  lines.add("name", quoted(receiver.name));
  lines.list("notifiers", receiver.notifiers, kNotifier);
  if (!receiver.rotation.empty()) lines.add("rotation", quoted(receiver.rotation));
}

void write(Lines& lines, const Rotation& rotation) {
  lines.add("name", quoted(rotation.name));
  lines.add("zone", quoted(rotation.zone));
  lines.add("start", quoted(toRfc3339(rotation.start)));
  lines.add("turn_days", std::to_string(rotation.turnDays));
  lines.list("members", rotation.members, [](Lines& l, const Member& member) {
    l.add("name", quoted(member.name));
    l.list("notifiers", member.notifiers, kNotifier);
  });
  lines.list("overrides", rotation.overrides, [](Lines& l, const TurnOverride& turn) {
    l.add("member", quoted(turn.member));
    l.add("from", quoted(toRfc3339(turn.from)));
    l.add("to", quoted(toRfc3339(turn.to)));
  });
}

void write(Lines& lines, const InhibitRule& rule) {
  lines.add("name", quoted(rule.name));
  lines.add("source", listText(rule.source));
  lines.add("target", listText(rule.target));
  if (!rule.equal.empty()) lines.add("equal", listText(rule.equal));
  if (rule.lasts != Duration(0)) lines.add("lasts", lengthText(rule.lasts));
}

void write(Lines& lines, const MaintenanceWindow& window) {
  lines.add("name", quoted(window.name));
  if (!window.matchers.empty()) lines.add("matchers", listText(window.matchers));
  lines.add("hours", hoursText(window.hours));
  if (window.from) lines.add("from", quoted(toRfc3339(*window.from)));
  if (window.to) lines.add("to", quoted(toRfc3339(*window.to)));
  if (!window.reason.empty()) lines.add("reason", quoted(window.reason));
}

void write(Lines& lines, const AlertRoute& route) {
  lines.add("matchers", listText(route.matchers));
  if (!route.receiver.empty()) lines.add("receiver", quoted(route.receiver));
  if (route.groupBy) lines.add("group_by", listText(*route.groupBy));
  if (route.groupWait) lines.add("group_wait", lengthText(*route.groupWait));
  if (route.groupInterval) lines.add("group_interval", lengthText(*route.groupInterval));
  if (route.repeatInterval) lines.add("repeat_interval", lengthText(*route.repeatInterval));
  if (!route.muteIn.empty()) lines.add("mute_in", listText(route.muteIn));
  if (route.escalation && route.escalation->empty()) lines.add("escalation", "[]");
  if (route.escalation)
    lines.list("escalation", *route.escalation, [](Lines& l, const EscalationStep& step) {
      l.add("after", lengthText(step.after));
      l.add("receiver", quoted(step.receiver));
    });
  if (route.goesOn) lines.add("continue", "true");
  lines.list("routes", route.routes, [](Lines& l, const AlertRoute& child) { write(l, child); });
}

// The root without its matchers, which it does not have.
std::string rootText(const AlertRoute& root) {
  Lines lines;
  lines.deeper();
  write(lines, root);
  const std::string text = lines.take();
  const std::string rest = text.substr(text.find('\n') + 1);
  return rest.empty() ? "route: {}\n" : "route:\n" + rest;
}

const auto kWrite = [](Lines& lines, const auto& thing) { write(lines, thing); };

template <class T>
void compare(const char* kind, const std::vector<T>& before, const std::vector<T>& after,
             std::vector<std::string>& out) {
  const auto named = [](const std::vector<T>& things, const std::string& name) {
    return std::find_if(things.begin(), things.end(), [&](const T& thing) { return thing.name == name; });
  };
  for (const T& thing : after) {
    const auto old = named(before, thing.name);
    if (old == before.end())
      out.push_back(std::string("+ ") + kind + " " + thing.name);
    else if (!(*old == thing))
      out.push_back(std::string("~ ") + kind + " " + thing.name);
  }
  for (const T& thing : before)
    if (named(after, thing.name) == after.end()) out.push_back(std::string("- ") + kind + " " + thing.name);
}

}  // namespace

std::string toYaml(const Alerting& alerting) {
  Lines lines;
  lines.list("receivers", alerting.receivers, kWrite);
  lines.list("rotations", alerting.rotations, kWrite);
  lines.list("windows", alerting.windows, kWrite);
  lines.list("inhibitions", alerting.inhibitions, kWrite);
  lines.add("resolve_after", lengthText(alerting.resolveAfter));
  lines.add("hold_resolved", lengthText(alerting.holdResolved));
  return lines.take() + rootText(alerting.route);
}

std::vector<std::string> differencesOf(const Alerting& before, const Alerting& after) {
  std::vector<std::string> out;
  compare("receiver", before.receivers, after.receivers, out);
  compare("rotation", before.rotations, after.rotations, out);
  compare("window", before.windows, after.windows, out);
  compare("inhibition", before.inhibitions, after.inhibitions, out);
  if (!(before.route == after.route)) out.emplace_back("~ route");
  const auto length = [&](const char* name, Duration from, Duration to) {
    if (from != to) out.push_back(std::string("~ ") + name + " " + lengthText(from) + " -> " + lengthText(to));
  };
  length("resolve_after", before.resolveAfter, after.resolveAfter);
  length("hold_resolved", before.holdResolved, after.holdResolved);
  // The order in which inhibitions and the like stand means nothing, but the document is another.
  if (out.empty() && !(before == after)) out.emplace_back("~ order");
  return out;
}

}  // namespace flotilla
