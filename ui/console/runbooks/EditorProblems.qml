pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What is wrong with the text, and what is probably not meant. Enter or a click goes to the line.
Item {
    id: problems

    required property RunbookEditor editor
    readonly property bool calm: editor.errors + editor.notes === 0
    readonly property alias list: list

    signal lineRequested(int line)

    Item {
        width: parent.width
        height: 30

        StatusMark {
            id: sum

            x: Theme.spaceM
            anchors.verticalCenter: parent.verticalCenter
            status: problems.editor.errors > 0 ? "failed" : problems.editor.notes > 0 ? "inconclusive" : "passed"
            word: (problems.editor.errors === 0 ? "No problems" : problems.editor.errors + (problems.editor.errors === 1 ? " problem" : " problems"))
                  + (problems.editor.notes === 0 ? "" : ", " + problems.editor.notes + (problems.editor.notes === 1 ? " note" : " notes"))
            strong: true
        }
        AppText {
            x: sum.x + sum.width + Theme.spaceM
            width: parent.width - x - Theme.spaceM
            anchors.verticalCenter: parent.verticalCenter
            text: problems.editor.checking ? "checking…" : problems.editor.errors + problems.editor.notes > list.count ? "the first " + list.count + " are shown" : ""
            color: Theme.text3
        }
    }
    ListView {
        id: list

        y: 30
        width: parent.width
        height: parent.height - y
        clip: true
        activeFocusOnTab: count > 0
        boundsBehavior: Flickable.StopAtBounds
        highlightMoveDuration: 0
        model: problems.editor.findings
        Accessible.role: Accessible.List
        Accessible.name: "Problems, " + count
        Accessible.focusable: true
        T.ScrollBar.vertical: ScrollBar {}
        Keys.onReturnPressed: currentItem?.clicked()
        Keys.onEnterPressed: currentItem?.clicked()
        delegate: T.AbstractButton {
            id: row

            required property int index
            required property int line
            required property string step
            required property string message
            required property string fix
            required property bool isError
            required property string status
            readonly property string what: (step === "" ? "" : step + " ") + message
            readonly property color fill: hovered || (ListView.isCurrentItem && list.activeFocus) ? Theme.hover : Theme.panel

            width: ListView.view.width
            height: words.height + 10
            hoverEnabled: true
            focusPolicy: Qt.NoFocus
            Accessible.role: Accessible.ListItem
            Accessible.name: (isError ? "Problem" : "Note") + ", line " + line + ": " + what + (fix === "" ? "" : "; " + fix)
            onClicked: {
                list.currentIndex = index
                problems.lineRequested(line)
            }

            background: Rectangle {
                color: row.fill
            }
            contentItem: Item {
                StatusShape {
                    x: Theme.spaceM
                    y: 7
                    status: row.status
                    background: row.fill
                }
                AppText {
                    x: 34
                    y: 5
                    width: 62
                    text: "line " + row.line
                    mono: true
                    size: Theme.fontCaption
                    color: Theme.text3
                    Accessible.ignored: true
                }
                Column {
                    id: words

                    x: 100
                    y: 5
                    width: parent.width - x - Theme.spaceM
                    spacing: 1

                    AppText {
                        width: parent.width
                        wrapMode: Text.Wrap
                        text: (row.isError ? "" : "Note: ") + row.what
                        weight: row.isError ? Theme.weightMedium : Theme.weightNormal
                        color: row.isError ? Theme.text : Theme.text2
                        Accessible.ignored: true
                    }
                    AppText {
                        width: parent.width
                        visible: row.fix !== ""
                        wrapMode: Text.Wrap
                        text: row.fix
                        color: Theme.text2
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
    FocusRing {
        anchors.fill: list
        around: 0
        visible: list.activeFocus
    }
}
