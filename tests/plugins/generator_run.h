// Runs the generator of the sample models again and compares with what the build made.
#pragma once

#include <QtTest>

#include "tests/plugins/bundles.h"

namespace flotilla::tests {

// Empty if every file of every version is the same, byte for byte; otherwise what is not.
inline QString differencesOfASecondRun(const QString& artifact) {
  QTemporaryDir again;
  QProcess generator;
  generator.setProcessChannelMode(QProcess::MergedChannels);
  generator.start(FLOTILLA_PYTHON, {QString(FLOTILLA_SOURCE_DIR) + "/resources/models/generate.py", "--out",
                                    again.path(), "--only", artifact});
  if (!generator.waitForFinished(100'000) || generator.exitCode() != 0) return generator.readAll();

  QStringList differences;
  const QDir built(QString::fromStdString(bundlePath(artifact.toStdString())));
  for (const QString& version : built.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
    for (const QString& name : bundleFiles()) {
      const QByteArray before = readFile(built.filePath(version + "/" + name));
      const QByteArray after = readFile(again.filePath(artifact + "/" + version + "/" + name));
      if (before.isEmpty() || before != after) differences << artifact + " " + version + " " + name;
    }
  return differences.join(", ");
}

}  // namespace flotilla::tests
