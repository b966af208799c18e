// Logging in and confirming in the window of the console, with keys and a screen reader: the page covers everything,
// what is wrong stands beside its field, and what was open is still there afterwards.
#include <QAccessible>
#include <QApplication>
#include <QQuickItem>
#include <QTest>
#include <memory>

#include "tests/console/pages/preview.h"
#include "tests/support/accessible_tree.h"
#include "tests/view/fake_accounts.h"

using namespace flotilla;
using flotilla::test::namesIn;
using flotilla::test::walkAccessible;
using flotilla::tests::Preview;
using flotilla::view::test::accountOf;
using flotilla::view::test::FakeAccounts;

namespace {

QStringList complaints;

void collectComplaint(QtMsgType type, const QMessageLogContext&, const QString& text) {
  if (type != QtDebugMsg && type != QtInfoMsg) complaints += text;
}

}  // namespace

class TstLoginPage : public QObject {
  Q_OBJECT

  FakeAccounts accounts_;
  std::unique_ptr<Preview> preview_;
  QtMessageHandler previous_ = nullptr;

  void start(bool loggedIn) {
    view::IdentitySettings settings;
    settings.accounts = &accounts_;
    settings.loggedIn = loggedIn;
    settings.webAddress = "https://fleet.example:7445/me";
    settings.become = [](const std::string&, bool) { return okStatus(); };
    settings.forget = [] {};
    preview_ = std::make_unique<Preview>(Preview::Scene::Fleet, 14, settings);
    QVERIFY(preview_->window() != nullptr);
    preview_->settle();
  }
  view::Identity& identity() { return *preview_->console().session()->identity(); }
  bool shows(const QString& text) {
    const QStringList names = namesIn(preview_->window());
    return std::any_of(names.begin(), names.end(), [&](const QString& name) { return name.contains(text); });
  }
  QQuickItem* field(const char* name) {
    const auto found = preview_->window()->findChildren<QQuickItem*>(name);
    return found.isEmpty() ? nullptr : found.first();
  }
  QString focused() {
    const QObject* item = preview_->window()->activeFocusItem();
    return item == nullptr ? QString() : item->objectName();
  }
  void type(const char* text) {
    for (const char* key = text; *key != '\0'; ++key) QTest::keyClick(preview_->window(), *key);
  }
  void press(Qt::Key key) { QTest::keyClick(preview_->window(), key); }

