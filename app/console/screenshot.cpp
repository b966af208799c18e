#include "app/console/screenshot.h"

#include <QCoreApplication>
#include <QFile>
#include <QImage>
#include <QTextStream>

namespace flotilla::console {
namespace {

constexpr auto kLimit = std::chrono::seconds(60);
constexpr auto kSettle = std::chrono::milliseconds(1'500);  // longer than any transition of the look

}  // namespace

Screenshot::Screenshot(view::Console& console, QQuickWindow& window, QString file)
    : console_(console), window_(window), file_(std::move(file)) {
  limit_.setSingleShot(true);
  settled_.setSingleShot(true);
  connect(&limit_, &QTimer::timeout, this,
          [this] { end(QStringLiteral("no whole picture of the fleet came in time")); });
  connect(&settled_, &QTimer::timeout, this, &Screenshot::take);
  connect(console_.session(), &view::Session::changed, this, &Screenshot::look);
  limit_.start(kLimit);
  look();
}

void Screenshot::look() {
  if (console_.session()->loaded() && !settled_.isActive()) settled_.start(kSettle);
}

void Screenshot::take() {
  const QImage picture = window_.grabWindow();
  QFile file(file_);
  if (picture.isNull()) return end(QStringLiteral("the window cannot be drawn"));
  if (!file.open(QFile::WriteOnly) || !picture.save(&file, "PNG"))
    return end(QStringLiteral("%1 cannot be written: %2").arg(file_, file.errorString()));
  end({});
}

void Screenshot::end(const QString& problem) {
  disconnect(console_.session(), nullptr, this, nullptr);
  if (!problem.isEmpty()) QTextStream(stderr) << "error: " << problem << '\n';
  QCoreApplication::exit(problem.isEmpty() ? 0 : 1);
}

}  // namespace flotilla::console
