// Strict JSON of everything that is signed, and the DSSE envelope around it. Parsing refuses (check V19): duplicate or
// unknown keys, floats, integers beyond 2^53-1 or negative, depth over 16, trailing data, a byte order mark, invalid
// UTF-8, over 1 MiB. Encoding writes keys in a fixed order, so the same value gives the same bytes. Errors: Invalid,
// reason "V19_<what>", field = path such as "variants[0].digest". Reading then checks the ranges that the domain
// headers state.
#pragma once

#include <string>
#include <string_view>

#include "models/domain/assignment.h"
#include "models/domain/envelope.h"
#include "models/domain/policy.h"
#include "models/domain/release.h"
#include "models/domain/trust.h"

namespace flotilla {

// {"payload":b64,"payloadType":..,"signatures":[{"keyid","sig"}]}; 1 to 16 signatures, their length is not checked here
std::string encodeEnvelope(const Envelope& envelope);
Result<Envelope> parseEnvelope(std::string_view json);

// {"type":"root","spec":1,"version":..,"expires":"..","keys":{id:{"alg":"ed25519","pub":hex}},
//  "roles":{"root"|"release"|"assignment":{"keyids":[..],"threshold":n}}}
std::string encodeRoot(const RootDocument& root);
Result<RootDocument> parseRoot(std::string_view json);

// {"type":"release","spec":1,"artifact","version","kind","release_counter","floor","expires","min_agent",
//  "variants":[{"hardware","digest","length","bytes"}]}; floor is at most release_counter
std::string encodeRelease(const Release& release);
Result<Release> parseRelease(std::string_view json);

// {"type":"assignment","spec":1,"node_id","key_fpr","epoch","generation","not_before","expires","rollout","recovery",
//  "targets":[{"workload","artifact","version","hardware","release_digest","release_length","digest","length",
//   "release_counter","config":{"runtime","source","rate_per_second_micros","gain_micros","offset_micros","noise_micros",
//    "memory_mb","cpu_percent"?,"max_processes"?,"health_window_us","min_success_ratio_micros","max_p95_us",
//    "min_confidence_micros"?},"stages"?}]}, with the stages of stages_json.h
// There are no floats in signed documents: _micros are whole millionths, _us whole microseconds; gain and offset may be
// negative. A config is therefore read back rounded to that; parseFleetYaml rounds the same way.
std::string encodeAssignment(const Assignment& assignment);
Result<Assignment> parseAssignment(std::string_view json);

// {"type":"policy","spec":1,"version","rules":[{"name","where","workloads":[..], and one of "signatures":n,
//  "hardware":[..],"residency":[..],"window":{"zone","days":[..],"from_minute","to_minute"},
//  "freeze":{"from":"..","to":"..","reason"},"approvals":{"count","role"},"min_agent":".."}]}; where and workloads are
// absent if it is about all. A time zone is not looked up: a node that does not know it keeps the window closed.
std::string encodePolicy(const Policy& policy);
Result<Policy> parsePolicy(std::string_view json);

}  // namespace flotilla
