// The log-in of the console and its confirmations, over an account API that answers what the test says.
#include <QSignalSpy>
#include <QtTest>
#include <thread>

#include "models/view/identity.h"
#include "tests/view/fake_accounts.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;

namespace {

Error unknown(const char* reason, const char* message) {
  return {ErrorCode::Unauthenticated, reason, message};
}

}  // namespace

class TstIdentity : public QObject {
  Q_OBJECT

  FakeAccounts accounts_;
  std::unique_ptr<Identity> identity_;
  std::string session_;
  bool kept_ = false;

  void open(bool loggedIn = false) {
    IdentitySettings settings;
    settings.accounts = &accounts_;
    settings.loggedIn = loggedIn;
    settings.webAddress = "https://fleet.example:7445/me";
    settings.become = [this](const std::string& session, bool keep) {
      session_ = session;
      kept_ = keep;
      return okStatus();
    };
    settings.forget = [this] {
      session_.clear();
      kept_ = false;
    };
    session_ = loggedIn ? "kept" : "";
    identity_ = std::make_unique<Identity>(settings);
  }
  void answer(Result<LoggedIn> answer) { accounts_.logIns.push_back(std::move(answer)); }
  void logIn(const QString& code = {}, bool stay = false) {
    identity_->logIn(" ann ", "a password ", code, stay);
    QTRY_VERIFY(!identity_->busy());
  }

 private slots:
  void cleanup() {
    identity_.reset();
    accounts_ = {};
  }

  void on_this_computer_nobody_logs_in() {
    const Identity identity({});
    QVERIFY(!identity.possible() && !identity.needed());
  }

  void a_password_lets_in_and_is_passed_on_as_it_was_typed() {
    open();
    QVERIFY(identity_->needed());
    QSignalSpy another(identity_.get(), &Identity::becameAnother);
    answer(LoggedIn{"fls1.a.b", {}, accountOf()});
    logIn();
    QVERIFY(!identity_->needed());
    QCOMPARE(another.size(), 1);
    QCOMPARE(session_, std::string("fls1.a.b"));
    QVERIFY(!kept_);
    QCOMPARE(accounts_.asked.at(0).name, std::string("ann"));
    QCOMPARE(accounts_.asked.at(0).password, std::string("a password "));
    answer(LoggedIn{"fls1.c.d", {}, accountOf()});
    logIn({}, true);
    QVERIFY(kept_);
  }

  void what_is_wrong_stands_beside_its_field() {
    open();
    answer(unknown("wrong_credentials", "name or password is wrong"));
    logIn();
    QCOMPARE(identity_->passwordError(), QString("Name or password is wrong."));
    QVERIFY(identity_->codeError().isEmpty() && identity_->problem().isEmpty() && !identity_->asksCode());
    answer(unknown("code_needed", "a code is missing"));
    logIn("ignored");
    QVERIFY(identity_->asksCode());
    QVERIFY(identity_->passwordError().isEmpty() && identity_->codeError().isEmpty());
    QCOMPARE(accounts_.asked.at(1).code, std::string());
    answer(Error{ErrorCode::Unauthenticated, "wrong_code", "the code is wrong", "code", "wait for the next one"});
    logIn("111111");
    QCOMPARE(identity_->codeError(), QString("The code is wrong. Wait for the next one."));
    QVERIFY(identity_->asksCode() && identity_->needed());
    answer(LoggedIn{"fls1.a.b", {}, accountOf()});
    logIn(" 123456 ");
    QCOMPARE(accounts_.asked.at(3).code, std::string("123456"));
    QVERIFY(!identity_->needed() && !identity_->asksCode());
  }

  void throttled_and_unreachable_are_about_no_field() {
    open();
    answer(Error{ErrorCode::Exhausted, "too_many_attempts", "too many attempts", {}, "wait 20 s"});
    logIn();
    QCOMPARE(identity_->problem(), QString("Too many attempts."));
    QCOMPARE(identity_->fix(), QString("Wait 20 s."));
    answer(Error{ErrorCode::Unavailable, "unreachable", "fleet.example:7444: connection refused"});
    logIn();
    QCOMPARE(identity_->problem(), QString("Fleet.example:7444: connection refused."));
    QVERIFY(identity_->passwordError().isEmpty());
  }

