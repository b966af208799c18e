// A TLS connection on which any bytes can be sent, for what no HTTP client would say.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace flotilla {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int highestTls = TLS1_3_VERSION) : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_max_proto_version(context_, highestTls);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{8, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    connection_ = SSL_new(context_);
    SSL_set_fd(connection_, socket_);
    connected_ = connected_ && SSL_connect(connection_) == 1;
  }
  ~RawClient() {
    SSL_free(connection_);
    SSL_CTX_free(context_);
    if (socket_ >= 0) ::close(socket_);
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  bool write(std::string_view bytes) {
    return SSL_write(connection_, bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size());
  }
  // Says that nothing more will come, and goes on reading.
  void endWriting() {
    (void)SSL_shutdown(connection_);
    ::shutdown(socket_, SHUT_WR);
  }
  // What comes until the peer closes, or for 8 s.
  std::string readToEnd() {
    std::string out;
    char piece[4096];
    int got = 0;
    while ((got = SSL_read(connection_, piece, sizeof piece)) > 0) out.append(piece, static_cast<std::size_t>(got));
    isEnded_ = SSL_get_error(connection_, got) != SSL_ERROR_WANT_READ;
    return out;
  }
  // Whether the last readToEnd() came to the end, and not only to its patience.
  bool ended() const { return isEnded_; }
  // What comes until it ends with `tail`.
  std::string readUntil(std::string_view tail) {
    std::string out;
    char byte = 0;
    while (!out.ends_with(tail) && SSL_read(connection_, &byte, 1) == 1) out += byte;
    return out;
  }
  std::string readExactly(std::size_t bytes) {
    std::string out(bytes, '\0');
    std::size_t have = 0;
    for (int got = 1; have < bytes && got > 0; have += static_cast<std::size_t>(std::max(got, 0)))
      got = SSL_read(connection_, out.data() + have, static_cast<int>(bytes - have));
    out.resize(have);
    return out;
  }
  // Ends the connection with no farewell, as a cut cable does.
  void cut() {
    ::close(socket_);
    socket_ = -1;
  }

 private:
  SSL_CTX* context_;
  SSL* connection_ = nullptr;
  int socket_ = -1;
  bool connected_ = false;
  bool isEnded_ = false;
};

// The status of an answer, 0 if there is none.
inline int statusOf(std::string_view answer) {
  if (!answer.starts_with("HTTP/1.1 ") || answer.size() < 12) return 0;
  return std::stoi(std::string(answer.substr(9, 3)));
}

}  // namespace flotilla
