pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// A long document that somebody writes: line numbers, and `marks` on lines, each {line, status, isError, text} with its
// text after the end of the line. Only what is in sight is drawn. Tab writes spaces, Enter keeps the indentation, and
// Escape leaves the text as it is and says `leaveRequested`.
FocusScope {
    id: area

    property string label: ""
    property bool readOnly: false
    property var marks: []
    readonly property alias length: edit.length
    readonly property alias canUndo: edit.canUndo
    readonly property alias canRedo: edit.canRedo
    readonly property real lineHeight: edit.lineCount > 0 ? edit.contentHeight / edit.lineCount : 16
    readonly property int line: Math.round((edit.cursorRectangle.y - edit.topPadding) / lineHeight) + 1
    readonly property int column: Math.round((edit.cursorRectangle.x - edit.leftPadding) / Math.max(1, metrics.advanceWidth)) + 1
    readonly property int firstLine: Math.floor(Math.max(0, view.contentY - edit.topPadding) / lineHeight) + 1
    readonly property int shownLines: Math.min(Math.ceil(view.height / lineHeight) + 1, edit.lineCount - firstLine + 1)
    readonly property var markOf: {
        const out = {}
        for (const mark of marks)
            out[mark.line] = mark
        return out
    }
    property bool showing: false
    property int renewed: 0

    signal edited(string text)
    signal leaveRequested()

    // Another text. Where it replaces one that was written here, that can be undone.
    function show(text: string, undoable: bool) {
        showing = true
        if (undoable) {
            edit.selectAll()
            edit.remove(edit.selectionStart, edit.selectionEnd)
            edit.insert(0, text)
        } else {
            edit.text = text
        }
        edit.cursorPosition = 0
        view.contentX = view.contentY = 0
        showing = false
    }

    function goTo(line: int) {
        edit.cursorPosition = edit.positionAt(edit.leftPadding, edit.topPadding + (line - 0.5) * lineHeight)
        const y = edit.topPadding + (line - 1) * lineHeight
        if (y < view.contentY || y + lineHeight > view.contentY + view.height)
            view.contentY = Math.max(0, Math.min(view.contentHeight - view.height, y - view.height / 3))
        edit.forceActiveFocus(Qt.ShortcutFocusReason)
    }

    function undo() {
        edit.undo()
    }

    function redo() {
        edit.redo()
    }

    // Two spaces more or less before every line that is touched.
    function indent(more: bool) {
        if (readOnly)
            return
        const text = edit.text
        if (more && edit.selectionStart === edit.selectionEnd) {
            const start = text.lastIndexOf("\n", edit.cursorPosition - 1) + 1
            edit.insert(edit.cursorPosition, (edit.cursorPosition - start) % 2 === 0 ? "  " : " ")
            return
        }
        let at = text.lastIndexOf("\n", Math.max(0, edit.selectionEnd - 1))
        const first = text.lastIndexOf("\n", edit.selectionStart - 1)
        for (; at >= first; at = at <= 0 ? -2 : text.lastIndexOf("\n", at - 1)) {
            if (more)
                edit.insert(at + 1, "  ")
            else if (text.startsWith("  ", at + 1))
                edit.remove(at + 1, at + 3)
            if (at < 0)
                break
        }
    }

    function breakLine() {
        const text = edit.text
        const start = text.lastIndexOf("\n", edit.selectionStart - 1) + 1
        let end = start
        while (end < edit.selectionStart && text[end] === " ")
            ++end
        if (edit.selectionStart !== edit.selectionEnd)
            edit.remove(edit.selectionStart, edit.selectionEnd)
        edit.insert(edit.cursorPosition, "\n" + text.slice(start, end))
    }

    implicitWidth: 400
    implicitHeight: 240
    onMarksChanged: ++renewed

    TextMetrics {
        id: metrics

        font: edit.font
        text: "0"
    }
    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusControl
        color: Theme.canvas
        border.color: edit.activeFocus && !area.readOnly ? Theme.accent : Theme.divider

        FocusRing {
            visible: edit.activeFocus && (edit.focusReason === Qt.TabFocusReason || edit.focusReason === Qt.BacktabFocusReason)
        }
    }
    Item {
        id: gutter

        x: 1
        y: 1
        width: 26 + 8 * Math.max(2, String(edit.lineCount).length)
        height: parent.height - 2
        clip: true

        Repeater {
            model: Math.max(0, area.shownLines)

            Item {
                id: place

                required property int index
                readonly property int line: area.firstLine + index
                readonly property var mark: area.markOf[line]

                y: edit.topPadding + (line - 1) * area.lineHeight - view.contentY
                width: gutter.width
                height: area.lineHeight

                StatusShape {
                    x: 6
                    anchors.verticalCenter: parent.verticalCenter
                    visible: place.mark !== undefined
                    status: place.mark?.status ?? "failed"
                    background: Theme.canvas
                    size: 11
                }
                AppText {
                    width: parent.width - Theme.spaceS
                    height: parent.height
                    horizontalAlignment: Text.AlignRight
                    verticalAlignment: Text.AlignVCenter
                    text: place.line
                    mono: true
                    size: Theme.fontCaption
                    color: place.line === area.line && edit.activeFocus ? Theme.text : Theme.text3
                    Accessible.ignored: true
                }
            }
        }
    }
    Flickable {
        id: view

        function follow(cursor: rect) {
            if (contentY > cursor.y)
                contentY = Math.max(0, cursor.y)
            else if (contentY + height < cursor.y + cursor.height)
                contentY = cursor.y + cursor.height - height
            if (contentX > cursor.x - edit.leftPadding)
                contentX = Math.max(0, cursor.x - edit.leftPadding)
            else if (contentX + width < cursor.x + 2 * edit.rightPadding)
                contentX = cursor.x + 2 * edit.rightPadding - width
        }

        x: gutter.width
        y: 1
        width: parent.width - x - 1
        height: parent.height - 2
        contentWidth: Math.max(width, edit.implicitWidth)
        contentHeight: edit.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}
        T.ScrollBar.horizontal: ScrollBar {}

        Repeater {
            model: area.marks

            Rectangle {
                id: band

                required property var modelData
                readonly property color tone: modelData.isError ? Theme.failed : Theme.text2

                y: edit.topPadding + (modelData.line - 1) * area.lineHeight
                width: view.contentWidth
                height: area.lineHeight
                visible: y + height > view.contentY && y < view.contentY + view.height
                color: Theme.mix(Theme.canvas, tone, modelData.isError ? 0.16 : 0.08)

                AppText {
                    // Where the line ends, asked again with every answer.
                    x: visible ? Math.max(edit.positionToRectangle(edit.positionAt(100000, band.y + band.height / 2 + 0 * area.renewed)).x + 18,
                                          edit.leftPadding + 18) : 0
                    width: Math.max(0, view.contentX + view.width - x - Theme.spaceL)
                    height: parent.height
                    visible: band.visible
                    verticalAlignment: Text.AlignVCenter
                    text: band.modelData.text
                    size: Theme.fontCaption
                    color: band.tone
                    Accessible.ignored: true
                }
            }
        }
        T.TextArea {
            id: edit

            width: Math.max(view.width, implicitWidth)
            height: Math.max(view.height, implicitHeight)
            leftPadding: 4
            rightPadding: 10
            topPadding: 8
            bottomPadding: 8
            implicitWidth: contentWidth + leftPadding + rightPadding
            implicitHeight: contentHeight + topPadding + bottomPadding
            focus: true
            readOnly: area.readOnly
            selectByMouse: true
            persistentSelection: true
            wrapMode: TextEdit.NoWrap
            textFormat: TextEdit.PlainText
            color: Theme.text
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentInk
            font.family: Theme.mono
            font.pixelSize: Theme.fontTable
            Keys.priority: Keys.BeforeItem
            Keys.onPressed: (event) => {
                if (event.key === Qt.Key_Escape) {
                    event.accepted = true
                    area.leaveRequested()
                } else if (area.readOnly) {
                    event.accepted = false
                } else if (event.key === Qt.Key_Tab && event.modifiers === Qt.NoModifier) {
                    event.accepted = true
                    area.indent(true)
                } else if (event.key === Qt.Key_Backtab) {
                    event.accepted = true
                    area.indent(false)
                } else if ((event.key === Qt.Key_Return || event.key === Qt.Key_Enter) && event.modifiers === Qt.NoModifier) {
                    event.accepted = true
                    area.breakLine()
                }
            }
            Accessible.name: area.label
            Accessible.description: area.markOf[area.line] ? "Line " + area.line + ": " + area.markOf[area.line].text : ""
            onTextChanged: {
                if (!area.showing)
                    area.edited(text)
            }
            onCursorRectangleChanged: {
                if (activeFocus)
                    view.follow(Qt.rect(cursorRectangle.x, cursorRectangle.y, cursorRectangle.width, cursorRectangle.height + bottomPadding))
            }
        }
    }
}
