pragma ComponentBehavior: Bound
import QtQuick

// Facts below each other: [{name, value, mono, strong, status}], of which only the name is required.
Column {
    id: list

    property var facts: []
    property int nameWidth: 86

    Repeater {
        model: list.facts

        FactRow {
            required property var modelData

            width: list.width
            nameWidth: list.nameWidth
            name: modelData.name
            value: modelData.value ?? ""
            mono: modelData.mono ?? false
            strong: modelData.strong ?? false
            status: modelData.status ?? ""
        }
    }
}
