#include <QtTest>

#include <cmath>
#include <limits>

#include "services/agent/worker/served_arm.h"
#include "services/documents/profile_json.h"
#include "services/runtime/files.h"
#include "services/telemetry/input_window.h"
#include "tests/worker/worker_under_test.h"

using namespace flotilla;
using namespace flotilla::tests;

namespace {

// Serves until at least `wanted` requests are counted, pauses, and gives the sum.
std::optional<ArmCounts> serveAndPause(WorkerUnderTest& worker, double rate, std::uint64_t wanted,
                                       double minConfidence = 0) {
  ArmCounts sum;
  worker.send(worker::Serve{rate, minConfidence});
  while (sum.requests < wanted) {
    const auto counts = worker.expect<worker::Counts>();
    if (!counts) return std::nullopt;
    sum.merge(counts->delta);
  }
  worker.send(worker::Serve{0});
  // The answer to the pause may come after one more regular report; what follows an empty Check is certainly later.
  worker.send(worker::Check{});
  while (const auto frame = worker.receive()) {
    const auto* counts = std::get_if<worker::Counts>(&*frame);
    if (counts == nullptr) return sum;
    sum.merge(counts->delta);
  }
  return std::nullopt;
}

// What the same stream gives without a worker: right answers among the first `count`.
std::uint64_t correctAmong(const std::string& slot, const std::string& seed, std::uint64_t count) {
  auto arm = worker::ServedArm::load(loadOf(slot, seed));
  const SystemClock clock;
  ArmCounts counts;
  for (std::uint64_t i = 0; i < count; ++i)
    if (!arm->serveOne(clock, counts)) qFatal("a model has ended");
  return counts.correct;
}

// The sample service as it lies in a slot, told to end so many seconds after its start; 0 = never.
class ServiceSlot {
 public:
  explicit ServiceSlot(int endsAfter) {
    const QString bundle = FLOTILLA_BINARY_DIR "/services/shelf-counter/1.0.0/";
    QDir().mkpath(path());
    QFile::copy(bundle + "shelf-counter", path() + "/shelf-counter");
    QByteArray spec = readFile(bundle + "service.json");
    if (endsAfter > 0)
      spec.replace("\"readiness\"", "\"env\": {\"SHELF_COUNTER_CRASH_AFTER_S\": \"" + QByteArray::number(endsAfter) +
                                        "\"}, \"readiness\"");
    writeFile(path() + "/service.json", spec);
  }
  QString path() const { return folder_.filePath("shelf/a"); }
  worker::Load load() const {
    return {.slot = path().toStdString(),
            .runtimePlugin = pluginPath("runtime-process"),
            .sourcePlugin = "/there/is/none.so",
            .seed = "x"};
  }

 private:
  QTemporaryDir folder_;
};

}  // namespace

class TstWorker : public QObject {
  Q_OBJECT
 private slots:
  void loads_checks_serves_pauses_and_stops() {
    const std::string slot = bundlePath("meter-reader/2.0.0");
    WorkerUnderTest worker;
    worker.send(loadOf(slot, "rotterdam-2"));
    QVERIFY(worker.expect<worker::Loaded>());
    worker.send(worker::Check{});
    const auto checked = worker.expect<worker::Checked>();
    QVERIFY(checked);
    QVERIFY2(checked->ok, checked->message.c_str());

    const auto counts = serveAndPause(worker, 2000, 500);
    QVERIFY(counts);
    QVERIFY(counts->requests >= 500);
    QCOMPARE(counts->errors, 0U);
    QCOMPARE(counts->labelled, counts->requests);
    QCOMPARE(counts->latencyUs.count(), counts->requests);
    QCOMPARE(counts->rawBytes, counts->requests * (4 * (64 + 10) + 16));
    QCOMPARE(counts->correct, correctAmong(slot, "rotterdam-2", counts->requests));
    QVERIFY(counts->latencyUs.quantile(0.5) > 0);

    worker.send(worker::Stop{});
    const auto last = worker.expect<worker::Counts>();
    QVERIFY(last);
    QVERIFY(last->delta.empty());
    const auto closed = worker.expect<worker::WindowClosed>();
    QVERIFY(closed);
    const auto window = decodeWindow(closed->window);
    QVERIFY(window && window->partial && window->features.empty());
    QCOMPARE(window->records, counts->requests);
    QCOMPARE(window->confidence->count(), counts->requests);
    QVERIFY(!worker.receive());
    QCOMPARE(worker.exitCode(), 0);
  }

