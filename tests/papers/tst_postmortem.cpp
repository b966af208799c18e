// What a post-mortem says of an incident that was looked after: what it cost, who knew what when, what was done, and
// what is to be learnt, all from what was recorded.
#include <QtTest>

#include "services/controlplane/core/papers/postmortem.h"
#include "services/controlplane/core/runbooks/run_edit.h"
#include "tests/runbooks/run_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const PaperSection& sectionOf(const Paper& paper, const std::string& key) {
  for (const PaperSection& section : paper.sections)
    if (section.key == key) return section;
  qFatal("no section %s", key.c_str());
}

bool says(const std::vector<std::string>& all, const std::string& what) {
  return std::any_of(all.begin(), all.end(),
                     [&](const std::string& one) { return one.find(what) != std::string::npos; });
}

const PaperCell& factOf(const PaperSection& section, const std::string& key) {
  for (const PaperFact& fact : section.facts)
    if (fact.key == key) return fact.value;
  qFatal("no fact %s", key.c_str());
}

std::string textOf(const PaperCell& cell) {
  return std::get<std::string>(cell);
}

}  // namespace

class TstPostmortem : public QObject {
  Q_OBJECT

  // A page in eu-west, for which the quarantine runbook is followed to its end; `skip` leaves its acting step out.
  static void respond(RunRig& rig, bool skip = false) {
    rig.firstBad[alertIdOf(pageLabels("answers", "eu-west"))] = rig.now - 90s;
    const AlertId alert = rig.page(pageLabels("answers", "eu-west"));
    rig.follow();
    rig.now += 1min;
    rig.done(moveIncident(rig.state, {IncidentId("INC-1"), IncidentState::Active, ""}, kAlice, rig.now));
    QCOMPARE(rig.start({RunbookName("quarantine"), IncidentId("INC-1"), {}}), QString());
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(rig.choose("Yes"), QString());
    if (skip) {
      QCOMPARE(rig.say({{}, RunVerb::Skip, 0, {}, {}, "they are needed"}), QString());
    } else {
      QCOMPARE(rig.begin(), QString());
      rig.now += 20s;
      QCOMPARE(rig.review(true, kBob, "go"), QString());
      QCOMPARE(rig.act(), QString());
      rig.tick();
      rig.tick(11s);
    }
    if (rig.run().step == "calm") QCOMPARE(rig.begin(), QString());
    rig.tick(61s);
    QCOMPARE(rig.say({{}, RunVerb::Note, 0, {}, "they were worn out"}), QString());
    rig.end(alert, rig.now);
    rig.follow();
    QVERIFY(rig.run().state == RunState::Succeeded);
  }

  static PostmortemFacts factsOf(RunRig& rig) {
    PostmortemFacts facts;
    facts.now = rig.now;
    facts.detail.incident = rig.incident();
    facts.detail.durations = durationsOf(rig.incident().times);
    facts.detail.events = rig.timelines.at(rig.incident().id);
    facts.detail.runbooks = {"quarantine"};
    facts.runs = {
        followedRun(rig.run(), rig.evidence.at(rig.id), rig.state.runbooks.at(RunbookName("quarantine")).record)};
    return facts;
  }

 private slots:
  void all_of_it_is_there_without_typing() {
    RunRig rig;
    respond(rig);
    PostmortemFacts facts = factsOf(rig);
    facts.impact = {{ObjectiveName("answers"), "Answers are right", kWest, {1000, 250}, 0.13, 0.5, 720h}};
    facts.tasks = {{TaskId("TASK-1"), "Mend it", "", "incident/INC-1", kWest}};
    const Paper paper = postmortemOf(facts);
    QCOMPARE(paper.name, std::string("INC-1"));
    QVERIFY(says(sectionOf(paper, "summary").sentences, "250 of 1,000 were bad, 13 % of the error budget of its 30d"));
    QVERIFY(says(sectionOf(paper, "summary").sentences, "RUN-1, Take them out, by alice: quarantine"));
    const PaperSection& detection = sectionOf(paper, "detection");
    QVERIFY(factOf(detection, "to_detect") == PaperCell(Duration(60s)));
    QVERIFY(factOf(detection, "to_acknowledge") == PaperCell(Duration(60s)));
    QCOMPARE(detection.tables[0].rows.size(), std::size_t{1});
    const PaperSection& response = sectionOf(paper, "response");
    QVERIFY(says(response.points, "RUN-1 followed quarantine, version 1, taken by alice: succeeded after"));
    std::vector<std::string> steps;
    for (const auto& row : response.tables[0].rows) steps.push_back(textOf(row[1]) + "/" + textOf(row[2]));
    QCOMPARE(steps, (std::vector<std::string>{"See it/passed", "Is it them?/passed", "Take them out/passed",
                                              "Let it settle/passed", "Say what it was/passed"}));
    QCOMPARE(textOf(response.tables[1].rows[0][2]), std::string("bob"));
    QVERIFY(says(sectionOf(paper, "causes").points, "Is it them? Yes (alice, RUN-1)"));
    QCOMPARE(sectionOf(paper, "tasks").tables[0].rows.size(), std::size_t{1});
    QCOMPARE(sectionOf(paper, "evidence").tables[0].rows.size(), rig.evidence.at(rig.id).size());
    QCOMPARE(textOf(factOf(sectionOf(paper, "evidence"), "RUN-1_intact")), std::string("fit"));
    QCOMPARE(sectionOf(paper, "appendix").tables[0].rows.size(), rig.timelines.at(rig.incident().id).size());
    QVERIFY(sectionOf(paper, "timeline").tables[0].rows.size() < sectionOf(paper, "appendix").tables[0].rows.size());
  }

