// How people are known at a control plane elsewhere: with a log-in that the command line may have kept, or that they
// make in the window. Thread: GUI, but for the acts that wait for a confirmation. Lifetime: the client outlives what
// identity() gives, and this outlives the client.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "app/console/settings.h"
#include "models/view/identity.h"
#include "services/client/operator_client.h"
#include "services/runtime/files.h"

namespace flotilla::console {

class RemoteLogin {
 public:
  explicit RemoteLogin(const Settings& settings);

  // The session that was kept, if there is one, and what acts wait with. Errors: those of readSession(), about
  // "--session-file".
  Status prepare(ClientOptions& options);
  view::IdentitySettings identity(OperatorClient& client);
  // From now on acts wait for what people say there.
  void askWith(std::function<void(view::ConfirmPrompt::GoOn)> asker);

 private:
  struct Relay {
    std::mutex mutex;
    std::function<void(view::ConfirmPrompt::GoOn)> ask;
  };

  const QString server_;
  const Path file_;    // empty = nothing is kept
  bool kept_ = false;  // the session in use is in the file
  std::shared_ptr<Relay> relay_ = std::make_shared<Relay>();
};

}  // namespace flotilla::console
