// A stream of Connect's protocol, read by hand: chunks, then envelopes. Thread: the test's, blocking for 8 s at most.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "tests/http/raw_client.h"

namespace flotilla::tests {

class ConnectReader {
 public:
  struct Message {
    std::string text;
    bool isEnd = false;
  };

  // `headers`: further lines, each with its CRLF.
  ConnectReader(std::uint16_t port, const std::string& path, const std::string& type, const std::string& body,
                const std::string& headers)
      : client_(std::make_unique<RawClient>(port)) {
    client_->write("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + type +
                   "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body);
  }

  const std::string& header() {
    if (header_.empty()) {
      header_ = client_->readUntil("\r\n\r\n");
      const auto at = header_.find("Content-Length: ");
      if (at != std::string::npos) left_ = std::stoul(header_.substr(at + 16));
      isChunked_ = at == std::string::npos;
    }
    return header_;
  }
  int status() { return statusOf(header()); }

  // Nothing once the stream is over.
  std::optional<Message> next() {
    header();
    while (buffer_.size() < 5 || buffer_.size() < 5 + length())
      if (!readMore()) return std::nullopt;
    Message out{buffer_.substr(5, length()), buffer_[0] == 2};
    buffer_.erase(0, 5 + out.text.size());
    return out;
  }
  void cut() { client_->cut(); }

 private:
  std::size_t length() const {
    std::size_t out = 0;
    for (int i = 1; i < 5; ++i) out = out << 8U | static_cast<unsigned char>(buffer_[static_cast<std::size_t>(i)]);
    return out;
  }
  bool readMore() {
    if (!isChunked_) {
      buffer_ += client_->readExactly(left_);
      const bool some = left_ > 0;
      left_ = 0;
      return some;
    }
    const std::string size = client_->readUntil("\r\n");
    if (size.size() < 3) return false;
    const std::size_t bytes = std::stoul(size, nullptr, 16);
    buffer_ += client_->readExactly(bytes);
    client_->readExactly(2);
    return bytes > 0;
  }

  std::unique_ptr<RawClient> client_;
  std::string header_;
  std::string buffer_;
  std::size_t left_ = 0;
  bool isChunked_ = true;
};

}  // namespace flotilla::tests
