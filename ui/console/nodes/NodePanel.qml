import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Not bound, because the Loader of Qt 6.4 cannot make bound components; their ids are looked up by name instead.
// qmllint disable unqualified

// One node beside a list or a picture of nodes: what it should run, how it does, what it did, who it is.
FocusScope {
    id: panel

    required property NodeDetail node
    required property Actions actions
    required property string whyNotSecure
    required property string whyNotDeploy
    required property string whyNotOperate
    required property LogSearch logs
    required property Component inputs

    signal closed()
    signal step(int by)
    signal verbRequested(string verb, string id)
    signal deployRequested(string selector)

    implicitWidth: 376
    Accessible.role: Accessible.Pane
    Accessible.name: "Node " + node.name

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusPanel
        color: Theme.panel
        border.color: Theme.divider
    }
    AppText {
        x: Theme.spaceL
        y: 12
        width: parent.width - x - 100
        text: panel.node.found ? panel.node.name : "Node not found"
        size: Theme.fontName
        mono: panel.node.found
        weight: Theme.weightMedium
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceS
        y: 9

        AppButton { kind: "icon"; iconName: "chevron-left"; text: "Previous node"; onClicked: panel.step(-1) }
        AppButton { kind: "icon"; iconName: "chevron-right"; text: "Next node"; onClicked: panel.step(1) }
        AppButton { kind: "icon"; iconName: "x"; text: "Close"; onClicked: panel.closed() }
    }
    Row {
        x: Theme.spaceL
        y: 39
        spacing: Theme.spaceM
        visible: panel.node.found

        StatusMark {
            status: panel.node.status
        }
        AppText {
            width: Math.min(implicitWidth, 150)
            text: panel.node.place
            color: Theme.text2
        }
        AppText {
            text: panel.node.seen
            color: panel.node.fresh ? Theme.text2 : Theme.text
            weight: panel.node.fresh ? Theme.weightNormal : Theme.weightStrong
        }
    }
    Tabs {
        id: tabs

        objectName: "nodeTabs"
        x: Theme.spaceL
        y: 64
        width: parent.width - 2 * x
        visible: panel.node.found
        label: "Parts of the node"
        gap: Theme.spaceM
        options: ["Summary", "Metrics", "Inputs", "Logs", "Timeline", "Identity"]
    }
    Placeholder {
        anchors.fill: parent
        visible: !panel.node.found
        kind: "empty"
        message: "This node is not in the fleet."
        detail: "It may have been retired, or your roles do not reach its region."
    }
    Flickable {
        id: view

        objectName: "nodePart"
        y: tabs.y + tabs.height
        width: parent.width
        height: parent.height - y - verbs.height - 1
        visible: panel.node.found
        contentHeight: part.height + Theme.spaceL
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        Loader {
            id: part

            x: Theme.spaceL
            y: Theme.spaceS
            width: view.width - 2 * x
            sourceComponent: [summaryPart, metricsPart, panel.inputs, logsPart, timelinePart, identityPart][tabs.currentIndex]
            onLoaded: view.contentY = 0
        }
    }
    Component {
        id: summaryPart

        NodeSummary { node: panel.node }
    }
    Component {
        id: metricsPart

        NodeMetrics { node: panel.node }
    }
    Component {
        id: logsPart

        NodeLogs {
            logs: panel.logs
            whyNotOperate: panel.whyNotOperate
        }
    }
    Component {
        id: timelinePart

        NodeTimeline { node: panel.node }
    }
    Component {
        id: identityPart

        NodeIdentityPart { node: panel.node }
    }
    NodeVerbs {
        id: verbs

        y: parent.height - height
        width: parent.width
        visible: panel.node.found
        node: panel.node
        actions: panel.actions
        whyNotSecure: panel.whyNotSecure
        whyNotDeploy: panel.whyNotDeploy
        onVerbRequested: (verb) => panel.verbRequested(verb, panel.node.node)
        onDeployRequested: panel.deployRequested("name:" + panel.node.name)
    }
}
