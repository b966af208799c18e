// The two bodies that Alertmanager's API takes: alerts, and a silence. Thread and lifetime: see alert_api.h. Private to
// this folder.
#pragma once

#include <memory>
#include <string>

#include "services/controlplane/http/alert_front.h"
#include "services/controlplane/http/exchange.h"
#include "services/documents/alert_api_json.h"

namespace flotilla::controlplane {

std::unique_ptr<BodySink> makeAlertsSink(AlertFront& front, std::string token, std::size_t limit);
std::unique_ptr<BodySink> makeSilenceSink(AlertFront& front, std::string token, std::size_t limit);

Reply alertReply(std::string body);
Reply alertFault(const ApiFault& fault);
// What went wrong inside is logged, never told.
Reply alertFault(const Error& error);

}  // namespace flotilla::controlplane
