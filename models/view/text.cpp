#include "models/view/text.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>
#include <array>
#include <cmath>

namespace flotilla::view {
namespace {

const QLocale& english() {
  static const QLocale locale(QLocale::English, QLocale::UnitedStates);
  return locale;
}

QDateTime local(TimePoint at) {
  return QDateTime::fromMSecsSinceEpoch(toMicros(at) / 1000).toLocalTime();
}

QString pair(qint64 large, const char* largeUnit, qint64 small, const char* smallUnit) {
  return QStringLiteral("%1 %2 %3 %4")
      .arg(large)
      .arg(QLatin1String(largeUnit))
      .arg(small, 2, 10, QLatin1Char('0'))
      .arg(QLatin1String(smallUnit));
}

}  // namespace

QString words(std::string_view name) {
  return text(name).replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString asSentence(const QString& text) {
  const QString bare = text.trimmed();
  if (bare.isEmpty()) return {};
  const bool ends = QStringLiteral(".?!").contains(bare.back());
  return bare.front().toUpper() + bare.mid(1) + (ends ? QString() : QStringLiteral("."));
}

QString span(Duration length) {
  const qint64 seconds = std::chrono::duration_cast<std::chrono::seconds>(length).count();
  if (seconds < 60) return QStringLiteral("%1 s").arg(std::max<qint64>(seconds, 0));
  if (seconds < 3600) return pair(seconds / 60, "m", seconds % 60, "s");
  if (seconds < 86'400) return pair(seconds / 3600, "h", seconds % 3600 / 60, "m");
  return QStringLiteral("%1 d %2 h").arg(seconds / 86'400).arg(seconds % 86'400 / 3600);
}

QString age(TimePoint since, TimePoint now) {
  if (since == TimePoint{}) return QStringLiteral("never");
  return now - since < std::chrono::seconds(1) ? QStringLiteral("now") : span(now - since);
}

QString count(std::uint64_t value) {
  return english().toString(static_cast<qulonglong>(value));
}

QString plural(std::uint64_t value, const char* one, const char* many) {
  return count(value) + QLatin1Char(' ') + QLatin1String(value == 1 ? one : many);
}

QString percent(double ratio, int decimals) {
  if (!std::isfinite(ratio)) return QString::fromUtf8(kNothing);
  return english().toString(ratio * 100, 'f', decimals) + QStringLiteral(" %");
}

QString bytes(std::uint64_t value) {
  constexpr std::array<const char*, 5> kUnits{"B", "kB", "MB", "GB", "TB"};
  double scaled = static_cast<double>(value);
  std::size_t unit = 0;
  while (scaled >= 1000 && unit + 1 < kUnits.size()) {
    scaled /= 1000;
    ++unit;
  }
  return english().toString(scaled, 'f', unit == 0 ? 0 : 1) + QLatin1Char(' ') + QLatin1String(kUnits[unit]);
}

QString milliseconds(double value) {
  if (!std::isfinite(value)) return QString::fromUtf8(kNothing);
  return english().toString(value, 'f', value < 10 ? 2 : value < 100 ? 1 : 0) + QStringLiteral(" ms");
}

QString version(const Version& value) {
  return value == Version{} ? QString::fromUtf8(kNothing) : text(value.toString());
}

QString clockTime(TimePoint at) {
  return local(at).toString(QStringLiteral("HH:mm:ss"));
}

QString dateTime(TimePoint at) {
  if (at == TimePoint{}) return QString::fromUtf8(kNothing);
  const QDateTime when = local(at);
  return when.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss ")) + when.timeZoneAbbreviation();
}

QString reachedOf(const Rollout& rollout) {
  const bool back = rollout.wentBack();
  return QStringLiteral("%1 of %2 %3")
      .arg(count(rollout.count(back ? NodeOutcome::Returned : NodeOutcome::Proven)), count(rollout.size()),
           words(toText(back ? NodeOutcome::Returned : NodeOutcome::Proven)));
}

QVariantMap fact(const char* name, const QString& value, bool mono) {
  return {{"name", QString::fromLatin1(name)}, {"value", value}, {"mono", mono}};
}

QString shortDigest(const Digest& digest) {
  return digest.isZero() ? QString::fromUtf8(kNothing) : text(digest.hex()).left(12);
}

}  // namespace flotilla::view
