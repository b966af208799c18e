pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// A silence is written: what it matches, how long, why; and which of the alerts that fire now it would hold back.
Sheet {
    id: sheet

    required property SilenceDraft draft
    required property string whyNot
    readonly property string commandLine: opened ? draft.line : ""
    readonly property var lengths: [30, 60, 120, 240, 480, 1440, 4320, 10080]
    readonly property bool wideNet: draft.firing > 4 && draft.matching > draft.firing / 2

    function start(key: string) {
        draft.start(key)
        why.text = ""
        open()
    }

    width: 600
    title: "Silence alerts"
    sub: "Nobody is told of what matches all lines; it is seen and kept all the same."
    buttons: [
        AppButton {
            anchors.verticalCenter: parent?.verticalCenter
            text: "Cancel"
            onClicked: sheet.close()
        },
        AppButton {
            anchors.verticalCenter: parent?.verticalCenter
            kind: "primary"
            text: sheet.draft.matching === 1 ? "Silence 1 alert" : "Silence " + sheet.draft.matching + " alerts"
            reason: sheet.whyNot !== "" ? sheet.whyNot : sheet.draft.problem
            onClicked: {
                sheet.draft.create()
                sheet.close()
            }
        }
    ]

    Column {
        width: parent?.width ?? 0
        topPadding: Theme.spaceS
        spacing: Theme.spaceM

        Field {
            width: parent.width
            name: "Matches"
            note: "=~ and !~ take a pattern for the whole value, such as eu-.* or page|ticket."

            Column {
                width: parent.width
                spacing: Theme.spaceS

                Repeater {
                    id: lines

                    model: sheet.draft.matchers

                    MatcherRow {
                        width: parent?.width ?? 0
                        matcher: sheet.draft.matcherAt(index)
                        removable: sheet.draft.matchers > 1
                        onEdited: (name, operator, value) => sheet.draft.setMatcher(index, name, operator, value)
                        onRemoved: sheet.draft.removeMatcher(index)
                    }
                }
                AppButton {
                    kind: "link"
                    iconName: "plus"
                    text: "Add a line"
                    onClicked: sheet.draft.addMatcher()
                }
            }
        }
        Field {
            width: parent.width
            name: "For"

            Select {
                width: 160
                Accessible.name: "How long"
                model: ["30 minutes", "1 hour", "2 hours", "4 hours", "8 hours", "1 day", "3 days", "7 days"]
                currentIndex: Math.max(0, sheet.lengths.indexOf(sheet.draft.minutes))
                onActivated: (index) => sheet.draft.minutes = sheet.lengths[index]
            }
        }
        Field {
            width: parent.width
            name: "Why"
            note: "Whoever wonders why nobody was told reads this."

            TextField {
                id: why

                width: parent.width
                maximumLength: 500
                label: "Why"
                placeholderText: "what is being done, and by whom"
                onTextEdited: sheet.draft.comment = text
            }
        }
        Rectangle {
            width: parent.width
            height: 1
            color: Theme.divider
        }
        StatusMark {
            width: parent.width
            status: sheet.draft.matching === 0 ? "unknown" : sheet.wideNet ? "warning" : "held"
            word: sheet.draft.matching === 0 ? "Nothing that fires now matches."
                  : "Holds back " + sheet.draft.matching + " of " + sheet.draft.firing + " that fire now"
                    + (sheet.wideNet ? ": that is most of them" : "")
        }
        Column {
            width: parent.width
            visible: sheet.draft.samples.length > 0
            spacing: Theme.spaceXS

            Repeater {
                model: sheet.draft.samples

                AppText {
                    required property string modelData

                    width: parent?.width ?? 0
                    leftPadding: 18
                    text: modelData
                    color: Theme.text2
                }
            }
            AppText {
                leftPadding: 18
                visible: sheet.draft.matching > sheet.draft.samples.length
                text: "and " + (sheet.draft.matching - sheet.draft.samples.length) + " more"
                color: Theme.text3
            }
        }
        CodeLine {
            width: parent.width
            text: sheet.commandLine
        }
        AppText {
            width: parent.width
            visible: text !== ""
            wrapMode: Text.Wrap
            text: sheet.whyNot !== "" ? sheet.whyNot + "." : sheet.draft.problem === "" ? "" : sheet.draft.problem + "."
            size: Theme.fontCaption
            color: Theme.text2
        }
    }
}
