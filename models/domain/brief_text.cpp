#include "models/domain/brief_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace flotilla {

std::string briefText(Duration d) {
  using namespace std::chrono;
  const std::int64_t all = std::max<std::int64_t>(0, round<seconds>(d).count());
  // `from` so many seconds on, counted as the row below would round them, it is told in `unit` and a rest in `small`.
  struct Row {
    std::int64_t from, finer, unit;
    const char* name;
    std::int64_t small;
    const char* smallName;
  };
  constexpr std::array<Row, 4> kRows{{{86'400, 60, 86'400, "d", 3'600, "h"},
                                      {3'600, 60, 3'600, "h", 60, "m"},
                                      {600, 1, 60, "m", 60, ""},
                                      {60, 1, 60, "m", 1, "s"}}};
  for (const Row& row : kRows) {
    if ((all + row.finer / 2) / row.finer * row.finer < row.from) continue;
    const std::int64_t rounded = (all + row.small / 2) / row.small * row.small;
    const std::int64_t rest = rounded % row.unit / row.small;
    return std::to_string(rounded / row.unit) + row.name +
           (rest == 0 ? std::string() : " " + std::to_string(rest) + row.smallName);
  }
  return std::to_string(all) + "s";
}

}  // namespace flotilla
