// A program's configuration: a fixed list of keys, each with a default, read from YAML and `--set a.b=v`, in that
// order. No environment variables. `config print` shows every value and where it came from.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/result.h"
#include "models/domain/time.h"

namespace flotilla {

enum class ConfigType { Text, Integer, Boolean, Length /* duration such as 5s */, TextList };

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

  // Asking for a key that is not in the list, or with another type, is a broken invariant and aborts.
  const std::string& text(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  bool boolean(std::string_view name) const;
  Duration length(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;

  // Lines "name = value  # source", in the order of the keys.
  std::string print() const;

 private:
  struct Entry {
    ConfigType type;
    std::string value;
    std::string source;
  };
  std::vector<std::string> order_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace flotilla
