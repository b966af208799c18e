pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The chosen rollout beside the list: what it is about and how its waves stand.
Panel {
    id: panel

    required property Session session
    required property RolloutDetail rollout
    readonly property var waves: rollout.waves
    readonly property var headline: rollout.headline

    signal openRequested()

    title: rollout.found ? rollout.title : "Rollout"
    freshness: session.freshness
    age: session.freshnessText
    placeholder: rollout.found ? "" : "empty"
    message: rollout.found ? "" : "No rollout is chosen."

    Flickable {
        id: glance

        width: parent?.width ?? 0
        height: (parent?.height ?? 0) - open.height - Theme.spaceM
        contentHeight: column.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        Column {
            id: column

            width: parent.width - (glance.contentHeight > glance.height ? 12 : 0)
            spacing: Theme.spaceM

            Pill {
                status: panel.rollout.status
                text: panel.rollout.state
            }
            AppText {
                width: parent.width
                wrapMode: Text.Wrap
                lineHeight: 1.3
                text: (panel.headline.strong ?? "") + " " + (panel.headline.text ?? "")
                color: Theme.text2
            }
            ProgressBar {
                width: parent.width
                label: "Progress of the rollout"
                value: panel.rollout.progress
                color: Theme.statusColor(panel.rollout.status)
            }
            Column {
                width: parent.width
                visible: panel.waves.length > 0

                Repeater {
                    model: panel.waves.length

                    Item {
                        id: wave

                        required property int index
                        readonly property var about: panel.waves[index] ?? ({name: "", nodes: "", status: "unknown", state: "", verdict: "", odds: "", current: false})

                        width: parent?.width ?? 0
                        height: 44
                        Accessible.role: Accessible.StaticText
                        Accessible.name: "Wave " + about.name + ", " + about.nodes + ", " + about.state
                                         + (about.verdict === "" ? "" : ", " + about.verdict + " " + about.odds)

                        Rectangle {
                            width: parent.width
                            height: 1
                            color: Theme.divider
                        }
                        StatusShape {
                            y: 9
                            status: wave.about.status
                        }
                        AppText {
                            x: 20
                            y: 6
                            text: wave.about.name
                            weight: Theme.weightStrong
                            Accessible.ignored: true
                        }
                        AppText {
                            anchors.right: parent.right
                            y: 6
                            text: wave.about.nodes
                            color: Theme.text2
                            Accessible.ignored: true
                        }
                        AppText {
                            x: 20
                            y: 23
                            width: parent.width - x - verdict.width - Theme.spaceS
                            text: wave.about.state
                            color: Theme.text2
                            Accessible.ignored: true
                        }
                        AppText {
                            id: verdict

                            anchors.right: parent.right
                            y: 23
                            text: wave.about.verdict === "" ? "" : wave.about.verdict + " " + wave.about.odds
                            color: Theme.text2
                            Accessible.ignored: true
                        }
                    }
                }
            }
            FactList {
                width: parent.width
                nameWidth: 86
                facts: panel.rollout.facts
            }
        }
    }
    AppButton {
        id: open

        y: (parent?.height ?? 0) - height
        width: parent?.width ?? 0
        iconName: "arrow-right"
        text: "Open " + panel.rollout.rollout
        onClicked: panel.openRequested()
    }
}