  void what_the_model_is_not_sure_of_is_held_back() {
    WorkerUnderTest worker;
    worker.send(loadOf(bundlePath("meter-reader/2.0.0"), "rotterdam-2"));
    QVERIFY(worker.expect<worker::Loaded>());
    const auto all = serveAndPause(worker, 2000, 500);
    const auto sure = serveAndPause(worker, 2000, 500, 0.9);
    QVERIFY(all && sure);
    QCOMPARE(all->held, 0U);
    QVERIFY(sure->held > 0 && sure->held < sure->requests);
    QVERIFY(sure->errors == 0 && sure->latencyUs.count() == sure->requests);  // it was answered, and not given out
    QCOMPARE(sure->labelled + sure->held, sure->requests);
    QVERIFY(double(sure->correct) / double(sure->labelled) > double(all->correct) / double(all->labelled));
    const auto none = serveAndPause(worker, 2000, 100, 1);
    QVERIFY(none && none->held > 0);
    const auto again = serveAndPause(worker, 2000, 100);
    QVERIFY(again && again->held == 0 && again->labelled == again->requests);
  }

  void the_next_inputs_are_told_as_the_model_got_them() {
    WorkerUnderTest worker;
    worker.send(loadOf(bundlePath("meter-reader/2.0.0"), "rotterdam-2"));
    QVERIFY(worker.expect<worker::Loaded>());
    worker.send(worker::Capture{5});
    worker.send(worker::Serve{2000});
    std::vector<InputSample> samples;
    for (std::optional<worker::Frame> frame; (frame = worker.receive());) {
      if (const auto* sampled = std::get_if<worker::Sampled>(&*frame)) samples.push_back(sampled->sample);
      if (std::holds_alternative<worker::Counts>(*frame)) break;  // a second of requests: more than five
    }
    QCOMPARE(samples.size(), 5U);
    for (const InputSample& sample : samples) {
      QCOMPARE(sample.input.size(), 64U);
      QCOMPARE(sample.output.size(), 10U);
      QVERIFY(sample.label >= 0 && sample.label < 10);
      QVERIFY(sample.failure.empty());
    }
    QVERIFY(samples[0].input != samples[1].input);
    worker.send(worker::Stop{});
    while (worker.receive()) continue;
    QCOMPARE(worker.exitCode(), 0);
  }

  void a_service_has_no_inputs_to_tell() {
    const ServiceSlot service(0);
    WorkerUnderTest worker;
    worker.send(service.load());
    QVERIFY(worker.expect<worker::Loaded>());
    worker.send(worker::Capture{5});
    const auto told = worker.expect<worker::Sampled>();
    QVERIFY(told);
    QCOMPARE(told->refused, std::string("no_inputs"));
  }

