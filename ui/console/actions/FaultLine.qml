pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// One fault of a game day that is planned: what breaks, on which nodes, when and for how long.
Rectangle {
    id: line

    required property int index
    property var fault: ({})
    property var kinds: []
    property var lengths: []
    property var delays: []
    property var workloads: []
    property bool removable: true
    readonly property string number: "fault " + (index + 1)
    readonly property bool hasAmount: (fault.amountName ?? "") !== ""
    readonly property bool takesWorkload: fault.takesWorkload ?? false

    signal chosen(string name, int place)
    signal whereEdited(string text)
    signal narrowed()
    signal removed()

    // What is typed is kept by the draft; it may become another fault's when one above is taken out.
    function follow() {
        if (where.text.trim() !== (fault.where ?? ""))
            where.text = fault.where ?? ""
    }

    function focusWhere() {
        where.forceActiveFocus(Qt.TabFocusReason)
    }

    implicitHeight: column.height
    radius: Theme.radiusControl
    color: Theme.canvas
    border.color: Theme.divider
    onFaultChanged: follow()
    Accessible.role: Accessible.Grouping
    Accessible.name: number

    Column {
        id: column

        x: Theme.spaceM
        width: parent.width - 2 * x
        topPadding: Theme.spaceM
        bottomPadding: Theme.spaceM
        spacing: Theme.spaceS

        Item {
            width: parent.width
            height: Theme.sizeButton

            Flow {
                width: parent.width - (line.removable ? 36 : 0)
                spacing: Theme.spaceS

                Select {
                    width: 124
                    Accessible.name: "What " + line.number + " breaks: " + displayText
                    model: line.kinds
                    currentIndex: line.fault.kind ?? 0
                    onActivated: (index) => line.chosen("kind", index)
                }
                Select {
                    width: 84
                    Accessible.name: "How long " + line.number + " lasts: " + displayText
                    model: line.lengths
                    currentIndex: line.fault.lasts ?? 0
                    onActivated: (index) => line.chosen("lasts", index)
                }
                Select {
                    width: 110
                    Accessible.name: "When " + line.number + " begins: " + displayText
                    model: line.delays
                    currentIndex: line.fault.after ?? 0
                    onActivated: (index) => line.chosen("after", index)
                }
                Select {
                    width: line.takesWorkload ? 104 : 136
                    visible: line.hasAmount
                    Accessible.name: (line.fault.amountName ?? "") + " of " + line.number + ": " + displayText
                    model: line.fault.amounts ?? []
                    currentIndex: line.fault.amount ?? 0
                    onActivated: (index) => line.chosen("amount", index)
                }
                Select {
                    width: 138
                    visible: line.takesWorkload
                    Accessible.name: "Workload of " + line.number + ": " + displayText
                    model: line.workloads
                    currentIndex: line.fault.workload ?? 0
                    onActivated: (index) => line.chosen("workload", index)
                }
            }
            AppButton {
                x: parent.width - width
                kind: "icon"
                visible: line.removable
                iconName: "x"
                iconSize: 14
                text: "Remove " + line.number
                onClicked: line.removed()
            }
        }
        AppText {
            width: parent.width
            text: line.fault.meaning ?? ""
            size: Theme.fontCaption
            color: Theme.text2
        }
        Item {
            width: parent.width
            height: where.height + (where.error === "" ? 0 : 18)

            TextField {
                id: where

                width: parent.width
                mono: true
                maximumLength: 500
                label: "Nodes of " + line.number
                placeholderText: "on which nodes, for example site:rotterdam drills:allow"
                error: line.fault.problem ?? ""
                onTextEdited: line.whereEdited(text)
            }
        }
        Item {
            width: parent.width
            height: Theme.sizeButtonSmall
            visible: matching.text !== ""

            AppText {
                id: matching

                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: (line.fault.problem ?? "") !== "" ? "" : line.fault.matching ?? ""
                color: Theme.text2
            }
            AppButton {
                x: matching.width + Theme.spaceS
                kind: "link"
                small: true
                visible: line.fault.narrowable ?? false
                text: "Only those that allow drills"
                Accessible.name: text + ", " + line.number
                onClicked: line.narrowed()
            }
        }
    }
}
