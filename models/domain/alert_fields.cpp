#include "models/domain/alert_fields.h"

#include <algorithm>
#include <optional>

namespace flotilla {
namespace {

using Fields = std::vector<SelectorField>;
using Kind = SelectorKind;
using Values = std::vector<SelectorValue>;

constexpr std::string_view kLabelField = "label.";

Values momentOrNone(TimePoint at) {
  return at == TimePoint{} ? Values{} : Values{at};
}

Values yesOrNo(bool yes) {
  return {std::string(yes ? "yes" : "no")};
}

// A missing label is the empty string.
Values labelValue(const Labels& labels, std::string_view name) {
  return {labelOf(labels, name)};
}

// Labels that the lists know by name.
void addLabelFields(Fields& fields) {
  fields.insert(fields.end(), {{"alertname", Kind::Text, "What is the matter."},
                               {"severity", Kind::Text, "page, ticket, or what others call it."},
                               {"region", Kind::Text, "Where; empty for the fleet."},
                               {"site", Kind::Text, "Where in the region."},
                               {"node", Kind::Text, "On which node."},
                               {"objective", Kind::Text, "Which objective it is about."},
                               {"owner", Kind::Text, "Who looks after what it is about."},
                               {"label.", Kind::Text, "Any other label."}});
}

// Nothing if `field` is none of addLabelFields.
std::optional<Values> labelField(const Labels& labels, std::string_view field) {
  if (field.starts_with(kLabelField)) return labelValue(labels, field.substr(kLabelField.size()));
  for (const std::string_view name :
       {label::kAlert, label::kSeverity, label::kRegion, label::kSite, label::kNode, label::kObjective, label::kOwner})
    if (field == name) return labelValue(labels, name);
  return std::nullopt;
}

}  // namespace

std::string labelOf(const Labels& labels, std::string_view name) {
  const auto at = labels.find(std::string(name));
  return at == labels.end() ? std::string() : at->second;
}

std::string_view stateOf(const AlertStatus& status) {
  if (!status.fires) return "resolved";
  return status.alert.startsAt > status.alert.updatedAt ? "pending" : "firing";
}

const Fields& alertStatusFields() {
  static const Fields kFields = [] {
    Fields fields{{"state", Kind::Word, "Whether it is over.", {"pending", "firing", "resolved"}},
                  {"suppressed", Kind::Word, "Whether something holds it back.", {"yes", "no"}},
                  {"acknowledged", Kind::Word, "Whether somebody looks after it.", {"yes", "no"}},
                  {"acknowledged_by", Kind::Text, "Who does."},
                  {"receiver", Kind::Text, "A receiver that its routes lead to."},
                  {"since", Kind::Time, "When it began."},
                  {"id", Kind::Text, "Fingerprint of its labels."}};
    addLabelFields(fields);
    return fields;
  }();
  return kFields;
}

SelectorValues valuesOf(const AlertStatus& status) {
  return [&status](std::string_view field) -> Values {
    if (auto label = labelField(status.alert.labels, field)) return *label;
    if (field == "state") return {std::string(stateOf(status))};
    if (field == "suppressed") return yesOrNo(status.isSuppressed());
    if (field == "acknowledged") return yesOrNo(!status.acknowledgedBy.empty());
    if (field == "acknowledged_by") return {status.acknowledgedBy};
    if (field == "id") return {alertIdOf(status.alert.labels).value};
    if (field == "since") return momentOrNone(status.alert.startsAt);
    return {status.receivers.begin(), status.receivers.end()};
  };
}

const Fields& alertGroupFields() {
  static const Fields kFields = [] {
    Fields fields{{"key", Kind::Text, "Its route and the labels that it groups by."},
                  {"receiver", Kind::Text, "Who is told of it."},
                  {"notified_at", Kind::Time, "When it was told last."},
                  {"escalations", Kind::Number, "Steps of the escalation that were taken."}};
    addLabelFields(fields);
    return fields;
  }();
  return kFields;
}

SelectorValues valuesOf(const AlertGroup& group) {
  return [&group](std::string_view field) -> Values {
    if (auto label = labelField(group.labels, field)) return *label;
    if (field == "key") return {group.key};
    if (field == "receiver") return {group.receiver};
    if (field == "escalations") return {static_cast<double>(group.escalations)};
    return momentOrNone(group.notifiedAt);
  };
}

const Fields& alertFiringFields() {
  static const Fields kFields = [] {
    Fields fields{{"state", Kind::Word, "Whether it is over.", {"firing", "resolved"}},
                  {"began", Kind::Time, "When it began."},
                  {"ended", Kind::Time, "When it was over."},
                  {"id", Kind::Text, "Fingerprint of its labels."}};
    addLabelFields(fields);
    return fields;
  }();
  return kFields;
}

SelectorValues valuesOf(const AlertFiring& firing) {
  return [&firing](std::string_view field) -> Values {
    if (auto label = labelField(firing.labels, field)) return *label;
    if (field == "state") return {std::string(firing.hasEnded() ? "resolved" : "firing")};
    if (field == "id") return {firing.alert.value};
    return momentOrNone(field == "began" ? firing.began : firing.ended);
  };
}

const Fields& silenceFields() {
  static const Fields kFields{{"state", Kind::Word, "Whether it holds.", selectorWords(kSilenceStateNames)},
                              {"id", Kind::Text, "Its identifier."},
                              {"created_by", Kind::Text, "Who made it."},
                              {"comment", Kind::Text, "Why."},
                              {"matcher", Kind::Text, "One of its matchers, for example region=\"eu-west\"."},
                              {"starts_at", Kind::Time, "When it begins."},
                              {"ends_at", Kind::Time, "When it ends."}};
  return kFields;
}

SelectorValues valuesOf(const SilenceStatus& status) {
  return [&status](std::string_view field) -> Values {
    const Silence& silence = status.silence;
    if (field == "state") return {std::string(toText(status.state))};
    if (field == "id") return {silence.id.value};
    if (field == "created_by") return {silence.createdBy};
    if (field == "comment") return {silence.comment};
    if (field == "starts_at") return momentOrNone(silence.startsAt);
    if (field == "ends_at") return momentOrNone(silence.endsAt);
    Values matchers;
    for (const Matcher& matcher : silence.matchers) matchers.emplace_back(toText(matcher));
    return matchers;
  };
}

}  // namespace flotilla