  void inputs_are_counted_by_the_profile_of_the_bundle() {
    const std::string slot = bundlePath("meter-reader/2.0.0");
    SystemFiles files;
    const auto profile = parseReferenceProfile(files.readAll(slot + "/profile.json", kMaxProfileBytes).value());
    QVERIFY2(profile.ok(), profile ? "" : profile.error().message.c_str());
    std::vector<FeatureBins> bins;
    for (const FeatureProfile& feature : profile->features) bins.push_back(feature.bins);
    worker::Load load = loadOf(slot);
    load.bins = encodeBins(bins);
    load.profile = Digest{{7}};
    load.windows = {.records = 600, .shortest = std::chrono::milliseconds(1)};
    WorkerUnderTest worker;
    worker.send(load);
    QVERIFY(worker.expect<worker::Loaded>());
    worker.send(worker::Serve{2000});
    std::optional<InputWindow> window;
    while (const auto frame = worker.receive()) {
      const auto* closed = std::get_if<worker::WindowClosed>(&*frame);
      if (closed == nullptr) continue;
      window = decodeWindow(closed->window).value();
      break;
    }
    QVERIFY(window && !window->partial);
    QCOMPARE(window->records, 600U);
    QCOMPARE(window->repeatsAfter, 600U);
    QCOMPARE(window->features.size(), std::size_t{64});
    QVERIFY(window->profile == load.profile);
    // All of the held-out digits: about as the training ones, so about a twentieth in each bin of a lively pixel.
    const Distribution& lively = window->features[28];
    QVERIFY(std::fabs(lively.mean - profile->features[28].mean) < 0.2 * profile->features[28].sd);
    QCOMPARE(lively.count(), 600ULL);
    QVERIFY(window->confidence->mean > 0.8);
  }

  void a_service_needs_no_source_and_its_requests_are_probes() {
    const ServiceSlot slot(0);
    WorkerUnderTest worker;
    worker.send(slot.load());
    QVERIFY(worker.expect<worker::Loaded>());
    worker.send(worker::Check{});
    const auto checked = worker.expect<worker::Checked>();
    QVERIFY(checked);
    QVERIFY2(checked->ok, checked->message.c_str());
    const auto counts = serveAndPause(worker, 50, 60);
    QVERIFY(counts);
    QCOMPARE(counts->errors, 0U);
    QCOMPARE(counts->labelled, 0U);
    QCOMPARE(counts->latencyUs.count(), counts->requests);
    worker.send(worker::Stop{});
    QVERIFY(worker.expect<worker::Counts>());
    QCOMPARE(worker.exitCode(), 0);
    QVERIFY(!QDir(QFileInfo(slot.path()).path() + "/run-a").exists());
  }

  void a_service_that_ends_is_told_after_what_it_counted() {
    const ServiceSlot slot(2);
    WorkerUnderTest worker;
    worker.send(slot.load());
    QVERIFY(worker.expect<worker::Loaded>());
    worker.send(worker::Serve{20});
    ArmCounts sum;
    std::optional<worker::Frame> frame = worker.receive();
    while (frame && std::holds_alternative<worker::Counts>(*frame)) {
      sum.merge(std::get<worker::Counts>(*frame).delta);
      frame = worker.receive();
    }
    QVERIFY(frame && std::holds_alternative<worker::Failed>(*frame));
    QCOMPARE(std::get<worker::Failed>(*frame).reason, std::string("service_exited"));
    QCOMPARE(std::get<worker::Failed>(*frame).message,
             std::string("the service exited with code 3: the shelf index is damaged"));
    QVERIFY(sum.requests > 10);
    QVERIFY(sum.errors <= 1);
    QCOMPARE(worker.exitCode(), 1);
  }

  void a_service_that_ends_while_it_is_paused_is_told_too() {
    const ServiceSlot slot(1);
    WorkerUnderTest worker;
    worker.send(slot.load());
    QVERIFY(worker.expect<worker::Loaded>());
    const auto failed = worker.expect<worker::Failed>();
    QVERIFY(failed);
    QCOMPARE(failed->reason, std::string("service_exited"));
  }

  void goes_on_where_it_paused() {
    const std::string slot = bundlePath("ecg-monitor/1.0.0");
    WorkerUnderTest worker;
    worker.send(loadOf(slot, "node-7"));
    QVERIFY(worker.expect<worker::Loaded>());
    auto sum = serveAndPause(worker, 500, 20);
    const auto more = serveAndPause(worker, 500, 20);
    QVERIFY(sum && more);
    sum->merge(*more);
    QCOMPARE(sum->correct, correctAmong(slot, "node-7", sum->requests));
  }

