#include "services/publisher/release_check.h"

#include <algorithm>
#include <array>

#include "models/domain/nearest_name.h"

namespace flotilla::publisher {
namespace {

// The worker loads the model and checks it with the other two before it serves (resources/models/FORMATS.md).
constexpr std::array<const char*, 3> kModelFiles{"model.onnx", "golden.bin", "warmup.bin"};

const std::vector<std::string>& hardwareWords() {
  static const std::vector<std::string> kWords{"any",  "x86_64",  "aarch64", "armv7l", "armv6l",
                                               "i686", "riscv64", "ppc64le", "s390x",  "loongarch64"};
  return kWords;
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

Status checkModelBundle(Files& files, const Path& folder) {
  for (const char* name : kModelFiles) {
    if (files.exists(folder / name)) continue;
    return precondition("incomplete_bundle", "the bundle " + folder.string() + " has no " + name, "bundle",
                        "a model has at least model.onnx, golden.bin and warmup.bin; see resources/models/FORMATS.md");
  }
  return okStatus();
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
