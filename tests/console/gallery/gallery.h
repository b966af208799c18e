#pragma once

#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <QString>
#include <QStringList>

namespace flotilla::tests {

// The gallery of all controls in a window, for people, screenshots and tests. Needs a QApplication; GUI thread.
class Gallery {
 public:
  Gallery();

  // Null when the gallery could not be loaded.
  QQuickWindow* window() const { return window_; }
  // What the engine warned about so far.
  const QStringList& warnings() const { return warnings_; }
  QStringList pages() const;
  void showPage(int page);
  void setTheme(const QString& mode);
  // Waits until the window has drawn what it shows now.
  void settle();

 private:
  QStringList warnings_;
  QQmlApplicationEngine engine_;
  QQuickWindow* window_ = nullptr;
};

}  // namespace flotilla::tests
