// Names that count up: INC-7, RUN-12, TASK-3. Pure. Thread: any.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace flotilla::controlplane {

// One more than the highest number among the keys of `all`, which begin with `prefix`.
template <class Map>
std::uint64_t nextNumber(const Map& all, std::string_view prefix) {
  std::uint64_t highest = 0;
  for (const auto& [id, one] : all) {
    std::uint64_t number = 0;
    const std::string_view digits = std::string_view(id.value).substr(std::min(prefix.size(), id.value.size()));
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    highest = std::max(highest, number);
  }
  return highest + 1;
}

template <class Id, class Map>
Id nextId(const Map& all, std::string_view prefix) {
  return Id(std::string(prefix) + std::to_string(nextNumber(all, prefix)));
}

}  // namespace flotilla::controlplane
