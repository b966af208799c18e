// Questions with an answer that comes later, and lists that come in pages. Thread: values.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/domain/result.h"

namespace flotilla {

template <class T>
using Done = std::function<void(Result<T>)>;

struct ListQuery {
  std::string filter;            // a selector over the list's fields; empty = all
  std::string orderBy;           // "field", "field desc", or several with commas
  std::uint32_t pageSize = 100;  // 1 to 1000
  std::string pageToken;
};

template <class T>
struct Page {
  std::vector<T> items;
  std::string nextPageToken;  // empty on the last page
  std::uint64_t total = 0;    // matching the filter
  std::uint64_t revision = 0;
};

}  // namespace flotilla