  void a_missing_second_factor_is_looked_for_again() {
    open();
    answer(LoggedIn{"fls1.a.b", {}, accountOf(true)});
    logIn();
    QVERIFY(identity_->needed() && identity_->lacksFactor());
    accounts_.known = accountOf(true);
    identity_->lookAgain();
    QTRY_COMPARE(identity_->problem(), QString("There is no second factor yet."));
    accounts_.known = accountOf();
    QSignalSpy another(identity_.get(), &Identity::becameAnother);
    identity_->lookAgain();
    QTRY_VERIFY(!identity_->needed());
    QCOMPARE(another.size(), 1);
  }

  void a_session_that_ended_brings_the_page_back() {
    open(true);
    QTRY_COMPARE(identity_->name(), QString("ann"));
    QVERIFY(!identity_->needed());
    accounts_.known = Error{ErrorCode::Unavailable, "unreachable", "no way"};
    identity_->doubted();
    QCoreApplication::processEvents();
    QVERIFY(!identity_->needed());
    accounts_.known = unknown("session_ended", "the session has ended");
    identity_->doubted();
    QTRY_VERIFY(identity_->needed());
    QVERIFY(identity_->note().contains("has ended"));
    QVERIFY(session_.empty());
    QCOMPARE(identity_->name(), QString("ann"));
  }

  // It was asked with the session of before.
  void a_late_answer_about_the_session_of_before_ends_nothing() {
    open(true);
    QTRY_COMPARE(identity_->name(), QString("ann"));
    accounts_.silent = true;
    accounts_.known = unknown("session_ended", "the session has ended");
    identity_->doubted();
    answer(LoggedIn{"fls1.a.b", {}, accountOf()});
    logIn();
    for (const auto& late : std::exchange(accounts_.held, {})) late();
    QCoreApplication::processEvents();
    QVERIFY(!identity_->needed());
    QCOMPARE(session_, std::string("fls1.a.b"));
  }

  void logging_out_forgets_at_once() {
    open(true);
    identity_->logOut();
    QVERIFY(identity_->needed());
    QVERIFY(session_.empty());
    QCOMPARE(accounts_.loggedOut, 1);
    QVERIFY(identity_->note().isEmpty());
  }

  void an_act_goes_on_once_it_is_confirmed() {
    open(true);
    ConfirmPrompt& prompt = *identity_->confirmation();
    QVERIFY(!prompt.isOpen());
    std::vector<bool> told;
    const auto ask = prompt.asker();
    std::thread([&] { ask([&](bool confirmed) { told.push_back(confirmed); }); }).join();
    QTRY_VERIFY(prompt.isOpen());
    accounts_.confirmed = unknown("wrong_credentials", "the password is wrong");
    prompt.confirm("wrong password");
    QTRY_COMPARE(prompt.error(), QString("The password is wrong."));
    QVERIFY(prompt.isOpen() && told.empty());
    accounts_.confirmed = accountOf();
    prompt.confirm("123456");
    QTRY_VERIFY(!prompt.isOpen());
    QCOMPARE(told, std::vector<bool>{true});
    QCOMPARE(accounts_.confirmations.at(0).password, std::string("wrong password"));
    QCOMPARE(accounts_.confirmations.at(1).code, std::string("123456"));
    QVERIFY(accounts_.confirmations.at(1).password.empty());
  }

  void an_act_that_is_not_confirmed_fails() {
    open(true);
    ConfirmPrompt& prompt = *identity_->confirmation();
    std::vector<bool> told;
    const auto ask = prompt.asker();
    ask([&](bool confirmed) { told.push_back(confirmed); });
    QTRY_VERIFY(prompt.isOpen());
    prompt.cancel();
    QCOMPARE(told, std::vector<bool>{false});
    ask([&](bool confirmed) { told.push_back(confirmed); });
    QTRY_VERIFY(prompt.isOpen());
    identity_.reset();  // the console closes
    QCOMPARE(told, (std::vector<bool>{false, false}));
    ask([&](bool confirmed) { told.push_back(confirmed); });
    QCoreApplication::processEvents();
    QCOMPARE(told.size(), std::size_t{2});
  }
};

QTEST_GUILESS_MAIN(TstIdentity)
#include "tst_identity.moc"
