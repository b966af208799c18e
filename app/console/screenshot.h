// Writes a picture of the window once it shows a whole fleet, and ends the program; also, with the reason, when there
// is no fleet to show. Thread: GUI. Lifetime: the console and the window outlive it.
#pragma once

#include <QObject>
#include <QQuickWindow>
#include <QTimer>

#include "models/view/console.h"

namespace flotilla::console {

// Whether `file` can be written, asked before anything is drawn. Leaves nothing behind. Empty = no picture is wanted.
Status checkPicture(const QString& file);

class Screenshot : public QObject {
  Q_OBJECT

 public:
  Screenshot(view::Console& console, QQuickWindow& window, QString file);

 private:
  void look();
  void giveUp();
  QString reason() const;
  void take();
  void end(const QString& problem);

  view::Console& console_;
  QQuickWindow& window_;
  const QString file_;
  QTimer limit_;
  QTimer settled_;
  QTimer unreachable_;
};

}  // namespace flotilla::console
