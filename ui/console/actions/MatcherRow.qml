import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// One matcher of a silence: a label, how it is compared, and with what.
Item {
    id: row

    required property int index
    property var matcher: ({})
    property bool removable: true
    readonly property list<string> operators: ["=", "!=", "=~", "!~"]

    signal edited(string name, string operator, string value)
    signal removed()

    function tell() {
        row.edited(name.text, operators[compare.currentIndex] ?? "=", value.text)
    }

    implicitHeight: Theme.sizeButton

    TextField {
        id: name

        width: 136
        mono: true
        label: "Label " + (row.index + 1)
        placeholderText: "label"
        text: row.matcher.name ?? ""
        onTextEdited: row.tell()
    }
    Select {
        id: compare

        x: name.width + Theme.spaceS
        width: 66
        Accessible.name: "How label " + (row.index + 1) + " is compared"
        model: row.operators
        currentIndex: Math.max(0, row.operators.indexOf(row.matcher.operator ?? "="))
        onActivated: (index) => {
            currentIndex = index
            row.tell()
        }
    }
    TextField {
        id: value

        x: compare.x + compare.width + Theme.spaceS
        width: row.width - x - 32
        mono: true
        label: "Value " + (row.index + 1)
        placeholderText: "value"
        text: row.matcher.value ?? ""
        onTextEdited: row.tell()
    }
    AppButton {
        x: row.width - width
        kind: "icon"
        visible: row.removable
        iconName: "x"
        iconSize: 14
        text: "Remove matcher " + (row.index + 1)
        onClicked: row.removed()
    }
}
