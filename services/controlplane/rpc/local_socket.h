// The Unix socket of the local administrator. Whoever the modes of the folder and the socket let in, only connections
// of the user who runs this program, and of root, reach the server; the kernel says who is at the other end. Thread:
// one of its own accepts; start and stop from the program's main thread. Lifetime: the destructor stops accepting,
// waits, and removes the socket; connections that were accepted belong to the server.
#pragma once

#include <grpcpp/server_builder.h>

#include <memory>
#include <string>
#include <thread>

#include "models/domain/result.h"

namespace flotilla::controlplane {

class LocalSocket {
 public:
  using Acceptor = grpc::experimental::ExternalConnectionAcceptor;

  // `acceptor` hands connections to a server that has started. Errors: Unavailable/"cannot_listen".
  static Result<std::unique_ptr<LocalSocket>> open(const std::string& path, std::unique_ptr<Acceptor> acceptor);
  ~LocalSocket();
  LocalSocket(const LocalSocket&) = delete;
  LocalSocket& operator=(const LocalSocket&) = delete;

 private:
  LocalSocket(std::string path, int listening, int stop, std::unique_ptr<Acceptor> acceptor);
  void acceptUntilStopped();
  void acceptOne();

  std::string path_;
  int listening_;
  int stop_;  // readable when it is time to end
  std::unique_ptr<Acceptor> acceptor_;
  std::thread thread_;
};

}  // namespace flotilla::controlplane
