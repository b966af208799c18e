#include "tests/simulation/sim_worker.h"

#include <algorithm>
#include <utility>

#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla::simulation {
namespace {

constexpr Duration kMoment = std::chrono::milliseconds(10);
constexpr Duration kLoads = std::chrono::seconds(2);
constexpr Duration kTells = std::chrono::seconds(20);  // between two counts
constexpr Duration kCrashesAfter = std::chrono::seconds(15);
constexpr Duration kDenied = std::chrono::minutes(30);  // content that was refused once
constexpr std::uint64_t kMostBytes = 1 << 20;
constexpr double kGoodUs = 5'000;
constexpr double kSlowUs = 900'000;

}  // namespace

class SimWorker final : public agent::WorkerProcess {
 public:
  SimWorker(SimLauncher& launcher, agent::WorkerEvents events)
      : launcher_(launcher), events_(std::move(events)), number_(++launcher.started_) {
    launcher_.workers_[number_] = this;
  }
  ~SimWorker() override { launcher_.workers_.erase(number_); }

  void send(std::string bytes) override {
    const auto frame = worker::decode(bytes);
    if (const auto* load = std::get_if<worker::Load>(&*frame)) return onLoad(load->slot);
    if (std::holds_alternative<worker::Check>(*frame)) return onCheck();
    if (const auto* serve = std::get_if<worker::Serve>(&*frame)) return onServe(serve->ratePerSecond);
    if (std::holds_alternative<worker::Stop>(*frame)) later(kMoment, [this] { exit("exit code 0"); });
  }
  std::uint64_t rssKb() const override { return 1000; }
  void kill() override {
    later(kMoment, [this] { exit("the worker was killed by signal 9"); });
  }
  bool outOfMemory() const override { return false; }

  const Digest& manifest() const { return loaded_.manifest; }
  bool serves() const { return rate_ > 0; }

 private:
  template <class F>
  void later(Duration delay, F work) {
    launcher_.actor_.postAfter(delay, [watch = std::weak_ptr<int>(alive_), work = std::move(work)] {
      if (!watch.expired()) work();
    });
  }
  void answer(Duration after, worker::Frame frame) {
    later(after, [this, frame = std::move(frame)] { events_.onFrame(worker::encode(frame)); });
  }
  void exit(const std::string& why) {
    const auto onExit = events_.onExit;
    alive_ = std::make_shared<int>(0);
    rate_ = 0;
    onExit(why);
  }

  // What is really there is what runs, whatever anybody believes.
  void onLoad(const Path& slot) {
    const auto bytes = launcher_.files_.readAll(slot / "manifest.json", kMostBytes);
    const auto manifest = bytes ? parseManifest(*bytes) : Result<BundleManifest>(bytes.error());
    if (!manifest) return answer(kMoment, worker::Failed{"bad_model", "there is no manifest"});
    loaded_ = {sha256(*bytes), manifest->version.toString(), true};
    std::optional<Behaviour> behaviour;
    for (const BundleFile& file : manifest->files) {
      const auto content = launcher_.files_.readAll(slot / file.name, kMostBytes);
      if (!content) return answer(kMoment, worker::Failed{"bad_model", "it cannot be read"});
      loaded_.isWhole = loaded_.isWhole && sha256(*content) == file.digest;
      if (file.name == "model.onnx") behaviour = launcher_.authority_.behaviourOf(*content);
    }
    behaviour_ = behaviour.value_or(Behaviour::FailsToLoad);
    launcher_.onLoaded_(loaded_);
    if (behaviour_ == Behaviour::FailsToLoad) return answer(kLoads, worker::Failed{"bad_model", "it does not load"});
    answer(kLoads, worker::Loaded{});
  }
  void onCheck() {
    const bool passes = behaviour_ != Behaviour::FailsGolden;
    answer(kMoment, worker::Checked{passes, passes ? "" : "golden_mismatch", passes ? "" : "other answers"});
  }
  void onServe(double rate) {
    if (rate_ <= 0) toldAt_ = launcher_.world_.elapsed();
    const double before = std::exchange(rate_, rate);
    if (rate <= 0 && before > 0) return tell(before);
    if (servesSince_ == Duration{}) servesSince_ = launcher_.world_.elapsed();
    if (rate > 0 && !std::exchange(ticking_, true)) later(kTells, [this] { tick(); });
    if (rate > 0 && behaviour_ == Behaviour::Crashes) later(kCrashesAfter, [this] { exit("signal 11"); });
  }
  void tick() {
    later(kTells, [this] { tick(); });
    if (rate_ > 0) tell(rate_);
  }
  void tell(double rate) {
    const Duration passed = launcher_.world_.elapsed() - std::exchange(toldAt_, launcher_.world_.elapsed());
    if (behaviour_ == Behaviour::Silent) return;
    const auto requests = static_cast<std::uint64_t>(rate * std::chrono::duration<double>(passed).count());
    if (requests == 0) return;
    worker::Counts counts;
    counts.delta.requests = requests;
    const bool spoilt = behaviour_ == Behaviour::Spoils && launcher_.world_.elapsed() - servesSince_ > kSpoilsAfter;
    if (behaviour_ == Behaviour::Errors) counts.delta.errors = requests / 2;
    if (spoilt) counts.delta.errors = requests / 3;
    counts.delta.latencyUs.add(behaviour_ == Behaviour::Slow ? kSlowUs : kGoodUs, requests - counts.delta.errors);
    launcher_.answered_[loaded_.version] += requests;
    events_.onFrame(worker::encode(counts));
  }

