// The schema's history: services/controlplane/storage/migrations/NNNN_name.sql, compiled in. Thread: any; constant.
#pragma once

#include <span>
#include <string_view>

#include "services/controlplane/storage/database.h"

namespace flotilla::controlplane {

struct Migration {
  int number;
  std::string_view name;
  const char* sql;
};
std::span<const Migration> migrations();

// Runs what is missing, each in its own transaction together with the version number.
Status migrate(Database& database);

}  // namespace flotilla::controlplane
