#include "services/controlplane/core/identity/enrol.h"

#include <algorithm>

#include "services/crypto/enrol_token.h"
#include "services/crypto/hash.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kMaxExpiredAge = std::chrono::hours(24 * 180);
constexpr Duration kProofWindow = std::chrono::minutes(10);

// A node whose clock is a little behind can use its certificate at once; small against the life, because renewal counts
// from the start.
TimePoint validFrom(TimePoint now, Duration lifetime) {
  return now - std::min<Duration>(std::chrono::minutes(5), lifetime / 20);
}

Error refused(std::string reason, std::string message, std::string fix) {
  return {ErrorCode::Unauthenticated, std::move(reason), std::move(message), "token", std::move(fix)};
}

// Whether the identity is over, for good.
Status checkNotEnded(NodeIdentity identity) {
  if (identity == NodeIdentity::Revoked)
    return Error{ErrorCode::Denied,
                 "revoked",
                 "this node's identity was revoked",
                 {},
                 "enrol the machine again with a new token"};
  if (identity == NodeIdentity::Retired)
    return Error{ErrorCode::Denied, "retired", "this node was retired", {}, "enrol the machine again with a new token"};
  return okStatus();
}

constexpr const char* kAskForToken = "ask for a new token: flotillactl token create --site SITE";

Result<EnrolTokenRecord> findToken(const FleetState& state, const std::string& text, const Digest& ca) {
  FLOTILLA_TRY(const EnrolToken token, parseEnrolToken(text));
  if (token.ca != ca) return refused("token_foreign", "the token was made by another fleet", kAskForToken);
  const auto at = state.tokens.find(token.id);
  if (at == state.tokens.end() || !equalSecrets(sha256(token.secret).toString(), at->second.secretHash.toString()))
    return refused("token_unknown", "the token is not known here", kAskForToken);
  if (at->second.burned)
    return refused("token_burned", "the token was tried with two different keys and is void", kAskForToken);
  return at->second;
}

std::string nextName(const FleetState& state, const SiteName& site) {
  for (std::size_t number = 1;; ++number) {
    std::string name = site.value + "-" + std::to_string(number);
    if (!state.nodeNames.contains(name)) return name;
  }
}

Status checkFacts(const EnrolInput& input) {
  if (input.hardware.empty() || input.hardware.size() > 32)
    return invalid("bad_hardware", "the machine architecture is missing or too long", "hardware");
  FLOTILLA_CHECK(parseVersion(input.agentVersion).ok()
                     ? okStatus()
                     : Status(invalid("bad_version", "the agent's version is not a version", "agent_version")));
  return okStatus();
}

bool keyKnown(const FleetState& state, const std::string& fingerprint) {
  for (const auto& [id, node] : state.nodes)
    if (node.record.fingerprint == fingerprint || node.record.previousFingerprint == fingerprint) return true;
  return false;
}

NodeRecord newNode(const FleetState& state, const EnrolTokenRecord& token, const EnrolInput& input,
                   const std::string& fingerprint, TimePoint now, Random& random) {
  NodeRecord node;
  node.id = NodeId(makeUuid(now, random));
  node.name = nextName(state, token.site);
  node.region = token.region;
  node.site = token.site;
  node.labels = token.labels;
  node.hardware = input.hardware;
  node.agentVersion = input.agentVersion;
  node.identity = token.needsApproval ? NodeIdentity::Pending : NodeIdentity::Active;
  node.fingerprint = fingerprint;
  node.enrolledAt = now;
  node.token = token.id;
  return node;
}

