// What an alerting document allows and probably does not mean.
#include <algorithm>
#include <set>

#include "services/documents/alerting.h"

namespace flotilla {
namespace {

using Matchers = std::vector<Matcher>;
using Notes = std::vector<std::string>;

bool isEquality(const Matcher& matcher) {
  return matcher.isEqual && !matcher.isRegex;
}

// Whether nothing can satisfy both.
bool contradict(const Matcher& a, const Matcher& b) {
  if (a.name != b.name || a.isRegex || b.isRegex) return false;
  if (a.isEqual && b.isEqual) return a.value != b.value;
  return a.isEqual != b.isEqual && a.value == b.value;
}

bool canHold(const Matchers& all) {
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (contradict(all[i], all[j])) return false;
  return true;
}

// Whether whatever matches `narrow` matches `wide` too, as far as texts tell.
bool covers(const Matchers& wide, const Matchers& narrow) {
  return std::all_of(wide.begin(), wide.end(), [&](const Matcher& matcher) {
    return std::find(narrow.begin(), narrow.end(), matcher) != narrow.end();
  });
}

// What a route takes from those above it.
struct Inherited {
  Matchers matchers;
  std::string receiver;
  bool escalates = false;
};

class RouteLint {
 public:
  RouteLint(Notes& notes, std::set<std::string>& receivers, std::set<std::string>& windows)
      : notes_(notes), receivers_(receivers), windows_(windows) {}

  void look(const AlertRoute& route, const std::string& path, Inherited above) {
    if (!route.receiver.empty()) above.receiver = route.receiver;
    if (route.escalation) above.escalates = !route.escalation->empty();
    above.matchers.insert(above.matchers.end(), route.matchers.begin(), route.matchers.end());
    receivers_.insert(above.receiver);
    windows_.insert(route.muteIn.begin(), route.muteIn.end());
    if (route.escalation)
      for (const EscalationStep& step : *route.escalation) receivers_.insert(step.receiver);
    if (!canHold(above.matchers))
      notes_.push_back(path + " can never be reached: its matchers and those above it exclude each other");
    if (isForPages(route) && !above.escalates)
      notes_.push_back(path +
                       " is for pages and has no escalation: a page that nobody acknowledges is told to nobody else");
    children(route, path, above);
  }

 private:
  static bool isForPages(const AlertRoute& route) {
    return std::any_of(route.matchers.begin(), route.matchers.end(), [](const Matcher& matcher) {
      return isEquality(matcher) && matcher.name == label::kSeverity && matcher.value == "page";
    });
  }

  void children(const AlertRoute& route, const std::string& path, const Inherited& above) {
    for (std::size_t i = 0; i < route.routes.size(); ++i) {
      const std::string child = path + ".routes[" + std::to_string(i) + "]";
      const auto earlier = std::find_if(route.routes.begin(), route.routes.begin() + static_cast<std::ptrdiff_t>(i),
                                        [&](const AlertRoute& sibling) {
                                          return !sibling.goesOn && covers(sibling.matchers, route.routes[i].matchers);
                                        });
      if (earlier != route.routes.begin() + static_cast<std::ptrdiff_t>(i))
        notes_.push_back(child + " can never be reached: " + path + ".routes[" +
                         std::to_string(earlier - route.routes.begin()) +
                         "] takes all of its alerts and does not continue");
      look(route.routes[i], child, above);
    }
  }

  Notes& notes_;
  std::set<std::string>& receivers_;
  std::set<std::string>& windows_;
};

void lintInhibitions(const Alerting& alerting, Notes& notes) {
  for (const InhibitRule& rule : alerting.inhibitions) {
    if (rule.equal.empty())
      notes.push_back("inhibition " + rule.name +
                      " has no equal: one alert of its source holds back all targets, everywhere");
    if (!canHold(rule.source) || !canHold(rule.target))
      notes.push_back("inhibition " + rule.name + " can never hold back anything: its matchers exclude each other");
  }
}

void lintPeople(const Alerting& alerting, const std::set<std::string>& used, Notes& notes) {
  std::set<std::string> rotations;
  for (const Receiver& receiver : alerting.receivers) {
    rotations.insert(receiver.rotation);
    if (!used.contains(receiver.name)) notes.push_back("receiver " + receiver.name + " is used by no route");
    if (receiver.notifiers.empty() && receiver.rotation.empty())
      notes.push_back("receiver " + receiver.name + " tells nobody: it has no notifiers and no rotation");
  }
  for (const Rotation& rotation : alerting.rotations) {
    if (!rotations.contains(rotation.name)) notes.push_back("rotation " + rotation.name + " is used by no receiver");
    for (const Member& member : rotation.members)
      if (member.notifiers.empty())
        notes.push_back("member " + member.name + " of rotation " + rotation.name +
                        " has no notifiers and is not told");
  }
}

}  // namespace

std::vector<std::string> lintAlerting(const Alerting& alerting) {
  Notes notes;
  std::set<std::string> receivers, windows;
  RouteLint(notes, receivers, windows).look(alerting.route, "route", {});
  lintPeople(alerting, receivers, notes);
  lintInhibitions(alerting, notes);
  for (const MaintenanceWindow& window : alerting.windows)
    if (window.matchers.empty() && !windows.contains(window.name))
      notes.push_back("window " + window.name + " holds back nothing: it has no matchers and no route names it");
  return notes;
}

}  // namespace flotilla
