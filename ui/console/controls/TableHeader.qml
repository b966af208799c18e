pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// The head of a DataTable: titles that sort, edges that resize, the box that checks all.
Item {
    id: header

    required property var table
    property real contentX: 0

    implicitHeight: Theme.rowTableHead
    clip: true

    Row {
        x: -header.contentX

        Repeater {
            model: header.table.columns

            T.AbstractButton {
                id: cell

                required property var modelData
                required property int index
                readonly property bool toRight: modelData.align === "right"
                readonly property bool sorted: header.table.sortColumn === index
                readonly property bool sortable: modelData.sortable ?? false

                text: modelData.title
                // The grip of a column reaches into the next one.
                z: -index
                width: header.table.columnWidth(index)
                visible: width > 0
                height: header.height
                hoverEnabled: true
                focusPolicy: sortable ? Qt.TabFocus : Qt.NoFocus
                Accessible.role: Accessible.ColumnHeader
                Accessible.name: text + (sorted ? (header.table.sortDescending ? ", sorted down" : ", sorted up") : "")
                onClicked: {
                    if (sortable)
                        header.table.sortRequested(index, sorted && !header.table.sortDescending)
                }

                background: Item {
                    FocusRing {
                        visible: cell.visualFocus
                        anchors.margins: 2
                        around: 2
                    }
                }
                contentItem: Item {
                    Row {
                        x: cell.toRight ? cell.width - width - 10 : cell.index === 0 ? header.table.leading : 10
                        anchors.verticalCenter: parent.verticalCenter
                        spacing: 4

                        AppText {
                            text: cell.text
                            weight: Theme.weightMedium
                            color: cell.sorted || (cell.sortable && cell.hovered) ? Theme.text : Theme.text3
                            Accessible.ignored: true
                        }
                        Icon {
                            anchors.verticalCenter: parent.verticalCenter
                            visible: cell.sorted
                            name: header.table.sortDescending ? "arrow-down" : "arrow-up"
                            size: 12
                            color: Theme.accent
                        }
                    }
                }

                MouseArea {
                    id: grip

                    property real startWidth: 0
                    property real startX: 0

                    x: parent.width - width / 2
                    width: 12
                    height: parent.height
                    z: 1
                    cursorShape: Qt.SplitHCursor
                    hoverEnabled: true
                    preventStealing: true
                    onPressed: (mouse) => {
                        startWidth = cell.width
                        startX = mapToItem(header, mouse.x, 0).x
                    }
                    onPositionChanged: (mouse) => {
                        if (pressed)
                            header.table.setColumnWidth(cell.index, startWidth + mapToItem(header, mouse.x, 0).x - startX)
                    }

                    Rectangle {
                        anchors.centerIn: parent
                        width: 1
                        height: 16
                        visible: grip.containsMouse || grip.pressed
                        color: Theme.control
                    }
                }
            }
        }
    }
    CheckBox {
        x: header.table.edgePadding - 7
        anchors.verticalCenter: parent.verticalCenter
        visible: header.table.checkable
        tristate: true
        checkState: header.table.selection.count === 0 ? Qt.Unchecked
                    : header.table.selection.count === header.table.rowCount ? Qt.Checked : Qt.PartiallyChecked
        nextCheckState: () => checkState
        Accessible.name: "Select all " + header.table.rowCount
        onClicked: {
            if (header.table.selection.count > 0)
                header.table.selection.clear()
            else
                header.table.selection.addAll()
        }
    }
    Rectangle {
        y: parent.height - 1
        width: parent.width
        height: 1
        color: Theme.divider
    }
}
