#include "app/cli/secrets.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "app/cli/input_files.h"
#include "app/cli/session.h"

namespace flotilla::cli {
namespace {

constexpr std::uint64_t kLongestSecret = 1024;
constexpr char kInterruptKey = '\x03', kEndKey = '\x04', kEraseLineKey = '\x15', kBackspaceKey = '\b',
               kDeleteKey = '\x7f';

// What is typed comes key by key and is not shown, until the end of its life.
class SilentTerminal {
 public:
  SilentTerminal() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);
    silent.c_cc[VMIN] = 1;
    silent.c_cc[VTIME] = 0;
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  ~SilentTerminal() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;

  bool silent() const { return changed_; }

 private:
  termios before_{};
  bool changed_ = false;
};

void eraseLast(std::string& text) {
  while (!text.empty() && (text.back() & 0xC0) == 0x80) text.pop_back();  // the rest of one letter
  if (!text.empty()) text.pop_back();
}

Error interrupted() {
  return {ErrorCode::Unavailable, kInterrupted, "interrupted"};
}

Result<std::string> typedLine() {
  std::string text;
  for (;;) {
    char key = 0;
    if (::read(STDIN_FILENO, &key, 1) != 1 || key == kInterruptKey || (key == kEndKey && text.empty()))
      return interrupted();
    if (key == '\r' || key == '\n') return text;
    if (key == kDeleteKey || key == kBackspaceKey)
      eraseLast(text);
    else if (key == kEraseLineKey)
      text.clear();
    else if (text.size() < kLongestSecret && key != kEndKey)
      text += key;
  }
}

Result<std::string> asked(const std::string& prompt) {
  const SilentTerminal terminal;  // before the question, so that nothing that is typed early is seen or lost
  if (!terminal.silent()) return precondition("no_terminal", "the terminal cannot hide what is typed");
  std::cout.flush();
  std::cerr << prompt << ": " << std::flush;
  auto typed = typedLine();
  std::cerr << std::endl;
  return typed;
}

Result<std::string> given(const SecretSource& source) {
  if (source.file != "-") return readSecret(source.argument, source.file, kLongestSecret);
  std::string line;
  std::getline(std::cin, line);
  return line;
}

}  // namespace

bool onTerminal() {
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

Result<std::string> secretOf(const SecretSource& source) {
  if (source.file.empty() && !onTerminal())
    return precondition("no_terminal", "nobody can be asked for it here", source.argument,
                        "give it in a file of mode 0600: " + source.argument + " FILE, or - for standard input");
  FLOTILLA_TRY(std::string text, source.file.empty() ? asked(source.prompt) : given(source));
  text.resize(std::min(text.size(), text.find_first_of("\r\n")));
  if (text.empty()) return precondition("empty", "nothing is given", source.argument, "write it on the first line");
  return text;
}

Result<std::string> chosenSecret(const SecretSource& source) {
  FLOTILLA_TRY(const std::string text, secretOf(source));
  if (!source.file.empty()) return text;
  FLOTILLA_TRY(const std::string again, asked("The same again"));
  if (again == text) return text;
  return invalid("not_the_same", "the two are not the same", {}, "try again; nothing was changed");
}

}  // namespace flotilla::cli
