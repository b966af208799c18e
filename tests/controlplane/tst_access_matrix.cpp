// Who gets where: every method of every service, asked by everybody there can be, compared with a file that people have
// read: fixtures/access_matrix.txt. The requests are about eu-west.
#include <QtTest>

#include <google/protobuf/descriptor.h>

#include <array>
#include <map>

#include "services/proto/flotilla/v1/watch.pb.h"
#include "services/wire/operator_json.h"
#include "tests/controlplane/account_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;
using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

namespace {

const char* const kFile = FLOTILLA_SOURCE_DIR "/tests/controlplane/fixtures/access_matrix.txt";

enum class Kind { Session, Unconfirmed, WithoutFactor, Token };
struct Column {
  Kind kind;
  std::vector<RegionName> regions;
};
// In the order of the file.
const std::array<Column, 8> kColumns{{{Kind::Session, {}},
                                      {Kind::Session, {kWest}},
                                      {Kind::Session, {kEast}},
                                      {Kind::Unconfirmed, {}},
                                      {Kind::WithoutFactor, {}},
                                      {Kind::Token, {}},
                                      {Kind::Token, {kWest}},
                                      {Kind::Token, {kEast}}}};

// What a browser can reach, from the same list, so that no method is left out.
std::vector<const MethodDescriptor*> allMethods() {
  std::vector<const MethodDescriptor*> out;
  for (std::string name : wire::operatorMethodNames()) {  // unary ones
    name[name.find('/')] = '.';
    out.push_back(DescriptorPool::generated_pool()->FindMethodByName("flotilla.v1." + name));
  }
  out.push_back(v1::WatchRequest::descriptor()->file()->service(0)->method(0));
  return out;
}

std::string shortName(const MethodDescriptor& method) {
  return method.service()->name() + "/" + method.name();
}

// + let in, and told what comes of it; n nobody is known; r the role is missing; s the place is another's, and looks as
// if nothing were there; c it has to be confirmed; 2 a second factor is missing; p it is for people.
char letterOf(const Result<std::string>& answer) {
  if (answer) return '+';
  if (answer.error().code == ErrorCode::NotFound) return 's';
  static const std::map<std::string, char> kLetters{
      {"no_token", 'n'},     {"role_missing", 'r'},        {"out_of_scope", 's'},
      {"not_yours", 's'},    {"confirmation_needed", 'c'}, {"second_factor_needed", '2'},
      {"person_needed", 'p'}};
  const auto at = kLetters.find(answer.error().reason);
  if (at != kLetters.end()) return at->second;
  if (answer.error().code == ErrorCode::Denied) return 'd';  // for another reason: no such is expected
  return '+';
}

// Everybody that there can be, in one commit, so that each method is asked of a fleet that nobody has changed.
class MatrixRig : public AccountRig {
 public:
  MatrixRig() {
    plane.incidentInput = [this] {
      IncidentInput out;
      out.now = clock.now();
      out.endOf = [](const IncidentAlert&) { return TimePoint{}; };
      out.isHeldBack = [](const AlertId&) { return false; };
      out.firstBadOf = [](const AlertFiring&) { return TimePoint{}; };
      out.auditSince = [](TimePoint) { return std::vector<AuditEntry>(); };
      return out;
    };
    plane.countSummary = [](const auto&, const auto& done) { done({}); };
    plane.businessStandings = [](const auto&, const auto&) { return std::vector<BusinessStanding>(); };
    plane.businessHistory = [](const auto&, const auto&, const auto&) { return std::vector<std::optional<double>>(); };
    plane.objectiveParts = [](const ObjectiveName&, const RegionName&, TimePoint) { return std::vector<SeriesPart>(); };
    plane.indicatorReadings = [](const ReadingScope&) {
      return Result<std::vector<IndicatorReading>>(std::vector<IndicatorReading>());
    };
    Mutation all;
    for (std::size_t c = 0; c < kColumns.size(); ++c)
      for (std::size_t r = 0; r < kRoleNames.size(); ++r)
        credentials_[c][r] = add(all, kColumns[c], static_cast<Role>(r), std::to_string(c) + std::to_string(r));
    all.rows.emplace_back(OperatorRecord{OperatorId("id-leaver"), "leaver", {{Role::Viewer, {kWest}}}, kNow});
    all.rows.emplace_back(BusinessIndicator{BusinessName("orders"), "Orders"});
    commit(std::move(all));
  }
  const Credentials& who(std::size_t column, std::size_t role) const { return credentials_[column][role]; }

