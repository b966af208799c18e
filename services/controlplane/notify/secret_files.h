// Secrets of notifiers: files in one folder of the control plane's machine, read when a message is sent, so that a new
// one is used without a restart. Whoever may declare notifiers can name only files of that folder, or anything that the
// control plane can read, its own keys first, would travel in a header. Thread: any; blocking reads of small files.
#pragma once

#include <map>
#include <string>

#include "models/domain/alerting.h"
#include "services/runtime/files.h"

namespace flotilla::controlplane {

// Setting → value. Errors name the setting as "<setting>_file": Invalid/"secret_outside", "secret_unfit" (empty, long,
// several lines); NotFound, Denied and "open_secret" as Files and checkPrivateFile give them.
Result<std::map<std::string, std::string>> readSecrets(Files& files, const Path& folder, const Notifier& notifier);

// `text` with every secret in it blotted out.
std::string withoutSecrets(std::string text, const std::map<std::string, std::string>& secrets);

}  // namespace flotilla::controlplane
