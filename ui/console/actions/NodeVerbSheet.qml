pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// A decision about the identity of nodes: approve, reject, quarantine, readmit, revoke, retire.
ActionSheet {
    id: sheet

    required property Actions actions
    required property NodesModel nodes
    required property string whyNot
    property string deed: ""
    property var chosen: []
    readonly property var able: chosen.filter(node => actions.canChange(deed, node.identity))
    readonly property var unable: chosen.filter(node => !actions.canChange(deed, node.identity))
    readonly property bool final_: deed === "revoke" || deed === "retire"
    readonly property string subject: able.length === 1 ? able[0].name : able.length + " nodes"
    readonly property var meaning: ({
        approve: "It joins the fleet, gets its certificate and what is assigned to its place.",
        reject: "It does not join. Its key is not taken again; enrolling it takes a new token.",
        quarantine: "It stays connected and may report, but gets nothing new. What runs there goes on. Readmit ends it.",
        readmit: "It gets assignments again, beginning with what it should run now.",
        revoke: "Its certificate is refused from now on and its connection ends within seconds. There is no way back; "
                + "the machine has to enrol anew.",
        retire: "It leaves the fleet for good: its certificate is refused and it no longer counts anywhere."
    })

    function start(verb: string, ids: var) {
        deed = verb
        chosen = Array.from(ids).map(id => Object.assign({id: id}, nodes.about(id)))
        reasonField.text = ""
        open()
    }

    title: deed.charAt(0).toUpperCase() + deed.slice(1) + " " + subject
    sub: able.length === 1 ? able[0].site + ", " + able[0].region : ""
    danger: final_
    verb: deed + " " + subject
    commandLine: able.length === 0 ? "" : actions.nodesLine(deed, able.slice(0, 20).map(node => node.name), reasonField.text)
    what: able.length === 1 ? "the name of the node" : "the number of nodes"
    expected: !final_ || able.length === 0 ? "" : able.length === 1 ? able[0].name : String(able.length)
    reason: whyNot !== "" ? whyNot : able.length === 0 ? "None of them is in an identity that allows it"
            : final_ && reasonField.text.trim() === "" ? "Give a reason first" : ""
    onConfirmed: actions.changeNodes(deed, able.map(node => node.id), reasonField.text.trim())

    AppText {
        width: parent.width
        wrapMode: Text.Wrap
        lineHeight: 1.3
        text: sheet.meaning[sheet.deed] ?? ""
        color: Theme.text2
    }
    Row {
        spacing: Theme.spaceS
        visible: sheet.chosen.length > 1

        AppText {
            id: number

            text: sheet.able.length
            size: Theme.fontKey
            weight: Theme.weightStrong
        }
        AppText {
            anchors.baseline: number.baseline
            text: "of " + sheet.chosen.length + " chosen nodes"
            color: Theme.text2
        }
    }
    Column {
        width: parent.width
        visible: sheet.unable.length > 0

        AppText {
            height: 26
            text: "Left out"
            weight: Theme.weightStrong
        }
        Repeater {
            model: sheet.unable.slice(0, 6)

            FactRow {
                required property var modelData

                width: sheet.width - 40
                nameWidth: 160
                name: modelData.name ?? "unknown node"
                value: "is " + (modelData.identity ?? "unknown")
            }
        }
        AppText {
            visible: sheet.unable.length > 6
            text: "and " + (sheet.unable.length - 6) + " more"
            color: Theme.text3
        }
    }
    Column {
        width: parent.width
        visible: sheet.able.length > 1

        AppText {
            height: 26
            text: "Nodes"
            weight: Theme.weightStrong
        }
        AppText {
            width: parent.width
            wrapMode: Text.Wrap
            lineHeight: 1.3
            mono: true
            text: sheet.able.slice(0, 40).map(node => node.name).join("  ")
                  + (sheet.able.length > 40 ? "  and " + (sheet.able.length - 40) + " more" : "")
            color: Theme.text2
        }
    }
    Field {
        width: parent.width
        name: "Reason"
        note: sheet.final_ ? "Goes into the audit log." : "Optional, goes into the audit log."

        TextField {
            id: reasonField

            width: parent.width
            label: "Reason"
            placeholderText: sheet.final_ ? "Why it has to go" : ""
        }
    }
}
