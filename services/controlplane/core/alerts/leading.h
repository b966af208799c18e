// At most one page for one cause, and one ticket: when an objective burns in the fleet and in its regions, either the
// fleet's alert is told or those of the regions. Pure. Thread: any.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/domain/alert.h"

namespace flotilla::controlplane {

struct LedAlert {
  std::size_t target = 0;  // index of the alert that is held back
  std::size_t by = 0;      // and of one that leads
  std::string why;         // a sentence
};

// Of alerts that fire. `regions`: how many the fleet has. The fleet's page leads if at least half of them, and at least
// two, have a page of the same objective; otherwise it is a matter of these regions, and theirs lead. The same for its
// ticket, for which a region's page counts too, but is not held back. Where only the fleet or only regions have one,
// nothing is held back.
std::vector<LedAlert> heldByLeaders(const std::vector<const Alert*>& firing, std::size_t regions);

}  // namespace flotilla::controlplane
