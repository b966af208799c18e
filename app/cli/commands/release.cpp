#include <algorithm>
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/input_files.h"
#include "app/cli/signing_keys.h"
#include "app/cli/text_output.h"
#include "models/domain/list_fields.h"
#include "services/crypto/hash.h"
#include "services/documents/signed_documents.h"
#include "services/publisher/bundle.h"
#include "services/publisher/push.h"
#include "services/publisher/release_check.h"
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
  std::string root;
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

// Everything that a node or the control plane would refuse later and that can be known here.
Status checkBeforeSigning(Files& files, const SignArguments& arguments,
                          const std::vector<publisher::BundleSource>& sources,
                          const std::vector<publisher::KeyFile>& keys) {
  const Release& release = arguments.release;
  if (release.floor > release.releaseCounter)
    return invalid(
        "bad_floor",
        std::to_string(release.floor) + " is higher than --counter " + std::to_string(release.releaseCounter),
        "--floor", "a floor is at most the counter");
  for (const publisher::BundleSource& source : sources) {
    FLOTILLA_CHECK(publisher::checkHardware(source.hardware));
    FLOTILLA_CHECK(checkFolder("bundle", source.folder));
    FLOTILLA_CHECK(publisher::checkBundle(files, source.folder, release.kind));
  }
  return checkRoot(files, arguments.root, keys);
}

void printSigned(const Release& release, std::size_t keys, const Path& layout) {
  std::cout << "signed " << release.artifact << ' ' << release.version.toString() << " with " << counted(keys, "key")
            << ", counter " << release.releaseCounter << ", floor " << release.floor << ", expires "
            << shortTime(release.expires) << '\n';
  for (const Variant& variant : release.variants)
    std::cout << "  " << harmless(variant.hardware) << ' ' << variant.digest.toString() << ' '
              << bytesText(variant.bytes) << '\n';
  std::cout << "next: flotillactl release publish " << harmless(layout.string()) << '\n';
}

Status sign(const SignArguments& arguments) {
  SystemFiles files;
  FLOTILLA_TRY(const auto keys, readSigningKeys(files, arguments.keyFiles));
  std::vector<publisher::BundleSource> sources;
  for (const std::string& text : arguments.bundles) sources.push_back(bundleSource(text));
  FLOTILLA_CHECK(checkBeforeSigning(files, arguments, sources, keys));
  Release release = arguments.release;
  FLOTILLA_TRY(release.variants,
               publisher::buildLayout(files, release.artifact, release.version, sources, arguments.layout));
  if (arguments.raiseFloor) release.floor = release.releaseCounter;
  release.expires = SystemClock().now() + arguments.lifetime;
  std::vector<SigningKey> signers;
  for (const publisher::KeyFile& file : keys) signers.push_back(file.key);
  FLOTILLA_CHECK(files.replace(Path(arguments.layout) / kEnvelopeFile, publisher::signRelease(release, signers)));
  printSigned(release, keys.size(), arguments.layout);
  return okStatus();
}

Result<std::string> readSigned(Files& files, const std::string& layout) {
  const Path file = Path(layout) / kEnvelopeFile;
  if (files.exists(file)) return readInput("layout", file, kLargestEnvelope);
  return precondition("not_a_signed_layout", layout + " is not a signed layout", {},
                      "make one with: flotillactl release sign ... --layout " + layout);
}

// Whether exactly this envelope was published before.
Result<bool> isPublished(Session& session, const std::string& envelope) {
  FLOTILLA_TRY(const Envelope parsed, parseEnvelope(envelope));
  FLOTILLA_TRY(const Release release, parseRelease(parsed.payload));
  ListQuery same;
  same.filter = "artifact:" + release.artifact.value + " version:" + release.version.toString();
  FLOTILLA_TRY(const Page<ReleaseSummary> page,
               session.ask<Page<ReleaseSummary>>([&](auto& client, auto done) { client.listReleases(same, done); }));
  const Digest digest = sha256(envelope);
  return std::any_of(page.items.begin(), page.items.end(), [&](const auto& item) { return item.digest == digest; });
}