  void counts_what_was_pending_when_it_is_stopped() {
    WorkerUnderTest worker;
    worker.send(loadOf(bundlePath("meter-reader/1.0.0")));
    QVERIFY(worker.expect<worker::Loaded>());
    worker.send(worker::Serve{1000});
    const auto first = worker.expect<worker::Counts>();
    QVERIFY(first && first->delta.requests > 0);
    worker.send(worker::Stop{});
    QVERIFY(worker.expect<worker::Counts>());
    QCOMPARE(worker.exitCode(), 0);
  }

  void perturbation_reaches_the_model() {
    worker::Load load = loadOf(bundlePath("meter-reader/2.0.0"));
    load.gain = 0;
    load.noise = 20;
    WorkerUnderTest worker;
    worker.send(load);
    QVERIFY(worker.expect<worker::Loaded>());
    const auto counts = serveAndPause(worker, 2000, 400);
    QVERIFY(counts);
    QVERIFY(double(counts->correct) < 0.3 * double(counts->labelled));
  }

  void a_dim_camera_tells_a_model_that_takes_dim_pictures_for_empty_ones_from_one_that_does_not() {
    const auto correctShare = [](const std::string& version) {
      worker::Load load = loadOf(bundlePath("meter-reader/" + version));
      load.gain = 0.65;
      WorkerUnderTest worker;
      worker.send(load);
      const bool loaded = worker.expect<worker::Loaded>().has_value();
      const auto counts = loaded ? serveAndPause(worker, 2000, 400) : std::nullopt;
      return counts ? double(counts->correct) / double(counts->labelled) : -1;
    };
    QVERIFY(correctShare("2.0.0") > 0.95);
    const double dim = correctShare("2.3.0");
    QVERIFY2(dim >= 0 && dim < 0.3, qPrintable(QString::number(dim)));
  }

  void counts_failures_of_runtime_and_source() {
    WorkerUnderTest worker;
    worker.send(worker::Load{"anywhere", fixturePath("unreliable_runtime"), fixturePath("unreliable_source"), "node"});
    QVERIFY(worker.expect<worker::Loaded>());
    const auto counts = serveAndPause(worker, 5000, 400);
    QVERIFY(counts);

    // The same two patterns, written down again: the source fails every fourth time, the runtime every fourth of its
    // calls.
    ArmCounts expected;
    std::uint64_t calls = 0;
    for (std::uint64_t i = 0; i < counts->requests; ++i) {
      const bool given = i % 4 != 3;
      const bool answered = given && ++calls % 4 != 0;
      expected.errors += answered ? 0 : 1;
      expected.rawBytes += answered ? 4 * (1 + 2) + 16 : 0;
      expected.labelled += answered && i % 4 != 2 ? 1 : 0;
      expected.correct += answered && i % 4 != 2 && calls % 5 != 0 ? 1 : 0;
    }
    QCOMPARE(counts->errors, expected.errors);
    QCOMPARE(counts->rawBytes, expected.rawBytes);
    QCOMPARE(counts->labelled, expected.labelled);
    QCOMPARE(counts->correct, expected.correct);
    QCOMPARE(counts->latencyUs.count(), counts->requests - counts->errors);
  }

  void requests_that_fail_leave_traces_and_only_so_many() {
    WorkerUnderTest worker;
    worker::Load load{"anywhere", fixturePath("unreliable_runtime"), fixturePath("unreliable_source"), "node"};
    load.traces = {0, std::chrono::hours(1), 5};
    worker.send(load);
    QVERIFY(worker.expect<worker::Loaded>());
    QVERIFY(serveAndPause(worker, 5000, 400));
    QCOMPARE(worker.traces.size(), std::size_t{5});
    const worker::Traced& first = worker.traces.front();  // the fourth request, for which the source gives nothing
    QCOMPARE(first.reason, std::string("sensor_silent"));
    QCOMPARE(first.spans.size(), std::size_t{2});
    QCOMPARE(first.spans[1].name, std::string("source"));
    QVERIFY(first.corr != worker.traces[1].corr);
  }

