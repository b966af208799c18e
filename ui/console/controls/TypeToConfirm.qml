import QtQuick
import Flotilla.Theme

// Asks for the count or the name of what is about to change. `matches` enables the verb; blanks and commas do not count.
Column {
    id: confirm

    property string expected: ""
    property string what: "the number of nodes"
    readonly property bool matches: expected !== "" && plain(field.text) === plain(expected)
    property alias text: field.text

    signal accepted()

    function plain(text: string): string {
        return text.replace(/[\s,]/g, "").toLowerCase()
    }

    spacing: 6

    AppText {
        width: parent.width
        text: "Type " + confirm.expected + ", " + confirm.what + ", to confirm"
        color: Theme.text2
    }
    Item {
        width: parent.width
        height: field.height

        TextField {
            id: field

            width: 240
            mono: true
            label: "Type " + confirm.expected + " to confirm"
            placeholderText: confirm.expected
            onAccepted: {
                if (confirm.matches)
                    confirm.accepted()
            }
        }
        StatusMark {
            x: field.width + Theme.spaceM
            anchors.verticalCenter: field.verticalCenter
            visible: field.text !== ""
            status: confirm.matches ? "passed" : "pending"
            word: confirm.matches ? "matches" : "does not match yet"
        }
    }
}
