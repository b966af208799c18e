// One answer of the HTTP front as a value, before it becomes bytes on a connection.
// Thread: values. Errors become the registry's JSON: {"errors":[{"code","message"}]}.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/domain/result.h"
#include "services/runtime/files.h"

namespace flotilla::controlplane {

struct Reply {
  unsigned status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  // Instead of a body: `length` bytes of `file` from `offset`, sent in pieces.
  std::unique_ptr<File> file = nullptr;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// `code` in capitals and underscores, as the distribution specification asks.
Reply errorReply(unsigned status, std::string_view code, std::string_view message);

// The status and code for an error of ours. What went wrong inside is logged, never told.
Reply errorReply(const Error& error);

}  // namespace flotilla::controlplane
