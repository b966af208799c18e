// What a page of ours would never send: every method that lists is asked for pages, orders and filters that cannot be,
// and every method there is gets text that would end a query, and numbers at their ends. Taken from the descriptors, so
// that a new method is asked as well.
#include <QtTest>

#include <google/protobuf/descriptor.h>

#include <csignal>
#include <functional>
#include <limits>

#include "services/wire/operator_json.h"
#include "tests/http/api_client.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::tests;
using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

namespace {

constexpr int kDeepest = 4;  // of messages in messages that are filled

std::vector<const MethodDescriptor*> allMethods() {
  std::vector<const MethodDescriptor*> out;
  for (std::string name : wire::operatorMethodNames()) {
    name[name.find('/')] = '.';
    out.push_back(DescriptorPool::generated_pool()->FindMethodByName("flotilla.v1." + name));
  }
  return out;
}

std::string pathOf(const MethodDescriptor& method) {
  return "/" + method.service()->full_name() + "/" + method.name();
}

const FieldDescriptor* optionsOf(const MethodDescriptor& method) {
  const FieldDescriptor* field = method.input_type()->FindFieldByName("options");
  const bool lists = field != nullptr && field->message_type() == v1::ListOptions::descriptor();
  return lists ? field : nullptr;
}

// What is there, so that a call gets to where the rest of it is used.
const std::map<std::string, std::string>& names() {
  static const std::map<std::string, std::string> known{{"node", "rotterdam-1"},      {"rollout", "meter-reader-1"},
                                                        {"workload", "meter-reader"}, {"region", "eu-west"},
                                                        {"regions", "eu-west"},       {"site", "rotterdam"},
                                                        {"version", "2.0.0"},         {"artifact", "meter-reader"}};
  return known;
}

struct Filling {
  std::string text;
  std::function<double(bool isSigned)> number;  // empty: numbers are left alone
  bool keepsNames = false;
};

void fill(Message& message, const Filling& with, int depth = 0);

void fillNumber(Message& message, const FieldDescriptor& field, double number) {
  const auto& access = *message.GetReflection();
  const auto most = [&](auto zero) {
    using T = decltype(zero);
    return number > 0 ? std::numeric_limits<T>::max() : std::numeric_limits<T>::lowest();
  };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return access.SetInt32(&message, &field, most(std::int32_t{}));
    case FieldDescriptor::CPPTYPE_UINT32:
      return access.SetUInt32(&message, &field, most(std::uint32_t{}));
    case FieldDescriptor::CPPTYPE_INT64:
      return access.SetInt64(&message, &field, most(std::int64_t{}));
    case FieldDescriptor::CPPTYPE_UINT64:
      return access.SetUInt64(&message, &field, most(std::uint64_t{}));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return access.SetDouble(&message, &field, number);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return access.SetFloat(&message, &field, static_cast<float>(number));
    case FieldDescriptor::CPPTYPE_ENUM:
      return access.SetEnumValue(&message, &field, number > 0 ? 99 : -1);
    case FieldDescriptor::CPPTYPE_BOOL:
      return access.SetBool(&message, &field, number > 0);
    default:
      return;
  }
}

void fillField(Message& message, const FieldDescriptor& field, const Filling& with, int depth) {
  const auto& access = *message.GetReflection();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    const auto known = names().find(field.name());
    const bool keeps = with.keepsNames && known != names().end();
    const std::string& text = keeps ? known->second : with.text;
    if (field.is_repeated()) return access.AddString(&message, &field, text);
    return access.SetString(&message, &field, text);
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    if (depth == kDeepest) return;
    Message* inner =
        field.is_repeated() ? access.AddMessage(&message, &field) : access.MutableMessage(&message, &field);
    return fill(*inner, with, depth + 1);
  }
  // A revision that was expected would answer for all the rest.
  if (with.number && !field.is_repeated() && field.name() != "expected_revision")
    fillNumber(message, field, with.number(true));
}

