import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// What to run on the machine that joins. It holds a secret, so it is shown once.
Rectangle {
    id: box

    // Actions.enrolment
    property var enrolment: ({})

    implicitHeight: column.height + 2 * Theme.spaceM
    radius: Theme.radiusPanel
    color: Theme.canvas
    border.color: Theme.control

    Column {
        id: column

        x: Theme.spaceM
        y: Theme.spaceM
        width: parent.width - 2 * x
        spacing: Theme.spaceS

        AppText {
            text: "Run this on the machine that joins " + (box.enrolment.site ?? "")
            weight: Theme.weightStrong
        }
        CodeLine {
            width: parent.width
            text: box.enrolment.command ?? ""
        }
        AppText {
            text: "Then paste the token and press Ctrl+D"
            weight: Theme.weightStrong
        }
        CodeLine {
            width: parent.width
            text: box.enrolment.token ?? ""
        }
        AppText {
            width: parent.width
            wrapMode: Text.Wrap
            text: "Shown once: it is gone when this sheet closes. Good for one machine until " + (box.enrolment.expires ?? "") + "."
            size: Theme.fontCaption
            color: Theme.text2
        }
    }
}
