// What every command works with: the options before the subcommand, the connection, and the form of the output.
// Thread: the main thread; answers of the client are waited for. Lifetime: outlives the commands.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "services/client/operator_client.h"

namespace flotilla::cli {

struct GlobalOptions {
  std::string data;       // directory; empty = the default one, if it exists
  std::string server;     // host:port; empty = the socket in `data`
  std::string ca;         // file
  std::string tokenFile;  // must not be readable by others
  bool json = false;
  Duration timeout = std::chrono::seconds(15);  // of one call, with its retries
};

class Session {
 public:
  using Command = std::function<Status()>;

  GlobalOptions options;

  // The command that the arguments name; main runs it once they are all read.
  Command chosen;

  // Starts a call and waits: `start(client, done)`. Connects first. When nobody answers, the error says what to do
  // about it.
  template <class T, class Start>
  Result<T> ask(Start start) {
    if (const Status ready = connect(); !ready) return ready.error();
    std::promise<Result<T>> promise;
    start(*client_, Done<T>([&promise](Result<T> result) { promise.set_value(std::move(result)); }));
    Result<T> result = promise.get_future().get();
    if (!result.ok()) return withHint(result.error());
    return result;
  }

  // With -o json the last answer as the server gave it, on one line; otherwise whatever `text` prints.
  void show(const std::function<void()>& text) const;

 private:
  Status connect();
  Error withHint(Error error) const;

  std::string lastAnswer_;  // JSON
  std::unique_ptr<OperatorClient> client_;
};

// 1 refused or failed, 3 nobody answered. (0 is success, 2 wrong usage.)
int exitCodeOf(const Error& error);

}  // namespace flotilla::cli