  // What a call may have taken away.
  void restore() {
    const OperatorId leaver("id-leaver");
    AlertStatus status;
    status.alert = {alertLabels(), {}, kNow, kNow + 1h, kNow, ""};
    alerts = {kNow, {status}, {{"all", "ops", alertLabels(), {status}, {}, 0}}};
    commit({{OperatorRecord{leaver, "leaver", {{Role::Viewer, {kWest}}}, kNow},
             SessionRecord{SessionId("theirs"), leaver, {}, kNow, kNow, kNow, kNow + 1h},
             ApiTokenRecord{ApiTokenId("theirs"), leaver, "theirs", {}, {}, kNow, kNow + 1h, {}}},
            {}});
  }
  static Labels alertLabels() { return {{"alertname", "NodeOffline"}, {"node", "rotterdam-1"}, {"region", "eu-west"}}; }

 private:
  Credentials add(Mutation& all, const Column& column, Role role, const std::string& name) {
    const OperatorRecord op{OperatorId("id-" + name), "op-" + name, {{role, column.regions}}, kNow};
    AccountRecord account;
    account.id = op.id;
    if (column.kind != Kind::WithoutFactor) account.secondFactor = kFactor;
    const TimePoint confirmed = column.kind == Kind::Unconfirmed ? kNow - 5min : kNow;
    const std::string secret = "secret of " + name;
    all.rows.emplace_back(op);
    all.rows.emplace_back(account);
    all.rows.emplace_back(SessionRecord{SessionId(name), op.id, sha256(secret), kNow, kNow, confirmed, kNow + 1h});
    all.rows.emplace_back(
        ApiTokenRecord{ApiTokenId(name), op.id, "all", sha256(secret), op.grants, kNow, kNow + 1h, {}});
    const std::string text =
        column.kind == Kind::Token ? apiTokenText(ApiTokenId(name), secret) : sessionText(SessionId(name), secret);
    return {false, "Bearer " + text, "192.0.2.1", {}};
  }

  std::array<std::array<Credentials, kRoleNames.size()>, kColumns.size()> credentials_;
};

void set(Message& message, const std::string& field, const std::string& value) {
  const auto* at = message.GetDescriptor()->FindFieldByName(field);
  if (at == nullptr || at->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING) return;
  if (at->is_repeated())
    message.GetReflection()->AddString(&message, at, value);
  else
    message.GetReflection()->SetString(&message, at, value);
}

std::string requestFor(const MethodDescriptor& method) {
  static const std::map<std::string, std::string> kValues{
      {"site", "rotterdam"},   {"node", "rotterdam-1"}, {"workload", "meter-reader"},
      {"version", "1.0.0"},    {"name", "leaver"},      {"rollout", "meter-reader-1"},
      {"region", "eu-west"},   {"regions", "eu-west"},  {"id", "theirs"},
      {"indicator", "orders"}, {"reason", "a reason"},  {"alert", alertIdOf(MatrixRig::alertLabels()).value}};
  std::unique_ptr<Message> message(MessageFactory::generated_factory()->GetPrototype(method.input_type())->New());
  for (const auto& [field, value] : kValues) set(*message, field, value);
  set(*message, "request_id", AccountRig::requestId());
  if (auto* op = dynamic_cast<v1::CreateOperatorRequest*>(message.get())) {
    op->set_name(op->request_id());
    op->add_grants()->set_role(v1::ROLE_VIEWER);
  }
  if (auto* token = dynamic_cast<v1::CreateApiTokenRequest*>(message.get())) {
    token->add_grants()->set_role(v1::ROLE_VIEWER);
    token->mutable_grants(0)->add_regions("eu-west");
  }
  if (auto* capture = dynamic_cast<v1::GetInputSamplesRequest*>(message.get()))
    *capture->mutable_query() = wire::toProto(SampleQuery{WorkloadName("meter-reader")});
  return message->SerializeAsString();
}

Result<std::string> ask(MatrixRig& rig, const MethodDescriptor& method, const Credentials& who) {
  rig.restore();
  const std::string path = "flotilla.v1." + shortName(method);
  if (!method.server_streaming()) return rig.call(path, requestFor(method), who);
  FakeSink sink;
  const auto opened = rig.open(sink, {}, who);
  if (!opened) return opened.error();
  (*opened)();
  return std::string();
}

std::string lineOf(const MethodDescriptor& method) {
  MatrixRig rig;
  std::string line =
      shortName(method) + std::string(shortName(method).size() < 44 ? 44 - shortName(method).size() : 1, ' ');
  line += letterOf(ask(rig, method, {false, {}}));
  line += letterOf(ask(rig, method, {true, {}}));
  for (std::size_t c = 0; c < kColumns.size(); ++c) {
    line += ' ';
    for (std::size_t r = 0; r < kRoleNames.size(); ++r) line += letterOf(ask(rig, method, rig.who(c, r)));
  }
  return line;
}

// The lines that count, by method.
std::map<std::string, std::string> written() {
  QFile file(kFile);
  if (!file.open(QIODevice::ReadOnly)) return {};
  std::map<std::string, std::string> out;
  for (const QByteArray& line : file.readAll().split('\n'))
    if (!line.isEmpty() && !line.startsWith('#')) out[line.left(line.indexOf(' ')).toStdString()] = line.toStdString();
  return out;
}

}  // namespace

