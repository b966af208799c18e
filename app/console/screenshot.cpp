#include "app/console/screenshot.h"

#include <QCoreApplication>
#include <QFile>
#include <QImage>
#include <QTextStream>

namespace flotilla::console {
namespace {

constexpr auto kLimit = std::chrono::seconds(60);
constexpr auto kUnreachable = std::chrono::seconds(5);      // several tries
constexpr auto kSettle = std::chrono::milliseconds(1'500);  // longer than any transition of the look

}  // namespace

Status checkPicture(const QString& name) {
  QFile file(name);
  const bool isNew = !file.exists();
  if (name.isEmpty()) return okStatus();
  if (!file.open(QFile::ReadWrite))
    return Error{ErrorCode::Denied, "cannot_write",
                 (name + QStringLiteral(" cannot be written: ") + file.errorString()).toStdString(), "--screenshot",
                 "name a file in a directory that exists and that you may write"};
  if (isNew) file.remove();
  return okStatus();
}

Screenshot::Screenshot(view::Console& console, QQuickWindow& window, QString file)
    : console_(console), window_(window), file_(std::move(file)) {
  limit_.setSingleShot(true);
  settled_.setSingleShot(true);
  unreachable_.setSingleShot(true);
  connect(&limit_, &QTimer::timeout, this, &Screenshot::giveUp);
  connect(&unreachable_, &QTimer::timeout, this, &Screenshot::giveUp);
  connect(&settled_, &QTimer::timeout, this, &Screenshot::take);
  connect(console_.session(), &view::Session::changed, this, &Screenshot::look);
  connect(console_.backend(), &view::BackendStatus::changed, this, &Screenshot::look);
  limit_.start(kLimit);
  QTimer::singleShot(0, this, &Screenshot::look);  // an end before the event loop runs would be lost
}

void Screenshot::look() {
  const QString backend = console_.backend()->state();
  if (backend == QStringLiteral("crashed") || console_.session()->identity()->needed()) return giveUp();
  const bool lost = console_.session()->state() == QStringLiteral("lost") && backend != QStringLiteral("starting");
  if (!lost) unreachable_.stop();
  if (lost && !unreachable_.isActive()) unreachable_.start(kUnreachable);
  if (console_.session()->loaded() && !settled_.isActive()) settled_.start(kSettle);
}

QString Screenshot::reason() const {
  const view::BackendStatus& backend = *console_.backend();
  if (backend.state() == QStringLiteral("crashed")) return backend.problem();
  view::Session& session = *console_.session();
  if (session.identity()->needed())
    return QStringLiteral("nobody is logged in at %1; flotillactl login, or --token-file").arg(session.target());
  const QString problem = session.problem();
  return problem.isEmpty() ? QStringLiteral("it did not come in time") : problem;
}

void Screenshot::giveUp() {
  end(QStringLiteral("no picture of the fleet: ") + reason());
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
  disconnect(console_.backend(), nullptr, this, nullptr);
  limit_.stop();
  unreachable_.stop();
  if (!problem.isEmpty()) QTextStream(stderr) << "error: " << problem << '\n';
  QCoreApplication::exit(problem.isEmpty() ? 0 : 1);
}

}  // namespace flotilla::console
