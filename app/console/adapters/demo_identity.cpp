#include "app/console/adapters/demo_identity.h"

#include <algorithm>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_places.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr auto kOperatorTokenLife = std::chrono::hours(24 * 90);
constexpr int kWords = 4;  // of 16 hex digits each, in a made-up secret

std::string capital(std::string_view verb) {
  std::string out(verb);
  out.front() = static_cast<char>(out.front() - 'a' + 'A');
  return out;
}

std::string madeUpSecret(DemoState& state, const char* prefix) {
  std::string out = prefix;
  for (int i = 0; i < kWords; ++i) out += hexText(state.dice(), 16);
  return out;
}

// Who is let in begins to report; whose installation was under way keeps what is proven.
void settle(DemoState& state, DemoNode& node) {
  if (node.identity == NodeIdentity::Active && node.contact == DemoContact::Never) {
    node.contact = DemoContact::Steady;
    node.lastSeen = state.now;
  }
  for (DemoInstall& install : node.installs)
    if (!isSettled(install.state))
      install.state = install.version == kNone ? InstallState::Idle : InstallState::Committed;
}

}  // namespace

Result<std::uint32_t> changeDemoNode(DemoState& state, NodeVerb verb, const std::string& nameOrId,
                                     const std::string& reason) {
  const auto index = findDemoNode(state, nameOrId);
  if (!index)
    return notFound("no_node", "there is no node " + nameOrId.substr(0, 80), "node", "see flotillactl nodes list");
  DemoNode& node = state.nodes[*index];
  const auto after = identityAfter(node.identity, verb);
  const std::string word(toText(verb));
  if (!after)
    return precondition(
        "wrong_state",
        "node " + nameOf(node) + " is " + std::string(toText(node.identity)) + ", so " + word + " cannot be done",
        "node", word + " is for nodes that are " + std::string(statesFor(verb)));
  if (*after == node.identity) return *index;
  const std::string before(toText(node.identity)), now(toText(*after));
  node.identity = *after;
  settle(state, node);
  note(state, state.now,
       {kDemoCaller, capital(word) + "Node", "node/" + nameOf(node),
        "identity " + now + (reason.empty() ? "" : ": " + reason), before, now});
  return *index;
}

Result<CreatedToken> createDemoToken(DemoState& state, const NewEnrolToken& wanted) {
  const auto sites = demoSites();
  if (std::none_of(sites.begin(), sites.end(), [&](const DemoSite& s) { return s.name == wanted.site.value; }))
    return notFound("no_site", "site " + wanted.site.value.substr(0, 80) + " is not declared", "site");
  FLOTILLA_CHECK(checkLabels(wanted.labels));
  if (wanted.lifetime < 1min || wanted.lifetime > std::chrono::hours(24 * 7))
    return invalid("bad_lifetime", "a token lives 1 minute to 7 days", "lifetime", "for example 1h");
  const CreatedToken token{madeUpSecret(state, "demo-"), state.now + wanted.lifetime};
  note(state, state.now,
       {kDemoCaller,
        "CreateEnrolToken",
        "token/" + token.text.substr(5, 8),
        "for site " + wanted.site.value + (wanted.needsApproval ? ", needs approval" : ""),
        {},
        wanted.site.value});
  return token;
}

Result<CreatedToken> addDemoOperator(DemoState& state, const NewOperator& wanted) {
  FLOTILLA_CHECK(checkName("name", wanted.name));
  const auto& known = state.operators;
  if (std::any_of(known.begin(), known.end(), [&](const Operator& op) { return op.name == wanted.name; }))
    return Error{ErrorCode::Conflict, "operator_exists", "there is an operator " + wanted.name + " already", "name"};
  const OperatorId id("0192a1b0-7c00-7000-8000-" + hexText(state.dice(), 12));
  state.operators.push_back({id, wanted.name, wanted.grants, state.now});
  note(state, state.now, {kDemoCaller, "CreateOperator", "operator/" + wanted.name, "", {}, wanted.name});
  return CreatedToken{madeUpSecret(state, "demo-"), state.now + kOperatorTokenLife};
}

}  // namespace flotilla::console
