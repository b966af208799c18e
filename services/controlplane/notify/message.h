// A notification as plugins get it: JSON, words for people, and the alerts in pieces. Thread: any; a message is not
// changed once it is made. Lifetime: view() is valid while its message lives.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "plugins/api/notifier.h"
#include "services/controlplane/core/alerts/notification.h"

namespace flotilla::controlplane {

struct MessageRules {
  std::string externalUrl = {};
  std::size_t maxAlerts = 100;  // in the JSON
  std::function<AlertId(const Labels&)> idOf = {};
};

class Message {
 public:
  // `withResolved`: alerts that have ended are told of.
  Message(const Notification& notification, bool withResolved, const MessageRules& rules);
  Message(const Message&) = delete;  // what it shows points into itself
  Message& operator=(const Message&) = delete;
  plugin::NotifierMessage view() const;

 private:
  struct Piece {
    std::string labels, annotations, startsAt, endsAt, generatorUrl;
  };
  std::string json_;
  std::string severity_;
  bool resolved_ = true;
  std::string title_;
  std::string body_;
  std::vector<Piece> pieces_;
  std::vector<plugin::NotifierAlert> alerts_;  // point into pieces_
};

}  // namespace flotilla::controlplane
