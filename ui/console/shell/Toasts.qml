pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The ends of actions, newest at the bottom. One leads to the object it is about.
Column {
    id: toasts

    required property Actions actions

    signal openRequested(string page, string id)

    spacing: Theme.spaceS

    ListModel {
        id: shown
    }
    Connections {
        target: toasts.actions

        function onFinished(status: string, text: string, detail: string, page: string, id: string) {
            // What is said again is said once, at its new place.
            for (let i = 0; i < shown.count; ++i) {
                const old = shown.get(i)
                if (old.message === text && old.detail === detail && old.thing === id) {
                    shown.remove(i)
                    break
                }
            }
            if (shown.count >= 4)
                shown.remove(0)
            shown.append({status: status === "healthy" ? "passed" : status, message: text, detail: detail, page: page,
                          thing: id})
        }
    }
    Repeater {
        model: shown

        Toast {
            required property int index
            required property var model

            anchors.right: parent?.right
            status: model.status
            text: model.message + (model.detail === "" ? "" : ": " + model.detail)
            actionText: model.page === "" ? "" : "Open"
            lifetime: model.status === "failed" ? 30000 : 10000
            onActionTriggered: {
                toasts.openRequested(model.page, model.thing)
                shown.remove(index)
            }
            onDismissed: shown.remove(index)
        }
    }
}
