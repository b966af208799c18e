// The page on which runbooks are written, over a made-up fleet: what is typed, marked, jumped to, left and come back
// to.
#include <QAccessible>
#include <QApplication>
#include <QElapsedTimer>
#include <QQuickItem>
#include <QTest>

#include "tests/console/pages/preview.h"
#include "tests/console/pages/sample_runbooks.h"
#include "tests/support/accessible_tree.h"

using flotilla::test::namesIn;
using flotilla::test::walkAccessible;
using flotilla::tests::Preview;

namespace {

constexpr int kWait = 30'000;  // ms; on a busy machine
QStringList messages;

void collect(QtMsgType type, const QMessageLogContext&, const QString& text) {
  if (type != QtDebugMsg && type != QtInfoMsg) messages += text;
}

}  // namespace

class TstRunbookPage : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    QAccessible::setActive(true);
    messages.clear();
    previous_ = qInstallMessageHandler(collect);
  }
  void cleanup() {
    preview_.reset();
    qInstallMessageHandler(previous_);
    QVERIFY2(messages.isEmpty(), qPrintable(messages.join("\n")));
  }

  void the_library_opens_a_document_and_begins_a_new_one() {
    start(Preview::Scene::Fleet);
    preview_->open("runbooks");
    press("Open document");
    QTRY_VERIFY_WITH_TIMEOUT(editor().state() == "ready" && !editor().checking(), kWait);
    QCOMPARE(preview_->console().navigation()->selection(), QString("certificates-expire/edit"));
    press("Library");
    press("New runbook");
    QCOMPARE(preview_->console().navigation()->address(), QString("flotilla:///runbooks?sel=new"));
    QTRY_VERIFY_WITH_TIMEOUT(editor().runbook().isEmpty() && !editor().checking(), kWait);
    QCOMPARE(editor().errors(), 0);
    QCOMPARE(nameless(), QStringList());
  }

  void every_part_draws_in_both_themes_and_has_a_name() {
    start(Preview::Scene::Fleet);
    for (const char* theme : {"dark", "light"}) {
      preview_->setTheme(theme);
      for (const char* name : {"failing-deployment", "site-unreachable", "uplink-by-hand"}) {
        show(name);
        for (int part = 0; part < 3; ++part) {
          preview_->call("runbookEditorView", "step", {part == 0 ? -2 : 1});
          QCOMPARE(nameless(), QStringList());
          QVERIFY(!preview_->window()->grabWindow().isNull());
        }
      }
    }
  }

  void what_is_typed_is_examined_and_marked_and_undone() {
    start(Preview::Scene::Fleet);
    show("failing-deployment");
    typeAfter(2, "bogus: 1");
    QTRY_COMPARE_WITH_TIMEOUT(editor().errors(), 1, kWait);
    QCOMPARE(editor().marks().first().toMap()["line"].toInt(), 3);
    QTRY_VERIFY_WITH_TIMEOUT(
        !namesIn(preview_->window()).filter("Problem, line 3: bogus: \"bogus\" is not a known key").isEmpty(), kWait);
    for (int i = 0; i < 20 && editor().dirty(); ++i)
      QTest::keyClick(preview_->window(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!editor().dirty());
    QTRY_COMPARE_WITH_TIMEOUT(editor().errors(), 0, kWait);
  }

  void tab_writes_spaces_and_enter_keeps_the_indentation() {
    start(Preview::Scene::Fleet);
    show("failing-deployment");
    typeAfter(7, "x");  // below a line with two spaces before it
    QVERIFY2(editor().text().section('\n', 7, 7) == "  x", qPrintable(editor().text().section('\n', 7, 7)));
    QTest::keyClick(preview_->window(), Qt::Key_Tab);
    QCOMPARE(editor().text().section('\n', 7, 7), QString("  x "));
    QTest::keyClick(preview_->window(), Qt::Key_Backtab);
    QCOMPARE(editor().text().section('\n', 7, 7), QString("x "));
    QCOMPARE(editor().text().count('\t'), 0);
  }

  void escape_leaves_the_text_and_then_the_page_and_loses_nothing() {
    start(Preview::Scene::Fleet);
    show("failing-deployment");
    typeAfter(2, "# mine");
    const QString mine = editor().text();
    QVERIFY(mine.contains("\n# mine\n"));
    QTest::keyClick(preview_->window(), Qt::Key_Escape);
    QCOMPARE(preview_->console().navigation()->selection(), QString("failing-deployment/edit"));
    QTest::keyClick(preview_->window(), Qt::Key_Escape);
    QVERIFY(preview_->console().navigation()->selection() != "failing-deployment/edit");
    show("site-unreachable");
    show("failing-deployment");
    QCOMPARE(editor().text(), mine);
    QVERIFY(textItem()->property("length").toInt() >= mine.size());
    press("Take back changes");
    QVERIFY(!editor().dirty());
    // And that can be taken back as well.
    preview_->call("runbookText", "undo");
    preview_->call("runbookText", "undo");
    QTRY_COMPARE_WITH_TIMEOUT(editor().text(), mine, kWait);
  }

  void a_problem_leads_to_its_line() {
    start(Preview::Scene::Fleet);
    show("site-unreachable");
    QVERIFY(editor().errors() >= 5);
    const QVariantMap last = editor().findings()->at(editor().findings()->rowCount() - 1);
    QTest::keyClick(preview_->window(), Qt::Key_Escape);  // from the text to the problems
    QTest::keyClick(preview_->window(), Qt::Key_Down);
    QTest::keyClick(preview_->window(), Qt::Key_Return);
    preview_->settle();
    const int second = editor().findings()->at(1)["line"].toInt();
    QCOMPARE(textItem()->property("line").toInt(), second);
    QVERIFY(last["line"].toInt() > second);
  }

  void saving_needs_a_second_gesture() {
    start(Preview::Scene::Fleet);
    show("failing-deployment");
    typeAfter(2, "# mine");
    QTRY_VERIFY_WITH_TIMEOUT(!editor().checking(), kWait);
    flotilla::RunbookApplied would;
    would.summary.name = flotilla::RunbookName("failing-deployment");
    would.summary.version = 4;
    would.applied = true;
    preview_->api().runbookApplied = would;
    press("Save…");
    QTRY_VERIFY_WITH_TIMEOUT(!namesIn(preview_->window()).filter("Hold to save version 4").isEmpty(), kWait);
    QVERIFY(!namesIn(preview_->window()).filter("added, line 3: # mine").isEmpty());
    QVERIFY(editor().dirty() && editor().version() == 3);
    preview_->settle();
    QTest::keyClick(preview_->window(), Qt::Key_Return);  // a tap arms it, and the version is typed
    QTest::keyClick(preview_->window(), Qt::Key_4);
    QTRY_COMPARE_WITH_TIMEOUT(editor().version(), 4, kWait);
    QVERIFY(!editor().dirty());
  }

  void who_may_only_look_reads_it() {
    start(Preview::Scene::Viewer);
    show("failing-deployment");
    QVERIFY(textItem()->property("readOnly").toBool());
    typeAfter(2, "# mine");
    QVERIFY(!editor().dirty());
    QVERIFY(!namesIn(preview_->window()).filter("needs the role administrator").isEmpty());
  }

  // Nothing that is typed is held up by what has to be looked at.
  void ten_thousand_lines_can_be_written_in() {
    start(Preview::Scene::Fleet);
    show("uplink-by-hand");
    QVERIFY(editor().size().startsWith("10,000 lines"));
    QCOMPARE(editor().errors(), 0);
    QElapsedTimer clock;
    clock.start();
    typeAfter(9'000, "# written late in a long text");
    qInfo("30 keys in 10,000 lines: %lld ms", static_cast<long long>(clock.elapsed()));
    QTRY_VERIFY_WITH_TIMEOUT(!editor().checking(), kWait);
    QCOMPARE(editor().added(), 1);
    QCOMPARE(textItem()->property("line").toInt(), 9'001);
  }

 private:
  flotilla::view::RunbookEditor& editor() { return *preview_->console().runbookEditor(); }
  QObject* textItem() { return preview_->window()->findChild<QObject*>("runbookText"); }

  void start(Preview::Scene scene) {
    preview_ = std::make_unique<Preview>(scene);
    QVERIFY2(preview_->window() != nullptr, qPrintable(messages.join("\n")));
    preview_->window()->requestActivate();
    QVERIFY(QTest::qWaitForWindowActive(preview_->window()));
  }

  void show(const char* name) {
    preview_->open("runbooks", {}, QString(name) + "/edit");
    QTRY_VERIFY_WITH_TIMEOUT(
        editor().runbook() == name && editor().state() == "ready" && !editor().checking() && textItem() != nullptr,
        kWait);
    preview_->call("runbookText", "goTo", {1});
  }

  void typeAfter(int line, const char* text) {
    preview_->call("runbookText", "goTo", {line});
    QTest::keyClick(preview_->window(), Qt::Key_End);
    QTest::keyClick(preview_->window(), Qt::Key_Return);
    for (const char* letter = text; *letter != 0; ++letter) QTest::keyClick(preview_->window(), *letter);
  }

  QStringList nameless() {
    QStringList out;
    walkAccessible(QAccessible::queryAccessibleInterface(preview_->window()), [&](QAccessibleInterface& node) {
      const bool pressed = node.role() == QAccessible::Button || node.role() == QAccessible::EditableText ||
                           node.role() == QAccessible::ListItem || node.role() == QAccessible::PageTab;
      if (pressed && node.text(QAccessible::Name).isEmpty()) out += QString(node.object()->metaObject()->className());
    });
    return out;
  }

  void press(const QString& name) {
    QAccessibleInterface* found = nullptr;
    walkAccessible(QAccessible::queryAccessibleInterface(preview_->window()), [&](QAccessibleInterface& node) {
      if (node.text(QAccessible::Name) == name && node.role() == QAccessible::Button) found = &node;
    });
    QVERIFY2(found != nullptr, qPrintable(name));
    const auto* item = qobject_cast<QQuickItem*>(found->object());
    QVERIFY(item != nullptr);
    QTest::mouseClick(preview_->window(), Qt::LeftButton, {},
                      item->mapToScene({item->width() / 2, item->height() / 2}).toPoint());
    preview_->settle();
  }

  std::unique_ptr<Preview> preview_;
  QtMessageHandler previous_ = nullptr;
};

QTEST_MAIN(TstRunbookPage)
#include "tst_runbook_page.moc"
