// How alerts are called in tables, by their labels. Pure. Thread: any.
#pragma once

#include <string>

#include "models/domain/alert.h"

namespace flotilla::cli {

// "NodeOffline rotterdam-1", "BudgetBurn right-readings"
std::string alertName(const Labels& labels);
// Its region; "(fleet)" without one.
std::string alertPlace(const Labels& labels);

}  // namespace flotilla::cli
