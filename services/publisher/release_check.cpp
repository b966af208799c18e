#include "services/publisher/release_check.h"

#include <algorithm>
#include <array>

#include "models/domain/nearest_name.h"
#include "services/documents/profile_json.h"
#include "services/documents/service_spec.h"

namespace flotilla::publisher {
namespace {

// The worker loads the model and checks it with the other two before it serves (resources/models/FORMATS.md).
constexpr std::array<const char*, 3> kModelFiles{"model.onnx", "golden.bin", "warmup.bin"};

const std::vector<std::string>& hardwareWords() {
  static const std::vector<std::string> kWords{"any",  "x86_64",  "aarch64", "armv7l", "armv6l",
                                               "i686", "riscv64", "ppc64le", "s390x",  "loongarch64"};
  return kWords;
}

// A model may do without; what it has must be right, or its nodes would count nothing.
Status checkProfile(Files& files, const Path& file) {
  if (!files.exists(file)) return okStatus();
  FLOTILLA_TRY(const std::string text, files.readAll(file, kMaxProfileBytes));
  const auto profile = parseReferenceProfile(text);
  if (profile) return okStatus();
  return invalid("bad_profile", file.string() + ": " + profile.error().message, "bundle",
                 profile.error().fix.empty() ? "see resources/models/FORMATS.md" : profile.error().fix);
}

Status checkModel(Files& files, const Path& folder) {
  for (const char* name : kModelFiles) {
    if (files.exists(folder / name)) continue;
    if (files.exists(folder / kServiceFile))
      return precondition("incomplete_bundle", "the bundle " + folder.string() + " holds a service", "bundle",
                          "sign it with --kind service");
    return precondition("incomplete_bundle", "the bundle " + folder.string() + " has no " + name, "bundle",
                        "a model has at least model.onnx, golden.bin and warmup.bin; see resources/models/FORMATS.md");
  }
  return checkProfile(files, folder / kProfileFile);
}

Status checkService(Files& files, const Path& folder) {
  const Path file = folder / kServiceFile;
  if (!files.exists(file))
    return precondition("incomplete_bundle", "the bundle " + folder.string() + " has no " + kServiceFile, "bundle",
                        "a service has a service.json that says what to start; see resources/services/FORMAT.md");
  FLOTILLA_TRY(const std::string text, files.readAll(file, kMaxServiceFileBytes));
  const auto spec = parseServiceSpec(text);
  if (!spec)
    return invalid("bad_service", file.string() + ": " + spec.error().message, "bundle",
                   spec.error().fix.empty() ? "see resources/services/FORMAT.md" : spec.error().fix);
  for (const auto* command : {&spec->command, &spec->readiness.command, &spec->liveness.command})
    if (!command->empty() && !files.exists(folder / command->front()))
      return precondition("incomplete_bundle", file.string() + " starts " + command->front() + ", which is not there",
                          "bundle", "put the file into the bundle");
  return okStatus();
}

bool isReleaseKey(const RootDocument& root, const PublicKey& key) {
  const auto role = root.roles.find(TrustRole::Release);
  if (role == root.roles.end()) return false;
  return std::any_of(role->second.keyIds.begin(), role->second.keyIds.end(), [&](const KeyId& id) {
    const auto named = root.keys.find(id);
    return named != root.keys.end() && named->second == key;
  });
}

}  // namespace

Status checkHardware(const std::string& word) {
  const auto& words = hardwareWords();
  if (std::find(words.begin(), words.end(), word) != words.end()) return okStatus();
  std::string all;
  for (const std::string& known : words) all += (all.empty() ? "one of " : ", ") + known;
  return invalid("unknown_hardware", "hardware \"" + word + "\" is not known", "bundle", didYouMean(word, words, all));
}

Status checkBundle(Files& files, const Path& folder, ArtifactKind kind) {
  return kind == ArtifactKind::Service ? checkService(files, folder) : checkModel(files, folder);
}

Result<ArtifactKind> parseArtifactKind(std::string_view word) {
  if (word == "model") return ArtifactKind::Model;
  if (word == "service") return ArtifactKind::Service;
  return invalid("unknown_kind", "must be model or service");
}

Status checkSigners(const RootDocument& root, const Path& name, const std::vector<KeyFile>& keys) {
  const std::string document = name.string();
  for (const KeyFile& file : keys)
    if (!isReleaseKey(root, file.key.publicKey()))
      return precondition("not_a_release_key", file.path.string() + " is not a release key of " + document, "--key",
                          "sign with the release keys that were made together with " + document);
  const std::size_t threshold = root.roles.at(TrustRole::Release).threshold;
  if (keys.size() >= threshold) return okStatus();
  return precondition(
      "too_few_keys",
      std::to_string(keys.size()) + " of the " + std::to_string(threshold) + " required release keys signed", "--key",
      "add --key");
}

}  // namespace flotilla::publisher
