#include "services/controlplane/core/alerts/silencing.h"

#include <algorithm>

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMaxSilenceComment = 1000;  // bytes

}  // namespace

Status checkSilence(const Silence& silence) {
  if (silence.matchers.empty())
    return invalid("no_matchers", "a silence says which alerts it is for", "matchers", "write at least one matcher");
  FLOTILLA_TRY(const Matchers all, Matchers::compile(silence.matchers, "matchers"));
  const bool anyNarrow = std::any_of(silence.matchers.begin(), silence.matchers.end(), [](const Matcher& matcher) {
    const auto one = Matchers::compile({matcher}, "matchers");
    return one && !one->match({});
  });
  if (!anyNarrow)
    return invalid("matches_all", "every matcher also matches alerts that lack its label", "matchers",
                   "write at least one that asks for a value, such as region=\"eu-west\"");
  if (silence.endsAt <= silence.startsAt)
    return invalid("bad_times", "the silence ends before it begins", "ends_at", "choose a later end");
  if (silence.comment.empty()) return invalid("no_comment", "a silence says why", "comment", "write a sentence");
  if (silence.comment.size() > kMaxSilenceComment || !isReadable(silence.comment))
    return invalid("too_long", "a comment is readable text of at most " + std::to_string(kMaxSilenceComment) + " bytes",
                   "comment", "shorten it");
  return okStatus();
}

void SilenceBook::follow(const std::vector<Silence>& silences, TimePoint now) {
  std::vector<const Silence*> wanted;
  for (const Silence& silence : silences)
    if (silence.stateAt(now) == SilenceState::Active) wanted.push_back(&silence);
  const auto same = [](const One& one, const Silence* silence) { return one.silence == *silence; };
  if (std::equal(active_.begin(), active_.end(), wanted.begin(), wanted.end(), same)) return;
  std::vector<One> next;
  for (const Silence* silence : wanted) {
    auto matchers = Matchers::compile(silence->matchers, "matchers");
    if (matchers && !matchers->empty()) next.push_back({*silence, std::move(matchers).value()});
  }
  active_ = std::move(next);
  ++version_;
}

std::vector<SilenceId> SilenceBook::silencing(const Labels& labels) const {
  std::vector<SilenceId> out;
  for (const One& one : active_)
    if (one.matchers.match(labels)) out.push_back(one.silence.id);
  return out;
}

const Silence* SilenceBook::find(const SilenceId& id) const {
  const auto at = std::find_if(active_.begin(), active_.end(), [&](const One& one) { return one.silence.id == id; });
  return at == active_.end() ? nullptr : &at->silence;
}

}  // namespace flotilla::controlplane
