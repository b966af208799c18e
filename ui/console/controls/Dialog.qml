import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// A question that stops everything else, in the middle of the window. The verbs go into `buttons`, the important one last.
T.Popup {
    id: dialog

    property string title: ""
    property string sub: ""
    property alias buttons: buttonRow.data
    default property alias content: body.data

    parent: T.Overlay.overlay
    x: Math.round((parent ? parent.width - width : 0) / 2)
    y: Math.round((parent ? parent.height - height : 0) / 3)
    implicitWidth: 480
    implicitHeight: head.height + body.childrenRect.height + foot.height + 2 * Theme.spaceL
    modal: true
    focus: true
    padding: 0
    closePolicy: T.Popup.CloseOnEscape
    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }

    background: PopupFrame {}
    contentItem: FocusScope {
        focus: true
        Accessible.role: Accessible.Dialog
        Accessible.name: dialog.title
        Accessible.description: dialog.sub

        Item {
            id: head

            width: parent.width
            height: dialog.sub === "" ? 48 : 64

            AppText {
                x: Theme.spaceL
                y: Theme.spaceM + 2
                width: parent.width - 56
                text: dialog.title
                size: Theme.fontName
                weight: Theme.weightStrong
            }
            AppText {
                x: Theme.spaceL
                y: 38
                width: parent.width - 2 * x
                text: dialog.sub
                color: Theme.text3
            }
            AppButton {
                anchors.right: parent.right
                anchors.rightMargin: Theme.spaceS
                y: Theme.spaceS
                kind: "icon"
                iconName: "x"
                text: "Close"
                onClicked: dialog.close()
            }
        }
        Item {
            id: body

            x: Theme.spaceL
            y: head.height
            width: parent.width - 2 * x
            height: parent.height - head.height - foot.height
        }
        Item {
            id: foot

            y: parent.height - height
            width: parent.width
            height: 56

            Rectangle {
                width: parent.width
                height: 1
                color: Theme.divider
            }
            Row {
                id: buttonRow

                anchors.right: parent.right
                anchors.rightMargin: Theme.spaceL
                anchors.verticalCenter: parent.verticalCenter
                spacing: Theme.spaceS
            }
        }
    }
}
