pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What both versions answered since the first look of the wave.
Panel {
    id: panel

    required property Session session
    required property EvidenceWatch evidence
    readonly property bool asking: !evidence.looked && (evidence.state === "asking" || evidence.state === "idle")
    readonly property var columns: [{title: "Nodes", key: "nodes"}, {title: "Answers", key: "answers"}, {title: "Bad", key: "bad"},
        {title: "Share", key: "badShare"}, {title: "Slow", key: "slow"}, {title: "Share", key: "slowShare"}]
    readonly property real first: 132
    readonly property real unit: (width - 2 * Theme.spaceL - first) / columns.length

    title: "New version and version before"
    sub: "since the first look"
    freshness: evidence.state === "failed" ? "failed" : session.freshness
    age: evidence.state === "failed" ? "failed" : session.freshnessText
    placeholder: evidence.looked ? "" : evidence.state === "failed" ? "error" : asking ? "loading" : "empty"
    message: evidence.looked || asking ? "" : evidence.state === "failed" ? evidence.problem : "Nothing was counted yet."

    Item {
        width: parent?.width ?? 0
        height: 26 + 2 * 30

        Repeater {
            model: panel.columns

            AppText {
                required property var modelData
                required property int index

                x: panel.first + index * panel.unit
                width: panel.unit
                height: 26
                horizontalAlignment: Text.AlignRight
                text: modelData.title
                color: Theme.text3
            }
        }
        Repeater {
            model: panel.evidence.arms

            Item {
                id: arm

                required property var modelData
                required property int index

                y: 24 + index * 30
                width: parent?.width ?? 0
                height: 30
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.name + ": " + modelData.nodes + " nodes, " + modelData.answers + " answers, " + modelData.bad
                                 + " bad, " + modelData.badShare + ", " + modelData.slow + " slow, " + modelData.slowShare

                Rectangle {
                    width: parent.width
                    height: 1
                    color: Theme.divider
                }
                Rectangle {
                    y: 14
                    width: 14
                    height: 2
                    visible: arm.index === 0
                    color: Theme.accent
                }
                Row {
                    y: 14
                    visible: arm.index === 1
                    spacing: 3

                    Rectangle { width: 6; height: 2; color: Theme.text2 }
                    Rectangle { width: 5; height: 2; color: Theme.text2 }
                }
                AppText {
                    x: 22
                    height: parent.height
                    verticalAlignment: Text.AlignVCenter
                    text: arm.modelData.name
                    weight: Theme.weightStrong
                }
                Repeater {
                    model: panel.columns

                    AppText {
                        required property var modelData
                        required property int index

                        x: panel.first + index * panel.unit
                        width: panel.unit
                        height: parent?.height ?? 0
                        verticalAlignment: Text.AlignVCenter
                        horizontalAlignment: Text.AlignRight
                        text: arm.modelData[modelData.key]
                        weight: arm.index === 0 && modelData.key === "badShare" ? Theme.weightStrong : Theme.weightNormal
                        color: arm.index === 0 ? Theme.text : Theme.text2
                    }
                }
            }
        }
    }
}