// A retry: the same key gets the same answer, another one burns the token.
EnrolDecision answerUsed(const FleetState& state, EnrolTokenRecord token, const Digest& key) {
  EnrolDecision out;
  const auto node = state.nodes.find(token.usedBy);
  if (token.requestKey == key && node != state.nodes.end()) {
    const NodeRecord& r = node->second.record;
    out.outcome = checkNotEnded(r.identity);
    out.answer = {r.id, r.name, r.certificatePem, r.region, r.site};
    return out;
  }
  out.outcome = refused("token_used", "the token was used by another machine", kAskForToken);
  out.fact = {{}, {}, "token/" + token.id.value, "tried with a second key; void from now on", "used", "burned"};
  token.burned = true;
  out.mutation.rows.emplace_back(std::move(token));
  return out;
}

// `shown` is the key that the node has proved to have: it stays good until the node is seen with the new one.
Decision<std::string> issueAgain(const NodeRecord& before, const std::string& shown, const CertificateRequest& request,
                                 const CertificateAuthority& ca, Duration lifetime, TimePoint now) {
  NodeRecord node = before;
  node.certificatePem = ca.issueNode(request, node.id, validFrom(now, lifetime), now + lifetime);
  node.certificateExpires = now + lifetime;
  if (node.fingerprint != request.fingerprint.hex()) {
    node.previousFingerprint = shown;
    node.fingerprint = request.fingerprint.hex();
  }
  Decision<std::string> out;
  out.answer = node.certificatePem;
  out.fact = {{},
              {},
              "node/" + node.name,
              "certificate renewed until " + toRfc3339(node.certificateExpires),
              before.fingerprint,
              node.fingerprint};
  out.mutation.rows.emplace_back(std::move(node));
  return out;
}

}  // namespace

EnrolDecision enrol(const FleetState& state, const EnrolInput& input, const CertificateAuthority& ca, Duration lifetime,
                    TimePoint now, Random& random) {
  EnrolDecision out;
  const auto refuse = [&](const Error& error) {
    out.outcome = error;
    return out;
  };
  const auto token = findToken(state, input.token, ca.fingerprint());
  if (!token) return refuse(token.error());
  const auto request = parseRequest(input.requestPem);
  if (!request) return refuse(request.error());
  if (!input.trustsUs)
    return refuse(precondition("root_of_another_fleet",
                               "root.json does not trust the assignment key of this control plane", {},
                               "use the root.json made for this fleet"));
  if (!token->usedBy.empty()) return answerUsed(state, *token, request->fingerprint);
  if (now >= token->expires) return refuse(refused("token_expired", "the token has expired", kAskForToken));
  if (const Status facts = checkFacts(input); !facts) return refuse(facts.error());
  const std::string fingerprint = request->fingerprint.hex();
  if (keyKnown(state, fingerprint))
    return refuse({ErrorCode::Conflict, "key_known", "this key belongs to a node already", "csr_pem",
                   "make a new key in an empty data directory"});

  NodeRecord node = newNode(state, *token, input, fingerprint, now, random);
  node.certificatePem = ca.issueNode(*request, node.id, validFrom(now, lifetime), now + lifetime);
  node.certificateExpires = now + lifetime;
  EnrolTokenRecord used = *token;
  used.usedBy = node.id;
  used.requestKey = request->fingerprint;
  out.answer = {node.id, node.name, node.certificatePem, node.region, node.site};
  out.fact = {"node/" + node.id.value,
              "Enrol",
              "node/" + node.name,
              "at site " + node.site.value + (token->needsApproval ? ", waits for approval" : ""),
              {},
              fingerprint};
  out.mutation.rows = {std::move(used), std::move(node)};
  return out;
}

Result<Decision<std::string>> renew(const FleetState& state, const NodeId& node, const std::string& requestPem,
                                    const CertificateAuthority& ca, Duration lifetime, TimePoint now) {
  // A key before the newest is remembered only while the node has not been seen with the newest.
  const auto at = state.nodes.find(node);
  if (at == state.nodes.end()) return notFound("unknown_node", "this node is not known here");
  FLOTILLA_CHECK(checkNotEnded(at->second.record.identity));
  FLOTILLA_TRY(const CertificateRequest request, parseRequest(requestPem));
  const NodeRecord& record = at->second.record;
  const std::string& shown = record.previousFingerprint.empty() ? record.fingerprint : record.previousFingerprint;
  return issueAgain(record, shown, request, ca, lifetime, now);
}

