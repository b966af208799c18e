// One way to filter, sort, page and count every list. A filter is a selector (models/domain/selector.h) over the list's
// fields; an order is "field", "field desc", or several of those separated by commas. Thread: values.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "models/domain/operator_api.h"
#include "models/domain/selector.h"

namespace flotilla {

// Errors as parseSelector, about `input`: the name of the request's field.
Result<Selector> readSelector(std::string_view text, const std::vector<SelectorField>& fields,
                              const PatternCompiler& compile, const char* input);

struct OrderKey {
  std::string field;
  bool descending = false;
};
// At most 8 keys. Errors: Invalid/"bad_order" and "unknown_field", about order_by.
Result<std::vector<OrderKey>> parseOrder(std::string_view text, const std::vector<SelectorField>& fields);

// What an item is sorted by: the first value of each key's field. An item without a value comes before all that have
// one, and after them in descending order.
using OrderValues = std::vector<std::vector<SelectorValue>>;
OrderValues orderValues(const std::vector<OrderKey>& keys, const SelectorValues& valuesOf);
bool isBefore(const std::vector<OrderKey>& keys, const OrderValues& a, const OrderValues& b);

// Page tokens are positions; a forged one is Invalid/"bad_page_token".
Result<std::size_t> parsePageToken(const std::string& token);
std::string makePageToken(std::size_t position);
Status checkPageSize(std::uint32_t pageSize);

template <class T>
using ValuesOf = std::function<SelectorValues(const T&)>;

template <class T>
void sortBy(std::vector<T>& items, const std::vector<OrderKey>& keys, const ValuesOf<T>& valuesOf) {
  // The values are taken once and not at every comparison.
  std::vector<std::pair<OrderValues, std::size_t>> order;
  for (const T& item : items) order.emplace_back(orderValues(keys, valuesOf(item)), order.size());
  std::stable_sort(order.begin(), order.end(),
                   [&](const auto& a, const auto& b) { return isBefore(keys, a.first, b.first); });
  std::vector<T> sorted;
  sorted.reserve(items.size());
  for (const auto& [values, index] : order) sorted.push_back(std::move(items[index]));
  items = std::move(sorted);
}

// `valuesOf` gives what an item has in `fields`.
template <class T>
Result<Page<T>> listPage(std::vector<T> items, const ListQuery& query, const std::vector<SelectorField>& fields,
                         const ValuesOf<T>& valuesOf, const PatternCompiler& compile) {
  FLOTILLA_TRY(const Selector filter, readSelector(query.filter, fields, compile, "filter"));
  FLOTILLA_TRY(const auto order, parseOrder(query.orderBy, fields));
  FLOTILLA_CHECK(checkPageSize(query.pageSize));
  FLOTILLA_TRY(const std::size_t from, parsePageToken(query.pageToken));
  std::erase_if(items, [&](const T& item) { return !matches(filter, valuesOf(item)); });
  if (!order.empty()) sortBy(items, order, valuesOf);
  Page<T> page;
  page.total = items.size();
  for (std::size_t i = from; i < items.size() && page.items.size() < query.pageSize; ++i)
    page.items.push_back(std::move(items[i]));
  if (from + page.items.size() < page.total) page.nextPageToken = makePageToken(from + page.items.size());
  return page;
}

}  // namespace flotilla