  void the_titles_of_steps_are_filled_in() {
    RunRig rig;
    respond(rig);
    const FollowedRun run = factsOf(rig).runs[0];
    QCOMPARE(run.titles.at("out"), std::string("Take them out"));
    const FollowedRun without = followedRun(rig.run(), {}, std::nullopt);
    QVERIFY(without.titles.empty() && !without.intact);
  }

  void what_went_well_is_counted() {
    RunRig rig;
    respond(rig);
    PostmortemFacts facts = factsOf(rig);
    facts.suspect = {"meter-reader-2", 1, 4};
    const Lessons lessons = lessonsOf(facts);
    QVERIFY(says(lessons.well, "until an alert fired it took 1m"));
    QVERIFY(says(lessons.well, "until somebody looked after it, it took 1m"));
    QVERIFY(says(lessons.well, "quarantine (RUN-1) led to its end in"));
    QVERIFY(says(lessons.well, "A second person looked at \"Take them out\" before it was done: bob, 20s after"));
    QVERIFY(says(lessons.well, "1 of 4 nodes: the others never got it"));
    QVERIFY2(lessons.badly.empty(), lessons.badly.empty() ? "" : lessons.badly[0].c_str());
  }

  void who_went_on_alone_is_told_and_so_is_what_was_missing() {
    RunRig rig;
    rig.page(pageLabels("answers", "eu-west"));
    rig.follow();
    IncidentChange change;
    change.id = IncidentId("INC-1");
    change.commander = "alice";
    rig.done(editIncident(rig.state, change, kAlice, rig.now));
    QCOMPARE(rig.start({RunbookName("quarantine"), IncidentId("INC-1"), {}}), QString());
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(rig.choose("Yes"), QString());
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(rig.say({{}, RunVerb::BreakGlass, 0, {}, {}, "nobody answers", rig.subject()}), QString());
    rig.state.runs.at(rig.id).feedback = {{"alice", "out", "whom to call", rig.now}, {"bob", "", "a map", rig.now}};
    const PostmortemFacts facts = factsOf(rig);
    const Paper paper = postmortemOf(facts);
    QVERIFY(says(sectionOf(paper, "went_badly").points,
                 "alice went on at \"Take them out\" without the approval that it needs: nobody answers."));
    QVERIFY(!says(sectionOf(paper, "went_well").points, "A second person"));
    QCOMPARE(textOf(sectionOf(paper, "response").tables[1].rows[0][3]), std::string("went on without approval"));
    const auto& points = sectionOf(paper, "tasks").points;
    QVERIFY(says(points, "quarantine (RUN-1), \"Take them out\" was unclear: whom to call (alice)"));
    QVERIFY(says(points, "quarantine (RUN-1), missing: a map (bob)"));
    const auto& timeline = sectionOf(paper, "timeline").tables[0].rows;
    QVERIFY(std::any_of(timeline.begin(), timeline.end(),
                        [](const auto& row) { return textOf(row[1]).find("nobody answers") != std::string::npos; }));
  }

  void what_did_not_is_counted_as_well() {
    RunRig rig;
    respond(rig, true);
    PostmortemFacts facts = factsOf(rig);
    facts.detail.durations.toDetect = 6min;
    facts.suspect = {"meter-reader-2", 4, 4};
    facts.runs[0].evidence[2].title = "something else";
    facts.runs[0] = followedRun(facts.runs[0].run, facts.runs[0].evidence, std::nullopt);
    const Lessons lessons = lessonsOf(facts);
    QVERIFY(says(lessons.badly, "until an alert fired it took 6m"));
    QVERIFY(says(lessons.badly, "RUN-1, \"out\": skipped: they are needed."));
    QVERIFY(says(lessons.badly, "all of its nodes, 4 of 4"));
    QVERIFY(says(lessons.badly, "The evidence of RUN-1 was changed after it was written"));
    QVERIFY(!says(lessons.well, "led to its end"));
  }