std::string renewalMessage(const std::string& requestPem, TimePoint at) {
  return "flotilla-renew-expired\n" + requestPem + "\n" + toRfc3339(at);
}

Result<Decision<std::string>> renewExpired(const FleetState& state, const ExpiredRenewal& input,
                                           const CertificateAuthority& ca, Duration lifetime, TimePoint now) {
  FLOTILLA_TRY(const CertificateInfo old, parseCertificate(input.certificatePem));
  FLOTILLA_TRY(const NodeId node, nodeFromUri(old.uri));
  // Without a session nobody has checked yet who issued it.
  const TimePoint expires = ca.issued(input.certificatePem) ? old.notAfter : TimePoint{};
  FLOTILLA_CHECK(checkPeer(state, node, old.fingerprint.hex(), expires));
  const NodeRecord& record = state.nodes.at(node).record;
  // Not what the certificate says of itself: whoever has the key can write one that says anything.
  if (now - record.certificateExpires > kMaxExpiredAge)
    return Error{ErrorCode::Denied, "expired_too_long", "the certificate expired more than 180 days ago",
                 "certificate_pem", "enrol the machine again with a new token"};
  if (input.at > now + kProofWindow || input.at < now - kProofWindow)
    return Error{ErrorCode::Unauthenticated, "clock_wrong",
                 "the node's clock differs from the server's by more than 10 minutes", "at",
                 "correct the node's clock"};
  if (!verifyWithCertificate(input.certificatePem, renewalMessage(input.requestPem, input.at), input.proof))
    return Error{ErrorCode::Unauthenticated, "bad_proof", "the request is not signed by the old key", "proof"};
  if (input.requestPem.empty()) return Decision<std::string>{};
  FLOTILLA_TRY(const CertificateRequest request, parseRequest(input.requestPem));
  return issueAgain(record, old.fingerprint.hex(), request, ca, lifetime, now);
}

bool isKnown(const NodeRecord& node, const std::string& fingerprint) {
  return fingerprint == node.fingerprint ||
         (!node.previousFingerprint.empty() && fingerprint == node.previousFingerprint);
}

Status checkPeer(const FleetState& state, const NodeId& node, const std::string& fingerprint, TimePoint expires) {
  const auto at = state.nodes.find(node);
  if (at == state.nodes.end())
    return Error{ErrorCode::Denied,
                 "unknown_node",
                 "this node is not known here",
                 {},
                 "enrol the machine with a token of this server"};
  const NodeRecord& r = at->second.record;
  FLOTILLA_CHECK(checkNotEnded(r.identity));
  if (isKnown(r, fingerprint) || expires > r.certificateExpires) return okStatus();
  return Error{ErrorCode::Denied,
               "superseded_certificate",
               "a newer certificate of this node is in use",
               {},
               "if the machine was copied, enrol the copy with a token of its own"};
}

Decision<NodeId> adoptCertificate(const NodeRecord& node, const std::string& certificatePem,
                                  const std::string& fingerprint, TimePoint expires) {
  Decision<NodeId> out;
  out.answer = node.id;
  out.fact.object = "node/" + node.name;
  out.fact.detail = "shows a certificate until " + toRfc3339(expires) +
                    ", newer than the one that is known: this database is from before it was issued";
  out.fact.before = node.fingerprint;
  out.fact.after = fingerprint;
  NodeRecord adopted = node;
  adopted.fingerprint = fingerprint;
  adopted.previousFingerprint.clear();
  adopted.certificatePem = certificatePem;
  adopted.certificateExpires = expires;
  out.mutation.rows.emplace_back(std::move(adopted));
  return out;
}

}  // namespace flotilla::controlplane
