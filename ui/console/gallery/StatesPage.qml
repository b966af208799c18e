pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// Statuses, freshness, and what panels show when they have nothing to show.
Column {
    spacing: Theme.spaceM

    Banner {
        width: 1204
        code: "INC-204"
        title: "Rotterdam-3 lost its uplink"
        text: "38 nodes offline, eu-west budget burns 4.1×.  Started 6 min after edge-agent 4.3.0 wave 2."
        actions: [AppButton { text: "Acknowledge" }, AppButton { iconName: "play"; text: "Start runbook" }]
    }
    Banner {
        width: 1204
        status: "unknown"
        title: "Offline since 14:05"
        text: "Data from 14:05:12; ages keep counting. Next try in 8 s."
        actions: [AppButton { text: "Try now" }]
    }
    Row {
        spacing: Theme.spaceM

        Panel {
            width: 292
            height: 290
            title: "Status"
            sub: "shape and word"
            freshness: "live"
            age: "live 1 s"

            Grid {
                columns: 2
                columnSpacing: 40
                rowSpacing: 10

                Repeater {
                    model: ["healthy", "passed", "updating", "running", "degraded", "warning", "failed", "fail", "offline",
                        "quarantined", "unknown", "inconclusive", "held", "pending"]

                    StatusMark {
                        required property string modelData

                        status: modelData
                    }
                }
            }
        }
        Panel {
            width: 292
            height: 290
            title: "Pills and bars"
            freshness: "stale"
            age: "stale 4 m"

            Column {
                width: parent.width
                spacing: Theme.spaceM

                Row {
                    spacing: Theme.spaceS

                    Pill { status: "running" }
                    Pill { status: "paused" }
                    Pill { text: "tier 2" }
                }
                Row {
                    spacing: Theme.spaceS

                    Badge { count: 2 }
                    Badge { count: 27 }
                    Badge { count: 1204 }
                    Badge { count: 1; urgent: true }
                }
                ProgressBar { width: parent.width; label: "Wave 2"; value: 0.61 }
                ProgressBar { width: parent.width; label: "Budget"; thin: true; value: 0.34; color: Theme.degraded }
                ProgressBar { width: parent.width; label: "Budget"; value: 0.79; color: Theme.control }
                FactList {
                    width: parent.width
                    facts: [{name: "Site", value: "Rotterdam-3, eu-west"}, {name: "Digest", value: "sha256:b81f0c77aa01", mono: true},
                        {name: "Verdict", value: "pass", status: "passed"}, {name: "Expires"}]
                }
            }
        }
        Panel {
            width: 292
            height: 290
            title: "Freshness"
            freshness: "replay"
            age: "replay 14:02"
            actions: [AppButton { kind: "link"; text: "Live" }]

            Column {
                spacing: Theme.spaceM

                FreshnessChip { freshness: "live"; text: "live 1 s" }
                FreshnessChip { freshness: "live"; text: "live 12 s"; refreshing: true }
                FreshnessChip { freshness: "stale"; text: "stale 4 m" }
                FreshnessChip { freshness: "replay"; text: "replay 14:02" }
                FreshnessChip { freshness: "failed"; text: "failed 14:05, showing 14:01" }
            }
        }
        Panel {
            width: 292
            height: 290
            title: "Regions"
            freshness: "live"
            age: "asking"
            placeholder: "loading"
            message: "Asking the server, 2 s"
        }
    }
    Row {
        spacing: Theme.spaceM

        Panel {
            width: 292
            height: 260
            title: "Nodes"
            placeholder: "empty"
            message: "No nodes yet."
            detail: "Create a token and install the agent with it."
            actionText: "Create enrolment token"
            commandLine: "flotillactl token create --region eu-west"
        }
        Panel {
            width: 292
            height: 260
            title: "Incidents"
            placeholder: "calm"
            message: "No open incidents."
            detail: "The last one was closed 3 d ago."
        }
        Panel {
            width: 292
            height: 260
            title: "Burn"
            freshness: "failed"
            age: "failed 14:05"
            placeholder: "error"
            message: "The objectives could not be read."
            detail: "unavailable: storage is busy. Operation 8841."
            actionText: "Try again"
        }
        Panel {
            width: 292
            height: 260
            title: "Audit"
            placeholder: "denied"
            message: "This needs the role auditor."
            detail: "Ask an administrator of the fleet for it."
        }
    }
    Row {
        spacing: Theme.spaceM

        Panel {
            width: 292
            height: 150
            placeholder: "disconnected"
            message: "Offline since 14:05"
            detail: "Next try in 8 s."
        }
        Panel {
            width: 292
            height: 150
            placeholder: "filtered"
            message: "0 of 10,000 match"
            actionText: "Clear version<4.2"
        }
    }
}
