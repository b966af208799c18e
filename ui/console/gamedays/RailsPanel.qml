pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Who started it and until when, what keeps it from doing harm, and what it is to show.
Panel {
    id: panel

    required property GameDayWatch day
    property string why: ""  // of the chosen row, in full
    readonly property var rest: day.left
    readonly property bool goesOn: rest.text !== undefined
    readonly property real half: Math.floor((width - 2 * Theme.spaceL - Theme.spaceXL) / 2)

    height: Math.max(facts.y + facts.height, words.height) + Theme.sizePanelHead + Theme.spaceL
    title: "Guard rails"
    sub: "what keeps it from doing harm"

    Column {
        width: panel.half
        spacing: Theme.spaceS

        Item {
            width: parent.width
            height: 34
            visible: panel.goesOn

            AppText {
                width: parent.width - clock.width - Theme.spaceS
                elide: Text.ElideRight
                text: panel.rest.text ?? ""
                color: Theme.text2

                HoverHandler {
                    id: over
                }
                Tooltip {
                    visible: over.hovered
                    text: panel.rest.text ?? ""
                }
            }
            AppText {
                id: clock

                anchors.right: parent.right
                text: panel.rest.clock ?? ""
                mono: true
                weight: Theme.weightStrong
                Accessible.name: "Time left " + text
            }
            ProgressBar {
                y: 24
                width: parent.width
                thin: true
                visible: (panel.rest.clock ?? "") !== ""
                label: "Time left"
                value: panel.rest.share ?? 0
            }
        }
    }
    FactList {
        id: facts

        y: panel.goesOn ? 38 : 0
        width: panel.half
        nameWidth: 82
        facts: panel.day.facts
    }
    Column {
        id: words

        x: panel.half + Theme.spaceXL
        width: panel.half
        spacing: Theme.spaceS

        Repeater {
            model: ["Only nodes whose own configuration says drills: allow", "Each node ends its faults by itself, told or not",
                "Not begun where a serious incident is open or a rollout goes on"]

            Item {
                id: rail

                required property string modelData

                width: words.width
                height: sentence.height
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData

                StatusShape {
                    y: 1
                    status: "passed"
                }
                AppText {
                    id: sentence

                    x: 18
                    width: parent.width - x
                    wrapMode: Text.Wrap
                    text: rail.modelData
                    color: Theme.text2
                    weight: Theme.weightMedium
                    Accessible.ignored: true
                }
            }
        }
        AppText {
            width: parent.width
            visible: text !== ""
            wrapMode: Text.Wrap
            maximumLineCount: 3
            elide: Text.ElideRight
            text: panel.why !== "" ? "Chosen row: " + panel.why : panel.day.note
            color: Theme.text2
        }
    }
}
