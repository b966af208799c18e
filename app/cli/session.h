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
  std::string data;         // directory; empty = the default one, if it exists
  std::string server;       // host:port; empty = the socket in `data`
  std::string ca;           // file
  std::string tokenFile;    // of a program; must not be readable by others
  std::string sessionFile;  // where the log-in is kept; empty = the usual place for `server`
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

  // Starts a call and waits: `start(client, done)`. Connects first. Where a person has to show again who they are, they
  // are asked on the terminal, and the call is made once more. The error says what to do about it.
  template <class T, class Start>
  Result<T> ask(Start start) {
    Result<T> result = askOnce<T>(start);
    if (result.ok() || !wantsConfirmation(result.error())) return result;
    FLOTILLA_CHECK(confirmOnTerminal());
    return askOnce<T>(start);
  }

  // Connects if need be. Lifetime: until the session ends.
  Result<OperatorClient*> client();

  // Says what to do about an answer that did not come, or about not being known.
  Error withHint(Error error) const;

  // Connects as nobody, to log in. Errors: Precondition/"no_login_here" on the machine of the control plane.
  Status beNobody();
  // From now on this log-in counts, in programs that come later too.
  Status become(const std::string& session);
  // The log-in of before is forgotten.
  Status forget();

  // With -o json the last answer as the server gave it, on one line; otherwise whatever `text` prints.
  void show(const std::function<void()>& text) const;

 private:
  template <class T, class Start>
  Result<T> askOnce(const Start& start) {
    FLOTILLA_TRY(OperatorClient * client, this->client());
    std::promise<Result<T>> promise;
    start(*client, Done<T>([&promise](Result<T> result) { promise.set_value(std::move(result)); }));
    Result<T> result = promise.get_future().get();
    if (!result.ok()) return withHint(result.error());
    return result;
  }
  static bool wantsConfirmation(const Error& error);
  Status confirmOnTerminal();

  bool nobody_ = false;
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
