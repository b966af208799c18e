// How alerts, their groups, silences and maintenance are written on screens. Thread: pure functions.
#pragma once

#include <QString>
#include <QStringList>
#include <QVariantList>
#include <vector>

#include "models/domain/alerting.h"

namespace flotilla::view {

QString labelText(const Labels& labels, std::string_view name);  // empty if it has none
QString alertTitle(const Labels& labels);                        // "NodeOffline lyon-2", "BudgetBurn availability"
QString alertPlace(const Labels& labels);                        // "eu-west, lyon", "fleet"
QString groupTitle(const AlertGroup& group);                     // "availability in ap-south", "rotterdam-3, silent"
QString severityWord(const AlertStatus& status);                 // "page", "ticket", "resolved"
// The status word whose shape and colour go with it: what is held back is `held`, whatever it is.
QString statusOf(const AlertStatus& status);
bool isPage(const AlertStatus& status);
QString heldBack(const AlertStatus& status);  // "silenced", "maintenance", "follows another alert", or empty

// How the SLOs call what it is about: "availability", "eu-west/availability"; empty if it is about no objective.
QString cellOf(const Labels& labels);

QString matchersText(const std::vector<Matcher>& matchers);  // region="eu-west", severity=~"page|ticket"

// Whether all of them have it; `compile` takes patterns that match the whole value. A wrong pattern matches nothing.
bool hasAll(const std::vector<Matcher>& matchers, const Labels& labels,
            const std::function<Result<std::function<bool(std::string_view)>>(std::string_view)>& compile);

}  // namespace flotilla::view
