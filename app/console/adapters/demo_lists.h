// Filtering, sorting and paging of the demonstration's lists, as a control plane does it. Thread: pure functions.
#pragma once

#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>

#include "models/domain/operator_api.h"
#include "models/domain/selector.h"
#include "services/runtime/pattern.h"

namespace flotilla::console {

struct DemoOrderKey {
  std::string field;
  bool descending = false;
};
Result<std::vector<DemoOrderKey>> parseDemoOrder(const std::string& text, const std::vector<SelectorField>& fields);
Result<std::size_t> parseDemoPage(const ListQuery& query);
// What an item without a value has comes first.
bool comesBefore(const std::vector<DemoOrderKey>& keys, const SelectorValues& a, const SelectorValues& b);
Result<Selector> parseDemoFilter(const std::string& text, const std::vector<SelectorField>& fields);

// `items` are in their natural order. `valuesOf` gives what an item has in `fields`.
template <class T>
Result<Page<T>> pageOf(std::vector<T> items, const ListQuery& query, const std::vector<SelectorField>& fields,
                       const std::function<SelectorValues(const T&)>& valuesOf, std::uint64_t revision) {
  FLOTILLA_TRY(const Selector filter, parseDemoFilter(query.filter, fields));
  FLOTILLA_TRY(const auto keys, parseDemoOrder(query.orderBy, fields));
  FLOTILLA_TRY(const std::size_t from, parseDemoPage(query));
  std::erase_if(items, [&](const T& item) { return !matches(filter, valuesOf(item)); });
  if (!keys.empty())
    std::stable_sort(items.begin(), items.end(),
                     [&](const T& a, const T& b) { return comesBefore(keys, valuesOf(a), valuesOf(b)); });
  Page<T> page;
  page.total = items.size();
  page.revision = revision;
  const std::size_t end = std::min<std::size_t>(items.size(), from + query.pageSize);
  for (std::size_t i = from; i < end; ++i) page.items.push_back(std::move(items[i]));
  if (end < items.size()) page.nextPageToken = std::to_string(end);
  return page;
}

const std::vector<SelectorField>& demoFields(const AuditEntry*);
SelectorValues demoValues(const AuditEntry& entry);
const std::vector<SelectorField>& demoFields(const NodeEvent*);
SelectorValues demoValues(const NodeEvent& event);
const std::vector<SelectorField>& demoFields(const Rollout*);
SelectorValues demoValues(const Rollout& rollout);
const std::vector<SelectorField>& demoFields(const RolloutNode*);
SelectorValues demoValues(const RolloutNode& node);
const std::vector<SelectorField>& demoFields(const ReleaseSummary*);
SelectorValues demoValues(const ReleaseSummary& release);
const std::vector<SelectorField>& demoFields(const Operator*);
SelectorValues demoValues(const Operator& op);

// The fields follow from the type.
template <class T>
Result<Page<T>> pageOf(std::vector<T> items, const ListQuery& query, std::uint64_t revision) {
  return pageOf<T>(
      std::move(items), query, demoFields(static_cast<const T*>(nullptr)),
      [](const T& item) { return demoValues(item); }, revision);
}

}  // namespace flotilla::console
