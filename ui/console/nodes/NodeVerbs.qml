pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What can be done to one node in the identity it has. Verbs that its identity does not allow are not offered.
Item {
    id: verbs

    required property NodeDetail node
    required property Actions actions
    required property string whyNotSecure
    required property string whyNotDeploy
    readonly property var all: ["approve", "reject", "readmit", "quarantine", "retire", "revoke"]
    readonly property var offered: Array.from(all).filter(verb => actions.canChange(verb, node.identity))

    signal verbRequested(string verb)
    signal deployRequested()

    function title(verb: string): string {
        return verb.charAt(0).toUpperCase() + verb.slice(1)
    }

    implicitHeight: 52

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.divider
    }
    Row {
        x: Theme.spaceM
        anchors.verticalCenter: parent.verticalCenter
        spacing: 6

        AppButton {
            visible: verbs.node.identity === "active"
            text: "Deploy…"
            reason: verbs.whyNotDeploy
            onClicked: verbs.deployRequested()
        }
        Repeater {
            model: verbs.offered

            AppButton {
                required property string modelData

                kind: modelData === "revoke" || modelData === "retire" ? "dangerText" : "default"
                text: verbs.title(modelData)
                reason: verbs.whyNotSecure
                onClicked: verbs.verbRequested(modelData)
            }
        }
        AppText {
            anchors.verticalCenter: parent.verticalCenter
            visible: verbs.offered.length === 0
            text: "This node is " + verbs.node.identity + ". Nothing can be done to it any more."
            color: Theme.text2
        }
    }
}
