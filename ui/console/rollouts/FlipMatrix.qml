pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// What the version before said against what the new one said to the same inputs: a row and a column for each class. Only
// changed decisions have a colour. `flips`: {classes, counts (row by row), most, words}.
Item {
    id: matrix

    property var flips: ({})
    readonly property int classes: flips.classes ?? 0
    readonly property var counts: flips.counts ?? []
    readonly property real label: 20
    readonly property real cell: Math.max(15, Math.min(30, Math.floor((width - label) / Math.max(1, classes))))
    readonly property int pointed: {
        if (!pointer.hovered)
            return -1
        const column = Math.floor(pointer.point.position.x / cell), row = Math.floor(pointer.point.position.y / cell)
        return column >= 0 && column < classes && row >= 0 && row < classes ? row * classes + column : -1
    }

    function brief(count: real): string {
        return count < 1000 ? String(count) : count < 1e6 ? Math.round(count / 1000) + "k" : Math.round(count / 1e6) + "M"
    }

    implicitWidth: label + classes * 30
    implicitHeight: words.y + words.height
    Accessible.role: Accessible.StaticText
    Accessible.name: "Decisions of both versions over " + classes + " classes. " + (flips.words ?? "")

    AppText {
        id: heading

        width: parent.width
        wrapMode: Text.Wrap
        text: "Decisions: rows said the version before, columns the new one"
        color: Theme.text3
        Accessible.ignored: true
    }
    Repeater {
        model: matrix.classes

        AppText {
            required property int index

            x: matrix.label + index * matrix.cell
            y: grid.y - 16
            width: matrix.cell
            horizontalAlignment: Text.AlignHCenter
            text: index
            size: Theme.fontCaption
            color: Theme.text3
            Accessible.ignored: true
        }
    }
    Repeater {
        model: matrix.classes

        AppText {
            required property int index

            y: grid.y + index * matrix.cell
            width: matrix.label - 6
            height: matrix.cell
            horizontalAlignment: Text.AlignRight
            verticalAlignment: Text.AlignVCenter
            text: index
            size: Theme.fontCaption
            color: Theme.text3
            Accessible.ignored: true
        }
    }
    Item {
        id: grid

        x: matrix.label
        y: heading.height + 22
        width: matrix.classes * matrix.cell
        height: width

        HoverHandler {
            id: pointer
        }
        Repeater {
            model: matrix.classes * matrix.classes

            Rectangle {
                id: place

                required property int index
                readonly property int row: Math.floor(index / matrix.classes)
                readonly property int column: index % matrix.classes
                readonly property real count: matrix.counts[index] ?? 0
                readonly property bool same: row === column
                readonly property string word: matrix.brief(count)

                x: column * matrix.cell
                y: row * matrix.cell
                width: matrix.cell - 1
                height: width
                radius: 2
                color: same ? Theme.raised : count === 0 ? Theme.panel
                       : Theme.mix(Theme.panel, Theme.accent, 0.14 + 0.3 * count / Math.max(1, matrix.flips.most ?? 1))
                border.width: same || count > 0 ? 0 : 1
                border.color: Theme.divider

                AppText {
                    anchors.centerIn: parent
                    visible: place.count > 0 && implicitWidth <= place.width - 2
                    text: place.word
                    size: Theme.fontCaption
                    weight: place.same ? Theme.weightNormal : Theme.weightStrong
                    color: place.same ? Theme.text3 : Theme.text
                    Accessible.ignored: true
                }
            }
        }
        Tooltip {
            visible: matrix.pointed >= 0
            text: "The version before said " + Math.floor(matrix.pointed / matrix.classes) + ", the new one "
                  + matrix.pointed % matrix.classes + ": " + (matrix.counts[matrix.pointed] ?? 0) + " times"
        }
    }
    AppText {
        id: words

        y: grid.y + grid.height + 6
        width: parent.width
        wrapMode: Text.Wrap
        lineHeight: 1.2
        text: matrix.flips.words ?? ""
        color: Theme.text2
        Accessible.ignored: true
    }
}
