#pragma once

#include <QColor>
#include <QQuickImageProvider>
#include <QString>

namespace flotilla::console::theme {

// Draws the icons and status shapes of resources/icons in a colour of the theme:
//   image://icon/<name>/<rrggbb>                          an icon
//   image://icon/status/<status>/<rrggbb>/<rrggbb>        a shape; the second colour fills its cut-out
// The size is that of the request, so `sourceSize` has to be the size on screen times the device pixel ratio. A name
// that does not exist is logged and drawn as a crossed box, never as nothing. Qt calls it on any thread; it holds no
// state.
class IconProvider : public QQuickImageProvider {
 public:
  IconProvider();
  QImage requestImage(const QString& id, QSize* size, const QSize& requestedSize) override;

  // What `id` shows at `size` pixels.
  static QImage draw(const QString& id, QSize size);
};

}  // namespace flotilla::console::theme
