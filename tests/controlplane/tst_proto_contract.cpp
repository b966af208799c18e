#include <QtTest>

#include <google/protobuf/descriptor.h>

#include <set>

#include "services/proto/flotilla/v1/access.pb.h"
#include "services/proto/flotilla/v1/account.pb.h"
#include "services/proto/flotilla/v1/agent.pb.h"
#include "services/proto/flotilla/v1/alert.pb.h"
#include "services/proto/flotilla/v1/audit.pb.h"
#include "services/proto/flotilla/v1/budget.pb.h"
#include "services/proto/flotilla/v1/common.pb.h"
#include "services/proto/flotilla/v1/drift.pb.h"
#include "services/proto/flotilla/v1/fleet.pb.h"
#include "services/proto/flotilla/v1/game_day.pb.h"
#include "services/proto/flotilla/v1/incident.pb.h"
#include "services/proto/flotilla/v1/log.pb.h"
#include "services/proto/flotilla/v1/node.pb.h"
#include "services/proto/flotilla/v1/objective.pb.h"
#include "services/proto/flotilla/v1/options.pb.h"
#include "services/proto/flotilla/v1/paper.pb.h"
#include "services/proto/flotilla/v1/policy.pb.h"
#include "services/proto/flotilla/v1/release.pb.h"
#include "services/proto/flotilla/v1/rollout.pb.h"
#include "services/proto/flotilla/v1/run.pb.h"
#include "services/proto/flotilla/v1/runbook.pb.h"
#include "services/proto/flotilla/v1/server.pb.h"
#include "services/proto/flotilla/v1/task.pb.h"
#include "services/proto/flotilla/v1/watch.pb.h"

using namespace flotilla;
using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

namespace {

std::vector<const FileDescriptor*> files() {
  return {
      v1::Operator::descriptor()->file(),      v1::Hello::descriptor()->file(),   v1::AuditEntry::descriptor()->file(),
      v1::PageInfo::descriptor()->file(),      v1::Region::descriptor()->file(),  v1::Node::descriptor()->file(),
      v1::Release::descriptor()->file(),       v1::Rollout::descriptor()->file(), v1::ServerInfo::descriptor()->file(),
      v1::Thing::descriptor()->file(),         v1::Policy::descriptor()->file(),  v1::MethodRules::descriptor()->file(),
      v1::Objective::descriptor()->file(),     v1::Alert::descriptor()->file(),   v1::Budget::descriptor()->file(),
      v1::DriftStanding::descriptor()->file(), v1::LogLine::descriptor()->file(), v1::Incident::descriptor()->file(),
      v1::Runbook::descriptor()->file(),       v1::Run::descriptor()->file(),     v1::Task::descriptor()->file(),
      v1::Paper::descriptor()->file(),         v1::GameDay::descriptor()->file(), v1::Account::descriptor()->file()};
}

bool isForOperators(const FileDescriptor& file) {
  return file.name().find("/agent.proto") == std::string::npos;
}

std::vector<const MethodDescriptor*> operatorMethods() {
  std::vector<const MethodDescriptor*> out;
  for (const FileDescriptor* file : files())
    for (int s = 0; isForOperators(*file) && s < file->service_count(); ++s)
      for (int m = 0; m < file->service(s)->method_count(); ++m) out.push_back(file->service(s)->method(m));
  return out;
}

std::string typeOf(const FieldDescriptor& field) {
  const std::string many = field.is_repeated() ? "repeated " : "";
  if (field.message_type() != nullptr) return many + field.message_type()->full_name();
  if (field.enum_type() != nullptr) return many + field.enum_type()->full_name();
  return many + field.type_name();
}

using Lines = std::set<std::string>;

void addEnum(const EnumDescriptor& type, Lines& lines) {
  for (int v = 0; v < type.value_count(); ++v)
    lines.insert("value " + type.full_name() + "." + type.value(v)->name() + " " +
                 std::to_string(type.value(v)->number()));
}

void addMessage(const Descriptor& type, Lines& lines) {
  for (int f = 0; f < type.field_count(); ++f)
    lines.insert("field " + type.full_name() + "." + type.field(f)->name() + " " +
                 std::to_string(type.field(f)->number()) + " " + typeOf(*type.field(f)));
  for (int n = 0; n < type.nested_type_count(); ++n) addMessage(*type.nested_type(n), lines);
  for (int e = 0; e < type.enum_type_count(); ++e) addEnum(*type.enum_type(e), lines);
}

// Everything that a program of another version relies on, one line each.
Lines contract() {
  Lines lines;
  for (const FileDescriptor* file : files()) {
    for (int m = 0; m < file->message_type_count(); ++m) addMessage(*file->message_type(m), lines);
    for (int e = 0; e < file->enum_type_count(); ++e) addEnum(*file->enum_type(e), lines);
    for (int s = 0; s < file->service_count(); ++s)
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const MethodDescriptor& method = *file->service(s)->method(m);
        lines.insert("method " + file->service(s)->full_name() + "/" + method.name() + " " +
                     (method.client_streaming() ? "stream " : "") + method.input_type()->full_name() + " " +
                     (method.server_streaming() ? "stream " : "") + method.output_type()->full_name());
      }
  }
  return lines;
}

}  // namespace