  void says_why_a_bundle_cannot_be_loaded_data() {
    QTest::addColumn<QString>("damagedFile");
    QTest::addColumn<QString>("reason");
    QTest::newRow("model") << "model.onnx"
                           << "model_unreadable";
    QTest::newRow("samples") << "samples.bin"
                             << "samples_damaged";
  }
  void says_why_a_bundle_cannot_be_loaded() {
    QFETCH(QString, damagedFile);
    QFETCH(QString, reason);
    const BundleCopy bundle("meter-reader/1.0.0");
    bundle.write(damagedFile, bundle.read(damagedFile).chopped(7));
    WorkerUnderTest worker;
    worker.send(loadOf(bundle.path()));
    const auto failed = worker.expect<worker::Failed>();
    QVERIFY(failed);
    QCOMPARE(QString::fromStdString(failed->reason), reason);
    QVERIFY(!failed->message.empty());
    QCOMPARE(worker.exitCode(), 1);
  }

  void refuses_frames_out_of_order_data() {
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<bool>("loaded");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, const worker::Frame& frame, bool loaded, const char* reason) {
      QTest::newRow(name) << QByteArray::fromStdString(worker::encode(frame)) << loaded << reason;
    };
    row("check before load", worker::Check{}, false, "unexpected_frame");
    row("serve before load", worker::Serve{1}, false, "unexpected_frame");
    row("second load", loadOf("elsewhere"), true, "unexpected_frame");
    row("an answer", worker::Loaded{}, true, "unexpected_frame");
    row("negative rate", worker::Serve{-1}, true, "bad_rate");
    row("threshold above 1", worker::Serve{1, 1.5}, true, "bad_threshold");
    row("threshold that is no number", worker::Serve{1, std::nan("")}, true, "bad_threshold");
    row("infinite rate", worker::Serve{std::numeric_limits<double>::infinity()}, true, "bad_rate");
    row("rate that is no number", worker::Serve{std::nan("")}, true, "bad_rate");
  }
  void refuses_frames_out_of_order() {
    QFETCH(QByteArray, frame);
    QFETCH(bool, loaded);
    QFETCH(QString, reason);
    WorkerUnderTest worker;
    if (loaded) {
      worker.send(loadOf(bundlePath("meter-reader/1.0.0")));
      QVERIFY(worker.expect<worker::Loaded>());
    }
    worker.send(*worker::decode(frame.toStdString()));
    const auto failed = worker.expect<worker::Failed>();
    QVERIFY(failed);
    QCOMPARE(QString::fromStdString(failed->reason), reason);
    QCOMPARE(worker.exitCode(), 1);
  }

  void leaves_quietly_when_the_agent_is_gone() {
    WorkerUnderTest idle;
    QCOMPARE(idle.exitCode(), 0);

    WorkerUnderTest serving;
    serving.send(loadOf(bundlePath("meter-reader/1.0.0")));
    QVERIFY(serving.expect<worker::Loaded>());
    serving.send(worker::Serve{100});
    QCOMPARE(serving.exitCode(), 0);
  }

  void a_rate_beyond_its_means_does_not_shut_out_the_agent() {
    WorkerUnderTest worker;
    worker.send(loadOf(bundlePath("meter-reader/2.0.0")));
    QVERIFY(worker.expect<worker::Loaded>());
    QVERIFY(serveAndPause(worker, 1e12, 100));
    worker.send(worker::Stop{});
    QVERIFY(worker.expect<worker::Counts>());
    QCOMPARE(worker.exitCode(), 0);
  }
};

QTEST_GUILESS_MAIN(TstWorker)
#include "tst_worker.moc"
