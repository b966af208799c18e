// Inputs of a workload on request: the next ones, with an end in number, size and time.
#include <QtTest>

#include "tests/agent/node_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;
using namespace std::chrono_literals;

namespace {

struct Asked {
  std::vector<Result<InputSamples>> answers;
  Done<InputSamples> done = [this](Result<InputSamples> answer) { answers.push_back(std::move(answer)); };
  std::string reason() const { return answers.size() == 1 && !answers[0] ? answers[0].error().reason : ""; }
};

}  // namespace

class TstInputCapture : public QObject {
  Q_OBJECT

  FleetKeys keys_;
  std::unique_ptr<NodeRig> rig_;

  SampleQuery query(std::uint32_t samples, Duration within = 60s) const {
    return {WorkloadName(kWorkload), samples, within};
  }
  WorkerScript& script() { return rig_->launcher.scripts["1.0.0"]; }

 private slots:
  void init() {
    rig_ = std::make_unique<NodeRig>(keys_);
    rig_->boot();
    QVERIFY(rig_->started.ok());
    rig_->assign(1, keys_.publish("1.0.0", 1));
    rig_->loop.runFor(60s);
    QCOMPARE(rig_->launcher.serving(kWorkload), std::vector<std::string>{"1.0.0"});
  }

  void as_many_as_were_asked_for_come_and_no_more() {
    Asked asked;
    rig_->agent->captureInputs(query(25), asked.done);
    rig_->loop.runFor(120s);
    QCOMPARE(asked.answers.size(), 1U);
    QVERIFY(asked.answers[0].ok());
    QCOMPARE(asked.answers[0]->samples.size(), 25U);
    QCOMPARE(asked.answers[0]->version, std::string("1.0.0"));
    QVERIFY(asked.answers[0]->endedEarly.empty());
    QCOMPARE(asked.answers[0]->samples[1].input, std::vector<float>(4, 1.0F));
    QCOMPARE(asked.answers[0]->samples[1].label, 1);
  }

  void when_the_time_is_over_there_is_what_there_is() {
    Asked asked;
    rig_->agent->captureInputs(query(kMaxSamples, 5s), asked.done);
    rig_->loop.runFor(6s);
    QCOMPARE(asked.answers.size(), 1U);
    QVERIFY(!asked.answers[0]->samples.empty() && asked.answers[0]->samples.size() < kMaxSamples);
    QVERIFY(!asked.answers[0]->endedEarly.empty());
    rig_->loop.runFor(120s);
    QCOMPARE(asked.answers.size(), 1U);
  }

  void an_answer_does_not_grow_beyond_its_size() {
    script().inputFloats = kMaxSampleFloats;
    Asked asked;
    rig_->agent->captureInputs(query(kMaxSamples), asked.done);
    rig_->loop.runFor(61s);
    QCOMPARE(asked.answers.size(), 1U);
    QCOMPARE(asked.answers[0]->samples.size(), kMaxSampleBytes / (4 * kMaxSampleFloats));
    QVERIFY(!asked.answers[0]->endedEarly.empty());
  }

  void there_is_one_at_a_time() {
    Asked first, second, third;
    rig_->agent->captureInputs(query(kMaxSamples, 10s), first.done);
    rig_->agent->captureInputs(query(1), second.done);
    QCOMPARE(second.reason(), std::string("busy"));
    rig_->loop.runFor(11s);
    QVERIFY(first.answers.at(0).ok());
    rig_->agent->captureInputs(query(1), third.done);
    rig_->loop.runFor(5s);
    QVERIFY(third.answers.at(0).ok());
  }

  void what_cannot_be_captured_says_why() {
    Asked unknown, refused;
    rig_->agent->captureInputs({WorkloadName("another"), 1, 1s}, unknown.done);
    QCOMPARE(unknown.reason(), std::string("no_workload"));
    script().refusesCapture = "no_inputs";
    rig_->agent->captureInputs(query(1), refused.done);
    rig_->loop.runFor(1s);
    QCOMPARE(refused.reason(), std::string("no_inputs"));
  }

  void a_worker_that_ends_ends_it() {
    script().crashesAfterServing = 1;
    script().crashes = 1;
    Asked asked;
    rig_->agent->captureInputs(query(kMaxSamples), asked.done);
    rig_->loop.runFor(3s);
    QCOMPARE(asked.answers.size(), 1U);
    QVERIFY(asked.reason() == "worker_ended" || asked.answers[0]->endedEarly.find("ended") != std::string::npos);
    Asked again;
    rig_->loop.runFor(120s);
    rig_->agent->captureInputs(query(1), again.done);
    rig_->loop.runFor(5s);
    QVERIFY(again.answers.at(0).ok());
  }
};

QTEST_GUILESS_MAIN(TstInputCapture)
#include "tst_input_capture.moc"
