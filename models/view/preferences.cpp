#include "models/view/preferences.h"

#include <QStringList>

namespace flotilla::view {
namespace {

const QStringList& themes() {
  static const QStringList all{QStringLiteral("system"), QStringLiteral("dark"), QStringLiteral("light")};
  return all;
}

}  // namespace

Preferences::Preferences(const QString& file, QObject* parent) : QObject(parent), file_(file) {
  if (file_.isEmpty()) return;
  settings_ = std::make_unique<QSettings>(file_, QSettings::IniFormat);
  const QString theme = settings_->value(QStringLiteral("theme")).toString();
  if (themes().contains(theme)) theme_ = theme;
  singleKeys_ = settings_->value(QStringLiteral("single_keys"), false).toBool();
  reducedMotion_ = settings_->value(QStringLiteral("reduced_motion"), false).toBool();
}

void Preferences::keep(const QString& key, const QVariant& value) {
  if (settings_) settings_->setValue(key, value);
  emit changed();
}

void Preferences::setTheme(const QString& theme) {
  if (theme == theme_ || !themes().contains(theme)) return;
  theme_ = theme;
  keep(QStringLiteral("theme"), theme);
}

void Preferences::setSingleKeys(bool on) {
  if (on == singleKeys_) return;
  singleKeys_ = on;
  keep(QStringLiteral("single_keys"), on);
}

void Preferences::setReducedMotion(bool on) {
  if (on == reducedMotion_) return;
  reducedMotion_ = on;
  keep(QStringLiteral("reduced_motion"), on);
}

}  // namespace flotilla::view
