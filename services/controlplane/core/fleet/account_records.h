// The rows of people who log in and of programs with API tokens; see records.h. Secrets that are looked at only to
// compare them are kept as hashes. Thread: values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/domain/access.h"
#include "models/domain/digest.h"

namespace flotilla::controlplane {

// How an operator becomes known.
struct AccountRecord {
  OperatorId id;
  std::string passwordHash = {};      // PHC string; empty = none yet
  std::string secondFactor = {};      // the raw secret; empty = none
  std::string pendingFactor = {};     // of one that was prepared and not yet enabled
  std::uint64_t lastStep = 0;         // of the newest code that was used
  std::vector<Digest> recovery = {};  // codes that are left
  Digest invitation = {};             // zero = none
  TimePoint invitationExpires{};
  bool invitationResets = false;  // the second factor goes with it
  bool disabled = false;
};

struct SessionRecord {
  SessionId id;
  OperatorId owner;
  Digest secretHash;
  TimePoint createdAt{};
  TimePoint seenAt{};  // minutes behind
  TimePoint confirmedAt{};
  TimePoint expires{};  // at the latest
  std::string source = {};
  std::string program = {};
};

struct ApiTokenRecord {
  ApiTokenId id;
  OperatorId owner;
  std::string name;
  Digest secretHash;
  std::vector<Grant> grants;
  TimePoint createdAt{};
  TimePoint expires{};
  TimePoint usedAt{};  // minutes behind; zero = never
};

}  // namespace flotilla::controlplane
