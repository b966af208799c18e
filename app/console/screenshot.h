// Writes a picture of the window once it shows a whole fleet, and ends the program. Thread: GUI. Lifetime: the console
// and the window outlive it.
#pragma once

#include <QObject>
#include <QQuickWindow>
#include <QTimer>

#include "models/view/console.h"

namespace flotilla::console {

class Screenshot : public QObject {
  Q_OBJECT

 public:
  Screenshot(view::Console& console, QQuickWindow& window, QString file);

 private:
  void look();
  void take();
  void end(const QString& problem);

  view::Console& console_;
  QQuickWindow& window_;
  const QString file_;
  QTimer limit_;
  QTimer settled_;
};

}  // namespace flotilla::console
