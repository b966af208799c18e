#include "app/console/adapters/demo_runbook_texts.h"

namespace flotilla::console {

const char* const kDemoFailingDeployment =
    R"yaml(# A deployment makes things worse: say what is wrong, and take it back.
runbook: failing-deployment
title: A deployment fails
owner: platform
match:
  - [alertname=RolloutFailed]
  - [alertname=BudgetBurn]
inputs:
  - {name: region, type: region, from: incident.region, help: Where users notice it}
  - {name: rollout, type: rollout, from: incident.suspect, help: What was rolled out before it began}
stop: {after: 10m, escalate_to: on-call}
steps:
  - key: scope
    kind: read
    title: See where it is
    why: Whether one region or several, and whether nodes are gone as well, decides what helps.
    show:
      - nodes: {where: "region:{region} status:(failed|degraded)"}
      - alerts: {where: "region:{region} severity:page"}
  - key: there
    kind: check
    title: Is it there still?
    why: What is over by itself needs nobody to act.
    checks:
      - {title: A page fires for the region, alerts: {where: "region:{region} severity:page"}, is: "> 0"}
    otherwise: summary
  - key: cause
    kind: decide
    title: Is it the rollout?
    why: It began after the rollout gave this region something, and other regions are well.
    choices:
      - {label: "Yes", next: hold}
      - {label: "No, it was well before and after it", next: summary}
  - key: hold
    kind: act
    title: Begin no further wave
    why: Whatever it is, nobody else should get it meanwhile.
    risk: reversible
    action: {pause_rollout: {rollout: "{rollout}"}}
    undo: {resume_rollout: {rollout: "{rollout}"}}
    checks:
      - {title: It goes on still, rollout: {rollout: "{rollout}"}, is: "= running"}
    verify: {title: It is paused, rollout: {rollout: "{rollout}"}, is: "= paused", within: 30s}
    limits: {regions: 1}
  - key: back
    kind: act
    title: Take it back
    why: Nodes go back to what they ran before; it is on them already, so it takes a minute.
    risk: irreversible
    action: {roll_back: {rollout: "{rollout}"}}
    checks:
      - {title: It is held, rollout: {rollout: "{rollout}"}, is: "= paused"}
    verify: {title: It goes back, rollout: {rollout: "{rollout}"}, is: "= rolling_back", within: 10m}
    approval: {count: 1}
    limits: {nodes: 500, regions: 1}
  - key: summary
    kind: note
    title: Say what it was
    why: Whoever writes the review begins here.
)yaml";

const char* const kDemoCertificates = R"yaml(# Nodes do not renew their certificates: find them before they are refused.
runbook: certificates-expire
title: Certificates are not renewed
owner: fleet
match:
  - [alertname=CertificateExpires]
stop: {after: 30m}
steps:
  - key: which
    kind: read
    title: See which nodes it is
    show:
      - nodes: {where: "status:degraded"}
  - key: many
    kind: decide
    title: Is it a few, or a site?
    choices:
      - {label: A few, next: renew}
      - {label: A whole site, next: summary}
  - key: renew
    kind: act
    title: Give them new ones
    risk: reversible
    action: {rotate_certificate: {where: "status:degraded"}}
    checks:
      - {title: Some are degraded, nodes: {where: "status:degraded"}, is: "> 0"}
    verify: {title: None is degraded, nodes: {where: "status:degraded"}, is: "= 0", within: 10m}
    limits: {nodes: 20, regions: 1}
  - key: settle
    kind: wait
    title: Let them report
    wait: 2m
  - key: summary
    kind: note
    title: Say what it was
)yaml";

const char* const kDemoSite = R"yaml(# Nobody of a site reports: say whether it is the uplink or the power.
runbook: site-unreachable
title: A site cannot be reached
owner: fleet
match:
  - [alertname=NodeOffline, cause=site]
inputs:
  - {name: site, type: site, from: incident.site, help: Where nodes are gone}
stop: {after: 15m, escalate_to: on-call}
steps:
  - key: scope
    kind: read
    title: See who is gone
    show:
      - nodes: {where: "site:{site} status:offline"}
  - key: look
    kind: read
    title: See its neighbour
    why: The site beside it hangs on the same carrier.
    show:
      - nodes: {where: "site:hamburg-9 status:offline"}
  - key: whole
    kind: check
    title: Is all of it gone?
    checks:
      - {title: No node of it is well, nodes: {where: "site:{site} status:healthy"}, is: "= 0"}
    otherwise: summary
  - key: call
    kind: approve
    title: Call the carrier
    approval: {count: 1, role: operator}
  - key: settle
    kind: wait
    title: Give it time
    wait: 5m
  - key: again
    kind: verify
    title: Is it there again?
    verify: {title: Nodes report, nodes: {where: "site:{site} status:healthy"}, is: "> 0", within: 10m}
  - key: summary
    kind: note
    title: Say what it was
)yaml";

const char* const kDemoUplink = R"yaml(# What was done before nodes chose their uplink themselves.
runbook: uplink-by-hand
title: Move the uplink by hand
owner: fleet
match:
  - [alertname=NodeOffline]
inputs:
  - {name: site, type: site, from: incident.site}
stop: {after: 20m}
steps:
  - key: scope
    kind: read
    title: See who is gone
    show:
      - nodes: {where: "site:{site} status:offline"}
  - key: move
    kind: note
    title: Say which uplink was chosen
)yaml";

}  // namespace flotilla::console
