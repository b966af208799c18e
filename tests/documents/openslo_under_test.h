// The examples in tests/documents/openslo, and findings as lines of text. Thread: any.
#pragma once

#include <QtTest>

#include <string>

#include "services/documents/openslo.h"

namespace flotilla::testing {

inline std::string openSloExample(const QString& name) {
  QFile file(FLOTILLA_SOURCE_DIR "/tests/documents/openslo/" + name);
  if (!file.open(QFile::ReadOnly)) qFatal("no example %s", qPrintable(name));
  return file.readAll().toStdString();
}

// "error rule: object: field"
inline std::string briefOf(const OpenSloFinding& finding) {
  return std::string(finding.level == OpenSloFinding::Level::Error ? "error " : "warning ") + finding.rule + ": " +
         finding.object + (finding.field.empty() ? "" : ": " + finding.field);
}

inline QByteArray textOf(const OpenSloImport& read) {
  std::string out;
  for (const OpenSloFinding& finding : read.findings) out += briefOf(finding) + " | " + toText(finding) + "\n";
  return QByteArray::fromStdString(out);
}

}  // namespace flotilla::testing
