#include <algorithm>

#include "models/domain/utf8.h"
#include "services/documents/alert_api_json.h"
#include "services/documents/date_time.h"
#include "services/documents/strict_json.h"

namespace flotilla {
namespace {

constexpr std::size_t kMaxName = 256;   // bytes of a label's name
constexpr std::size_t kMaxUrl = 2'048;  // bytes
constexpr std::size_t kMaxWords = 4'096;

// Codes of go-openapi/errors.
constexpr int kBadFormat = 601;
constexpr int kRequired = 602;
constexpr int kTooFew = 612;
constexpr int kTooMany = 611;

ApiFault unfit(int code, std::string message) {
  return {422, code, std::move(message)};
}
ApiFault unreadable(std::string_view what, const std::string& why) {
  return {400, 400, "parsing " + std::string(what) + " body from \"\" failed, because " + why};
}
ApiFault required(const std::string& field) {
  return unfit(kRequired, field + " in body is required");
}

bool isLabelName(std::string_view name) {
  const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && name.size() <= kMaxName && isLetter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

// An address as Go's url.ParseRequestURI takes it, roughly: with a scheme, or a path.
bool isUri(std::string_view text) {
  if (text.size() > kMaxUrl) return false;
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7f; })) return false;
  const auto colon = text.find(':');
  const std::string_view scheme = text.substr(0, colon == std::string_view::npos ? 0 : colon);
  const bool named = !scheme.empty() && std::all_of(scheme.begin(), scheme.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '+' || c == '-' || c == '.';
  });
  return text.starts_with('/') || named;
}

// The first of several faults stays.
class BodyReader {
 public:
  BodyReader(std::string_view what, const Json& object, std::string prefix)
      : what_(what), object_(object), prefix_(std::move(prefix)) {}

  const std::optional<ApiFault>& fault() const { return fault_; }
  void refuse(ApiFault fault) {
    if (!fault_) fault_ = std::move(fault);
  }
  const Json* member(const std::string& name, bool needed) {
    const auto at = object_.find(name);
    if (at != object_.end() && !at->is_null()) return &*at;
    if (needed) refuse(required(prefix_ + name));
    return nullptr;
  }
  std::string text(const std::string& name, bool needed) {
    const Json* const node = member(name, needed);
    if (node == nullptr) return {};
    if (node->is_string()) return node->get_ref<const std::string&>();
    refuse(unreadable(what_, name + " is no text"));
    return {};
  }
  TimePoint time(const std::string& name, bool needed) {
    const Json* const node = member(name, needed);
    if (node == nullptr) return {};
    const auto time = node->is_string() ? parseDateTime(node->get_ref<const std::string&>()) : std::nullopt;
    if (!time) refuse(unreadable(what_, name + " is no time of RFC 3339"));
    return time.value_or(TimePoint{});
  }
  bool flag(const std::string& name, bool needed, bool fallback) {
    const Json* const node = member(name, needed);
    if (node == nullptr) return fallback;
    if (node->is_boolean()) return node->get<bool>();
    refuse(unreadable(what_, name + " is neither true nor false"));
    return fallback;
  }
  Labels labels(const std::string& name, bool needed) {
    const Json* const node = member(name, needed);
    Labels out;
    if (node == nullptr) return out;
    if (!node->is_object()) refuse(unreadable(what_, name + " is no object"));
    if (!node->is_object()) return out;
    for (const auto& [key, value] : node->items()) {
      if (!value.is_string()) refuse(unreadable(what_, "a value of " + name + " is no text"));
      if (value.is_string()) out[key] = value.get_ref<const std::string&>();
    }
    return out;
  }

 private:
  std::string_view what_;
  const Json& object_;
  std::string prefix_;
  std::optional<ApiFault> fault_;
};

// Why an alert of this shape cannot be taken; empty if it can.
std::string refusalOf(const Labels& labels, std::string_view what) {
  if (labels.size() > kMaxAlertLabels)
    return "invalid " + std::string(what) + ": more than " + std::to_string(kMaxAlertLabels);
  for (const auto& [name, value] : labels) {
    if (!isLabelName(name)) return "invalid " + std::string(what) + ": invalid name \"" + excerpt(name, 80) + "\"";
    if (value.size() > kMaxLabelValue)
      return "invalid " + std::string(what) + ": the value of \"" + name + "\" is longer than " +
             std::to_string(kMaxLabelValue) + " bytes";
  }
  return {};
}

std::string refusalOf(const Alert& alert) {
  if (alert.labels.empty()) return "at least one label pair required";
  if (std::string why = refusalOf(alert.labels, "label set"); !why.empty()) return why;
  if (std::string why = refusalOf(alert.annotations, "annotations"); !why.empty()) return why;
  if (alert.startsAt != TimePoint{} && alert.endsAt != TimePoint{} && alert.endsAt < alert.startsAt)
    return "start time must be before end time";
  return {};
}

