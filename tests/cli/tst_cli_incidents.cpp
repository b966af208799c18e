// flotillactl incidents against a control plane that says what each test needs.
#include <QtTest>

#include "services/wire/incident_wire.h"
#include "services/wire/run_wire.h"
#include "tests/cli/cli_fleet.h"

using namespace flotilla;
using namespace std::chrono_literals;
using test::CliResult;
using test::FakeAnswer;
using test::FakeRequest;
using test::Fleet;

namespace {

const TimePoint kAt = parseRfc3339("2026-03-01T12:00:00Z").value();

Incident incidentOf(const char* id) {
  Incident out;
  out.id = IncidentId(id);
  out.title = "meters \x1b[31mstand still";
  out.severity = IncidentSeverity::Sev2;
  out.state = IncidentState::Active;
  out.region = RegionName("us-east");
  out.workload = WorkloadName("meter-reader");
  out.openedAt = kAt;
  out.commander = "ann";
  out.suspect = RolloutId("meter-reader-2");
  out.times = {kAt - 5min, kAt - 60s, kAt - 30s, kAt + 65s, {}, {}, {}};
  out.alerts = {{out.id, AlertId("00000000000000ff"), kAt - 60s, {}, kAt - 30s, {{"severity", "page"}}, "it burns"}};
  out.events = 3;
  out.head = test::digestOf(0x11);
  return out;
}

IncidentDetail detailOf(const char* id) {
  IncidentDetail out;
  out.incident = incidentOf(id);
  out.durations = durationsOf(out.incident.times);
  out.changes = {{kAt - 6min, "rollout/meter-reader-2", "meter-reader-2 brought 2.0.0", "bob", true, false},
                 {kAt + 1s, "audit/7", "quarantine node boston-1", "ann", false, true}};
  const auto event = [&](std::uint64_t seq, IncidentEventKind kind, const char* text, bool pinned) {
    return IncidentEvent{out.incident.id, seq, kAt, kAt, kind, "", text, "", pinned, test::digestOf(0x22)};
  };
  out.events = {event(1, IncidentEventKind::Opened, "opened, because of a page", true),
                event(2, IncidentEventKind::Role, "cat is scribe", false),
                event(3, IncidentEventKind::Note, "line one\nline two", true)};
  return out;
}

// An incident, and a run for it.
FakeAnswer answerTo(const FakeRequest& request, const IncidentDetail& detail) {
  if (!request.method.ends_with("ListRuns")) return FakeAnswer::of(wire::toProto(detail));
  Run run;
  run.id = RunId("RUN-3");
  run.runbook = RunbookName("failing-deployment");
  run.state = RunState::Waiting;
  run.owner = "bob";
  v1::ListRunsResponse out;
  *out.add_runs() = wire::toProto(run);
  return FakeAnswer::of(out);
}

v1::ListIncidentsResponse incidents() {
  v1::ListIncidentsResponse out;
  *out.add_incidents() = wire::toProto(incidentOf("INC-7"));
  out.mutable_page()->set_total(1);
  return out;
}

}  // namespace

class TstCliIncidents : public QObject {
  Q_OBJECT

  // Runs it, and gives what was asked last.
  template <class Request>
  static Request asked(const QStringList& command) {
    Request out;
    const Fleet fleet([&](const FakeRequest& request) {
      out.ParseFromString(request.bytes);
      return FakeAnswer::of(wire::toProto(incidentOf("INC-7")));
    });
    const CliResult done = fleet.run(QStringList{"incidents"} + command);
    if (done.exitCode != 0) qWarning("%s", qPrintable(done.err));
    return out;
  }

