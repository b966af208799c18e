pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// A document of several lines with its line numbers. `errorLine` is marked; 0 marks none. Tab leaves it, as everywhere.
FocusScope {
    id: area

    property alias text: edit.text
    property alias readOnly: edit.readOnly
    property string label: ""
    property int errorLine: 0
    readonly property real lineHeight: edit.lineCount > 0 ? edit.contentHeight / edit.lineCount : 16

    signal edited()

    implicitWidth: 400
    implicitHeight: 240

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusControl
        color: Theme.canvas
        border.color: area.errorLine > 0 ? Theme.failed : edit.activeFocus && !edit.readOnly ? Theme.accent : edit.readOnly ? Theme.divider : Theme.control

        FocusRing {
            visible: edit.activeFocus && edit.focusReason !== Qt.MouseFocusReason && edit.readOnly
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

        Rectangle {
            y: edit.topPadding + (area.errorLine - 1) * area.lineHeight
            width: parent.width
            height: area.lineHeight
            visible: area.errorLine > 0 && area.errorLine <= edit.lineCount
            color: Theme.mix(Theme.canvas, Theme.failed, 0.18)
        }
        Repeater {
            model: edit.lineCount

            AppText {
                required property int index

                y: edit.topPadding + index * area.lineHeight
                width: 30
                height: area.lineHeight
                horizontalAlignment: Text.AlignRight
                verticalAlignment: Text.AlignVCenter
                text: index + 1
                mono: true
                size: Theme.fontCaption
                color: index + 1 === area.errorLine ? Theme.failed : Theme.text3
                Accessible.ignored: true
            }
        }
        T.TextArea {
            id: edit

            width: view.width
            height: Math.max(view.height, implicitHeight)
            leftPadding: 42
            rightPadding: 10
            topPadding: 8
            bottomPadding: 8
            implicitHeight: contentHeight + topPadding + bottomPadding
            focus: true
            selectByMouse: true
            wrapMode: TextEdit.NoWrap
            textFormat: TextEdit.PlainText
            color: Theme.text
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentInk
            font.family: Theme.mono
            font.pixelSize: Theme.fontTable
            KeyNavigation.priority: KeyNavigation.BeforeItem
            Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
            Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
            Accessible.name: area.label
            onTextChanged: {
                if (activeFocus)
                    area.edited()
            }
            onCursorRectangleChanged: {
                if (activeFocus)
                    view.follow(Qt.rect(cursorRectangle.x, cursorRectangle.y, cursorRectangle.width, cursorRectangle.height + bottomPadding))
            }
        }
    }
}
