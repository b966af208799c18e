// Plan documents as people read them. Thread: pure functions.
#pragma once

#include <QString>
#include <optional>

namespace flotilla::view {

// A plan that is stored as one line of JSON, written as YAML with the keys in the same order; anything else as it is.
QString readablePlan(const QString& plan);

// The number that stands behind `key` anywhere in the document.
std::optional<double> planNumber(const QString& plan, const QString& key);

}  // namespace flotilla::view
