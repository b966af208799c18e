// What a page must send with every change besides the cookie that the browser sends by itself: another site can make a
// browser send the cookie, and cannot know this. Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace flotilla::controlplane {

// 32 hex digits that follow from the session's text and do not tell it.
std::string csrfToken(std::string_view session);
// In constant time.
bool isCsrfToken(std::string_view session, std::string_view given);

}  // namespace flotilla::controlplane
