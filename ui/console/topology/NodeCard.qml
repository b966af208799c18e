import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// A node in a few words, beside its mark: {name, status, site, region, desired, actual, seen}.
Rectangle {
    id: card

    property var node: ({})

    width: 300
    height: 156
    radius: Theme.radiusPanel
    color: Theme.raised
    border.color: Theme.control
    Accessible.role: Accessible.ToolTip
    Accessible.name: (node.name ?? "") + ", " + (node.status ?? "")

    AppText {
        x: Theme.spaceM
        y: 10
        width: parent.width - x - state.width - 2 * Theme.spaceM
        text: card.node.name ?? ""
        mono: true
        weight: Theme.weightMedium
        size: Theme.fontBody
    }
    StatusMark {
        id: state

        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceM
        y: 11
        status: card.node.status ?? "unknown"
        background: Theme.raised
        selected: true
    }
    Rectangle {
        y: 36
        width: parent.width
        height: 1
        color: Theme.control
        opacity: 0.5
    }
    FactList {
        x: Theme.spaceM
        y: 42
        width: parent.width - 2 * x
        facts: [
            {name: "Site", value: (card.node.site ?? "") + ", " + (card.node.region ?? "")},
            {name: "Desired", value: card.node.desired ?? ""},
            {name: "Actual", value: card.node.actual ?? ""},
            {name: "Last seen", value: card.node.seen ?? ""}
        ]
    }
    AppText {
        x: Theme.spaceM
        y: parent.height - 22
        text: "Enter opens, Tab shows the list"
        size: Theme.fontCaption
        color: Theme.text3
    }
}
