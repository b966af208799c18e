#include "services/documents/alert_api_json.h"
#include "services/documents/date_time.h"
#include "services/documents/strict_json.h"

namespace flotilla {
namespace {

OrderedJson jsonOf(const Labels& labels) {
  OrderedJson out = OrderedJson::object();
  for (const auto& [name, value] : labels) out[name] = value;
  return out;
}

template <class Tag>
OrderedJson jsonOf(const std::vector<Id<Tag>>& ids) {
  OrderedJson out = OrderedJson::array();
  for (const auto& id : ids) out.push_back(id.value);
  return out;
}

OrderedJson receiverOf(const std::string& name) {
  OrderedJson out;
  out["name"] = name;
  return out;
}

OrderedJson jsonOf(const AlertStatus& status, const IdOfLabels& idOf) {
  OrderedJson out;
  out["annotations"] = jsonOf(status.alert.annotations);
  out["endsAt"] = millisecondsText(status.alert.endsAt);
  out["fingerprint"] = idOf(status.alert.labels).value;
  out["receivers"] = OrderedJson::array();
  for (const std::string& name : status.receivers) out["receivers"].push_back(receiverOf(name));
  out["startsAt"] = millisecondsText(status.alert.startsAt);
  OrderedJson& state = out["status"];
  state["inhibitedBy"] = jsonOf(status.inhibitedBy);
  state["mutedBy"] = OrderedJson(status.mutedBy);  // as versions since 0.28 say it; older ones read over it
  state["silencedBy"] = jsonOf(status.silencedBy);
  state["state"] = status.isSuppressed() ? "suppressed" : "active";
  out["updatedAt"] = millisecondsText(status.alert.updatedAt);
  if (!status.alert.generatorUrl.empty()) out["generatorURL"] = status.alert.generatorUrl;
  out["labels"] = jsonOf(status.alert.labels);
  return out;
}

OrderedJson listOf(const std::vector<const AlertStatus*>& alerts, const IdOfLabels& idOf) {
  OrderedJson out = OrderedJson::array();
  for (const AlertStatus* const alert : alerts) out.push_back(jsonOf(*alert, idOf));
  return out;
}

OrderedJson jsonOf(const Silence& silence, TimePoint now) {
  OrderedJson out;
  out["id"] = silence.id.value;
  out["status"]["state"] = toText(silence.stateAt(now));
  out["updatedAt"] = millisecondsText(silence.updatedAt);
  if (!silence.annotations.empty()) out["annotations"] = jsonOf(silence.annotations);
  out["comment"] = silence.comment;
  out["createdBy"] = silence.createdBy;
  out["endsAt"] = millisecondsText(silence.endsAt);
  out["matchers"] = OrderedJson::array();
  for (const Matcher& matcher : silence.matchers) {
    OrderedJson one;
    one["isEqual"] = matcher.isEqual;
    one["isRegex"] = matcher.isRegex;
    one["name"] = matcher.name;
    one["value"] = matcher.value;
    out["matchers"].push_back(std::move(one));
  }
  out["startsAt"] = millisecondsText(silence.startsAt);
  return out;
}

// Go's encoder ends what it writes with a line break.
std::string line(const OrderedJson& json) {
  return dumpJson(json) + "\n";
}

}  // namespace

std::string encodeFault(const ApiFault& fault) {
  if (fault.code == 0) return line(OrderedJson(fault.message));
  OrderedJson out;
  out["code"] = fault.code;
  out["message"] = fault.message;
  return dumpJson(out);
}

std::string encodeAlerts(const std::vector<const AlertStatus*>& alerts, const IdOfLabels& idOf) {
  return line(listOf(alerts, idOf));
}

std::string encodeAlertGroups(const std::vector<ApiAlertGroup>& groups, const IdOfLabels& idOf) {
  OrderedJson out = OrderedJson::array();
  for (const ApiAlertGroup& group : groups) {
    OrderedJson one;
    one["alerts"] = listOf(group.alerts, idOf);
    one["labels"] = jsonOf(group.labels);
    one["receiver"] = receiverOf(group.receiver);
    out.push_back(std::move(one));
  }
  return line(out);
}

std::string encodeSilence(const Silence& silence, TimePoint now) {
  return line(jsonOf(silence, now));
}

std::string encodeSilences(const std::vector<Silence>& silences, TimePoint now) {
  OrderedJson out = OrderedJson::array();
  for (const Silence& silence : silences) out.push_back(jsonOf(silence, now));
  return line(out);
}

std::string encodeSilenceId(const SilenceId& id) {
  OrderedJson out;
  out["silenceID"] = id.value;
  return line(out);
}

std::string encodeReceivers(const std::vector<std::string>& names) {
  OrderedJson out = OrderedJson::array();
  for (const std::string& name : names) out.push_back(receiverOf(name));
  return line(out);
}

std::string encodeStatus(const ApiStatus& status) {
  OrderedJson out;
  out["cluster"]["peers"] = OrderedJson::array();
  out["cluster"]["status"] = "disabled";
  out["config"]["original"] = status.config;
  out["uptime"] = millisecondsText(status.startedAt);
  OrderedJson& version = out["versionInfo"];
  for (const char* const name : {"branch", "buildDate", "buildUser", "goVersion", "revision"}) version[name] = "";
  version["version"] = status.version;
  return line(out);
}

}  // namespace flotilla