void fill(Message& message, const Filling& with, int depth) {
  const Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) fillField(message, *type.field(i), with, depth);
}

std::unique_ptr<Message> requestOf(const MethodDescriptor& method, const Filling& with) {
  std::unique_ptr<Message> out(MessageFactory::generated_factory()->GetPrototype(method.input_type())->New());
  fill(*out, with);
  static int last = 0;
  if (const FieldDescriptor* id = method.input_type()->FindFieldByName("request_id"))
    out->GetReflection()->SetString(out.get(), id, "hostile-request-" + std::to_string(++last));
  return out;
}

}  // namespace

class TstWebHostile : public QObject {
  Q_OBJECT

  std::unique_ptr<WebFixture> fixture_;

  std::unique_ptr<ApiClient> administrator() {
    const std::string session = fixture_->with([](auto& rig) {
      const OperatorId id("id-admin-1");
      const bool known = rig.fleet.state().operators.contains(id);
      const Credentials who = known ? rig.newSession(id) : rig.operatorWith("admin-1", Role::Administrator, {});
      return who.authorization.substr(7);
    });
    return std::make_unique<ApiClient>(*fixture_, session);
  }
  // In both forms; the first that is not as it should be.
  QString compare(ApiClient& client, const MethodDescriptor& method, const v1::ListOptions& options,
                  const QString& reason, const QString& field) {
    const auto request = requestOf(method, {"x", {}, true});
    request->GetReflection()->MutableMessage(request.get(), optionsOf(method))->CopyFrom(options);
    for (const ApiAnswer& answer : {client.json(pathOf(method), ApiClient::textOf(ApiClient::jsonOf(*request))),
                                    client.bytes(pathOf(method), request->SerializeAsString())}) {
      if (const QString flaw = answer.flaw(); !flaw.isEmpty()) return flaw;
      const bool right = answer.reason() == reason && answer.detail.field() == field.toStdString();
      if (!right) return QString("%1: %2").arg(answer.status).arg(answer.body.substr(0, 300).c_str());
      if (answer.status != 200 && answer.detail.fix().empty()) return "no fix: " + answer.message;
    }
    return {};
  }

 private slots:
  void initTestCase() {
    std::signal(SIGPIPE, SIG_IGN);
    fixture_ = std::make_unique<WebFixture>();
    fixture_->with([](auto& rig) {
      rig.plane.incidentInput = [&rig] {
        IncidentInput out;
        out.now = rig.clock.now();
        out.endOf = [](const IncidentAlert&) { return TimePoint{}; };
        out.isHeldBack = [](const AlertId&) { return false; };
        out.firstBadOf = [](const AlertFiring&) { return TimePoint{}; };
        out.auditSince = [](TimePoint) { return std::vector<AuditEntry>(); };
        return out;
      };
      rig.plane.objectiveParts = [](const auto&, const auto&, TimePoint) { return std::vector<SeriesPart>(); };
      rig.plane.indicatorReadings = [](const auto&) { return std::vector<IndicatorReading>(); };
      rig.plane.indicatorSteps = [](const auto&) { return std::vector<IndicatorStep>(); };
      rig.plane.countSummary = [](const auto&, const auto& done) { done({}); };
      rig.plane.businessStandings = [](const auto&, const auto&) { return std::vector<BusinessStanding>(); };
      rig.plane.businessHistory = [](const auto&, const auto&, const auto&) {
        return std::vector<std::optional<double>>();
      };
    });
  }
  void cleanupTestCase() { fixture_.reset(); }

