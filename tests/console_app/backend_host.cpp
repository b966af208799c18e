// A program that has a control plane as the console has one, for tests that kill it: prints a line per state, and ends
// when its standard input does. usage: backend_host DATA SETTING...
#include <QCoreApplication>
#include <QSocketNotifier>
#include <QTextStream>

#include "app/console/adapters/backend.h"

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  flotilla::console::BackendOptions options;
  options.data = QCoreApplication::arguments().at(1);
  options.program = QStringLiteral(FLOTILLA_BINARY_DIR "/bin/flotillad");
  options.settings = QCoreApplication::arguments().mid(2);
  flotilla::console::Backend backend(options);
  QTextStream out(stdout);
  QObject::connect(&backend, &flotilla::console::Backend::changed,
                   [&] { out << backend.state() << ' ' << backend.processId() << Qt::endl; });
  QSocketNotifier closed(0, QSocketNotifier::Read);
  QObject::connect(&closed, &QSocketNotifier::activated, &application, &QCoreApplication::quit);
  backend.start();
  return QCoreApplication::exec();
}
