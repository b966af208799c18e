// How values are written on screens: one way for ages, counts, ratios and bytes. Thread: pure functions.
#pragma once

#include <QString>
#include <QStringList>
#include <QVariantMap>
#include <cstdint>
#include <string_view>

#include "models/domain/node.h"
#include "models/domain/rollout.h"
#include "models/domain/time.h"

namespace flotilla::view {

inline QString text(std::string_view value) {
  return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

// Enum names of the domain with blanks: "rolling_back" becomes "rolling back".
QString words(std::string_view name);

// "now", "12 s", "6 m 02 s", "3 h 05 m", "2 d 4 h"; "never" for an empty time. A time in the future is "now".
QString age(TimePoint since, TimePoint now);
QString span(Duration length);

QString count(std::uint64_t value);                                      // "12,450"
QString plural(std::uint64_t value, const char* one, const char* many);  // "1 node", "12 nodes"
QString percent(double ratio, int decimals = 1);                         // "98.7 %"; "–" for what is no number
QString bytes(std::uint64_t value);                                      // "1.5 MB"
QString milliseconds(double value);                                      // "0.31 ms", "41.7 ms"
QString version(const Version& value);                                   // "–" for 0.0.0
QString clockTime(TimePoint at);                                         // "14:05:12", local
QString dateTime(TimePoint at);                                          // "2026-01-31 14:05:12 CET", local with zone
QString shortDigest(const Digest& digest);                               // "b81f0c2d4e5f"

// "2 of 3 proven", or of a rollout that goes back "2 of 3 returned".
QString reachedOf(const Rollout& rollout);

// "the name is taken" becomes "The name is taken."; nothing stays nothing.
QString asSentence(const QString& text);

// One line of a FactList.
QVariantMap fact(const char* name, const QString& value, bool mono = false);

inline constexpr const char* kNothing = "–";

}  // namespace flotilla::view
