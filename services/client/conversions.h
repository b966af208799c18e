// Private to services/client: lists and single messages as domain values. Thread: values.
#pragma once

#include <string>
#include <vector>

#include "models/domain/page.h"
#include "services/wire/operator_wire.h"

namespace flotilla {

inline constexpr auto kConvert = [](const auto& message) { return wire::fromProto(message); };

template <class T, class Items>
Result<std::vector<T>> allOf(const Items& items) {
  std::vector<T> out;
  out.reserve(static_cast<std::size_t>(items.size()));
  for (const auto& item : items) {
    FLOTILLA_TRY(T value, wire::fromProto(item));
    out.push_back(std::move(value));
  }
  return out;
}

template <class T, class Items>
Result<Page<T>> pageOf(const Items& items, const v1::PageInfo& info) {
  Page<T> page;
  FLOTILLA_TRY(page.items, allOf<T>(items));
  page.nextPageToken = info.next_page_token();
  page.total = info.total();
  page.revision = info.revision();
  return page;
}

template <class Request>
Request listRequest(const ListQuery& query) {
  Request request;
  *request.mutable_options() = wire::toProto(query);
  return request;
}

}  // namespace flotilla
