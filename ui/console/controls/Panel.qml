import QtQuick
import Flotilla.Theme

// The box that everything of a view stands in: head with title, note, actions and freshness, then the content.
// With a `placeholder` (see Placeholder.kind) that takes the place of the content.
Rectangle {
    id: panel

    property string title: ""
    property string sub: ""
    property string freshness: ""
    property string age: freshness
    property bool refreshing: false
    property int padding: Theme.spaceL
    property int topPadding: headless ? padding : 0
    property string placeholder: ""
    property string message: ""
    property string detail: ""
    property string actionText: ""
    property string commandLine: ""
    property alias actions: actionRow.data
    default property alias content: body.data
    readonly property bool headless: title === ""
    readonly property Item body: body

    signal actionTriggered()

    implicitWidth: 320
    implicitHeight: (headless ? 0 : Theme.sizePanelHead) + topPadding + body.childrenRect.height + padding
    radius: Theme.radiusPanel
    color: Theme.panel
    border.color: Theme.divider
    Accessible.role: Accessible.Grouping
    Accessible.name: title

    AppText {
        id: heading

        x: Theme.spaceL
        width: Math.min(Math.ceil(implicitWidth), panel.width - 2 * x - right.width)
        height: Theme.sizePanelHead
        visible: !panel.headless
        verticalAlignment: Text.AlignVCenter
        text: panel.title
        size: Theme.fontBody
        weight: Theme.weightStrong
    }
    AppText {
        x: heading.x + heading.width + Theme.spaceS
        width: panel.width - x - right.width - 2 * Theme.spaceL
        anchors.baseline: heading.baseline
        visible: !panel.headless
        text: panel.sub
        color: Theme.text3
    }
    Row {
        id: right

        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceL
        height: Theme.sizePanelHead
        spacing: Theme.spaceL
        visible: !panel.headless

        Row {
            id: actionRow

            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.spaceS
        }
        FreshnessChip {
            anchors.verticalCenter: parent.verticalCenter
            visible: panel.freshness !== ""
            freshness: panel.freshness
            text: panel.age
            refreshing: panel.refreshing
        }
    }
    Item {
        id: body

        anchors.fill: parent
        anchors.margins: panel.padding
        anchors.topMargin: (panel.headless ? 0 : Theme.sizePanelHead) + panel.topPadding
        visible: panel.placeholder === ""
        // Past its freshness, what is shown steps back, but not so far that it cannot be read.
        opacity: panel.freshness === "stale" || panel.freshness === "failed" ? 0.85 : 1
    }
    Placeholder {
        anchors.fill: body
        visible: panel.placeholder !== ""
        kind: panel.placeholder
        message: panel.message
        detail: panel.detail
        actionText: panel.actionText
        commandLine: panel.commandLine
        onActionTriggered: panel.actionTriggered()
    }
}
