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
  // Where one sees whether a change was made whose answer did not come, for example "rollouts list"; empty if the
  // command changes nothing.
  std::string seenIn;

  // Starts a call and waits: `start(client, done)`. Connects first. When nobody answers, the error says what to do
  // about it.
  template <class T, class Start>
  Result<T> ask(Start start) {
    FLOTILLA_TRY(OperatorClient * client, this->client());
    std::promise<Result<T>> promise;
    start(*client, Done<T>([&promise](Result<T> result) { promise.set_value(std::move(result)); }));
    Result<T> result = promise.get_future().get();
    if (!result.ok()) return withHint(result.error());
    return result;
  }

  // Connects if need be. Lifetime: until the session ends.
  Result<OperatorClient*> client();

  // Says what to do about an answer that did not come.
  Error withHint(Error error) const;

  // With -o json the last answer as the server gave it, on one line; otherwise whatever `text` prints.
  void show(const std::function<void()>& text) const;

 private:
  std::string lastAnswer_;  // JSON
  std::unique_ptr<OperatorClient> client_;
};

// Nobody answered.
bool isSilence(const Error& error);

// Reasons of errors that have exit codes of their own.
inline constexpr const char* kWaitTimeout = "wait_timeout";
inline constexpr const char* kInterrupted = "interrupted";
inline constexpr const char* kUnconfirmed = "unconfirmed";

}  // namespace flotilla::cli
