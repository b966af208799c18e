#include "services/controlplane/core/alerts/silencing.h"

#include <algorithm>

namespace flotilla::controlplane {

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
