// flotilla, the console of operators. Threads: this one, the GUI thread, owns every model; threads of gRPC, or of the
// demonstration, convert to domain values and push them into an inbox, which wakes this one once per burst.
#include <QApplication>
#include <QQuickWindow>
#include <iostream>
#include <memory>

#include "app/console/display.h"
#include "app/console/program.h"
#include "app/console/screenshot.h"
#include "app/console/settings.h"
#include "models/domain/error_text.h"

namespace {

using namespace flotilla;

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

int fail(const Error& error, int code) {
  std::cerr << describe(error);
  return code;
}

QStringList argumentsOf(int argc, char** argv) {
  QStringList out;
  for (int i = 1; i < argc; ++i) out << QString::fromLocal8Bit(argv[i]);
  return out;
}

int run(const console::Settings& settings) {
  const auto program = console::Program::make(settings);
  if (!program) return fail(program.error(), kWrongUsage);
  if (const Status shown = (*program)->show(); !shown) return fail(shown.error(), kFailed);
  std::unique_ptr<console::Screenshot> screenshot;
  if (!settings.screenshot.isEmpty())
    screenshot =
        std::make_unique<console::Screenshot>((*program)->console(), *(*program)->window(), settings.screenshot);
  return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  // Before the application object, so that questions about usage need no screen.
  const auto settings = console::readSettings(argumentsOf(argc, argv));
  if (!settings) return fail(settings.error(), kWrongUsage);
  if (settings->help) {
    std::cout << console::usage().toStdString();
    return 0;
  }
  if (settings->version) {
    std::cout << "flotilla " FLOTILLA_VERSION "\n";
    return 0;
  }
  if (const Status display = console::checkDisplay(console::displayEnvironment()); !display)
    return fail(display.error(), kFailed);
  if (const Status picture = console::checkPicture(settings->screenshot); !picture)
    return fail(picture.error(), kFailed);
  console::silenceRuntimeFolderNote();
  OperatorClient::silenceTransport();
  QQuickWindow::setTextRenderType(QQuickWindow::NativeTextRendering);
  int noArguments = 1;  // ours are not for Qt
  const QApplication application(noArguments, argv);
  QApplication::setApplicationDisplayName(QStringLiteral("Flotilla"));
  QApplication::setDesktopFileName(QStringLiteral("flotilla"));
  return run(*settings);
}
