pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// What the keys do.
Dialog {
    id: sheet

    property bool singleKeys: false
    readonly property var columns: [
        [
            {title: "Go to", keys: [
                {key: "Alt+1", also: "g o", what: "Overview"}, {key: "Alt+2", also: "g t", what: "Topology"},
                {key: "Alt+3", also: "g n", what: "Nodes"}, {key: "Alt+4", also: "g r", what: "Rollouts"},
                {key: "Alt+5", also: "g a", what: "Artifacts"}, {key: "Alt+6", also: "g b", what: "SLOs"},
                {key: "g d", also: "", what: "Drift"},
                {key: "Alt+7", also: "g i", what: "Alerts"}, {key: "g e", also: "", what: "Incidents"},
                {key: "Alt+8", also: "g p", what: "Approvals"}, {key: "Alt+9", also: "g k", what: "Runbooks"}, {key: "g g", also: "", what: "Game days"},
                {key: "Alt+0", also: "g l", what: "Audit"},
                {key: "g s", also: "", what: "Settings"}, {key: "Esc", also: "", what: "back, or close the panel"}]}
        ],
        [
            {title: "Everywhere", keys: [
                {key: "Ctrl+K", also: "", what: "search, or run a command"}, {key: "/", also: "", what: "filter this view"},
                {key: "F6", also: "", what: "next pane"}, {key: "?", also: "", what: "these keys"},
                {key: "Ctrl+Shift+C", also: "", what: "copy the address"},
                {key: "Ctrl+Shift+L", also: "", what: "copy the command line"}]},
            {title: "In a list", keys: [
                {key: "]", also: "[", what: "next, previous"}, {key: "Space", also: "", what: "check a row"},
                {key: "Enter", also: "", what: "open"}]}
        ]
    ]

    implicitWidth: 620
    title: "Keys"
    sub: singleKeys ? "The digits also work without Alt." : "Settings can let the digits work without Alt."
    buttons: [AppButton { text: "Close"; onClicked: sheet.close() }]

    Row {
        width: parent.width
        height: 460
        spacing: Theme.spaceXL

        Repeater {
            model: sheet.columns

            Column {
                id: column

                required property var modelData

                width: 280

                Repeater {
                    model: column.modelData

                    Column {
                        id: group

                        required property var modelData

                        width: column.width
                        bottomPadding: Theme.spaceS

                        AppText {
                            height: 26
                            verticalAlignment: Text.AlignVCenter
                            text: group.modelData.title
                            weight: Theme.weightStrong
                        }
                        Repeater {
                            model: group.modelData.keys

                            Item {
                                id: line

                                required property var modelData

                                width: group.width
                                height: 26

                                Row {
                                    anchors.verticalCenter: parent.verticalCenter
                                    spacing: 6

                                    KeyCap { text: line.modelData.key }
                                    KeyCap { visible: text !== ""; text: line.modelData.also }
                                }
                                AppText {
                                    x: 110
                                    anchors.verticalCenter: parent.verticalCenter
                                    text: line.modelData.what
                                    color: Theme.text2
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
