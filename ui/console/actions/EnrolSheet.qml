pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Makes the token that a new machine joins with, shows once what to run there, and lists the machines that then wait.
ActionSheet {
    id: sheet

    required property Actions actions
    required property NodesModel pending
    required property string whyNot
    required property string whyNotSecure
    readonly property var enrolment: actions.enrolment
    readonly property string stage: enrolment.state ?? "idle"
    readonly property var minutes: [15, 60, 1440, 10080]
    readonly property string site: siteChoice.currentText
    readonly property string why: whyNot !== "" ? whyNot : actions.siteNames.length === 0 ? "Declare a site first" : ""

    function start(site: string) {
        actions.forgetToken()
        siteChoice.currentIndex = Math.max(0, Array.from(actions.siteNames).indexOf(site))
        open()
    }

    title: "Enrol nodes"
    sub: "A token brings one machine into the fleet, at one site"
    confirmable: false
    commandLine: site === "" || stage === "ready" ? ""
                 : actions.tokenLine(site, labels.text, minutes[lifetime.currentIndex] ?? 60, approval.checked)
    onClosed: actions.forgetToken()

    Field {
        width: parent.width
        name: "Site"
        note: sheet.actions.siteNames.length === 0 ? "flotillactl apply -f fleet.yaml declares sites." : ""

        Select {
            id: siteChoice

            width: 260
            enabled: sheet.actions.siteNames.length > 0
            Accessible.name: "Site: " + displayText
            model: sheet.actions.siteNames
        }
    }
    Field {
        width: parent.width
        name: "Labels"
        note: "key=value, separated by blanks"

        TextField {
            id: labels

            width: parent.width
            mono: true
            label: "Labels"
            placeholderText: "tier=gold uplink=carrier-b"
        }
    }
    Field {
        width: parent.width
        name: "Valid for"

        Select {
            id: lifetime

            width: 140
            Accessible.name: "Valid for: " + displayText
            model: ["15 minutes", "1 hour", "1 day", "7 days"]
            currentIndex: 1
        }
    }
    Switch {
        id: approval

        x: 112
        checked: true
        text: "The node waits until somebody approves it"
    }
    AppButton {
        x: 112
        kind: sheet.stage === "ready" ? "default" : "primary"
        iconName: "key-round"
        text: sheet.stage === "ready" ? "Create another token" : sheet.stage === "asking" ? "Asking for a token" : "Create token"
        reason: sheet.stage === "asking" ? "Waiting for the control plane" : sheet.why
        onClicked: sheet.actions.createToken(sheet.site, labels.text, sheet.minutes[lifetime.currentIndex] ?? 60,
                                             approval.checked)
    }
    AppText {
        x: 112
        width: parent.width - x
        visible: sheet.why !== ""
        wrapMode: Text.Wrap
        text: sheet.why + "."
        size: Theme.fontCaption
        color: Theme.text2
    }
    StatusMark {
        width: parent.width
        visible: sheet.stage === "failed"
        status: "failed"
        word: sheet.enrolment.problem ?? ""
    }
    TokenBox {
        width: parent.width
        visible: sheet.stage === "ready"
        enrolment: sheet.enrolment
    }
    PendingNodes {
        width: parent.width
        pending: sheet.pending
        whyNotSecure: sheet.whyNotSecure
        onDecided: (verb, id) => sheet.actions.changeNodes(verb, [id], "")
    }
}