 private slots:
  void init() {
    QAccessible::setActive(true);
    complaints.clear();
    previous_ = qInstallMessageHandler(collectComplaint);
  }
  void cleanup() {
    preview_.reset();
    accounts_ = {};
    qInstallMessageHandler(previous_);
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join("\n")));
  }

  void with_keys_alone_one_logs_in() {
    start(false);
    QTRY_COMPARE(focused(), QString("loginName"));
    accounts_.logIns.push_back(Error{ErrorCode::Unauthenticated, "wrong_credentials", "that is not right", "password"});
    accounts_.logIns.push_back(Error{ErrorCode::Unauthenticated, "code_needed", "a code is missing", "code"});
    accounts_.logIns.push_back(LoggedIn{"fls1.a.b", {}, accountOf()});
    type("ann");
    press(Qt::Key_Return);
    QTRY_COMPARE(focused(), QString("loginPassword"));
    type("wrong one");
    press(Qt::Key_Return);
    QTRY_VERIFY(shows("That is not right."));
    QTRY_COMPARE(focused(), QString("loginPassword"));
    type("right one");  // over the wrong one, which is selected
    press(Qt::Key_Return);
    QTRY_COMPARE(focused(), QString("loginCode"));
    QVERIFY(!shows("That is not right."));
    type("123456");
    press(Qt::Key_Return);
    QTRY_VERIFY(!identity().needed());
    QTRY_VERIFY(!shows("Log in to fleet.example:7444"));
    QCOMPARE(accounts_.asked.at(1).password, std::string("right one"));
    QCOMPARE(accounts_.asked.at(2).code, std::string("123456"));
    QCOMPARE(accounts_.asked.at(2).password, std::string("right one"));
  }

  void nothing_beneath_can_be_reached_by_key() {
    start(false);
    QTRY_COMPARE(focused(), QString("loginName"));
    const QString before = preview_->console().navigation()->page();
    QTest::keyClick(preview_->window(), Qt::Key_3, Qt::AltModifier);
    QTest::keyClick(preview_->window(), Qt::Key_K, Qt::ControlModifier);
    press(Qt::Key_Escape);
    QCOMPARE(preview_->console().navigation()->page(), before);
    QVERIFY(identity().needed());
    QStringList seen;
    for (int i = 0; i < 12; ++i) {
      press(Qt::Key_Tab);
      seen << focused();
    }
    seen.removeDuplicates();
    for (const QString& name : seen) QVERIFY2(name.startsWith("login"), qPrintable(seen.join(", ")));
  }

  void a_password_is_not_read_out_and_caps_lock_is() {
    start(false);
    QTRY_COMPARE(focused(), QString("loginName"));
    type("ann");
    press(Qt::Key_Tab);
    type("secret word");
    QVERIFY(!shows("secret word"));
    QStringList values;
    walkAccessible(QAccessible::queryAccessibleInterface(preview_->window()), [&](QAccessibleInterface& node) {
      values << node.text(QAccessible::Value) << node.text(QAccessible::Description);
    });
    QAccessibleInterface* read = QAccessible::queryAccessibleInterface(field("loginPassword"));
    QVERIFY(read != nullptr && read->textInterface() != nullptr);
    QCOMPARE(read->role(), QAccessible::EditableText);
    QVERIFY(read->state().passwordEdit);
    QCOMPARE(read->text(QAccessible::Value), QString(11, QChar(0x2022)));
    QCOMPARE(read->textInterface()->text(0, 11), QString(11, QChar(0x2022)));
    QCOMPARE(field("loginPassword")->property("typed").toString(), QString("secret word"));
    QVERIFY(values.filter("secret word").isEmpty());
    QVERIFY(values.filter("Caps lock").isEmpty());
    QTest::keyEvent(QTest::Click, preview_->window(), Qt::Key_A, Qt::NoModifier);
    QKeyEvent capital(QEvent::KeyPress, Qt::Key_A, Qt::NoModifier, "A");
    QCoreApplication::sendEvent(preview_->window(), &capital);
    QCOMPARE(field("loginPassword")->property("capsLock").toBool(), true);
  }

  void a_session_that_ended_comes_back_to_what_was_open() {
    start(true);
    preview_->open("nodes", "status:failed", "lyon-2");
    preview_->settle(300);
    const QString before = preview_->console().navigation()->address();
    accounts_.known = Error{ErrorCode::Unauthenticated, "session_ended", "the session has ended"};
    identity().doubted();
    QTRY_VERIFY(shows("Your session has ended"));
    QTRY_COMPARE(focused(), QString("loginPassword"));  // the name is known
    accounts_.known = accountOf();
    accounts_.logIns.push_back(LoggedIn{"fls1.a.b", {}, accountOf()});
    type("right one");
    press(Qt::Key_Return);
    QTRY_VERIFY(!identity().needed());
    QCOMPARE(preview_->console().navigation()->address(), before);
    QCOMPARE(preview_->console().node()->name(), QString("lyon-2"));
  }

  void a_missing_second_factor_is_told_with_its_address() {
    start(false);
    accounts_.logIns.push_back(LoggedIn{"fls1.a.b", {}, accountOf(true)});
    identity().logIn("ann", "right one", {}, false);
    QTRY_VERIFY(shows("A second factor is missing"));
    QVERIFY(shows("https://fleet.example:7445/me"));
    QVERIFY(!shows("Keep me logged in"));
  }

  void an_act_waits_for_the_confirmation() {
    start(true);
    std::vector<bool> told;
    identity().confirmation()->asker()([&](bool confirmed) { told.push_back(confirmed); });
    QTRY_COMPARE(focused(), QString("confirmSecret"));
    accounts_.confirmed = Error{ErrorCode::Unauthenticated, "wrong_credentials", "that is not right", "password"};
    type("wrong one");
    press(Qt::Key_Return);
    QTRY_VERIFY(shows("That is not right."));
    QVERIFY(told.empty());
    accounts_.confirmed = accountOf();
    type("x");
    press(Qt::Key_Return);
    QTRY_COMPARE(told, std::vector<bool>{true});
    QTRY_VERIFY(!shows("Confirm that it is you"));
    identity().confirmation()->asker()([&](bool confirmed) { told.push_back(confirmed); });
    QTRY_COMPARE(focused(), QString("confirmSecret"));
    press(Qt::Key_Escape);
    QTRY_COMPARE(told, (std::vector<bool>{true, false}));
  }

  void logging_out_is_beside_the_name() {
    start(true);
    QVERIFY(shows("Log out"));
    QMetaObject::invokeMethod(field("logOut"), "clicked");
    QTRY_VERIFY(identity().needed());
    QCOMPARE(accounts_.loggedOut, 1);
  }
};

QTEST_MAIN(TstLoginPage)
#include "tst_login_page.moc"
