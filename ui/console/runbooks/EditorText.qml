import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The text of a runbook with its problems below it. What is typed goes to the model at once, which keeps it.
Panel {
    id: panel

    required property RunbookEditor editor
    required property bool readOnly
    property string shownOf: "?"
    readonly property real problemsHeight: problems.calm ? 30 : Math.max(30, Math.min(168, Math.round(height * 0.28)))

    signal leaveRequested()

    function goTo(line: int) {
        code.goTo(line)
    }

    function take() {
        if (editor.state !== "ready")
            return
        code.show(editor.text, shownOf === editor.runbook && !readOnly)
        shownOf = editor.runbook
    }

    title: "Document"
    sub: readOnly ? "read only" : "Tab writes spaces, Esc leaves the text"
    padding: 1
    actions: [
        AppButton {
            kind: "icon"
            small: true
            iconName: "undo-2"
            text: "Undo"
            reason: panel.readOnly ? "It is read only" : code.canUndo ? "" : "There is nothing to undo"
            onClicked: code.undo()
        },
        AppButton {
            kind: "icon"
            small: true
            iconName: "rotate-cw"
            text: "Redo"
            reason: panel.readOnly ? "It is read only" : code.canRedo ? "" : "There is nothing to redo"
            onClicked: code.redo()
        }
    ]

    Connections {
        target: panel.editor

        function onReplaced() { panel.take() }
        function onChanged() {
            if (panel.editor.state === "ready")
                panel.shownOf = panel.editor.runbook
        }
    }
    Item {
        id: holder

        anchors.fill: parent

        CodeEditor {
            id: code

            x: Theme.spaceS
            width: holder.width - 2 * x
            height: holder.height - foot.height - problems.height
            focus: true
            objectName: "runbookText"
            label: "Document of the runbook, YAML"
            readOnly: panel.readOnly
            marks: panel.editor.marks
            onEdited: (text) => panel.editor.write(text)
            onLeaveRequested: {
                if (problems.list.count > 0)
                    problems.list.forceActiveFocus(Qt.TabFocusReason)
                else
                    panel.leaveRequested()
            }
        }
        Item {
            id: foot

            y: code.height
            width: holder.width
            height: 28

            AppText {
                x: Theme.spaceM
                anchors.verticalCenter: parent.verticalCenter
                text: panel.editor.size + (panel.editor.tooLong ? ": too long to be saved" : "") + ", " + panel.editor.steps.count + " of 100 steps"
                size: Theme.fontCaption
                color: panel.editor.tooLong ? Theme.failed : Theme.text3
            }
            AppText {
                anchors.right: parent.right
                anchors.rightMargin: Theme.spaceM
                anchors.verticalCenter: parent.verticalCenter
                text: "line " + code.line + ", column " + code.column
                size: Theme.fontCaption
                color: Theme.text3
            }
        }
        Rectangle {
            y: problems.y
            width: holder.width
            height: 1
            color: Theme.divider
        }
        EditorProblems {
            id: problems

            y: holder.height - height
            width: holder.width
            height: panel.problemsHeight
            editor: panel.editor
            onLineRequested: (line) => code.goTo(line)
        }
    }
    Component.onCompleted: take()
}
