// How DemoFleet answers on its loop, for the files that its answers are spread over. Private to DemoFleet. Thread: any;
// the work runs on the loop.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/console/adapters/demo_fleet.h"
#include "models/domain/listing.h"
#include "services/runtime/pattern.h"

namespace flotilla::console {

inline constexpr std::size_t kRolloutNodesSent = 1'000;  // as a control plane does it

template <class T>
Result<Page<T>> pageOf(const DemoState& state, std::vector<T> items, const ListQuery& query,
                       const std::vector<SelectorField>& fields, const ValuesOf<T>& values) {
  FLOTILLA_TRY(Page<T> page, listPage<T>(std::move(items), query, fields, values, compilePattern));
  page.revision = state.revision;
  return page;
}

template <class T>
Result<Page<T>> pageOf(const DemoState& state, std::vector<T> items, const ListQuery& query,
                       const std::vector<SelectorField>& fields) {
  return pageOf<T>(state, std::move(items), query, fields, [](const T& item) { return valuesOf(item); });
}

template <class T>
std::vector<T> reversed(const std::vector<T>& items) {
  return {items.rbegin(), items.rend()};
}

template <class T, class F>
void DemoFleet::answer(Done<T> done, F work) {
  if (closing_) return done(Error{ErrorCode::Unavailable, "cancelled", "the demonstration ends"});
  loop_.post([done = std::move(done), work = std::move(work)] { done(work()); });
}

template <class T>
void DemoFleet::refuse(Done<T> done, const char* what) {
  answer<T>(std::move(done), [what]() -> Result<T> {
    return precondition("demo", std::string("the demonstration cannot ") + what, {}, "start flotilla without --demo");
  });
}

}  // namespace flotilla::console
