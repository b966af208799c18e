import QtQuick
import Flotilla.Controls
import Flotilla.Models

// Stands above every view while the console does not hear from the control plane, or its own one ended.
Banner {
    id: banner

    required property Session session
    required property BackendStatus backend
    readonly property bool crashed: backend.state === "crashed"
    readonly property bool shown: crashed || session.state === "lost"

    visible: shown
    status: "failed"
    title: crashed ? "The control plane on this computer ended" : "No connection to " + session.target
    text: {
        if (crashed)
            return backend.problem
        const since = session.lostSince === "" ? "" : " Data from " + session.lostSince + "."
        return session.problem + since + (session.retryIn > 0 ? " Next try in " + session.retryIn + " s." : "")
    }
    actions: [
        AppButton {
            visible: banner.crashed
            kind: "primary"
            iconName: "rotate-cw"
            text: "Restart"
            onClicked: banner.backend.restart()
        },
        AppButton {
            visible: !banner.crashed
            iconName: "refresh-cw"
            text: "Retry now"
            onClicked: banner.session.retryNow()
        }
    ]
}
