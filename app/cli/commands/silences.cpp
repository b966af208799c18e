// Silences: alerts that nobody is told of for a while.
#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "models/domain/alert_fields.h"
#include "services/documents/matcher_text.h"

namespace flotilla::cli {
namespace {

constexpr Duration kShortest = std::chrono::seconds(1);
constexpr Duration kLongest = std::chrono::hours(24 * 400);

struct SilenceArguments {
  std::string id;
  std::vector<Matcher> matchers;
  Duration length{};  // zero: not given
  TimePoint from{};
  TimePoint until{};
  std::string comment;
};

Result<TimePoint> parseMoment(const std::string& text) {
  auto at = parseRfc3339(text);
  if (at) return at;
  return invalid("bad_time", "\"" + text + "\" is not a time", {}, "write it as 2026-12-18T08:00:00Z");
}

std::string matchersOf(const Silence& silence) {
  return joined(silence.matchers, ", ", [](const Matcher& matcher) { return toText(matcher); });
}

void printSilence(const SilenceStatus& status) {
  printFields(std::cout, {{"silence", status.silence.id.value},
                          {"state", std::string(toText(status.state))},
                          {"matchers", matchersOf(status.silence)},
                          {"from", shortTime(status.silence.startsAt)},
                          {"until", shortTime(status.silence.endsAt)},
                          {"by", status.silence.createdBy},
                          {"comment", status.silence.comment}});
}

Result<Page<SilenceStatus>> ask(Session& session, const ListQuery& query) {
  return session.ask<Page<SilenceStatus>>([&](auto& client, auto done) { client.listSilences(query, done); });
}

Status listSilences(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<SilenceStatus> page, ask(session, query));
  session.show([&] {
    Table table({"STATE", "MATCHERS", "FROM", "UNTIL", "BY", "COMMENT", "ID"});
    for (const SilenceStatus& status : page.items)
      table.add({std::string(toText(status.state)), matchersOf(status.silence), shortTime(status.silence.startsAt),
                 shortTime(status.silence.endsAt), status.silence.createdBy, status.silence.comment,
                 status.silence.id.value});
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

// When it ends, by the clock of the server; zero if nothing was said.
Result<TimePoint> endOf(Session& session, const SilenceArguments& arguments) {
  if (arguments.length == Duration{}) return arguments.until;
  if (arguments.from != TimePoint{}) return arguments.from + arguments.length;
  FLOTILLA_TRY(const ServerInfo info,
               session.ask<ServerInfo>([](auto& client, auto done) { client.serverInfo(done); }));
  return info.now + arguments.length;
}

Status addSilence(Session& session, const SilenceArguments& arguments) {
  session.seenIn = "silences list";
  NewSilence wanted{arguments.matchers, arguments.from, {}, arguments.comment};
  FLOTILLA_TRY(wanted.endsAt, endOf(session, arguments));
  if (wanted.endsAt == TimePoint{})
    return invalid("usage", "it is not said when the silence ends", "--for", "write --for 2h, or --until and a time");
  FLOTILLA_TRY(const SilenceStatus made,
               session.ask<SilenceStatus>([&](auto& client, auto done) { client.createSilence(wanted, done); }));
  session.show([&] { printSilence(made); });
  return okStatus();
}

// What is not given stays as it is.
Status updateSilence(Session& session, const SilenceArguments& arguments) {
  session.seenIn = "silences list";
  ListQuery query;
  query.filter = "id:\"" + arguments.id + "\"";
  FLOTILLA_TRY(const Page<SilenceStatus> page, ask(session, query));
  if (page.items.empty())
    return notFound("no_silence", "there is no silence " + arguments.id, "silence",
                    "flotillactl silences list shows their ids");
  const Silence& before = page.items.front().silence;
  NewSilence wanted{arguments.matchers.empty() ? before.matchers : arguments.matchers,
                    arguments.from,
                    {},
                    arguments.comment.empty() ? before.comment : arguments.comment,
                    before.annotations};
  FLOTILLA_TRY(wanted.endsAt, endOf(session, arguments));
  if (wanted.endsAt == TimePoint{}) wanted.endsAt = before.endsAt;
  FLOTILLA_TRY(const SilenceStatus changed, session.ask<SilenceStatus>([&](auto& client, auto done) {
    client.updateSilence(before.id, wanted, done);
  }));
  session.show([&] { printSilence(changed); });
  return okStatus();
}

Status expireSilence(Session& session, const SilenceArguments& arguments) {
  session.seenIn = "silences list";
  FLOTILLA_TRY(const SilenceStatus ended, session.ask<SilenceStatus>([&](auto& client, auto done) {
    client.expireSilence(SilenceId(arguments.id), done);
  }));
  session.show([&] { printSilence(ended); });
  return okStatus();
}

void declareId(CLI::App& app, SilenceArguments& arguments) {
  addText(app, "silence", arguments.id, "Its id, as silences list gives it")->required();
}

void declareWhat(CLI::App& app, SilenceArguments& arguments, bool isNew) {
  CLI::Option* matchers =
      addEach<Matcher>(app, "matchers", arguments.matchers, parseMatcher,
                       "Labels that it is about: severity=ticket, region=~\"eu-.*\", owner!=vision, site!~test-.*");
  matchers->expected(isNew ? 1 : 0, static_cast<int>(kMaxMatchers))->type_name("MATCHER");
  CLI::Option* comment = addText(app, "--comment", arguments.comment, "Why, for whoever wonders")->type_name("TEXT");
  if (isNew) matchers->required();
  if (isNew) comment->required();
  CLI::Option* length = addDuration(app, "--for", arguments.length, {kShortest, kLongest}, "How long, from now on");
  CLI::Option* until =
      addParsed(app, "--until", arguments.until, parseMoment, "Until when, for example 2026-12-18T08:00:00Z");
  until->type_name("TIME")->excludes(length);
  addParsed(app, "--from", arguments.from, parseMoment, "When it begins, if not at once")->type_name("TIME");
}

}  // namespace

void addSilenceCommands(CLI::App& root, Session& session) {
  CLI::App* silences = addGroup(root, "silences", "Hold back alerts for a while", kReliabilityGroup);
  addCommand<ListQuery>(
      *silences, session, "list", "List silences, those that end last first",
      [](CLI::App& app, ListQuery& query) { addListOptions(app, query, silenceFields(), "state:active"); },
      listSilences);
  addCommand<SilenceArguments>(
      *silences, session, "add", "Tell nobody of what matches all matchers",
      [](CLI::App& app, SilenceArguments& arguments) { declareWhat(app, arguments, true); }, addSilence);
  addCommand<SilenceArguments>(
      *silences, session, "update", "Change one that has not ended; what is not given stays",
      [](CLI::App& app, SilenceArguments& arguments) {
        declareId(app, arguments);
        declareWhat(app, arguments, false);
      },
      updateSilence);
  addCommand<SilenceArguments>(*silences, session, "expire", "End one now", declareId, expireSilence);
}

}  // namespace flotilla::cli
