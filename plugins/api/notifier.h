// Kind "notifier": tells people or programs outside of alerts, one way each: a webhook, mail, another Alertmanager.
// Thread: open(), send() and destroy() on one thread at a time, which is not the one that decides about alerts, so they
// may block; cancel() from any other while send() runs. Lifetime: made by createNotifier for one message, opened once,
// ended by destroy(), also after a failed open(); the library outlives it. What the arguments point to is valid during
// the call only. All texts are UTF-8 and NUL-terminated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>

#include "plugins/api/abi.h"

namespace flotilla::plugin {

struct NotifierSetting {
  const char* name;
  const char* value;
};

// `secrets` were read from files just now, so that they rotate; a plugin keeps them no longer than itself, and never
// writes them into a complaint.
struct NotifierSettings {
  const NotifierSetting* settings;
  std::size_t settingCount;
  const NotifierSetting* secrets;
  std::size_t secretCount;
};

// Why a notifier cannot be used or a message was not taken.
struct NotifierComplaint {
  Complaint why;
  char setting[64];  // that is wrong; empty if none is
  char fix[192];     // what to do about it; may be empty
};

inline bool refuseSetting(NotifierComplaint& complaint, const char* setting, const char* message, const char* fix) {
  std::snprintf(complaint.setting, sizeof complaint.setting, "%s", setting);
  std::snprintf(complaint.fix, sizeof complaint.fix, "%s", fix);
  return refuse(complaint.why, "bad_setting", message);
}

// One alert in pieces, for those that do not take the message's JSON.
struct NotifierAlert {
  const char* labels;        // a JSON object of strings
  const char* annotations;   // a JSON object of strings
  const char* startsAt;      // RFC 3339, UTC
  const char* endsAt;        // the same; empty while it fires
  const char* generatorUrl;  // a JSON string; "" in quotes if it has none
};

struct NotifierMessage {
  const char* json;  // Alertmanager's webhook message, version 4, with at most as many alerts as the host allows
  std::size_t jsonSize;
  const char* severity;         // "page", "ticket", or what the alerts call it; empty if they differ or do not say
  bool resolved;                // nothing of the group fires any more
  const char* title;            // one line
  const char* body;             // lines for people, no markup
  const NotifierAlert* alerts;  // all of them
  std::size_t alertCount;
};

enum class Delivery : std::int32_t {
  Taken = 0,
  TryAgain = 1,  // nobody is there, or busy: another attempt may succeed
  Refused = 2,   // another attempt would end the same way
};

class Notifier {
 public:
  // Looks at the settings without talking to anybody. False with a complaint that names the first wrong one.
  virtual bool open(const NotifierSettings& settings, NotifierComplaint& complaint) = 0;
  // One attempt, which ends by itself within `deadlineMs` milliseconds. May be called again after TryAgain.
  virtual Delivery send(const NotifierMessage& message, std::uint32_t deadlineMs, NotifierComplaint& complaint) = 0;
  // A running send() ends as soon as it can, with TryAgain.
  virtual void cancel() = 0;
  virtual void destroy() = 0;

 protected:
  ~Notifier() = default;
};

using CreateNotifier = Notifier* (*)();
inline constexpr const char* kCreateNotifierSymbol = "flotillaCreateNotifier";

}  // namespace flotilla::plugin
