#include "tests/support/agent_fakes.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "services/agent/core/install/boot_record.h"
#include "services/agent/worker/front.h"
#include "services/agent/worker/outputs.h"
#include "services/crypto/dsse.h"
#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"
#include "services/documents/signed_documents.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla::agent::fakes {
namespace {

constexpr Duration kMoment = std::chrono::milliseconds(10);
constexpr Duration kSecond = std::chrono::seconds(1);
constexpr Duration kNews = std::chrono::milliseconds(250);

Error injected() {
  return internalError("io_error", "an injected error");
}

std::string readWhole(const Path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void writeWhole(const Path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

char slotLetter(const std::optional<Slot>& slot) {
  return !slot ? '-' : *slot == 0 ? 'a' : 'b';
}

// "boot good=a try=b tries=3 holds=ab floor=1", of the first workload.
std::string describeBootRecord(std::string_view bytes) {
  const auto record = decodeBootRecord(bytes);
  if (!record || record->entries.empty()) return "boot empty";
  const BootEntry& entry = record->entries.front();
  std::string out = "boot good=";
  out += slotLetter(entry.good);
  out += " try=";
  out += slotLetter(entry.trying);
  out += " tries=" + std::to_string(entry.triesLeft) + " holds=";
  out += entry.holds[0].isZero() ? '-' : 'a';
  out += entry.holds[1].isZero() ? '-' : 'b';
  return out + " floor=" + std::to_string(entry.floor);
}

}  // namespace

std::string SeededRandom::bytes(std::size_t count) {
  std::string out;
  while (out.size() < count) out += static_cast<char>(engine_() & 0xFFU);
  return out;
}

FleetKeys::FleetKeys() {
  root_.expires = fromMicros(4'000'000'000'000'000);
  const auto allow = [this](TrustRole role, const SigningKey& key, std::uint32_t threshold) {
    root_.keys[keyIdOf(key.publicKey())] = key.publicKey();
    root_.roles[role].keyIds.push_back(keyIdOf(key.publicKey()));
    root_.roles[role].threshold = threshold;
  };
  allow(TrustRole::Release, releaseA_, 1);
  allow(TrustRole::Release, releaseB_, 2);
  allow(TrustRole::Assignment, assignment_, 1);
  allow(TrustRole::Root, releaseA_, 1);
}

Published FleetKeys::publish(const std::string& version, std::uint64_t counter, std::uint64_t floor) const {
  Published out;
  BundleManifest manifest{ArtifactName("vision"), *parseVersion(version), "any", {}};
  for (const std::string name : {"model.onnx", "schema.json"}) {
    const std::string content = name + " of " + version + std::string(300, 'x');
    manifest.files.push_back({name, sha256(content), content.size()});
    out.blobs[sha256(content)] = content;
  }
  const std::string bytes = encodeManifest(manifest);
  out.blobs[sha256(bytes)] = bytes;
  Release& release = out.release;
  release.artifact = manifest.artifact;
  release.version = manifest.version;
  release.releaseCounter = counter;
  release.floor = floor;
  release.expires = fromMicros(3'000'000'000'000'000);
  release.variants = {{"any", sha256(bytes), bytes.size(), 600}};
  out.envelope = encodeEnvelope(signEnvelope(kReleasePayloadType, encodeRelease(release), {releaseA_, releaseB_}));
  return out;
}

AssignmentTarget FleetKeys::target(const Published& published, const std::string& workload) const {
  const Variant& variant = published.release.variants.front();
  AssignmentTarget target;
  target.workload = WorkloadName(workload);
  target.artifact = published.release.artifact;
  target.version = published.release.version;
  target.hardware = variant.hardware;
  target.releaseDigest = sha256(published.envelope);
  target.releaseLength = published.envelope.size();
  target.digest = variant.digest;
  target.length = variant.length;
  target.releaseCounter = published.release.releaseCounter;
  target.config.healthWindow = std::chrono::seconds(5);
  return target;
}

std::string FleetKeys::assign(const Assignment& assignment) const {
  return encodeEnvelope(signEnvelope(kAssignmentPayloadType, encodeAssignment(assignment), {assignment_}));
}

std::string FleetKeys::sign(const Policy& policy) const {
  return encodeEnvelope(signEnvelope(kPolicyPayloadType, encodePolicy(policy), {releaseA_, releaseB_}));
}

std::string FleetKeys::forge(const Policy& policy) const {
  return encodeEnvelope(signEnvelope(kPolicyPayloadType, encodePolicy(policy), {releaseA_, assignment_}));
}

bool FaultPlan::fails() {
  if (++count_ != at_ || at_ == 0) return false;
  fired_ = true;
  at_ = 0;
  if (mode_ != Mode::Error) throw PowerCut{};
  return true;
}

class FaultyFile final : public File {
 public:
  FaultyFile(FaultyFiles& files, std::unique_ptr<File> real, Path path)
      : files_(files), real_(std::move(real)), path_(std::move(path)) {}

  // Half of the bytes reach the disk when the power goes in the middle.
  Status write(std::uint64_t offset, std::string_view bytes) override {
    files_.remember(path_, offset);
    if (files_.plan_.about()) (void)real_->write(offset, bytes.substr(0, bytes.size() / 2));
    if (files_.plan_.fails()) return injected();
    files_.plan_.log.push_back("write " + path_.string());
    if (path_.filename().string().starts_with("boot")) bootRecord_ = describeBootRecord(bytes);
    return real_->write(offset, bytes);
  }
  Result<std::string> read(std::uint64_t offset, std::size_t count) override { return real_->read(offset, count); }
  Result<std::uint64_t> size() override { return real_->size(); }
  Status truncate(std::uint64_t size) override {
    files_.remember(path_, size);
    if (files_.plan_.fails()) return injected();
    return real_->truncate(size);
  }
  Status makeExecutable() override {
    if (files_.plan_.fails()) return injected();
    return real_->makeExecutable();
  }
  Status sync() override {
    if (files_.plan_.fails()) return injected();
    files_.unsynced_.erase(path_);
    files_.plan_.log.push_back(bootRecord_.empty() ? "sync " + path_.string() : bootRecord_);
    return real_->sync();
  }

 private:
  FaultyFiles& files_;
  std::unique_ptr<File> real_;
  Path path_;
  std::string bootRecord_;
};

// Before something is written there.
void FaultyFiles::remember(const Path& path, std::uint64_t offset) {
  const auto [at, fresh] = unsynced_.try_emplace(path);
  std::error_code error;
  if (fresh) at->second.size = std::filesystem::file_size(path, error);
  if (offset < at->second.size && !at->second.content) at->second.content = readWhole(path).substr(0, at->second.size);
}

Result<std::unique_ptr<File>> FaultyFiles::open(const Path& path, OpenMode mode) {
  const bool fresh = mode == OpenMode::Create && !real_.exists(path);
  FLOTILLA_TRY(auto file, real_.open(path, mode));
  if (fresh) newEntries_[path.parent_path()].insert(path);
  return std::unique_ptr<File>(std::make_unique<FaultyFile>(*this, std::move(file), path));
}

Status FaultyFiles::createDirectories(const Path& path) {
  if (real_.exists(path)) return okStatus();
  if (plan_.fails()) return injected();
  for (Path at = path; !real_.exists(at); at = at.parent_path()) newEntries_[at.parent_path()].insert(at);
  return real_.createDirectories(path);
}

Status FaultyFiles::gone(const Path& path) {
  std::erase_if(unsynced_, [&](const auto& entry) { return entry.first.string().starts_with(path.string()); });
  newEntries_.erase(path);
  return okStatus();
}

Status FaultyFiles::rename(const Path& from, const Path& to) {
  if (plan_.fails()) return injected();
  return real_.rename(from, to);
}

Status FaultyFiles::remove(const Path& path) {
  if (plan_.fails()) return injected();
  FLOTILLA_CHECK(gone(path));
  return real_.remove(path);
}

Status FaultyFiles::removeAll(const Path& path) {
  if (plan_.fails()) return injected();
  plan_.log.push_back("wipe " + path.string());
  FLOTILLA_CHECK(gone(path));
  return real_.removeAll(path);
}

Status FaultyFiles::syncDirectory(const Path& path) {
  if (plan_.fails()) return injected();
  newEntries_.erase(path);
  return real_.syncDirectory(path);
}

Result<std::uint64_t> FaultyFiles::freeBytes(const Path&) {
  return free;
}

void FaultyFiles::losePower() {
  if (plan_.mode() == FaultPlan::Mode::LoseUnsynced) {
    for (const auto& [path, synced] : unsynced_) {
      if (!real_.exists(path)) continue;
      if (synced.content)
        writeWhole(path, *synced.content);
      else
        std::filesystem::resize_file(path, synced.size);
    }
    for (const auto& [folder, entries] : newEntries_)
      for (const Path& entry : entries) (void)real_.removeAll(entry);
  }
  unsynced_.clear();
  newEntries_.clear();
}

Status FaultyStore::apply(const StateChange& change) {
  if (plan_.fails()) return injected();
  for (const WorkloadRecord& record : change.workloads) plan_.log.push_back("tx " + std::string(toText(record.state)));
  for (const auto& [artifact, floor] : change.floors) plan_.log.push_back("tx floor " + std::to_string(floor));
  return real_->apply(change);
}

Status FaultyStore::dropNews(NewsLane lane, std::uint64_t through) {
  if (plan_.fails()) return injected();
  return real_->dropNews(lane, through);
}

void FakeDownloader::flipByteOf(const Digest& digest) {
  blobs_[digest][0] ^= 1;
}

void FakeDownloader::fetch(const Digest& digest, std::uint64_t, const Path& into, std::function<void(Status)> done) {
  ++fetches;
  loop_.postAfter(kMoment, [this, digest, into, done = std::move(done), job = ++job_] {
    if (job != job_) return;
    if (away > 0) {
      --away;
      return done(Error{ErrorCode::Unavailable, "source_unavailable", "nobody answers"});
    }
    if (denied) return done(Error{ErrorCode::Denied, "denied", "the source refuses"});
    done(write(digest, into));
  });
}

// Resumes, in two pieces, so that the power can go between them.
Status FakeDownloader::write(const Digest& digest, const Path& into) {
  const auto blob = blobs_.find(digest);
  if (blob == blobs_.end()) return notFound("not_found", "no such content");
  FLOTILLA_TRY(auto file, files_.open(into, OpenMode::Create));
  FLOTILLA_TRY(const std::uint64_t have, file->size());
  const std::string rest = blob->second.substr(std::min<std::size_t>(have, blob->second.size()));
  const std::size_t half = rest.size() / 2;
  FLOTILLA_CHECK(file->write(have, rest.substr(0, half)));
  FLOTILLA_CHECK(file->write(have + half, rest.substr(half)));
  return file->sync();
}

class FakeWorker final : public WorkerProcess {
 public:
  FakeWorker(FakeLauncher& launcher, const WorkerLimits& limits, WorkerEvents events)
      : launcher_(launcher), limits_(limits), events_(std::move(events)) {
    launcher_.workers_.insert(this);
  }
  ~FakeWorker() override { launcher_.workers_.erase(this); }

  void send(std::string bytes) override {
    const auto frame = worker::decode(bytes);
    if (const auto* load = std::get_if<worker::Load>(&*frame)) return onLoad(*load);
    if (std::holds_alternative<worker::Check>(*frame)) return onCheck();
    if (const auto* serve = std::get_if<worker::Serve>(&*frame)) return onServe(*serve);
    if (const auto* ask = std::get_if<worker::Ask>(&*frame)) return onAsk(*ask);
    if (const auto* answer = std::get_if<worker::Answer>(&*frame)) return onAnswer(*answer);
    if (const auto* capture = std::get_if<worker::Capture>(&*frame)) return onCapture(capture->samples);
    if (std::holds_alternative<worker::Stop>(*frame)) later(kMoment, [this] { exit("exit code 0"); });
  }
  bool outOfMemory() const override { return outOfMemory_; }
  void kill() override {
    later(kMoment, [this] { exit("the worker was killed by signal 9"); });
  }
  std::uint64_t rssKb() const override {
    const auto script = launcher_.scripts.find(version);
    return script == launcher_.scripts.end() ? 1000 : script->second.rssKb;
  }

  Path slot;
  std::string version;
  double rate = 0;

 private:
  WorkerScript& script() { return launcher_.scripts[version]; }

  template <class F>
  void later(Duration delay, F work) {
    launcher_.loop_.postAfter(delay, [watch = std::weak_ptr<int>(alive_), work] {
      if (!watch.expired()) work();
    });
  }
  void answer(worker::Frame frame) {
    later(kMoment, [this, frame = std::move(frame)] { events_.onFrame(worker::encode(frame)); });
  }
  void exit(const std::string& why) {
    const auto onExit = events_.onExit;
    alive_ = std::make_shared<int>(0);
    onExit(why);
  }

  void onLoad(const worker::Load& load) {
    slot = load.slot;
    const auto manifest = parseManifest(readWhole(slot / "manifest.json"));
    version = manifest ? manifest->version.toString() : "none";
    ++launcher_.starts[version];
    launcher_.lastLoad = load;
    launcher_.limits.emplace_back(version, limits_);
    if (launcher_.log != nullptr) launcher_.log->push_back("start " + version);
    if (script().failsToLoad.empty()) return answer(worker::Loaded{});
    answer(worker::Failed{script().failsToLoad, "the script says so"});
  }
  void onCheck() {
    const std::string& reason = script().failsGolden;
    answer(worker::Checked{reason.empty(), reason, reason.empty() ? "" : "the script says so"});
  }
  void onServe(const worker::Serve& serve) {
    rate = serve.ratePerSecond;
    if (front_.hasNews()) answer(front_.takeNews());
    for (const worker::Out& out : front_.set(serve)) answerInstead(out);
    if (!counts_.empty()) answer(worker::Counts{std::exchange(counts_, {})});
    if (front_.mode() != worker::FrontMode::Off && !fronting_) front();
    if (!ticking_) later(kSecond, [this] { tick(); });
    ticking_ = true;
  }
  // As the production worker does it: one request after the other, the model aside.
  void front() {
    fronting_ = front_.mode() != worker::FrontMode::Off;
    if (!fronting_) return;
    const Duration next = rate > 0 ? Duration(static_cast<std::int64_t>(1e6 / rate)) : kSecond;
    later(next, [this] { front(); });
    while (const auto late = front_.takeOverdue(launcher_.loop_.steady())) failed(*late);
    if (launcher_.loop_.steady() - newsAt_ >= kNews) tellNews();
    if (rate > 0) request();
  }
  void request() {
    worker::Out out;
    out.since = launcher_.loop_.steady();
    out.input = {static_cast<float>(++requests_)};
    out.own = front_.isCandidates("seed/" + std::to_string(requests_));
    if (out.own) {
      ++launcher_.unanswered;
      const worker::Out kept = out;
      const auto ask = front_.send(std::move(out));
      if (ask) return events_.onFrame(worker::encode(*ask));
      if (front_.isBehind(kept.since)) return failed(kept);
      ++front_.comparison().drops;
      return answerInstead(kept);
    }
    serveOne();
    if (front_.mode() != worker::FrontMode::Shadow) return;
    out.output = {0, 1};
    out.latencyUs = script().latencyMs * 1000;
    if (const auto ask = front_.send(std::move(out))) return events_.onFrame(worker::encode(*ask));
    ++front_.comparison().drops;
  }
  void serveOne() {
    ++counts_.requests;
    ++launcher_.answered;
    counts_.latencyUs.add(script().latencyMs * 1000);
  }
  void answerInstead(const worker::Out& out) {
    if (!out.own) return;
    --launcher_.unanswered;
    serveOne();
  }
  void failed(const worker::Out& out) {
    ++launcher_.lateAnswers;
    ++front_.comparison().errors;
    ++front_.candidate().requests;
    ++front_.candidate().errors;
    answerInstead(out);
  }
  void onAnswer(const worker::Answer& answer) {
    const auto out = front_.take(answer.id);
    if (!out) return;
    const bool good = answer.error.empty() && worker::allFinite(answer.output);
    if (!good && out->own) return failed(*out);
    if (!good) return (void)++front_.comparison().errors;
    if (out->own) {
      --launcher_.unanswered;
      ++front_.candidate().requests;
      front_.candidate().latencyUs.add(answer.latencyUs);
    }
    worker::compareAnswers({{0, 1}, script().latencyMs * 1000}, {answer.output, answer.latencyUs}, front_.comparison());
  }
  void tellNews() {
    newsAt_ = launcher_.loop_.steady();
    if (front_.hasNews()) events_.onFrame(worker::encode(front_.takeNews()));
  }
  void onAsk(const worker::Ask& ask) {
    const std::uint64_t asked = ++launcher_.asked[version];
    if (script().mute) return;
    if (script().crashesAfterAsked > 0 && ++asked_ >= script().crashesAfterAsked && script().crashes > 0) {
      --script().crashes;
      outOfMemory_ = script().outOfMemory;
      return later(kMoment, [this] { exit("signal 11"); });
    }
    std::uniform_real_distribution<double> share(0, 1);
    const bool behaves = asked <= script().goodAsked;
    const double fails = share(launcher_.chance_), differs = share(launcher_.chance_);
    worker::Answer answer{ask.id, {0, 1}, script().askedMs * 1000, {}};
    if (!behaves && differs < script().differs) answer.output = {1, 0};
    if (!behaves && fails < script().failsAsked) answer = {ask.id, {}, 0, "model_failed"};
    later(Duration(static_cast<std::int64_t>(script().askedMs * 1000)),
          [this, answer] { events_.onFrame(worker::encode(answer)); });
  }
  void onCapture(std::uint32_t samples) {
    const std::string& reason = script().refusesCapture;
    if (!reason.empty()) return answer(worker::Sampled{{}, reason, "the script says so"});
    capturing_ = samples;
  }
  // Of every request of the second that is over.
  void tellInputs() {
    for (int i = 0; i < static_cast<int>(rate) && capturing_ > 0; ++i, --capturing_) {
      worker::Sampled told;
      told.sample.at = launcher_.loop_.now();
      told.sample.input.assign(script().inputFloats, static_cast<float>(i));
      told.sample.output = {0, 1};
      told.sample.label = 1;
      events_.onFrame(worker::encode(told));
    }
  }
  void tick() {
    later(kSecond, [this] { tick(); });
    if (rate <= 0) return;
    if (script().crashesAfterServing > 0 && ++served_ >= script().crashesAfterServing && script().crashes > 0) {
      --script().crashes;
      return exit("signal 11");
    }
    if (script().silent) return;
    if (script().windowEvery > 0 && ++inWindow_ % script().windowEvery == 0)
      events_.onFrame(worker::encode(worker::WindowClosed{"window " + std::to_string(inWindow_)}));
    worker::Counts counts;
    if (fronting_ || !counts_.empty()) {
      counts.delta = std::exchange(counts_, {});
      events_.onFrame(worker::encode(counts));
      return tellInputs();
    }
    counts.delta.requests = static_cast<std::uint64_t>(rate);
    launcher_.answered += counts.delta.requests;
    const auto answered = static_cast<std::uint64_t>(rate * script().successRatio);
    counts.delta.errors = counts.delta.requests - answered;
    if (answered > 0) counts.delta.latencyUs.add(script().latencyMs * 1000, answered);
    events_.onFrame(worker::encode(counts));
    tellInputs();
  }

  FakeLauncher& launcher_;
  WorkerLimits limits_;
  WorkerEvents events_;
  worker::Front front_;
  ArmCounts counts_;  // as the front
  std::uint64_t requests_ = 0;
  SteadyPoint newsAt_{};
  bool fronting_ = false;
  bool outOfMemory_ = false;
  int asked_ = 0;
  int served_ = 0;
  int inWindow_ = 0;
  std::uint32_t capturing_ = 0;
  bool ticking_ = false;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

Result<std::unique_ptr<WorkerProcess>> FakeLauncher::start(const WorkerLimits& given, WorkerEvents events) {
  return std::unique_ptr<WorkerProcess>(std::make_unique<FakeWorker>(*this, given, std::move(events)));
}

std::vector<std::string> FakeLauncher::serving(const std::string& workload) const {
  std::vector<std::string> versions;
  for (const FakeWorker* worker : workers_)
    if (worker->rate > 0 && worker->slot.parent_path().filename() == workload) versions.push_back(worker->version);
  return versions;
}

}  // namespace flotilla::agent::fakes
