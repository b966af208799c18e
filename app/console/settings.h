// What the command line of the console says. Thread: any; pure but for the environment that decides about the usual
// data directory.
#pragma once

#include <QString>
#include <QStringList>

#include "app/console/adapters/demo_state.h"
#include "models/domain/result.h"

namespace flotilla::console {

struct Settings {
  enum class Source { Bundled, Remote, Demo };
  Source source = Source::Bundled;
  QString server;  // host:port, of Remote, like the three below
  QString caFile;
  QString tokenFile;    // of a program; empty = people log in
  QString sessionFile;  // where a log-in is kept; empty = the usual place
  QString data;         // directory, of Bundled
  DemoSpec demo;        // of Demo
  QString environment;  // the word in the strip
  QString theme;        // empty = as the person chose before
  QString page;         // empty = the first
  QString address;      // flotilla:///..., empty = none
  QString screenshot;   // file, empty = none
  bool help = false;
  bool version = false;
};

// `arguments` without the name of the program. Errors are Invalid; the field is the option.
Result<Settings> readSettings(const QStringList& arguments);
QString usage();

}  // namespace flotilla::console
