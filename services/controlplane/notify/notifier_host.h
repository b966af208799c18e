// The control plane's way out: gives notifications to plugins, each on a thread of its own, and answers on the loop.
// Thread: check() and send() on the loop, which they never block beyond reading small local files; stop() anywhere but
// on threads of the pool. Lifetime: what it was given outlives it; after stop() nothing is answered any more.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/controlplane/core/alerts/notification.h"
#include "services/controlplane/notify/message.h"
#include "services/controlplane/notify/notifier_library.h"
#include "services/controlplane/notify/notifier_pool.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::controlplane {

struct NotifyConfig {
  Path plugins;  // folder with notifier-<kind>.so
  Path secrets;  // folder that every secret must be in
  MessageRules messages = {};
  PoolLimits limits = {};
};

class NotifierHost final : public NotifierGateway {
 public:
  struct Ports {
    Executor& loop;
    const Clock& clock;
    Random& random;
    Files& files;
  };
  NotifierHost(Ports ports, NotifyConfig config);
  ~NotifierHost() override;

  // Errors: Invalid/"unknown_notifier" (field "kind"); those of readSecrets; what the plugin says of its settings.
  Status check(const Notifier& notifier) const override;
  // `done` comes with the first notifier that took it; the others go on until the deadline, and are logged if they
  // fail. A receiver without notifiers, or with nothing left to tell, has been told.
  void send(const Notification& notification, TimePoint deadline, std::function<void(Status)> done) override;
  std::vector<std::string> kinds() const { return library_.kinds(); }
  void stop();

 private:
  struct Answers;
  struct Dispatch;
  void give(const Notifier& notifier, const std::shared_ptr<const Notification>& notification, SteadyPoint deadline,
            const std::shared_ptr<Dispatch>& dispatch, std::size_t index);

  Ports ports_;
  NotifyConfig config_;
  std::shared_ptr<const MessageRules> rules_;
  NotifierLibrary library_;
  std::shared_ptr<Answers> answers_;
  NotifierPool pool_;
};

}  // namespace flotilla::controlplane
