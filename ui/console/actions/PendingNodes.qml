pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The machines that have enrolled and wait to be approved, as they come.
Column {
    id: list

    required property NodesModel pending
    required property string whyNotSecure

    signal decided(string verb, string id)

    AppText {
        height: 30
        verticalAlignment: Text.AlignVCenter
        text: list.pending.count === 0 ? "No machine waits for approval" : "Waiting for approval, " + list.pending.count
        weight: Theme.weightStrong
    }
    AppText {
        width: parent.width
        visible: list.pending.count === 0
        wrapMode: Text.Wrap
        text: "A machine appears here as soon as it has enrolled with a token that needs approval."
        color: Theme.text2
    }
    Repeater {
        model: Math.min(list.pending.count, 12)

        Item {
            id: row

            required property int index
            readonly property string nodeId: list.pending.count > index ? list.pending.idAt(index) : ""
            readonly property var about: nodeId === "" ? ({}) : list.pending.about(nodeId)

            width: list.width
            height: 40

            Rectangle {
                width: parent.width
                height: 1
                color: Theme.divider
            }
            AppText {
                y: 4
                width: parent.width - verbs.width - Theme.spaceM
                text: row.about.name ?? ""
                mono: true
                weight: Theme.weightMedium
            }
            AppText {
                y: 21
                width: parent.width - verbs.width - Theme.spaceM
                text: (row.about.site ?? "") + ", key " + (row.about.fingerprint ?? "unknown").substring(0, 16)
                size: Theme.fontCaption
                color: Theme.text2
            }
            Row {
                id: verbs

                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                spacing: 6

                AppButton {
                    small: true
                    kind: "dangerText"
                    text: "Reject"
                    reason: list.whyNotSecure
                    Accessible.name: "Reject " + row.about.name
                    onClicked: list.decided("reject", row.nodeId)
                }
                AppButton {
                    small: true
                    kind: "primary"
                    text: "Approve"
                    reason: list.whyNotSecure
                    Accessible.name: "Approve " + row.about.name
                    onClicked: list.decided("approve", row.nodeId)
                }
            }
        }
    }
    AppText {
        visible: list.pending.count > 12
        text: "and " + (list.pending.count - 12) + " more; the filter identity:pending lists all"
        color: Theme.text3
    }
}
