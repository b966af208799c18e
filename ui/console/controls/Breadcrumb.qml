pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// Where the view looks: fleet, region, site. Each part goes there; the last one opens the list of its siblings.
Row {
    id: crumb

    property list<string> parts

    signal chosen(int index)

    spacing: 6
    Accessible.role: Accessible.Grouping
    Accessible.name: "Scope: " + (parts[parts.length - 1] ?? "")

    Repeater {
        model: crumb.parts

        Row {
            id: step

            required property string modelData
            required property int index
            readonly property bool last: index === crumb.parts.length - 1

            spacing: 6

            AppText {
                anchors.verticalCenter: parent.verticalCenter
                visible: step.index > 0
                text: "›"
                size: Theme.fontBody
                color: Theme.text3
                Accessible.ignored: true
            }
            T.AbstractButton {
                id: link

                text: step.modelData
                hoverEnabled: true
                implicitWidth: Math.max(Theme.sizeTarget, Math.ceil(word.implicitWidth) + (step.last ? 22 : 0))
                implicitHeight: Theme.sizeTarget
                Accessible.role: step.last ? Accessible.ButtonMenu : Accessible.Link
                Accessible.name: text
                onClicked: crumb.chosen(step.index)

                contentItem: Item {
                    AppText {
                        id: word

                        anchors.verticalCenter: parent.verticalCenter
                        text: link.text
                        size: Theme.fontBody
                        weight: step.last ? Theme.weightStrong : Theme.weightNormal
                        color: step.last || link.hovered ? Theme.text : Theme.text2
                        Accessible.ignored: true
                    }
                    Icon {
                        x: word.implicitWidth + 7
                        anchors.verticalCenter: parent.verticalCenter
                        visible: step.last
                        name: "chevron-down"
                        size: 14
                        color: Theme.text3
                    }
                }
                background: Item {
                    FocusRing {
                        visible: link.visualFocus
                    }
                }
            }
        }
    }
}
