import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// Buttons and everything else that acts.
Row {
    id: page

    spacing: Theme.spaceM

    Panel {
        width: 460
        height: 736
        title: "Buttons"
        sub: "kinds, sizes, states"

        Column {
            width: parent.width
            spacing: Theme.spaceL

            Entry {
                width: parent.width
                title: "Kinds"

                AppButton { text: "Acknowledge" }
                AppButton { kind: "primary"; iconName: "rocket"; text: "New rollout" }
                AppButton { kind: "danger"; text: "Retire 3 nodes" }
                AppButton { kind: "dangerText"; text: "Abort" }
                AppButton { kind: "ghost"; text: "Skip step" }
                AppButton { kind: "link"; text: "View as table" }
            }
            Entry {
                width: parent.width
                title: "With icons, small"

                AppButton { iconName: "play"; text: "Start runbook" }
                AppButton { iconName: "columns-3"; text: "Columns" }
                AppButton { small: true; iconName: "pause"; text: "Pause" }
                AppButton { small: true; text: "Open" }
                AppButton { kind: "icon"; iconName: "bell"; text: "Notifications" }
                AppButton { kind: "icon"; iconName: "chevron-left"; text: "Previous" }
                AppButton { kind: "icon"; iconName: "x"; text: "Close" }
            }
            Entry {
                width: parent.width
                title: "Disabled, with a reason that is read out"

                AppButton { iconName: "step-forward"; text: "Promote"; reason: "The verdict is inconclusive" }
                AppButton { kind: "primary"; text: "Approve"; reason: "The requester cannot approve" }
                AppButton { kind: "ghost"; text: "Skip wave"; reason: "The verdict is inconclusive" }
            }
            Entry {
                width: parent.width
                title: "Chosen from a few"

                SegmentedControl { label: "Range"; options: ["1 h", "24 h", "7 d", "30 d"]; currentIndex: 1 }
                SegmentedControl { label: "Layout"; options: ["Map", "Grid", "List"]; currentIndex: 1; enabled: false }
            }
            Entry {
                width: parent.width
                title: "Hold to confirm"

                HoldButton { id: hold; objectName: "hold"; text: "Hold to run batch 2, 28 nodes"; confirmWord: "28" }
                AppButton { height: 40; text: "Preview nodes" }
            }
            AppText {
                width: parent.width
                text: hold.hint
                color: Theme.text2
                wrapMode: Text.Wrap
            }
            Entry {
                width: parent.width
                title: "While held, dangerous, disabled"

                HoldButton { text: "Hold to run"; progress: 0.6; implicitWidth: 132; iconName: "" }
                HoldButton { text: "Hold to retire"; danger: true; implicitWidth: 140; iconName: "" }
                HoldButton { text: "Hold to run"; reason: "Replay"; implicitWidth: 120; iconName: "" }
            }
            TypeToConfirm {
                width: parent.width
                expected: "1,204"
                text: "1204"
            }
        }
    }
    Panel {
        width: 360
        height: 736
        title: "Input"

        Column {
            width: parent.width
            spacing: Theme.spaceM

            SearchField { width: parent.width; label: "Search nodes"; placeholderText: "Search or run a command"; keyHint: "Ctrl K" }
            SearchField { width: parent.width; label: "Filter"; text: "region:eu-west"; mono: true }
            TextField { width: parent.width; label: "Note"; placeholderText: "Add a note"; keyHint: "N" }
            TextField { width: parent.width; label: "Reason"; text: "carrier-B is down"; enabled: false }
            TextField { width: parent.width; label: "Selector"; mono: true; text: "regoin:eu-west"; error: "Unknown field regoin, did you mean region?" }
            Item { width: 1; height: 10 }
            Flow {
                width: parent.width
                spacing: Theme.spaceS

                Select { objectName: "select"; label: "Group"; model: ["region, site", "region", "hardware"] }
                Select { label: "Size"; model: ["equal", "load"] }
                Select { model: ["equal"]; enabled: false }
            }
            Flow {
                width: parent.width
                spacing: Theme.spaceM

                CheckBox { text: "Only problems" }
                CheckBox { text: "Seen"; checked: true }
                CheckBox { text: "Some"; tristate: true; checkState: Qt.PartiallyChecked }
                CheckBox { text: "No"; enabled: false; checked: true }
            }
            Flow {
                width: parent.width
                spacing: Theme.spaceM

                Switch { text: "Follow"; checked: true }
                Switch { text: "Shapes" }
                Switch { text: "Off"; enabled: false }
                Switch { text: "On"; checked: true; enabled: false }
            }
            Column {
                RadioButton { text: "The 6 selected nodes"; checked: true }
                RadioButton { text: "All 1,204 that match" }
                RadioButton { text: "A saved view"; enabled: false }
            }
            Entry {
                width: parent.width
                title: "Query"

                Chip { field: "region"; value: "eu-west" }
                Chip { field: "status"; value: "(failed|offline)" }
                Chip { value: "edge-037"; removable: false }
            }
            Entry {
                width: parent.width
                title: "Keys"

                KeyCap { text: "Ctrl K" }
                KeyCap { text: "Esc" }
                KeyCap { text: ">" }
            }
        }
    }
    Panel {
        width: 360
        height: 736
        title: "Menu, toast, code"

        Column {
            width: parent.width
            spacing: Theme.spaceM

            PopupFrame {
                width: 260
                height: menuColumn.height + 8

                Column {
                    id: menuColumn

                    x: 4
                    y: 4
                    width: parent.width - 8

                    MenuItem { text: "Restart"; iconName: "rotate-cw"; key: "R" }
                    MenuItem { text: "Run runbook"; iconName: "list-checks"; highlighted: true }
                    MenuItem { text: "Drain"; iconName: "download"; reason: "already draining" }
                    MenuSeparator {}
                    MenuItem { text: "Quarantine"; iconName: "shield-check"; dangerous: true }
                }
            }
            AppButton {
                objectName: "menuButton"
                iconName: "ellipsis"
                text: "More"
                onClicked: menu.open()

                Menu {
                    id: menu

                    objectName: "menu"

                    y: parent.height + 4

                    MenuItem { text: "Export"; iconName: "download"; key: "E" }
                    MenuItem { text: "Save view"; iconName: "bookmark" }
                }
            }
            Toast { text: "Rollout edge-agent-4 paused"; actionText: "Undo"; lifetime: 1000000 }
            CodeLine { width: parent.width; text: "flotillactl token create" }
            CodeLine { width: parent.width; label: "plan digest"; text: "sha256:9f3c41d2a60dbb1f37e508b7e1a7" }
            Tabs { width: parent.width; label: "Node"; options: ["Summary", "Diff", "Metrics", "Logs", "Timeline"] }
            Breadcrumb { parts: ["acme-edge", "eu-west", "Rotterdam-3"] }
            AppButton {
                objectName: "dialogButton"
                text: "Abort the rollout"
                onClicked: dialog.open()

                Dialog {
                    id: dialog

                    objectName: "dialog"
                    title: "Abort checkout-vision 2.14.0"
                    sub: "rollout checkout-vision-118, tier 3"
                    buttons: [
                        AppButton { text: "Keep running"; onClicked: dialog.close() },
                        AppButton { kind: "danger"; text: "Abort"; reason: "Type the number first" }
                    ]

                    Column {
                        width: parent.width
                        spacing: Theme.spaceM

                        AppText {
                            width: parent.width
                            wrapMode: Text.Wrap
                            lineHeight: 1.3
                            text: "No further node gets the version. 540 nodes keep it until you roll back."
                            color: Theme.text2
                        }
                        TypeToConfirm { width: parent.width; expected: "540" }
                    }
                }
            }
            AppButton {
                objectName: "sheetButton"
                text: "Preview the plan"
                onClicked: sheet.open()

                Sheet {
                    id: sheet

                    objectName: "sheet"
                    title: "Drain Antwerp-1"
                    sub: "12 nodes, tier 2"
                    buttons: [HoldButton { text: "Hold to drain 12 nodes"; confirmWord: "12" }]

                    FactList {
                        width: parent.width
                        facts: [{name: "Targets", value: "12 nodes, 1 site"}, {name: "Duration", value: "about 4 m"},
                            {name: "Undo", value: "readmit, at any time"}]
                    }
                }
            }
        }
    }
}
