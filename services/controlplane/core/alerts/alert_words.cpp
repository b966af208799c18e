#include "services/controlplane/core/alerts/alert_words.h"

#include <algorithm>

#include "models/domain/in_words.h"

namespace flotilla::controlplane {
namespace {

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : between) + part;
  return out;
}

std::string silencesOf(const KnownAlert& alert, const SilenceBook& silences) {
  std::vector<std::string> parts;
  for (const SilenceId& id : alert.silencedBy) {
    const Silence* silence = silences.find(id);
    if (silence == nullptr) continue;
    parts.push_back("silenced by " + silence->createdBy + " until " + secondsOf(silence->endsAt) +
                    (silence->comment.empty() ? "" : " (" + silence->comment + ")"));
  }
  return joined(parts, ", ");
}

bool wasTold(const Teller& teller, const AlertId& id) {
  return teller.entry && std::binary_search(teller.entry->firing.begin(), teller.entry->firing.end(), id);
}

std::string nextOf(const Group& group, const KnownAlert& alert, TimePoint now) {
  if (!group.next) return alert.acknowledgedBy.empty() ? "" : "; not repeated while somebody looks after it";
  const std::string when = group.next->dueAt > now ? "at " + secondsOf(group.next->dueAt) : "now";
  return "; next message (" + inWords(toText(group.next->reason)) + ") " + when;
}

// "route {severity="page"} leads to on-call, told 2026-...; next message (repeat) at ..."
std::string standingIn(const Group& group, const GroupBook& groups, const KnownAlert& alert, TimePoint now) {
  const Route& route = groups.routeOf(group);
  std::string out = "route " + route.path + " leads to " + route.receiver;
  if (!group.mutedBy.empty()) return out + ", muted by the window " + joined(group.mutedBy, ", ");
  const auto at = group.tellers.find(route.receiver);
  const bool told = at != group.tellers.end() && wasTold(at->second, alert.id);
  if (told) out += ", told at " + secondsOf(at->second.entry->at);
  if (told && at->second.entry->escalations > 0)
    out += " and escalated " + std::to_string(at->second.entry->escalations) + " times";
  if (at != group.tellers.end() && at->second.underWay) return out + "; a message is on its way";
  if (at != group.tellers.end() && !at->second.error.empty())
    out += "; the last message was not delivered: " + at->second.error;
  if (!told && groups.reachOf(route.receiver, now).notifiers.empty())
    return out + ", which has no way to tell anybody now";
  return alert.fires ? out + nextOf(group, alert, now) : out;
}

}  // namespace

std::string secondsOf(TimePoint at) {
  return toRfc3339(at).substr(0, 19) + "Z";
}

std::string nameOf(const Labels& labels) {
  static const std::string kName(label::kAlert), kNode(label::kNode), kRegion(label::kRegion);
  const std::string& name = valueOf(labels, kName);
  const std::string &node = valueOf(labels, kNode), &region = valueOf(labels, kRegion);
  const std::string place = !node.empty() ? " of " + node : !region.empty() ? " in " + region : "";
  return (name.empty() ? "an alert without a name" : name) + place;
}

std::string whyOf(const KnownAlert& alert, const GroupBook& groups, const SilenceBook& silences, TimePoint now) {
  std::vector<std::string> parts;
  if (!alert.fires) parts.push_back("resolved at " + secondsOf(alert.alert.endsAt));
  if (alert.fires && !alert.raised)
    parts.push_back("over since " + secondsOf(alert.alert.endsAt) + ", held until " + secondsOf(alert.heldUntil) +
                    " in case it comes back");
  if (!alert.heldWhy.empty()) parts.push_back("held back by " + alert.heldWhy);
  if (!alert.mutedBy.empty()) parts.push_back("muted by the window " + joined(alert.mutedBy, ", "));
  if (!alert.silencedBy.empty()) parts.push_back(silencesOf(alert, silences));
  if (!alert.acknowledgedBy.empty())
    parts.push_back(alert.acknowledgedBy + " looks after it since " + secondsOf(alert.acknowledgedAt));
  if (!alert.isHeld())
    for (const Group* group : alert.groups) parts.push_back(standingIn(*group, groups, alert, now));
  return joined(parts, "; ");
}

}  // namespace flotilla::controlplane
