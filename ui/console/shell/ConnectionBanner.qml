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

    function sentence(problem) {
        const text = problem.trim()
        const end = /[.?!]$/.test(text) ? "" : "."
        return text.charAt(0).toUpperCase() + text.slice(1) + end
    }

    objectName: "connectionBanner"
    visible: shown
    status: "failed"
    title: {
        if (crashed)
            return "The control plane on this computer does not run"
        return session.refused ? "The control plane refuses this token" : "No connection to " + session.target
    }
    text: {
        if (crashed)
            return sentence(backend.problem)
        const since = session.loaded ? " Data from " + session.lostSince + "." : ""
        return sentence(session.problem) + since + (session.retryIn > 0 ? " Next try in " + session.retryIn + " s." : "")
    }
    actions: [
        AppButton {
            objectName: "bannerDetails"
            visible: banner.truncated
            text: "Details"
            onClicked: details.open()
        },
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

    Dialog {
        id: details

        objectName: "connectionDetails"

        implicitWidth: 640
        title: banner.title

        AppText {
            width: parent.width
            text: banner.text
            wrapMode: Text.Wrap
        }
    }
}
