// Runs flotillactl as people do: a process with arguments, stdin, and a HOME of its own. Thread: the caller's,
// blocking.
#pragma once

#include <QtTest>

namespace flotilla::test {

struct CliResult {
  int exitCode = -1;
  QString out;
  QString err;
};

class Cli {
 public:
  Cli() { (void)QDir(folder_.path()).mkdir("home"); }

  QString path(const QString& name) const { return folder_.filePath(name); }

  QString write(const QString& name, const QByteArray& content,
                QFile::Permissions permissions = QFile::ReadOwner | QFile::WriteOwner) {
    QFile file(path(name));
    if (!file.open(QFile::WriteOnly)) qFatal("cannot write %s", qPrintable(name));
    file.write(content);
    file.setPermissions(permissions);
    return path(name);
  }

  CliResult run(const QStringList& arguments, const QByteArray& input = {}) const {
    return start(FLOTILLA_BINARY_DIR "/bin/flotillactl", arguments, input);
  }

  // The rest of a line of bash, for what QProcess cannot say: bytes that are not text, output that goes elsewhere.
  CliResult runRaw(const QString& line) const {
    return start("/bin/bash", {"-c", FLOTILLA_BINARY_DIR "/bin/flotillactl " + line}, {});
  }

 private:
  CliResult start(const QString& program, const QStringList& arguments, const QByteArray& input) const {
    QProcess process;
    QProcessEnvironment environment;
    environment.insert("HOME", path("home"));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(folder_.path());
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit) return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
  }

  QTemporaryDir folder_;
};

}  // namespace flotilla::test
