import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// A sheet for one action: what it would do in the middle, and the verb below, which has to be held. `expected` makes that
// need the number or name typed first. `commandLine` is the same for the command line.
Sheet {
    id: sheet

    property string verb: ""
    property string reason: ""
    property string expected: ""
    property string what: "the number of nodes"
    property string commandLine: ""
    property bool danger: false
    property bool confirmable: true
    default property alias parts: column.data

    signal confirmed()

    width: 560
    onOpened: confirm.text = ""
    buttons: [
        AppButton {
            anchors.verticalCenter: parent?.verticalCenter
            text: sheet.confirmable ? "Cancel" : "Close"
            onClicked: sheet.close()
        },
        HoldButton {
            id: hold

            anchors.verticalCenter: parent?.verticalCenter
            visible: sheet.confirmable
            height: 36
            text: "Hold to " + sheet.verb
            danger: sheet.danger
            reason: sheet.reason !== "" ? sheet.reason : sheet.expected !== "" && !confirm.matches
                    ? "Type " + sheet.expected + " first" : ""
            onConfirmed: {
                sheet.close()
                sheet.confirmed()
            }
        }
    ]

    Flickable {
        id: view

        width: parent?.width ?? 0
        height: (parent?.height ?? 0) - foot.height
        contentHeight: column.height + Theme.spaceL
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        Column {
            id: column

            width: view.width - 14
            topPadding: Theme.spaceS
            spacing: Theme.spaceM
        }
    }
    Column {
        id: foot

        y: view.height
        width: parent?.width ?? 0
        topPadding: Theme.spaceS
        bottomPadding: Theme.spaceM
        spacing: Theme.spaceM

        CodeLine {
            width: parent.width
            visible: sheet.commandLine !== ""
            text: sheet.commandLine
        }
        TypeToConfirm {
            id: confirm

            width: parent.width
            visible: sheet.confirmable && sheet.expected !== "" && sheet.reason === ""
            expected: sheet.expected
            what: sheet.what
        }
        AppText {
            width: parent.width
            visible: sheet.confirmable
            wrapMode: Text.Wrap
            text: hold.reason !== "" ? hold.reason + "." : hold.hint
            size: Theme.fontCaption
            color: Theme.text2
        }
    }
}