  void what_nobody_did_is_said() {
    RunRig rig;
    rig.fire(pageLabels("answers", "eu-west"), rig.now - 30s);
    rig.page(pageLabels("latency", "eu-west"));
    rig.follow();
    PostmortemFacts facts = factsOf([&]() -> RunRig& {
      rig.start({RunbookName("quarantine"), IncidentId("INC-1"), {}});
      return rig;
    }());
    facts.runs.clear();
    const Paper paper = postmortemOf(facts);
    QVERIFY(says({paper.banner}, "not over yet"));
    QVERIFY(says(sectionOf(paper, "went_badly").points, "The runbook for it was not followed."));
    QVERIFY(says(sectionOf(paper, "went_badly").points, "Nobody said that they look after it."));
    facts.detail.runbooks.clear();
    QVERIFY(says(lessonsOf(facts).badly, "There was no runbook for it."));
    facts.detail.incident.drill = true;
    QVERIFY(says({postmortemOf(facts).banner}, "Drill"));
  }

  void an_alert_that_came_back_is_told_once() {
    RunRig rig;
    respond(rig);
    PostmortemFacts facts = factsOf(rig);
    IncidentAlert again = facts.detail.incident.alerts[0];
    again.began += 10min;
    facts.detail.incident.alerts.push_back(again);
    again.began += 10min;
    facts.detail.incident.alerts.push_back(again);
    const Lessons lessons = lessonsOf(facts);
    QCOMPARE(std::count_if(lessons.badly.begin(), lessons.badly.end(),
                           [](const std::string& one) { return one.find("it fired 3 times") != std::string::npos; }),
             std::ptrdiff_t{1});
  }

  void words_that_blame_are_pointed_at() {
    RunRig rig;
    respond(rig);
    QVERIFY(wordsOfBlame(factsOf(rig)).empty());
    rig.done(noteIncident(rig.state, {IncidentId("INC-1"), "Bob SHOULD HAVE looked"}, kAlice, rig.now));
    const auto words = wordsOfBlame(factsOf(rig));
    QCOMPARE(words.size(), std::size_t{1});
    QVERIFY(says(words, "says \"should have\""));
    QVERIFY(says(sectionOf(postmortemOf(factsOf(rig)), "wording").points, "should have"));
  }

  void its_span_is_from_the_first_bad_answer_until_it_was_mitigated() {
    Incident incident;
    incident.openedAt = kNow;
    QVERIFY(spanOf(incident, kNow + 1h) == std::pair(kNow, kNow + 1h));
    incident.times.firstBad = kNow - 5min;
    incident.times.mitigated = kNow + 3min;
    incident.times.resolved = kNow + 1h;
    QVERIFY(spanOf(incident, kNow + 2h) == std::pair(kNow - 5min, kNow + 3min));
    incident.times.mitigated = kNow - 1h;  // a clock went back
    QVERIFY(spanOf(incident, kNow + 2h) == std::pair(kNow - 5min, kNow - 5min));
  }

  void what_it_cost_is_a_share_of_the_budget_of_the_whole_period() {
    RunRig rig;
    Objective objective;
    objective.name = ObjectiveName("answers");
    objective.title = "Answers";
    objective.workload = kWorkload;
    objective.target = 0.9;
    objective.period = 100h;
    rig.state.objectives[objective.name] = objective;
    Objective other = objective;
    other.name = ObjectiveName("others");
    other.workload = WorkloadName("another");
    rig.state.objectives[other.name] = other;
    ObjectiveStanding standing;
    standing.objective = objective.name;
    standing.region = kWest;
    standing.tally = {5000, 100};
    standing.firstObserved = rig.now - 50h;
    standing.budgetLeft = 0.9;
    const TallyPort tallies = [](const ObjectiveName&, const RegionName& region, TimePoint from, TimePoint to,
                                 Duration step) {
      return region == kWest && to - from == step ? std::vector<Tally>{{600, 50}} : std::vector<Tally>{{0, 0}};
    };
    const auto impact =
        impactOf(rig.state, {standing}, {{kWest, {}}, kWorkload, rig.now - 10min, rig.now, rig.now}, tallies);
    QCOMPARE(impact.size(), std::size_t{1});
    QVERIFY(impact[0].region == kWest && impact[0].tally == (Tally{600, 50}));
    // A whole period has 10,000, of which 1,000 may be bad.
    QCOMPARE(impact[0].ofBudget.value(), 0.05);
    QVERIFY(impactOf(rig.state, {standing}, {{kWest}, kWorkload, rig.now, rig.now, rig.now}, tallies).empty());
    QVERIFY(!impactOf(rig.state, {}, {{kWest}, kWorkload, rig.now - 1h, rig.now, rig.now}, tallies)[0].ofBudget);
  }
};

QTEST_GUILESS_MAIN(TstPostmortem)
#include "tst_postmortem.moc"
