// One way to filter, sort, page and count every list. A filter is `field:value` terms joined by spaces or "and"; a
// value is compared whole. Thread: values.
#pragma once

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/domain/operator_api.h"

namespace flotilla::controlplane {

struct FilterTerm {
  std::string field;
  std::string value;
};
// Errors: Invalid/"bad_filter" with the term in the message.
Result<std::vector<FilterTerm>> parseFilter(std::string_view text);
Error unknownField(std::string_view what, std::string_view field, const std::vector<std::string>& known);
// Page tokens are positions; a forged one is Invalid/"bad_page_token".
Result<std::size_t> parsePageToken(const std::string& token);
std::string makePageToken(std::size_t position);

template <class T>
using FieldOf = std::function<std::string(const T&, const std::string& field)>;

// `fields` names what can be filtered and sorted; a field that ends in '.' is a prefix (label.). `fieldOf` gives its
// text.
template <class T>
Result<Page<T>> listPage(std::vector<T> items, const ListQuery& query, const std::vector<std::string>& fields,
                         const FieldOf<T>& fieldOf) {
  const auto known = [&](const std::string& name) {
    return std::any_of(fields.begin(), fields.end(), [&](const std::string& f) {
      return name == f || (f.ends_with('.') && name.starts_with(f) && name.size() > f.size());
    });
  };
  FLOTILLA_TRY(const auto terms, parseFilter(query.filter));
  for (const FilterTerm& term : terms) {
    if (!known(term.field)) return unknownField("filter", term.field, fields);
    std::erase_if(items, [&](const T& item) { return fieldOf(item, term.field) != term.value; });
  }
  const bool descending = query.orderBy.ends_with(" desc");
  const std::string order = descending ? query.orderBy.substr(0, query.orderBy.size() - 5) : query.orderBy;
  if (!order.empty()) {
    if (!known(order)) return unknownField("order_by", order, fields);
    std::stable_sort(items.begin(), items.end(), [&](const T& a, const T& b) {
      return descending ? fieldOf(b, order) < fieldOf(a, order) : fieldOf(a, order) < fieldOf(b, order);
    });
  }
  if (query.pageSize < 1 || query.pageSize > 1000)
    return invalid("bad_page_size", "page_size is " + std::to_string(query.pageSize), "page_size", "use 1 to 1000");
  FLOTILLA_TRY(const std::size_t from, parsePageToken(query.pageToken));
  Page<T> page;
  page.total = items.size();
  for (std::size_t i = from; i < items.size() && page.items.size() < query.pageSize; ++i)
    page.items.push_back(std::move(items[i]));
  if (from + page.items.size() < page.total) page.nextPageToken = makePageToken(from + page.items.size());
  return page;
}

}  // namespace flotilla::controlplane