 private slots:
  void a_list_says_who_leads_and_what_is_suspected() {
    const Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(incidents()); });
    const CliResult listed = fleet.run({"incidents", "list"});
    QCOMPARE(listed.exitCode, 0);
    for (const char* part :
         {"INC-7", "sev2", "active", "us-east", "ann", "meter-reader-2", "meters \\u001b[31mstand still"})
      QVERIFY2(listed.out.contains(part), qPrintable(listed.out));
  }

  void one_is_shown_with_what_was_changed_first() {
    const Fleet fleet([](const FakeRequest& request) { return answerTo(request, detailOf("INC-7")); });
    const CliResult shown = fleet.run({"incidents", "show", "INC-7"});
    QCOMPARE(shown.exitCode, 0);
    for (const char* part :
         {"suspected  2026-03-01T11:54:00Z  meter-reader-2 brought 2.0.0", "during", "2026-03-01T11:59:00Z, after 4m",
          "2026-03-01T12:01:05Z, after 1m 35s", "opened, because of a page", "left out (1); --all",
          "RUN-3, failing-deployment, is waiting, with bob: flotillactl runs show RUN-3"})
      QVERIFY2(shown.out.contains(part), qPrintable(shown.out));
    QVERIFY(!shown.out.contains("cat is scribe") && !shown.out.contains("CHANGED AFTER"));
    QVERIFY2(QRegularExpression("Z  line one +flotilla\\n +line two").match(shown.out).hasMatch(),
             qPrintable(shown.out));
    QVERIFY(shown.out.indexOf("what was changed") < shown.out.indexOf("timeline"));
    QVERIFY(fleet.run({"incidents", "show", "INC-7", "--all"}).out.contains("cat is scribe"));
  }

  void where_no_runbook_was_suggested_the_playbook_is_named() {
    bool suggested = true;
    const Fleet fleet([&](const FakeRequest& request) {
      IncidentDetail detail = detailOf("INC-7");
      detail.runbooks = suggested ? std::vector<std::string>{"high-latency"} : std::vector<std::string>{};
      return answerTo(request, detail);
    });
    QVERIFY(!fleet.run({"incidents", "show", "INC-7"}).out.contains("playbooks choose"));
    suggested = false;
    QVERIFY(fleet.run({"incidents", "show", "INC-7"}).out.contains("flotillactl playbooks choose --incident INC-7"));
  }

  void a_timeline_that_was_changed_is_told() {
    const Fleet fleet([](const FakeRequest& request) {
      IncidentDetail detail = detailOf("INC-7");
      detail.intact = false;
      return answerTo(request, detail);
    });
    QVERIFY(fleet.run({"incidents", "show", "INC-7"}).out.contains("CHANGED AFTER IT WAS WRITTEN"));
  }

  void words_arrive_as_they_were_written() {
    const auto opened =
        asked<v1::OpenIncidentRequest>({"open", "it is odd", "--region", "us-east", "--severity", "sev1"});
    QCOMPARE(opened.title(), std::string("it is odd"));
    QVERIFY(opened.region() == "us-east" && opened.severity() == v1::INCIDENT_SEVERITY_SEV1 && !opened.drill());
    const auto cancelled = asked<v1::MoveIncidentRequest>({"cancel", "INC-7", "--reason", "a test"});
    QVERIFY(cancelled.to() == v1::INCIDENT_STATE_CANCELLED && cancelled.reason() == "a test");
    const auto merged = asked<v1::MergeIncidentRequest>({"merge", "INC-8", "--into", "INC-7"});
    QVERIFY(merged.id() == "INC-8" && merged.into() == "INC-7");
    const auto edited = asked<v1::EditIncidentRequest>({"edit", "INC-7", "--scribe", "", "--suspect", "x-1"});
    QVERIFY(edited.has_scribe() && edited.scribe().empty() && edited.suspect() == "x-1");
    QVERIFY(!edited.has_title() && !edited.has_commander() && edited.severity() == v1::INCIDENT_SEVERITY_UNSPECIFIED);
    QVERIFY(!edited.request_id().empty());
    const auto noted = asked<v1::NoteIncidentRequest>({"note", "INC-7", "it was the model", "--pin"});
    QVERIFY(noted.text() == "it was the model" && noted.pinned());
  }

  void what_is_incomplete_is_not_sent() {
    int calls = 0;
    const Fleet fleet([&](const FakeRequest&) {
      ++calls;
      return FakeAnswer::of(wire::toProto(incidentOf("INC-7")));
    });
    QVERIFY(fleet.run({"incidents", "open"}).err.contains("--alert"));
    QVERIFY(fleet.run({"incidents", "cancel", "INC-7"}).err.contains("--reason"));
    QVERIFY(fleet.run({"incidents", "open", "x", "--severity", "bad"}).err.contains("sev1, sev2, sev3, sev4"));
    QVERIFY(fleet.run({"incidents", "merge", "INC-7"}).err.contains("--into"));
    QCOMPARE(calls, 0);
  }
};

QTEST_GUILESS_MAIN(TstCliIncidents)
#include "tst_cli_incidents.moc"
