// Lists of the wire as lists of the domain; `convert` makes a Result<T>, or a T, of one message. Pure. Thread: any.
// Private to this folder.
#pragma once

#include <utility>
#include <vector>

#include "models/domain/operator_api.h"

namespace flotilla {

template <class T, class Items, class Convert>
Result<std::vector<T>> allOf(const Items& items, Convert convert) {
  std::vector<T> out;
  out.reserve(static_cast<std::size_t>(items.size()));
  for (const auto& item : items) {
    FLOTILLA_TRY(T value, Result<T>(convert(item)));
    out.push_back(std::move(value));
  }
  return out;
}

template <class T, class Items, class Info, class Convert>
Result<Page<T>> pageOf(const Items& items, const Info& info, Convert convert) {
  Page<T> page;
  FLOTILLA_TRY(page.items, allOf<T>(items, convert));
  page.nextPageToken = info.next_page_token();
  page.total = info.total();
  page.revision = info.revision();
  return page;
}

template <class Request, class Options>
Request listRequest(Options options) {
  Request request;
  *request.mutable_options() = std::move(options);
  return request;
}

}  // namespace flotilla
