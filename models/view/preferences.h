// What a person chose for this console, kept in a file of its own. Thread: GUI.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QSettings>
#include <memory>

namespace flotilla::view {

class Preferences : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString theme READ theme WRITE setTheme NOTIFY changed)              // system, dark, light
  Q_PROPERTY(bool singleKeys READ singleKeys WRITE setSingleKeys NOTIFY changed)  // 1..9 change pages without Alt
  Q_PROPERTY(bool reducedMotion READ reducedMotion WRITE setReducedMotion NOTIFY changed)
  Q_PROPERTY(QString file READ file CONSTANT)

 public:
  // An empty file name keeps nothing.
  explicit Preferences(const QString& file, QObject* parent = nullptr);
  QString theme() const { return theme_; }
  void setTheme(const QString& theme);
  bool singleKeys() const { return singleKeys_; }
  void setSingleKeys(bool on);
  bool reducedMotion() const { return reducedMotion_; }
  void setReducedMotion(bool on);
  QString file() const { return file_; }

 signals:
  void changed();

 private:
  void keep(const QString& key, const QVariant& value);

  const QString file_;
  std::unique_ptr<QSettings> settings_;
  QString theme_ = QStringLiteral("system");
  bool singleKeys_ = false;
  bool reducedMotion_ = false;
};

}  // namespace flotilla::view
