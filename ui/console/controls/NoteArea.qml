import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// Several lines of text that somebody writes. Tab leaves it; Ctrl+Enter says that it is done.
FocusScope {
    id: area

    property alias text: edit.text
    property alias length: edit.length
    property string label: ""
    property string placeholderText: ""
    property int maximumLength: 8000
    readonly property bool tooLong: length > maximumLength

    signal accepted()

    function clear() {
        edit.clear()
    }

    implicitWidth: 320
    implicitHeight: 72

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusControl
        color: area.enabled ? Theme.canvas : Theme.panel
        border.color: area.tooLong ? Theme.failed : edit.activeFocus ? Theme.accent : Theme.control

        FocusRing {
            visible: edit.activeFocus && (edit.focusReason === Qt.TabFocusReason || edit.focusReason === Qt.BacktabFocusReason)
        }
    }
    Flickable {
        id: view

        function follow(cursor: rect) {
            if (contentY > cursor.y)
                contentY = cursor.y
            else if (contentY + height < cursor.y + cursor.height)
                contentY = cursor.y + cursor.height - height
        }

        anchors.fill: parent
        anchors.margins: 1
        contentWidth: width
        contentHeight: edit.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        T.TextArea {
            id: edit

            width: view.width
            height: Math.max(view.height, implicitHeight)
            leftPadding: 10
            rightPadding: 10
            topPadding: 6
            bottomPadding: 6
            implicitHeight: contentHeight + topPadding + bottomPadding
            focus: true
            selectByMouse: true
            wrapMode: TextEdit.Wrap
            textFormat: TextEdit.PlainText
            color: area.enabled ? Theme.text : Theme.text3
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentInk
            font.family: Theme.sans
            font.pixelSize: Theme.fontTable
            KeyNavigation.priority: KeyNavigation.BeforeItem
            Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
            Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
            Keys.onPressed: (event) => {
                const enter = event.key === Qt.Key_Return || event.key === Qt.Key_Enter
                if (enter && (event.modifiers & Qt.ControlModifier)) {
                    event.accepted = true
                    area.accepted()
                }
            }
            Accessible.name: area.label
            Accessible.description: area.tooLong ? "Too long: " + area.maximumLength + " characters at most" : ""
            onCursorRectangleChanged: {
                if (activeFocus)
                    view.follow(Qt.rect(cursorRectangle.x, cursorRectangle.y, cursorRectangle.width, cursorRectangle.height + bottomPadding))
            }
        }
        AppText {
            x: 10
            y: 6
            width: view.width - 20
            visible: edit.length === 0 && edit.preeditText === ""
            text: area.placeholderText
            color: Theme.text3
            Accessible.ignored: true
        }
    }
}