  void no_list_takes_a_page_an_order_or_a_filter_that_cannot_be_data() {
    QTest::addColumn<int>("method");
    int lists = 0;
    const auto methods = allMethods();
    for (std::size_t i = 0; i < methods.size(); ++i)
      if (optionsOf(*methods[i]) != nullptr) {
        QTest::newRow(methods[i]->name().c_str()) << static_cast<int>(i);
        ++lists;
      }
    QVERIFY(lists >= 22);
  }
  void no_list_takes_a_page_an_order_or_a_filter_that_cannot_be() {
    QFETCH(int, method);
    const MethodDescriptor& target = *allMethods()[static_cast<std::size_t>(method)];
    const auto client = administrator();
    const auto refused = [&](auto set, const std::string& value, const char* reason, const char* field) {
      v1::ListOptions options;
      set(options, value);
      const QString wrong = compare(*client, target, options, reason, field);
      if (!wrong.isEmpty()) qWarning("%s \"%s\": %s", field, value.substr(0, 60).c_str(), qPrintable(wrong));
      return wrong.isEmpty();
    };
    const auto token = [](auto& options, const std::string& text) { options.set_page_token(text); };
    const std::string many(100'000, '1');
    for (const std::string& forged : {std::string("x"), std::string("p"), std::string("p-1"), std::string("1"),
                                      std::string("p1 OR 1=1"), std::string("p1'; DROP TABLE nodes;--"),
                                      std::string("p18446744073709551616"), "p" + many, std::string("cDEw")})
      QVERIFY(refused(token, forged, "bad_page_token", "page_token"));
    const auto size = [](auto& options, const std::string& text) {
      options.set_page_size(static_cast<std::uint32_t>(std::stoul(text)));
    };
    for (const char* most : {"1001", "1000000000", "4294967295"})
      QVERIFY(refused(size, most, "bad_page_size", "page_size"));
    const auto order = [](auto& options, const std::string& text) { options.set_order_by(text); };
    std::string cut = "x";  // so that the 80th byte is in the middle of a letter
    for (int i = 0; i < 60; ++i) cut += "\xC3\xA9";
    for (const std::string& field : {std::string("nothing"), std::string("1"), "a" + many, cut})
      QVERIFY(refused(order, field, "unknown_field", "order_by"));
    for (const std::string& field :
         {std::string("nothing; DROP TABLE nodes"), std::string(","), cut + " down", std::string("nothing desc desc")})
      QVERIFY(refused(order, field, "bad_order", "order_by"));
    const auto filter = [](auto& options, const std::string& text) { options.set_filter(text); };
    QVERIFY(refused(filter, "nothing:1", "unknown_field", "filter"));
    QVERIFY(refused(filter, "nothing:" + many, "selector_too_large", "filter"));
  }

  // The last page there can be, and what is beyond it, is empty and not an error.
  void a_page_beyond_the_last_is_empty() {
    const auto client = administrator();
    for (const char* token : {"p3", "p1000000000", "p18446744073709551615"}) {
      const ApiAnswer answer = client->json("/flotilla.v1.NodeService/ListNodes",
                                            ApiClient::textOf({{"options", QJsonObject{{"pageToken", token}}}}));
      QCOMPARE(answer.status, 200L);
      const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
      QVERIFY(!json.contains("nodes"));
      QVERIFY(!json["page"].toObject().contains("nextPageToken"));
    }
  }
  void numbers_that_are_none_are_refused_by_name_data() {
    QTest::addColumn<QString>("number");
    for (const char* text : {"-1", "4294967296", "1.5", "1e400", "NaN", "\"x\"", "[]", "{}", "true"})
      QTest::newRow(text) << text;
  }
  void numbers_that_are_none_are_refused_by_name() {
    QFETCH(QString, number);
    const ApiAnswer answer = administrator()->json("/flotilla.v1.NodeService/ListNodes",
                                                   "{\"options\":{\"pageSize\":" + number.toStdString() + "}}");
    QCOMPARE(answer.status, 400L);
    QCOMPARE(answer.flaw(), QString());
    QCOMPARE(answer.reason(), QString("bad_json"));
  }

  // A filter is a selector and never SQL: what it finds is what has that text.
  void a_filter_is_never_a_query_data() {
    QTest::addColumn<QString>("filter");
    QTest::newRow("a quote") << "name:\"x' OR '1'='1\"";
    QTest::newRow("a comment") << "name:\"rotterdam-1' --\"";
    QTest::newRow("a union") << "name:\"' UNION SELECT password_hash FROM accounts --\"";
    QTest::newRow("the signs of LIKE") << "name:\"%\"";
    QTest::newRow("a single sign of LIKE") << "name:rotterdam_1";
    QTest::newRow("a zero") << QString("name:\"rotterdam-1%1\"").arg(QChar(0));
  }
  void a_filter_is_never_a_query() {
    QFETCH(QString, filter);
    const auto client = administrator();
    for (const char* method : {"NodeService/ListNodes", "OperatorService/ListOperators"}) {
      const ApiAnswer answer = client->json(std::string("/flotilla.v1.") + method,
                                            ApiClient::textOf({{"options", QJsonObject{{"filter", filter}}}}));
      QCOMPARE(answer.flaw(), QString());
      const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
      if (answer.status == 200) QCOMPARE(json["page"].toObject()["total"].toString("0"), QString("0"));
      if (answer.status != 200) QCOMPARE(QString::fromStdString(answer.detail.field()), QString("filter"));
    }
  }

  void no_method_breaks_on_hostile_content_data() {
    QTest::addColumn<int>("method");
    const auto methods = allMethods();
    for (std::size_t i = 0; i < methods.size(); ++i) QTest::newRow(pathOf(*methods[i]).c_str()) << static_cast<int>(i);
    QVERIFY(methods.size() > 100);
  }
  void no_method_breaks_on_hostile_content() {
    QFETCH(int, method);
    const MethodDescriptor& target = *allMethods()[static_cast<std::size_t>(method)];
    auto client = administrator();
    std::string letters = "x";
    for (int i = 0; i < 300; ++i) letters += "\xC3\xA9";
    for (const std::string& text :
         {std::string("'; DROP TABLE nodes;--"), std::string("\" OR \"\"=\""), std::string("%_\\\x1b[2J\r\n\0.", 10),
          std::string("../../../etc/passwd"), std::string("<img src=x onerror=alert(1)>"), std::string(100'000, 'a'),
          letters, std::string("\xE2\x80\xAE\xEF\xBB\xBF")}) {
      const ApiAnswer named =
          client->json(pathOf(target), ApiClient::textOf(ApiClient::jsonOf(*requestOf(target, {text, {}, true}))));
      QVERIFY2(named.flaw().isEmpty(), qPrintable(named.flaw()));
      const ApiAnswer all = client->bytes(pathOf(target), requestOf(target, {text, {}, false})->SerializeAsString());
      QVERIFY2(all.flaw().isEmpty(), qPrintable(all.flaw()));
      if (named.status == 401 || all.status == 401) client = administrator();  // it ended its own session
    }
    for (const double number : {1.0, -1.0, std::numeric_limits<double>::infinity(), std::nan("")})
      for (const bool keepsNames : {true, false}) {
        const Filling with{"x", [number](bool) { return number; }, keepsNames};
        const ApiAnswer answer = client->bytes(pathOf(target), requestOf(target, with)->SerializeAsString());
        QVERIFY2(answer.flaw().isEmpty(), qPrintable(answer.flaw()));
        if (answer.status == 401) client = administrator();
      }
    // It is all there, and goes on.
    client = administrator();
    QCOMPARE(client->json("/flotilla.v1.ServerService/GetServer", "{}").status, 200L);
    QCOMPARE(client->json("/flotilla.v1.AuditService/VerifyAudit", "{}").status, 200L);
    QCOMPARE(fixture_->with([](auto& rig) { return rig.fleet.state().nodes.size(); }), std::size_t{2});
  }
};

QTEST_GUILESS_MAIN(TstWebHostile)
#include "tst_web_hostile.moc"
