import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The document of a runbook as somebody writes it, and beside it what it is read as, what is new, and the fleet.
FocusScope {
    id: view

    objectName: "runbookEditorView"

    required property Session session
    required property RunbookEditor editor
    required property RunbookSaving saving
    required property string whyNotOperate
    required property string whyNotChange
    // Who is disconnected goes on writing, and saves when the connection is there again.
    property string forbidden: ""
    readonly property real bodyTop: notices.y + (notices.height > 0 ? notices.height + Theme.spaceM : 0)
    readonly property string placeholder: editor.state === "ready" ? "" : editor.state === "denied" ? "denied"
            : session.state === "lost" ? "disconnected" : editor.state === "failed" ? "error" : "loading"

    signal backRequested()

    function save() {
        tabs.currentIndex = 1
        saving.prepare()
    }

    function step(by: int) {
        tabs.choose(tabs.currentIndex + by)
    }

    function judge() {
        if (session.state === "live")
            forbidden = whyNotChange
    }

    onWhyNotChangeChanged: judge()
    Component.onCompleted: judge()

    Keys.onPressed: (event) => {
        if (event.key === Qt.Key_S && event.modifiers === Qt.ControlModifier) {
            event.accepted = true
            if (whyNotChange === "")
                save()
        }
    }

    EditorHead {
        x: Theme.spaceL
        width: parent.width - 2 * x
        editor: view.editor
        saving: view.saving
        whyNotChange: view.whyNotChange
        onBackRequested: view.backRequested()
        onSaveRequested: view.save()
    }
    EditorNotices {
        id: notices

        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x
        editor: view.editor
        saving: view.saving
        forbidden: view.forbidden
        onCompareRequested: tabs.currentIndex = 1
    }
    Panel {
        x: Theme.spaceL
        y: view.bodyTop
        width: parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        visible: view.placeholder !== ""
        placeholder: view.placeholder
        message: placeholder === "disconnected" ? "The control plane is not connected." : placeholder === "loading" ? "" : view.editor.problem
        actionText: placeholder === "error" ? "Try again" : ""
        onActionTriggered: view.editor.reload()
    }
    EditorText {
        id: document

        x: Theme.spaceL
        y: view.bodyTop
        width: Math.round((parent.width - 2 * x - Theme.spaceM) * (view.width > 1100 ? 0.62 : 0.58))
        height: parent.height - y - Theme.spaceL
        visible: view.placeholder === ""
        focus: visible
        editor: view.editor
        readOnly: view.forbidden !== ""
        onLeaveRequested: tabs.forceActiveFocus(Qt.TabFocusReason)
    }
    Panel {
        x: document.x + document.width + Theme.spaceM
        y: document.y
        width: parent.width - x - Theme.spaceL
        height: document.height
        visible: document.visible
        padding: 1

        Item {
            id: holder

            anchors.fill: parent

            Tabs {
                id: tabs

                x: Theme.spaceL
                y: Theme.spaceXS
                width: holder.width - 2 * x
                label: "Beside the document"
                options: ["Preview", view.editor.added + view.editor.removed > 0 ? "Changes +" + view.editor.added + " -" + view.editor.removed : "Changes", "In the fleet"]
            }
            EditorPreview {
                y: tabs.y + tabs.height
                width: holder.width
                height: holder.height - y
                visible: tabs.currentIndex === 0
                editor: view.editor
                onLineRequested: (line) => document.goTo(line)
            }
            EditorChanges {
                y: tabs.y + tabs.height
                width: holder.width
                height: holder.height - y
                visible: tabs.currentIndex === 1
                editor: view.editor
                saving: view.saving
                whyNotChange: view.whyNotChange
            }
            EditorFleet {
                y: tabs.y + tabs.height
                width: holder.width
                height: holder.height - y
                visible: tabs.currentIndex === 2
                editor: view.editor
                saving: view.saving
                whyNotOperate: view.whyNotOperate
                whyNotChange: view.whyNotChange
            }
        }
    }
}
