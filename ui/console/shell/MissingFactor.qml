import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The password was right, but the role demands a second factor, which is set up in a browser or on the command line.
Column {
    id: part

    required property Identity identity

    spacing: Theme.spaceM

    AppText {
        width: parent.width
        wrapMode: Text.Wrap
        lineHeight: 1.3
        text: "Your role needs a second factor, " + part.identity.name
              + ". Until you have one, nothing else is allowed. Set it up in a browser, or with flotillactl account second-factor:"
        color: Theme.text2
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
    CodeLine {
        width: parent.width
        visible: part.identity.webAddress !== ""
        text: part.identity.webAddress
    }
    Row {
        spacing: Theme.spaceS

        AppButton {
            objectName: "factorAgain"
            kind: "primary"
            text: "I have one now"
            onClicked: part.identity.lookAgain()
        }
        AppButton {
            objectName: "factorOther"
            text: "As somebody else"
            onClicked: part.identity.startOver()
        }
    }
}
