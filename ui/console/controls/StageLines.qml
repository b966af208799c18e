pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Theme

// What a plan asks of each node before it runs the new version alone: [{name, text}].
Column {
    id: lines

    property var stages: []
    property int nameWidth: 116
    // Where it is too narrow for two columns, the name stands above.
    readonly property bool stacked: width < 3 * nameWidth

    spacing: Theme.spaceXS

    Repeater {
        model: lines.stages

        Item {
            id: stage

            required property var modelData

            width: lines.width
            height: words.y + words.height
            Accessible.role: Accessible.StaticText
            Accessible.name: modelData.name + ": " + modelData.text

            AppText {
                width: lines.nameWidth - Theme.spaceS
                text: stage.modelData.name
                weight: Theme.weightStrong
                Accessible.ignored: true
            }
            AppText {
                id: words

                x: lines.stacked ? 0 : lines.nameWidth
                y: lines.stacked ? 18 : 0
                width: parent.width - x
                wrapMode: Text.Wrap
                lineHeight: 1.25
                text: stage.modelData.text
                color: Theme.text2
                Accessible.ignored: true
            }
        }
    }
}
