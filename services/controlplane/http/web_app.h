// The built app: its files, and its first page for every address that is a page of it. Thread: the HTTP thread; pure.
// Lifetime: the files are part of the program.
#pragma once

#include <map>
#include <string>

#include "services/controlplane/http/exchange.h"
#include "services/controlplane/http/web_front.h"

namespace flotilla::controlplane {

class WebApp {
 public:
  explicit WebApp(WebFiles files);

  // GET and HEAD. A path with a dot in its last segment is a file; every other is a page.
  Reply answer(const RequestHead& head, std::string_view path) const;

 private:
  struct Entry {
    const WebFile* file;
    std::string tag;  // of what is in it
  };
  std::map<std::string_view, Entry> files_;
};

}  // namespace flotilla::controlplane
