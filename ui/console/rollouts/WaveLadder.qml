pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// The waves of a rollout side by side, in their order: name, size, state, what is left, verdict. The one that is under way
// is raised, with its soak as a bar. A wave can be chosen to see its nodes.
Rectangle {
    id: ladder

    property var waves: []
    property int shown: -1
    readonly property int columns: Math.max(1, waves.length)

    signal chosen(int place)

    implicitHeight: 84
    radius: Theme.radiusPanel
    color: Theme.panel
    border.color: Theme.divider
    Accessible.role: Accessible.Grouping
    Accessible.name: "Waves"

    Flickable {
        id: view

        readonly property real least: 172
        // The current wave has more to say.
        readonly property bool hasCurrent: Array.from(ladder.waves).some(wave => wave.current)
        readonly property real unit: Math.max(least, (width - (hasCurrent ? 60 : 0)) / ladder.columns)

        anchors.fill: parent
        anchors.margins: 1
        contentWidth: Math.max(width, row.width)
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.horizontal: ScrollBar {}

        Row {
            id: row

            height: view.height

            Repeater {
                // By number, because soaking changes every second.
                model: ladder.waves.length

                T.AbstractButton {
                    id: wave

                    required property int index
                    readonly property var about: ladder.waves[index] ?? ({name: "", nodes: "", status: "unknown", state: "", note: "",
                                                                           progress: 0, current: false, verdict: "", verdictStatus: "", odds: ""})
                    readonly property bool atEdge: index === 0 || index === ladder.columns - 1
                    readonly property color fill: about.current ? Theme.raised : hovered ? Theme.hover : Theme.panel
                    readonly property string verdictText: about.verdict === "" ? "" : about.verdict + (about.odds === "" ? "" : " " + about.odds)

                    width: view.unit + (about.current ? 60 : 0)
                    height: row.height
                    hoverEnabled: true
                    Accessible.role: Accessible.Button
                    Accessible.name: "Wave " + about.name + ", " + about.nodes + ", " + about.state + ", " + about.note
                                     + (verdictText === "" ? "" : ", " + verdictText)
                    onClicked: ladder.chosen(index)

                    background: Rectangle {
                        color: wave.fill
                        radius: wave.atEdge ? ladder.radius - 1 : 0

                        // Only the corners at the edge of the ladder are round.
                        Rectangle {
                            x: wave.index === 0 ? parent.width / 2 : 0
                            width: parent.width / 2
                            height: parent.height
                            visible: wave.atEdge && ladder.columns > 1
                            color: wave.fill
                        }
                        Rectangle {
                            x: wave.width - 1
                            width: 1
                            height: parent.height
                            visible: wave.index < ladder.columns - 1
                            color: Theme.divider
                        }
                        Rectangle {
                            y: parent.height - 2
                            width: Math.round(parent.width * wave.about.progress)
                            height: 2
                            visible: wave.about.current
                            color: Theme.accent
                        }
                        FocusRing {
                            visible: wave.visualFocus
                            around: 0
                            anchors.margins: 1
                        }
                    }
                    contentItem: Item {
                        AppText {
                            x: Theme.spaceL
                            y: 10
                            width: size.x - x - Theme.spaceS
                            text: wave.about.name
                            weight: Theme.weightStrong
                            font.underline: ladder.shown === wave.index && ladder.columns > 1
                            Accessible.ignored: true
                        }
                        AppText {
                            id: size

                            anchors.right: parent.right
                            anchors.rightMargin: Theme.spaceL
                            y: 10
                            text: wave.about.nodes
                            color: Theme.text2
                            Accessible.ignored: true
                        }
                        StatusShape {
                            x: Theme.spaceL
                            y: 34
                            status: wave.about.status
                            background: wave.fill
                        }
                        AppText {
                            x: Theme.spaceL + 18
                            y: 32
                            width: parent.width - x - Theme.spaceM
                            text: wave.about.state
                            color: wave.about.status === "failed" ? Theme.failed : wave.about.current ? Theme.text : Theme.text2
                            weight: wave.about.current ? Theme.weightStrong : Theme.weightMedium
                            Accessible.ignored: true
                        }
                        AppText {
                            id: note

                            x: Theme.spaceL + 18
                            y: 53
                            text: wave.about.note
                            width: Math.min(implicitWidth, parent.width - x - Theme.spaceM - (wave.verdictText === "" ? 0 : verdict.width + Theme.spaceS))
                            color: Theme.text2
                            Accessible.ignored: true
                        }
                        AppText {
                            id: verdict

                            anchors.right: parent.right
                            anchors.rightMargin: Theme.spaceL
                            y: 53
                            text: wave.verdictText
                            color: wave.about.verdictStatus === "fail" ? Theme.failed : Theme.text2
                            weight: Theme.weightMedium
                            Accessible.ignored: true
                        }
                    }
                }
            }
        }
    }
}