std::variant<Alert, ApiFault> readAlert(const Json& node, const std::string& prefix) {
  if (!node.is_object()) return unreadable("alerts", "an alert is no object");
  BodyReader reader("alerts", node, prefix);
  Alert alert;
  alert.labels = reader.labels("labels", true);
  alert.annotations = reader.labels("annotations", false);
  alert.startsAt = reader.time("startsAt", false);
  alert.endsAt = reader.time("endsAt", false);
  alert.generatorUrl = reader.text("generatorURL", false);
  if (!alert.generatorUrl.empty() && !isUri(alert.generatorUrl))
    reader.refuse(unfit(
        kBadFormat, prefix + "generatorURL in body must be of type uri: \"" + excerpt(alert.generatorUrl, 80) + "\""));
  if (reader.fault()) return *reader.fault();
  // An empty label is none.
  std::erase_if(alert.labels, [](const auto& pair) { return pair.second.empty(); });
  return alert;
}

Matcher readMatcher(const Json& node, const std::string& prefix, std::optional<ApiFault>& fault) {
  Matcher out;
  BodyReader reader("silence", node, prefix);
  out.isRegex = reader.flag("isRegex", true, false);
  out.name = reader.text("name", true);
  out.value = reader.text("value", true);
  out.isEqual = reader.flag("isEqual", false, true);
  if (!reader.fault() && !isLabelName(out.name))
    reader.refuse(
        {400, 0, "silence invalid: invalid label matcher: invalid label name \"" + excerpt(out.name, 80) + "\""});
  if (!reader.fault() && out.value.size() > kMaxLabelValue)
    reader.refuse({400, 0, "silence invalid: the value of \"" + out.name + "\" is too long"});
  if (!fault) fault = reader.fault();
  return out;
}

void readMatchers(BodyReader& reader, std::vector<Matcher>& out) {
  const Json* const list = reader.member("matchers", true);
  if (list == nullptr) return;
  if (!list->is_array()) return reader.refuse(unreadable("silence", "matchers is no list"));
  if (list->empty()) return reader.refuse(unfit(kTooFew, "matchers in body should have at least 1 items"));
  if (list->size() > kMaxSilenceMatchers)
    return reader.refuse(
        unfit(kTooMany, "matchers in body should have at most " + std::to_string(kMaxSilenceMatchers) + " items"));
  std::optional<ApiFault> fault;
  for (const Json& node : *list) {
    if (!node.is_object()) return reader.refuse(unreadable("silence", "a matcher is no object"));
    out.push_back(readMatcher(node, "matchers." + std::to_string(out.size()) + ".", fault));
  }
  if (fault) reader.refuse(*fault);
}

bool isUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

}  // namespace

std::variant<PostedAlerts, ApiFault> decodePostedAlerts(std::string_view body) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return required("alerts");
  const auto json = parseStrictJson(body);
  if (!json) return unreadable("alerts", json.error().message);
  if (!json->is_array()) return unreadable("alerts", "it is no list of alerts");
  if (json->size() > kMaxPostedAlerts)
    return ApiFault{413, 413, "more than " + std::to_string(kMaxPostedAlerts) + " alerts in one request"};
  PostedAlerts out;
  std::size_t index = 0;
  for (const Json& node : *json) {
    auto read = readAlert(node, std::to_string(index++) + ".");
    if (auto* const fault = std::get_if<ApiFault>(&read)) return *fault;
    Alert& alert = std::get<Alert>(read);
    if (std::string why = refusalOf(alert); !why.empty())
      out.refused.push_back(std::move(why));
    else
      out.good.push_back(std::move(alert));
  }
  return out;
}

std::variant<Silence, ApiFault> decodePostedSilence(std::string_view body) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return required("silence");
  const auto json = parseStrictJson(body);
  if (!json) return unreadable("silence", json.error().message);
  if (!json->is_object()) return unreadable("silence", "it is no object");
  BodyReader reader("silence", *json, "");
  Silence out;
  out.id = SilenceId(reader.text("id", false));
  out.comment = reader.text("comment", true);
  out.createdBy = reader.text("createdBy", true);
  out.endsAt = reader.time("endsAt", true);
  readMatchers(reader, out.matchers);
  out.startsAt = reader.time("startsAt", true);
  out.annotations = reader.labels("annotations", false);
  if (reader.fault()) return *reader.fault();
  if (!out.id.empty() && !isUuid(out.id.value)) return ApiFault{404, 0, "silence not found"};
  if (out.comment.size() > kMaxWords || out.createdBy.size() > kMaxWords)
    return ApiFault{400, 0, "silence invalid: comment and createdBy have at most 4096 bytes"};
  if (std::string why = refusalOf(out.annotations, "annotations"); !why.empty())
    return ApiFault{400, 0, "silence invalid: " + why};
  return out;
}

}  // namespace flotilla
