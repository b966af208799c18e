#include "services/controlplane/core/alerts/alert_limits.h"

#include <algorithm>

#include "services/controlplane/core/alerts/matching.h"

namespace flotilla::controlplane {
namespace {

// Of a name that is no text, what is.
std::string shown(const std::string& name) {
  return isReadable(name) && name.size() <= kMaxLabelName ? name : "?";
}

Status checkTexts(const Labels& labels, const std::string& field, std::size_t longest) {
  if (labels.size() > kMaxAlertLabels)
    return invalid("too_many", "an alert has at most " + std::to_string(kMaxAlertLabels) + " of them", field,
                   "leave some out");
  for (const auto& [name, value] : labels) {
    const std::string place = field + "." + shown(name);
    if (name.empty()) return invalid("no_name", "the name is empty", place, "name it, or leave it out");
    if (!isReadable(name) || !isReadable(value))
      return invalid("bad_text", "it is not readable text (UTF-8)", place, "remove what is not");
    if (name.size() > kMaxLabelName || value.size() > longest)
      return invalid(
          "too_long",
          "a name has at most " + std::to_string(kMaxLabelName) + " bytes and a value " + std::to_string(longest),
          place, "shorten it");
  }
  return okStatus();
}

}  // namespace

Result<Alert> takenAlert(Alert alert, const std::string& field, TimePoint now, Duration resolveAfter) {
  // Before anything walks over them.
  if (alert.labels.size() <= kMaxAlertLabels)
    std::erase_if(alert.labels, [](const auto& label) { return label.second.empty(); });
  if (alert.labels.empty())
    return invalid("no_labels", "an alert without labels cannot be told from another", field + ".labels",
                   "send at least alertname");
  FLOTILLA_CHECK(checkTexts(alert.labels, field + ".labels", kMaxLabelValue));
  FLOTILLA_CHECK(checkTexts(alert.annotations, field + ".annotations", kMaxAnnotationValue));
  if (alert.generatorUrl.size() > kMaxGeneratorUrl || !isReadable(alert.generatorUrl))
    return invalid("too_long", "an address is readable text of at most " + std::to_string(kMaxGeneratorUrl) + " bytes",
                   field + ".generatorURL", "shorten it");
  const bool hasEnd = alert.endsAt != TimePoint{};
  if (alert.startsAt == TimePoint{}) alert.startsAt = hasEnd ? std::min(alert.endsAt, now) : now;
  alert.startsAt = std::min(alert.startsAt, now);
  if (!hasEnd) alert.endsAt = now + resolveAfter;
  if (alert.endsAt < alert.startsAt)
    return invalid("bad_times", "the alert ends before it starts", field + ".endsAt", "send a later end, or none");
  alert.updatedAt = now;
  return alert;
}

}  // namespace flotilla::controlplane
