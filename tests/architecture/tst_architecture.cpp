// Holds the repository to the table in rule_table.cpp.
#include <QtTest>
#include <algorithm>

#include "tests/architecture/scanner.h"

using namespace flotilla::architecture;

class TstArchitecture : public QObject {
  Q_OBJECT
 private slots:
  void sees_the_sources() {
    const auto files = readFiles(FLOTILLA_SOURCE_DIR, {".h", ".cpp"});
    const auto isDomain = [](const SourceFile& file) { return file.path == "models/domain/result.h"; };
    QVERIFY(std::ranges::any_of(files, isDomain));
  }

  void the_repository_keeps_to_the_table() {
    const auto findings = checkRepository(FLOTILLA_SOURCE_DIR);
    for (const auto& finding : findings) qWarning("%s", describe(finding).c_str());
    QCOMPARE(findings.size(), std::size_t{0});
  }
};

QTEST_GUILESS_MAIN(TstArchitecture)
#include "tst_architecture.moc"