void printPublished(const ReleaseSummary& summary, const publisher::PushResult& pushed, bool before) {
  std::cout << "uploaded " << counted(pushed.uploaded, "blob") << " (" << bytesText(pushed.bytes) << "), "
            << pushed.skipped << (pushed.skipped == 1 ? " was" : " were") << " there already\n";
  const std::string name = summary.release.artifact.value + " " + summary.release.version.toString();
  if (before)
    std::cout << harmless(name) << " was published already, as " << summary.digest.toString() << '\n';
  else
    std::cout << "published " << harmless(name) << " as " << summary.digest.toString() << '\n';
}

Status publish(Session& session, const PublishArguments& arguments) {
  session.seenIn = "release list";
  SystemFiles files;
  FLOTILLA_TRY(const std::string envelope, readSigned(files, arguments.layout));
  FLOTILLA_CHECK(publisher::checkContent(files, arguments.layout));
  FLOTILLA_TRY(const bool before, isPublished(session, envelope));
  FLOTILLA_TRY(const UploadTicket ticket,
               session.ask<UploadTicket>([](auto& client, auto done) { client.prepareUpload(done); }));
  FLOTILLA_TRY(const publisher::PushResult pushed,
               publisher::pushLayout(files, arguments.layout, {ticket.url, ticket.ticket, ticket.caPem}));
  FLOTILLA_TRY(const ReleaseSummary summary,
               session.ask<ReleaseSummary>([&](auto& client, auto done) { client.publishRelease(envelope, done); }));
  session.show([&] { printPublished(summary, pushed, before); });
  return okStatus();
}

Status listReleases(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<ReleaseSummary> page,
               session.ask<Page<ReleaseSummary>>([&](auto& client, auto done) { client.listReleases(query, done); }));
  session.show([&] {
    Table table({"ARTIFACT", "KIND", "VERSION", "COUNTER", "FLOOR", "HARDWARE", "EXPIRES", "PUBLISHED", "DIGEST"});
    for (const ReleaseSummary& item : page.items) {
      const Release& release = item.release;
      table.add({release.artifact.value, std::string(toText(release.kind)), release.version.toString(),
                 std::to_string(release.releaseCounter), std::to_string(release.floor),
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
  addParsed(app, "--version", release.version, parseVersion, "Its version, MAJOR.MINOR.PATCH")
      ->required()
      ->type_name("VERSION");
  addParsed(app, "--kind", release.kind, publisher::parseArtifactKind,
            "What the bundles hold: model (default) or service")
      ->type_name("KIND");
  addWhole(app, "--counter", release.releaseCounter, 1, kLargestCounter,
           "Orders the releases of an artifact: higher than all before")
      ->required();
  auto* floor = addWhole(app, "--floor", release.floor, 0, kLargestCounter, "Nodes then refuse lower counters");
  app.add_flag("--raise-floor", arguments.raiseFloor, "Floor = counter: no way back to older releases")
      ->excludes(floor);
  addParsed(app, "--min-agent", release.minAgent, parseVersion, "Oldest agent that can run it")->type_name("VERSION");
  addSigningKeys(app, arguments.keyFiles, arguments.root);
  addDuration(app, "--expires", arguments.lifetime, {std::chrono::hours(1), std::chrono::hours(24 * 3650)},
              "How long nodes take it")
      ->required();
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
        app.add_option("layout", arguments.layout, "Written by release sign")->required()->type_name("DIR");
      },
      publish);
  addCommand<ListQuery>(
      *release, session, "list", "List published releases",
      [](CLI::App& app, ListQuery& query) {
        addListOptions(app, query, releaseFields(), "artifact:meter-reader version>=2.0.0");
      },
      listReleases);
}

}  // namespace flotilla::cli
