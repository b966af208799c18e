import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// How a step is taken back: what that would change is asked first, and then it has to be held.
Column {
    id: part

    required property RunStepView runStep
    required property RunActions actions
    required property string whyNotOwner
    readonly property bool asked: actions.undoState !== "idle" && actions.undoStep === runStep.key
    readonly property var preview: asked ? actions.undoPreview : ({})
    readonly property bool ready: asked && actions.undoState === "ready"

    spacing: Theme.spaceS
    // Whoever asked reads it next: it is brought into sight.
    onReadyChanged: {
        if (ready)
            hold.forceActiveFocus(Qt.TabFocusReason)
    }

    AppText {
        width: parent.width
        wrapMode: Text.Wrap
        text: part.runStep.undo
        color: Theme.text2
    }
    AppText {
        width: parent.width
        visible: part.asked && part.actions.undoState === "loading"
        text: "Looking at what it would change…"
        color: Theme.text3
    }
    StatusMark {
        width: parent.width
        visible: part.asked && part.actions.undoState === "failed"
        status: "failed"
        word: part.actions.undoProblem
    }
    PreviewBox {
        width: parent.width
        visible: part.ready
        preview: part.preview
    }
    HoldButton {
        id: hold

        visible: part.ready
        iconName: "undo-2"
        text: "Hold to undo on " + (part.preview.nodes ?? 0) + (part.preview.nodes === 1 ? " node" : " nodes")
        confirmWord: String(part.preview.nodes ?? 0)
        danger: true
        reason: part.whyNotOwner !== "" ? part.whyNotOwner : part.actions.undoProblem !== "" ? "It cannot be undone now" : ""
        onConfirmed: part.actions.undo()
    }
    AppText {
        width: parent.width
        visible: part.ready
        wrapMode: Text.Wrap
        text: hold.reason === "" ? hold.hint : hold.reason + "."
        color: Theme.text2
    }
    Row {
        spacing: Theme.spaceS

        AppButton {
            visible: !part.asked
            iconName: "undo-2"
            text: "Undo…"
            reason: part.whyNotOwner !== "" ? part.whyNotOwner : part.runStep.undone !== "" && !part.runStep.undoable ? "It was undone already"
                    : part.runStep.undoable ? "" : "Nothing was done that could be undone"
            onClicked: part.actions.prepareUndo(part.runStep.key)
        }
        AppButton {
            visible: part.asked
            kind: "ghost"
            text: "Leave it"
            onClicked: part.actions.forgetUndo()
        }
    }
}
