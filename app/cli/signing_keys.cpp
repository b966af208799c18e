#include "app/cli/signing_keys.h"

#include <algorithm>

#include "app/cli/input_files.h"
#include "services/publisher/key_ceremony.h"
#include "services/runtime/clock.h"

namespace flotilla::cli {
namespace {

constexpr std::uint64_t kLargestKey = 16 * 1024;
constexpr std::uint64_t kLargestRoot = 1024 * 1024;

}  // namespace

void addSigningKeys(CLI::App& app, std::vector<std::string>& keyFiles, std::string& root) {
  app.add_option("--key", keyFiles, "A release key (repeatable, as many as the threshold)")
      ->required()
      ->expected(1)
      ->take_all()
      ->type_name("PEMFILE");
  app.add_option("--root", root, "root.json of the nodes: checks that these keys are enough for them")
      ->type_name("FILE");
}

Result<std::vector<publisher::KeyFile>> readSigningKeys(Files& files, const std::vector<std::string>& paths) {
  std::vector<publisher::KeyFile> keys;
  for (const std::string& path : paths) {
    FLOTILLA_CHECK(readSecret("--key", path, kLargestKey));
    auto key = publisher::readSigningKey(files, path);
    if (!key.ok()) return precondition(key.error().reason, key.error().message, "--key", key.error().fix);
    const bool twice = std::any_of(keys.begin(), keys.end(), [&](const publisher::KeyFile& other) {
      return other.key.publicKey() == key->publicKey();
    });
    if (twice)
      return precondition("key_twice", path + " holds a key that was given before", "--key",
                          "sign with keys of different people");
    keys.push_back({path, std::move(*key)});
  }
  return keys;
}

Status checkRoot(Files& files, const std::string& root, const std::vector<publisher::KeyFile>& keys) {
  if (root.empty()) return okStatus();
  FLOTILLA_CHECK(readInput("--root", root, kLargestRoot));
  const auto document = publisher::readRoot(files, root, SystemClock().now());
  if (!document.ok())
    return precondition(document.error().reason, root + ": " + document.error().message, "--root",
                        document.error().fix);
  return publisher::checkSigners(*document, root, keys);
}

}  // namespace flotilla::cli
