// A program's configuration: a fixed list of keys, each with a default, read from YAML and `--set a.b=v`, in that
// order. No environment variables. `config print` shows every value and where it came from.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/result.h"
#include "models/domain/time.h"
#include "services/runtime/files.h"

namespace flotilla {

enum class ConfigType {
  Text,
  Integer,
  Number /* finite, such as 0.6 */,
  Boolean,
  Length /* duration such as 5s */,
  TextList
};

struct ConfigKey {
  std::string name;  // "agents.listen"
  ConfigType type;
  std::string fallback;  // as it would be written; lists separated by ','
  std::string help;      // one line
};

class Config {
 public:
  // `yaml` may be empty; `source` is what `config print` and errors call it. `sets` are "a.b=v". Errors: unknown_key
  // (line and nearest name), duplicate_key, bad_value, yaml_syntax.
  static Result<Config> load(const std::vector<ConfigKey>& keys, std::string_view yaml, std::string_view source,
                             const std::vector<std::string>& sets);

  // The same with the YAML of a file, which errors of the file name as --config; an empty path is no file.
  static Result<Config> read(Files& files, const std::vector<ConfigKey>& keys, const Path& path,
                             const std::vector<std::string>& sets);

  // Asking for a key that is not in the list, or with another type, is a broken invariant and aborts.
  const std::string& text(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  double number(std::string_view name) const;
  bool boolean(std::string_view name) const;
  Duration length(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;

  // As it was written, of any type; for messages.
  const std::string& written(std::string_view name) const;

  // Valid input of load(): for each key, in their order, its help as a comment, then "name: value  # source".
  std::string print() const;

 private:
  struct Entry {
    ConfigType type;
    std::string value;
    std::string source;
  };
  std::vector<ConfigKey> keys_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace flotilla
