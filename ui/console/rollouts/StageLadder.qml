pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// How many nodes are where on the way to the new version: before it, in its shadow, at each share of the requests, past it.
Panel {
    id: panel

    required property Session session
    required property RolloutDetail rollout
    readonly property var steps: rollout.stages
    readonly property real gap: Theme.spaceM

    title: "Where its nodes are"
    sub: "shadow: it answers copies; per cent: its share of the requests"
    freshness: session.freshness
    age: session.freshnessText

    Flickable {
        id: view

        readonly property real least: 68
        readonly property real unit: Math.max(least, (width + panel.gap) / Math.max(1, panel.steps.length) - panel.gap)

        width: parent?.width ?? 0
        height: 54
        contentWidth: Math.max(width, panel.steps.length * (unit + panel.gap) - panel.gap)
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.horizontal: ScrollBar {}

        Row {
            spacing: panel.gap

            Repeater {
                // By number, because the counts change with every report.
                model: panel.steps.length

                Item {
                    id: step

                    required property int index
                    readonly property var about: panel.steps[index] ?? ({name: "", nodes: 0, text: "0", share: 0, kind: "rest"})
                    readonly property bool any: about.nodes > 0

                    width: view.unit
                    height: 50
                    Accessible.role: Accessible.StaticText
                    Accessible.name: about.name + ": " + about.text + (about.nodes === 1 ? " node" : " nodes")

                    AppText {
                        width: parent.width
                        text: step.about.name
                        color: Theme.text3
                        Accessible.ignored: true
                    }
                    AppText {
                        y: 17
                        width: parent.width
                        text: step.about.text
                        size: Theme.fontName
                        weight: step.any ? Theme.weightStrong : Theme.weightNormal
                        color: !step.any ? Theme.text3 : step.about.kind === "failed" ? Theme.failed : Theme.text
                        Accessible.ignored: true
                    }
                    Rectangle {
                        y: 42
                        width: parent.width
                        height: 4
                        radius: 2
                        color: Theme.raised

                        Rectangle {
                            width: step.any ? Math.max(4, Math.round(step.about.share * parent.width)) : 0
                            height: parent.height
                            radius: 2
                            color: step.about.kind === "failed" ? Theme.failed : step.about.kind === "stage" ? Theme.accent : Theme.control
                        }
                    }
                }
            }
        }
    }
}
