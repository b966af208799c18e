pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The steps as they would be read in a run. While the text cannot be read, those of the last that could be.
Item {
    id: preview

    required property RunbookEditor editor

    signal lineRequested(int line)

    Item {
        id: head

        width: parent.width
        height: title.height + 2 * Theme.spaceS + (stale.visible ? stale.height + Theme.spaceS : 0)

        AppText {
            id: title

            x: Theme.spaceL
            y: Theme.spaceS
            width: parent.width - 2 * x
            wrapMode: Text.Wrap
            maximumLineCount: 2
            elide: Text.ElideRight
            text: preview.editor.title === "" ? "Without a title" : preview.editor.title
            size: Theme.fontName
            weight: Theme.weightStrong
        }
        StatusMark {
            id: stale

            x: Theme.spaceL
            y: title.y + title.height + Theme.spaceS
            width: parent.width - 2 * x
            visible: preview.editor.stale
            status: "warning"
            word: list.count > 0 ? "of the last text that could be read" : "the text cannot be read yet"
        }
        Rectangle {
            y: parent.height - 1
            width: parent.width
            height: 1
            color: Theme.divider
        }
    }
    ListView {
        id: list

        y: head.height
        width: parent.width
        height: parent.height - y
        clip: true
        opacity: preview.editor.stale ? 0.6 : 1
        activeFocusOnTab: count > 0
        boundsBehavior: Flickable.StopAtBounds
        highlightMoveDuration: 0
        model: preview.editor.steps
        Accessible.role: Accessible.List
        Accessible.name: "Steps as they are read in a run, " + count
        Accessible.focusable: true
        T.ScrollBar.vertical: ScrollBar {}
        Keys.onReturnPressed: currentItem?.clicked()
        Keys.onEnterPressed: currentItem?.clicked()
        delegate: EditorStep {
            width: ListView.view.width
            count: ListView.view.count
            onLineRequested: (line) => {
                list.currentIndex = index
                preview.lineRequested(line)
            }
        }
    }
    FocusRing {
        anchors.fill: list
        around: 0
        visible: list.activeFocus
    }
}