class TstProtoContract : public QObject {
  Q_OBJECT

 private slots:
  void every_proto_file_is_looked_at() {
    const QDir folder(QStringLiteral(FLOTILLA_SOURCE_DIR "/services/proto/flotilla/v1"));
    Lines known;
    for (const FileDescriptor* file : files()) known.insert(file->name());
    for (const QString& name : folder.entryList({"*.proto"}))
      QVERIFY2(known.contains("services/proto/flotilla/v1/" + name.toStdString()), qPrintable(name));
    QCOMPARE(static_cast<std::size_t>(folder.entryList({"*.proto"}).size()), known.size());
  }

  void every_operator_method_has_a_role_and_a_scope() {
    QVERIFY(operatorMethods().size() >= 17);
    for (const MethodDescriptor* method : operatorMethods()) {
      const v1::MethodRules& rules = method->options().GetExtension(v1::rules);
      QVERIFY2(rules.role() != v1::ROLE_UNSPECIFIED, method->full_name().c_str());
      QVERIFY2(rules.scope() != v1::SCOPE_UNSPECIFIED, method->full_name().c_str());
      QVERIFY2(!method->client_streaming(), method->full_name().c_str());
    }
  }

  // A method that changes something says so by its name; reading ones start with one of these words.
  void every_change_has_a_request_id_and_an_expected_revision() {
    static const QRegularExpression kRead("^(Get|List|Summarize|Verify|Watch|Prepare|Explain|Test|Replay)[A-Z]?");
    for (const MethodDescriptor* method : operatorMethods()) {
      const auto* id = method->input_type()->FindFieldByName("request_id");
      const auto* revision = method->input_type()->FindFieldByName("expected_revision");
      const bool reads = kRead.match(QString::fromStdString(method->name())).hasMatch();
      QVERIFY2(reads == (id == nullptr), method->full_name().c_str());
      QVERIFY2(reads == (revision == nullptr), method->full_name().c_str());
      if (reads) continue;
      QVERIFY(id->number() == 1 && id->type() == FieldDescriptor::TYPE_STRING);
      QVERIFY(revision->number() == 2 && revision->type() == FieldDescriptor::TYPE_UINT64);
    }
  }

  void every_answer_with_a_token_is_marked_as_secret() {
    for (const MethodDescriptor* method : operatorMethods()) {
      const bool secret = method->output_type()->FindFieldByName("token") != nullptr ||
                          method->output_type()->FindFieldByName("ticket") != nullptr;
      QVERIFY2(method->options().GetExtension(v1::rules).secret_answer() == secret, method->full_name().c_str());
    }
  }

  void every_list_is_paged() {
    for (const MethodDescriptor* method : operatorMethods()) {
      if (!method->name().starts_with("List")) continue;
      QVERIFY2(method->input_type()->FindFieldByName("options") != nullptr, method->full_name().c_str());
      QVERIFY2(method->output_type()->FindFieldByName("page") != nullptr, method->full_name().c_str());
    }
  }

  void every_enum_starts_with_unspecified() {
    for (const FileDescriptor* file : files())
      for (int e = 0; e < file->enum_type_count(); ++e) {
        const EnumDescriptor& type = *file->enum_type(e);
        QCOMPARE(type.value(0)->number(), 0);
        QVERIFY2(type.value(0)->name().ends_with("_UNSPECIFIED"), type.full_name().c_str());
      }
  }

  // A line of the file that is not true any more breaks programs of other versions. New lines are added to the file
  // with the change that brings them: this prints them.
  void what_was_promised_still_holds() {
    QFile file(QStringLiteral(FLOTILLA_SOURCE_DIR "/tests/controlplane/fixtures/v1_contract.txt"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const Lines now = contract();
    Lines promised;
    for (const QByteArray& line : file.readAll().split('\n'))
      if (!line.isEmpty()) promised.insert(line.toStdString());
    QVERIFY(promised.size() > 200);
    for (const std::string& line : promised) QVERIFY2(now.contains(line), ("broken: " + line).c_str());
    for (const std::string& line : now)
      if (!promised.contains(line)) qInfo("not in the file yet: %s", line.c_str());
  }
};

QTEST_GUILESS_MAIN(TstProtoContract)
#include "tst_proto_contract.moc"
