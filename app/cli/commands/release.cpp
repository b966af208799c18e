#include <algorithm>
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "services/publisher/bundle.h"
#include "services/publisher/key_ceremony.h"
#include "services/publisher/push.h"
#include "services/runtime/clock.h"
#include "services/runtime/files.h"

namespace flotilla::cli {
namespace {

constexpr const char* kEnvelopeFile = "release.json";
constexpr std::uint64_t kLargestEnvelope = 1024 * 1024;
constexpr std::uint64_t kLargestCounter = (std::uint64_t{1} << 53) - 1;

struct SignArguments {
  Release release;
  Duration lifetime{};
  bool raiseFloor = false;
  std::vector<std::string> bundles;
  std::vector<std::string> keyFiles;
  std::string layout;
};

struct PublishArguments {
  std::string layout;
};

// "x86_64=DIR" or "DIR"; a folder with '=' in its name is written as ./name.
publisher::BundleSource bundleSource(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || text.find('/') < equals) return {text, "any"};
  return {text.substr(equals + 1), text.substr(0, equals)};
}

Result<std::vector<SigningKey>> readKeys(Files& files, const std::vector<std::string>& paths) {
  std::vector<SigningKey> keys;
  for (const std::string& path : paths) {
    FLOTILLA_TRY(SigningKey key, publisher::readSigningKey(files, path));
    const bool twice = std::any_of(keys.begin(), keys.end(),
                                   [&](const SigningKey& other) { return other.publicKey() == key.publicKey(); });
    if (twice)
      return invalid("key_twice", path + " holds a key that was given before", "key",
                     "sign with keys of different people");
    keys.push_back(std::move(key));
  }
  return keys;
}

void printSigned(const Release& release, std::size_t keys, const Path& layout) {
  std::cout << "signed " << release.artifact << ' ' << release.version.toString() << " with " << keys
            << " keys, counter " << release.releaseCounter << ", floor " << release.floor << ", expires "
            << shortTime(release.expires) << '\n';
  for (const Variant& variant : release.variants)
    std::cout << "  " << harmless(variant.hardware) << ' ' << variant.digest.toString() << ' '
              << bytesText(variant.bytes) << '\n';
  std::cout << "next: flotillactl release publish " << harmless(layout.string()) << '\n';
}

Status sign(const SignArguments& arguments) {
  SystemFiles files;
  FLOTILLA_TRY(const auto keys, readKeys(files, arguments.keyFiles));
  std::vector<publisher::BundleSource> sources;
  for (const std::string& text : arguments.bundles) sources.push_back(bundleSource(text));
  Release release = arguments.release;
  FLOTILLA_TRY(release.variants,
               publisher::buildLayout(files, release.artifact, release.version, sources, arguments.layout));
  if (arguments.raiseFloor) release.floor = release.releaseCounter;
  release.expires = SystemClock().now() + arguments.lifetime;
  FLOTILLA_CHECK(files.replace(Path(arguments.layout) / kEnvelopeFile, publisher::signRelease(release, keys)));
  printSigned(release, keys.size(), arguments.layout);
  return okStatus();
}

Status publish(Session& session, const PublishArguments& arguments) {
  SystemFiles files;
  FLOTILLA_TRY(const std::string envelope, files.readAll(Path(arguments.layout) / kEnvelopeFile, kLargestEnvelope));
  FLOTILLA_TRY(const UploadTicket ticket,
               session.ask<UploadTicket>([](auto& client, auto done) { client.prepareUpload(done); }));
  FLOTILLA_TRY(const publisher::PushResult pushed,
               publisher::pushLayout(files, arguments.layout, {ticket.url, ticket.ticket, ticket.caPem}));
  FLOTILLA_TRY(const ReleaseSummary summary,
               session.ask<ReleaseSummary>([&](auto& client, auto done) { client.publishRelease(envelope, done); }));
  session.show([&] {
    std::cout << "uploaded " << pushed.uploaded << " blobs (" << bytesText(pushed.bytes) << "), " << pushed.skipped
              << " were there already\n"
              << "published " << harmless(summary.release.artifact.value) << ' ' << summary.release.version.toString()
              << " as " << summary.digest.toString() << '\n';
  });
  return okStatus();
}

Status listReleases(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<ReleaseSummary> page,
               session.ask<Page<ReleaseSummary>>([&](auto& client, auto done) { client.listReleases(query, done); }));
  session.show([&] {
    Table table({"ARTIFACT", "VERSION", "COUNTER", "FLOOR", "HARDWARE", "EXPIRES", "PUBLISHED", "DIGEST"});
    for (const ReleaseSummary& item : page.items) {
      const Release& release = item.release;
      table.add({release.artifact.value, release.version.toString(), std::to_string(release.releaseCounter),
                 std::to_string(release.floor),
                 joined(release.variants, ",", [](const Variant& variant) { return variant.hardware; }),
                 shortTime(release.expires), shortTime(item.publishedAt), item.digest.toString()});
    }
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

void declareSign(CLI::App& app, SignArguments& arguments) {
  Release& release = arguments.release;
  addName(app, "--artifact", release.artifact, "What it is called")->required();
  addParsed(app, "--version", release.version, parseVersion, "Its version, MAJOR.MINOR.PATCH")->required();
  app.add_option("--counter", release.releaseCounter, "Orders the releases of an artifact: higher than all before")
      ->required()
      ->check(CLI::Range(std::uint64_t{1}, kLargestCounter));
  auto* floor = app.add_option("--floor", release.floor, "Nodes then refuse lower counters")->capture_default_str();
  app.add_flag("--raise-floor", arguments.raiseFloor, "Floor = counter: no way back to older releases")
      ->excludes(floor);
  addParsed(app, "--min-agent", release.minAgent, parseVersion, "Oldest agent that can run it");
  app.add_option("--key", arguments.keyFiles, "A release key (repeatable, as many as the threshold)")
      ->required()
      ->expected(1)
      ->take_all()
      ->type_name("PEMFILE");
  addDuration(app, "--expires", arguments.lifetime, "How long nodes take it, from now")->required();
  app.add_option("--layout", arguments.layout, "OCI image layout to write")->required()->type_name("DIR");
  app.add_option("bundle", arguments.bundles, "Folders to sign: DIR, or HARDWARE=DIR, for example x86_64=out/")
      ->required()
      ->type_name("[HARDWARE=]DIR");
}

}  // namespace

void addReleaseCommands(CLI::App& root, Session& session) {
  CLI::App* release = addGroup(root, "release", "Sign, publish and list releases", kReleaseGroup);
  addCommand<SignArguments>(*release, session, "sign", "Put bundles into an OCI layout and sign them; needs no network",
                            declareSign, [](Session&, const SignArguments& arguments) { return sign(arguments); });
  addCommand<PublishArguments>(
      *release, session, "publish", "Upload a signed layout and announce the release",
      [](CLI::App& app, PublishArguments& arguments) {
        app.add_option("layout", arguments.layout, "Written by release sign")->required();
      },
      publish);
  addCommand<ListQuery>(*release, session, "list", "List published releases", addListOptions, listReleases);
}

}  // namespace flotilla::cli