  SimLauncher& launcher_;
  agent::WorkerEvents events_;
  const std::uint64_t number_;
  SimLauncher::Loaded loaded_;
  Behaviour behaviour_ = Behaviour::Good;
  double rate_ = 0;
  bool ticking_ = false;
  Duration servesSince_{};
  Duration toldAt_{};
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

Result<std::unique_ptr<agent::WorkerProcess>> SimLauncher::start(const agent::WorkerLimits&,
                                                                 agent::WorkerEvents events) {
  return std::unique_ptr<agent::WorkerProcess>(std::make_unique<SimWorker>(*this, std::move(events)));
}

std::vector<Digest> SimLauncher::serving() const {
  std::vector<Digest> out;
  for (const auto& [number, worker] : workers_)
    if (worker->serves()) out.push_back(worker->manifest());
  return out;
}

bool SimLauncher::killOne() {
  if (workers_.empty()) return false;
  workers_.begin()->second->kill();
  return true;
}

void SimDownloader::fetch(const Digest& digest, std::uint64_t, const Path& into, std::function<void(Status)> done) {
  ++fetches_;
  actor_.postAfter(std::chrono::milliseconds(50 + dice_.below(500)),
                   [this, digest, into, done = std::move(done), job = ++job_] {
                     if (job != job_) return;
                     const Status written = write(digest, into);
                     onFetched_(digest, written);
                     done(written);
                   });
}

// Resumes, in two pieces, so that the machine can go between them.
Status SimDownloader::write(const Digest& digest, const Path& into) {
  const auto fails = [&](double share, const char* kind) {
    if (share <= 0 || !dice_.chance(share)) return false;
    world_.faults.add(kind);
    return true;
  };
  if (!reachable_() || fails(faults_.away, "source_away"))
    return Error{ErrorCode::Unavailable, "source_unavailable", "nobody answers"};
  Duration& deniedUntil = deniedUntil_[digest];
  if (world_.elapsed() >= deniedUntil && fails(faults_.denied, "source_denied"))
    deniedUntil = world_.elapsed() + kDenied;
  if (world_.elapsed() < deniedUntil) return Error{ErrorCode::Denied, "denied", "no such ticket"};
  const auto blob = authority_.blobs().find(digest);
  if (blob == authority_.blobs().end()) return notFound("not_found", "no such content");
  FLOTILLA_TRY(auto file, files_.open(into, OpenMode::Create));
  FLOTILLA_TRY(const std::uint64_t have, file->size());
  std::string rest = blob->second.substr(std::min<std::size_t>(have, blob->second.size()));
  if (!rest.empty() && fails(faults_.damage, "download_damaged")) rest[dice_.below(rest.size())] ^= 1;
  const std::size_t half = rest.size() / 2;
  FLOTILLA_CHECK(file->write(have, rest.substr(0, half)));
  if (fails(faults_.cut, "download_cut"))
    return Error{ErrorCode::Unavailable, "source_unavailable", "the connection broke"};
  FLOTILLA_CHECK(file->write(have + half, rest.substr(half)));
  return file->sync();
}

}  // namespace flotilla::simulation
