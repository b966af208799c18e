pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// What can be done to the checked nodes: how many first, then the verbs.
Rectangle {
    id: bar

    property int selected: 0
    property int matching: 0
    property string whyNotDeploy: ""
    property string whyNotSecure: ""
    readonly property bool narrow: width < 760
    // Single nodes are named in the selector, which has a limit.
    readonly property bool tooMany: selected > 200 && selected < matching

    signal allRequested()
    signal cleared()
    signal verbRequested(string verb)
    signal deployRequested()

    function count(value: int): string {
        return Number(value).toLocaleString(Qt.locale("en_US"), "f", 0)
    }

    implicitHeight: 44
    radius: Theme.radiusPanel
    color: Theme.raised
    border.color: Theme.control
    Accessible.role: Accessible.ToolBar
    Accessible.name: selected + " nodes selected"

    Row {
        x: Theme.spaceM
        height: parent.height
        spacing: Theme.spaceS

        AppText {
            anchors.verticalCenter: parent.verticalCenter
            text: bar.count(bar.selected) + " selected"
            weight: Theme.weightStrong
        }
        AppText {
            anchors.verticalCenter: parent.verticalCenter
            visible: !bar.narrow
            text: "of " + bar.count(bar.matching) + " matching"
            color: Theme.text2
        }
        AppButton {
            anchors.verticalCenter: parent.verticalCenter
            visible: bar.selected < bar.matching
            kind: "link"
            text: "Select all " + bar.count(bar.matching)
            onClicked: bar.allRequested()
        }
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceS
        height: parent.height
        spacing: Theme.spaceS

        AppButton {
            anchors.verticalCenter: parent.verticalCenter
            iconName: "rocket"
            text: "Deploy to…"
            reason: bar.whyNotDeploy !== "" ? bar.whyNotDeploy : bar.tooMany
                    ? "Check at most 200 nodes, or all that match" : ""
            onClicked: bar.deployRequested()
        }
        AppButton {
            anchors.verticalCenter: parent.verticalCenter
            text: "Approve"
            reason: bar.whyNotSecure
            onClicked: bar.verbRequested("approve")
        }
        AppButton {
            anchors.verticalCenter: parent.verticalCenter
            text: "Quarantine"
            reason: bar.whyNotSecure
            onClicked: bar.verbRequested("quarantine")
        }
        AppButton {
            anchors.verticalCenter: parent.verticalCenter
            visible: !bar.narrow
            text: "Readmit"
            reason: bar.whyNotSecure
            onClicked: bar.verbRequested("readmit")
        }
        AppButton {
            id: more

            anchors.verticalCenter: parent.verticalCenter
            iconName: "ellipsis"
            kind: "icon"
            text: "More verbs"
            onClicked: menu.open()

            Menu {
                id: menu

                y: -implicitHeight - 4

                MenuItem { text: "Readmit"; reason: bar.whyNotSecure; onTriggered: bar.verbRequested("readmit") }
                MenuItem { text: "Reject"; reason: bar.whyNotSecure; onTriggered: bar.verbRequested("reject") }
                MenuSeparator {}
                MenuItem { text: "Retire"; dangerous: true; reason: bar.whyNotSecure; onTriggered: bar.verbRequested("retire") }
                MenuItem { text: "Revoke"; dangerous: true; reason: bar.whyNotSecure; onTriggered: bar.verbRequested("revoke") }
            }
        }
        AppButton {
            anchors.verticalCenter: parent.verticalCenter
            kind: "icon"
            iconName: "x"
            text: "Uncheck all"
            onClicked: bar.cleared()
        }
    }
}
