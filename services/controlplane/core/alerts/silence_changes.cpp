#include "services/controlplane/core/alerts/silence_changes.h"

#include <algorithm>

#include "models/domain/utf8.h"
#include "services/controlplane/core/alerts/alert_scope.h"
#include "services/controlplane/core/alerts/change_words.h"
#include "services/documents/matcher_text.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMaxComment = 500;
constexpr std::size_t kMaxAnnotations = 16;
constexpr std::size_t kMaxAnnotation = 1024;

Status checkSilenceMatchers(const std::vector<Matcher>& matchers) {
  if (matchers.empty() || matchers.size() > kMaxMatchers)
    return invalid("no_matchers", "a silence has 1 to 32 matchers", "matchers",
                   "say what it is about, for example region=\"eu-west\"");
  for (std::size_t i = 0; i < matchers.size(); ++i) {
    if (const Status good = checkMatcherText(matchers[i]); !good) {
      Error error = good.error();
      error.field = "matchers[" + std::to_string(i) + "]";
      return error;
    }
  }
  if (!std::all_of(matchers.begin(), matchers.end(), matchesEmpty)) return okStatus();
  return invalid("matches_all", "it would silence alerts that have none of these labels, which may be all", "matchers",
                 "add a matcher that needs a label, for example alertname=~\".+\" for every alert");
}

Status checkSilenceTimes(const NewSilence& wanted, TimePoint now) {
  if (wanted.endsAt <= now)
    return invalid("bad_time", "it would have ended already", "ends_at", "write a time that is to come");
  if (wanted.startsAt >= wanted.endsAt)
    return invalid("bad_time", "it ends before it begins", "ends_at", "write a time after starts_at");
  if (wanted.endsAt - now > kLongestSilence)
    return invalid("bad_time", "a silence lasts at most 400 days", "ends_at",
                   "declare a maintenance window for what recurs");
  return okStatus();
}

Status checkSilenceAnnotations(const Labels& annotations) {
  const bool good = annotations.size() <= kMaxAnnotations &&
                    std::all_of(annotations.begin(), annotations.end(), [](const auto& entry) {
                      return checkLabelName(entry.first).ok() && entry.second.size() <= kMaxAnnotation;
                    });
  if (good) return okStatus();
  return invalid("bad_annotations", "at most 16 annotations with names like labels and 1024 bytes each", "annotations",
                 "shorten them");
}

Status checkSilence(const NewSilence& wanted, const Caller& caller, TimePoint now) {
  FLOTILLA_CHECK(checkSilenceMatchers(wanted.matchers));
  FLOTILLA_CHECK(checkSilenceScope(caller, wanted.matchers));
  FLOTILLA_CHECK(checkSilenceTimes(wanted, now));
  FLOTILLA_CHECK(checkWords(wanted.comment, 1, kMaxComment, "comment"));
  return checkSilenceAnnotations(wanted.annotations);
}

std::string silenceText(const Silence& silence) {
  return matchersText(silence.matchers) + " from " + toRfc3339(silence.startsAt) + " until " +
         toRfc3339(silence.endsAt) + ": " + silence.comment;
}

Decision<Silence> decidedSilence(const Silence& silence, const Silence* before) {
  Decision<Silence> out;
  out.answer = silence;
  out.fact.object = "silence/" + silence.id.value;
  out.fact.detail = silenceText(silence);
  out.fact.after = silenceText(silence);
  if (before != nullptr) out.fact.before = silenceText(*before);
  out.mutation.rows.emplace_back(silence);
  return out;
}

// One that the caller may change.
Result<Silence> findSilence(const FleetState& state, const SilenceId& id, const Caller& caller) {
  const auto at = state.silences.find(id);
  if (at == state.silences.end() || !maySeeSilence(caller, at->second))
    return notFound("no_silence", "there is no silence " + excerpt(id.value, 64), "id",
                    "flotillactl silences list shows their ids");
  FLOTILLA_CHECK(checkSilenceScope(caller, at->second.matchers));
  return at->second;
}

}  // namespace

Result<Decision<Silence>> createSilence(const FleetState& state, const NewSilence& wanted, const Caller& caller,
                                        TimePoint now, Random& random) {
  FLOTILLA_CHECK(checkSilence(wanted, caller, now));
  std::size_t holding = 0;
  Mutation old;
  for (const auto& [id, silence] : state.silences) {
    holding += silence.endsAt > now ? 1 : 0;
    if (silence.endsAt < now - kExpiredSilenceKept) old.removals.push_back({id});
  }
  if (holding >= kMaxSilences)
    return Error{ErrorCode::Exhausted,
                 "too_many_silences",
                 "there are 2000 silences that have not ended",
                 {},
                 "end some of them, or declare a maintenance window"};
  Decision<Silence> out =
      decidedSilence({SilenceId(makeUuid(now, random)), wanted.matchers, std::max(wanted.startsAt, now), wanted.endsAt,
                      now, caller.name, wanted.comment, wanted.annotations},
                     nullptr);
  out.mutation.removals = std::move(old.removals);
  return out;
}

Result<Decision<Silence>> updateSilence(const FleetState& state, const SilenceId& id, const NewSilence& wanted,
                                        const Caller& caller, TimePoint now) {
  FLOTILLA_TRY(const Silence before, findSilence(state, id, caller));
  if (before.stateAt(now) == SilenceState::Expired)
    return precondition("silence_expired", "the silence has ended", "id", "make a new one");
  FLOTILLA_CHECK(checkSilence(wanted, caller, now));
  Silence after = before;
  after.matchers = wanted.matchers;
  if (before.stateAt(now) == SilenceState::Pending && wanted.startsAt != TimePoint{})
    after.startsAt = std::max(wanted.startsAt, now);
  after.endsAt = wanted.endsAt;
  after.comment = wanted.comment;
  after.annotations = wanted.annotations;
  if (after.startsAt >= after.endsAt)
    return invalid("bad_time", "it ends before it begins", "ends_at", "write a time after starts_at");
  Decision<Silence> same;
  same.answer = before;
  if (after == before) return same;
  after.updatedAt = now;
  return decidedSilence(after, &before);
}

Result<Decision<Silence>> expireSilence(const FleetState& state, const SilenceId& id, const Caller& caller,
                                        TimePoint now) {
  FLOTILLA_TRY(const Silence before, findSilence(state, id, caller));
  Silence after = before;
  after.startsAt = std::min(before.startsAt, now);
  after.endsAt = after.updatedAt = now;
  Decision<Silence> same;
  same.answer = before;
  if (before.stateAt(now) == SilenceState::Expired) return same;
  return decidedSilence(after, &before);
}

}  // namespace flotilla::controlplane
