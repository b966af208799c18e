import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Covers the window until somebody is logged in; what was open stays open beneath.
T.Popup {
    id: page

    required property Session session
    readonly property Identity identity: session.identity

    parent: T.Overlay.overlay
    width: parent ? parent.width : 0
    height: parent ? parent.height : 0
    visible: identity.needed
    modal: true
    focus: true
    padding: 0
    closePolicy: T.Popup.NoAutoClose
    onOpened: form.begin()

    background: Rectangle {
        color: Theme.canvas

        Rectangle {
            width: parent.width
            height: Theme.sizeStrip
            color: Theme.environment
        }
    }
    contentItem: FocusScope {
        focus: true
        Accessible.role: Accessible.Dialog
        Accessible.name: "Log in to " + page.session.target

        Rectangle {
            anchors.centerIn: parent
            width: 400
            height: column.height + 2 * Theme.spaceXL
            radius: Theme.radiusPanel
            color: Theme.panel
            border.color: Theme.divider

            Column {
                id: column

                x: Theme.spaceXL
                y: Theme.spaceXL
                width: parent.width - 2 * x
                spacing: Theme.spaceM

                AppText {
                    text: page.identity.lacksFactor ? "A second factor is missing" : "Log in"
                    size: Theme.fontName
                    weight: Theme.weightStrong
                    Accessible.role: Accessible.Heading
                    Accessible.name: text
                }
                AppText {
                    width: parent.width
                    wrapMode: Text.Wrap
                    text: page.session.environment + ", " + page.session.target
                    color: Theme.text2
                    Accessible.role: Accessible.StaticText
                    Accessible.name: text
                }
                AppText {
                    objectName: "loginNote"
                    width: parent.width
                    visible: text !== ""
                    wrapMode: Text.Wrap
                    text: page.identity.note
                    lineHeight: 1.3
                    color: Theme.degraded
                    Accessible.role: Accessible.AlertMessage
                    Accessible.name: text
                }
                LoginForm {
                    id: form

                    width: parent.width
                    visible: !page.identity.lacksFactor
                    identity: page.identity
                }
                MissingFactor {
                    width: parent.width
                    visible: page.identity.lacksFactor
                    identity: page.identity
                }
                AppText {
                    objectName: "loginProblem"
                    width: parent.width
                    visible: page.identity.problem !== ""
                    wrapMode: Text.Wrap
                    text: (page.identity.problem + " " + page.identity.fix).trim()
                    lineHeight: 1.3
                    color: Theme.failed
                    Accessible.role: Accessible.AlertMessage
                    Accessible.name: text
                }
            }
        }
    }
}
