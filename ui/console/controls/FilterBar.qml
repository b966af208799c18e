pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Theme

// A selector as chips, with a field to add a term. A chip goes with its cross, the last one with Backspace, which puts it
// into the field to be changed. `edited` asks for a new selector; whoever owns it sets `filter` or `error`.
Column {
    id: bar

    property string filter: ""
    property string error: ""
    property string placeholder: "add a term such as status:failed, or press / and type"
    readonly property var terms: split(filter)
    readonly property alias fieldFocused: field.activeFocus

    signal edited(string filter)

    // Terms that "and" joins can be taken out one by one; anything else stays in one piece.
    function split(text: string): var {
        const found = []
        let term = "", depth = 0, quoted = false
        for (const letter of text + " ") {
            if (letter === "\"")
                quoted = !quoted
            else if (!quoted && letter === "(")
                ++depth
            else if (!quoted && letter === ")")
                --depth
            if (letter === " " && depth <= 0 && !quoted) {
                if (term !== "")
                    found.push(term)
                term = ""
            } else {
                term += letter
            }
        }
        const joined = found.some(part => ["or", "not", "and"].includes(part.toLowerCase()) || part.startsWith("("))
        return joined ? [text] : found
    }

    function without(index: int): string {
        return terms.filter((term, i) => i !== index).join(" ")
    }

    function addTyped() {
        if (field.text.trim() !== "")
            edited((filter + " " + field.text.trim()).trim())
    }

    function focusField() {
        field.forceActiveFocus(Qt.ShortcutFocusReason)
    }

    onFilterChanged: field.clear()
    spacing: 4

    Rectangle {
        width: bar.width
        height: 36
        radius: Theme.radiusControl
        color: Theme.panel
        border.color: bar.error !== "" ? Theme.failed : field.activeFocus ? Theme.accent : Theme.control

        Icon {
            x: 12
            anchors.verticalCenter: parent.verticalCenter
            name: "list-filter"
            size: 16
            color: Theme.text2
        }
        Flickable {
            id: chipView

            x: 38
            width: Math.min(chips.width, parent.width * 0.7)
            height: parent.height
            contentWidth: chips.width
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            onContentWidthChanged: contentX = Math.max(0, contentWidth - width)

            Row {
                id: chips

                height: 36
                spacing: 6

                Repeater {
                    model: bar.terms

                    Chip {
                        required property string modelData
                        required property int index
                        readonly property int colon: bar.terms.length === 1 && modelData.includes(" ")
                                                     ? -1 : modelData.indexOf(":")

                        anchors.verticalCenter: parent?.verticalCenter
                        field: colon > 0 ? modelData.substring(0, colon) : ""
                        value: colon > 0 ? modelData.substring(colon + 1) : modelData
                        onRemoved: bar.edited(bar.without(index))
                    }
                }
            }
        }
        TextField {
            id: field

            anchors.left: chipView.right
            anchors.right: clear.left
            anchors.verticalCenter: parent.verticalCenter
            leftPadding: 8
            mono: text !== ""
            label: "Filter"
            placeholderText: bar.placeholder
            background: Item {}
            onAccepted: bar.addTyped()
            onTextEdited: {
                if (bar.error !== "")
                    bar.edited(bar.filter)
            }
            Keys.onPressed: (event) => {
                if (event.key === Qt.Key_Backspace && text === "" && bar.terms.length > 0) {
                    const last = bar.terms[bar.terms.length - 1]
                    bar.edited(bar.without(bar.terms.length - 1))
                    text = last
                    event.accepted = true
                } else if (event.key === Qt.Key_Escape && text !== "") {
                    clear()
                    event.accepted = true
                }
            }
        }
        AppButton {
            id: clear

            anchors.right: parent.right
            anchors.rightMargin: 4
            anchors.verticalCenter: parent.verticalCenter
            visible: bar.filter !== "" || field.text !== ""
            kind: "ghost"
            text: "Clear"
            onClicked: {
                field.clear()
                bar.edited("")
            }
        }
    }
    Row {
        visible: bar.error !== ""
        spacing: 6

        StatusShape {
            anchors.verticalCenter: parent.verticalCenter
            status: "failed"
            background: Theme.canvas
        }
        AppText {
            width: bar.width - 24
            text: bar.error + (bar.error.endsWith(".") ? "" : ".") + " The rows are still those of the filter before."
            color: Theme.failed
            Accessible.role: Accessible.AlertMessage
            Accessible.name: bar.error
        }
    }
}