class TstAccessMatrix : public QObject {
  Q_OBJECT

 private slots:
  void every_method_lets_in_whom_the_matrix_says_data() {
    QTest::addColumn<int>("method");
    const auto methods = allMethods();
    for (std::size_t i = 0; i < methods.size(); ++i)
      QTest::newRow(shortName(*methods[i]).c_str()) << static_cast<int>(i);
  }
  void every_method_lets_in_whom_the_matrix_says() {
    QFETCH(int, method);
    static const auto kWritten = written();
    const MethodDescriptor& target = *allMethods()[static_cast<std::size_t>(method)];
    const std::string line = lineOf(target);
    const auto known = kWritten.find(shortName(target));
    const std::string was = known == kWritten.end() ? "nothing" : known->second;
    if (was != line)
      QFAIL(qPrintable(QStringLiteral("in %1\n  replace %2\n  by      %3")
                           .arg(kFile, QString::fromStdString(was), QString::fromStdString(line))));
  }

  void the_matrix_has_no_line_of_a_method_that_is_gone() {
    auto left = written();
    for (const MethodDescriptor* method : allMethods()) left.erase(shortName(*method));
    QVERIFY2(left.empty(), left.empty() ? "" : ("remove the line of " + left.begin()->first).c_str());
  }

  // What the letters cannot say: that nothing of the other region is in an answer, whatever is asked.
  void who_is_elsewhere_is_told_nothing_of_a_place_data() { every_method_lets_in_whom_the_matrix_says_data(); }
  void who_is_elsewhere_is_told_nothing_of_a_place() {
    QFETCH(int, method);
    const MethodDescriptor& target = *allMethods()[static_cast<std::size_t>(method)];
    MatrixRig rig;
    for (std::size_t c = 0; c < kColumns.size(); ++c) {
      if (kColumns[c].regions != std::vector<RegionName>{kEast}) continue;
      for (std::size_t r = 0; r < kRoleNames.size(); ++r) {
        rig.restore();
        FakeSink sink;
        std::string told;
        if (target.server_streaming()) {
          const auto opened = rig.open(sink, {}, rig.who(c, r));
          rig.loop.advance(1s);
          told = sink.text();
          if (opened) (*opened)();
        } else {
          const auto answer = rig.call("flotilla.v1." + shortName(target), requestFor(target), rig.who(c, r));
          told = answer ? *answer : std::string();
        }
        QVERIFY2(told.find("rotterdam-1") == std::string::npos,
                 (target.name() + " as " + std::string(kRoleNames[r])).c_str());
      }
    }
  }
};

QTEST_GUILESS_MAIN(TstAccessMatrix)
#include "tst_access_matrix.moc"
