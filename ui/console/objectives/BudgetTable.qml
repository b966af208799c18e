pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What is left of every budget: regions down, objectives across. Arrow keys, Home and End move the chosen cell.
FocusScope {
    id: root

    required property ObjectivesModel objectives
    property string cell: ""
    property int currentRow: -1
    property int currentColumn: -1
    property bool cameByKey: true
    readonly property var heads: objectives.objectives
    readonly property real nameWidth: width < 900 ? 108 : 132
    readonly property real cellWidth: Math.max(168, Math.floor((width - nameWidth) / Math.max(1, heads.length)))
    // Titles are written on two lines where columns are narrow.
    readonly property real headHeight: cellWidth < 232 ? Theme.rowTableHead + 16 : Theme.rowTableHead
    readonly property real contentHeight: headHeight + view.rows * Theme.rowSlo

    signal chosen(string cell)

    function words(row: int, column: int, parts: var): string {
        const region = view.model?.data(view.model.index(row, 0)) ?? ""
        return region + ", " + (heads[column - 1]?.title ?? "") + ": " + parts.filter(part => part !== "").join(", ")
    }

    function columnAt(x: real): int {
        const inside = x + view.contentX - nameWidth
        return inside < 0 ? 0 : Math.floor(inside / cellWidth) + 1
    }

    function moveTo(row: int, column: int) {
        if (view.rows === 0)
            return
        const down = Math.max(0, Math.min(view.rows - 1, row)), across = Math.max(1, Math.min(heads.length, column))
        chosen(objectives.cellAt(down, across))
        const top = down * Theme.rowSlo, start = nameWidth + (across - 1) * cellWidth
        if (top < view.contentY)
            view.contentY = top
        else if (top + Theme.rowSlo > view.contentY + view.height)
            view.contentY = top + Theme.rowSlo - view.height
        if (start < view.contentX)
            view.contentX = across === 1 ? 0 : start
        else if (start + cellWidth > view.contentX + view.width)
            view.contentX = start + cellWidth - view.width
    }

    function follow() {
        currentRow = objectives.rowOf(cell)
        currentColumn = objectives.columnOf(cell)
    }

    activeFocusOnTab: true
    onCellChanged: follow()
    onCellWidthChanged: view.forceLayout()
    onActiveFocusChanged: {
        if (!activeFocus)
            cameByKey = true
    }
    Component.onCompleted: follow()
    Accessible.role: Accessible.Table
    Accessible.name: "Budget left, " + view.rows + " rows, " + heads.length + " objectives" + (cell === "" ? "" : ", " + cell)
    Accessible.focusable: true

    Keys.onPressed: (event) => {
        event.accepted = true
        cameByKey = true
        switch (event.key) {
        case Qt.Key_Down: return moveTo(currentRow + 1, currentColumn)
        case Qt.Key_Up: return moveTo(currentRow - 1, currentColumn)
        case Qt.Key_Left: return moveTo(currentRow, currentColumn - 1)
        case Qt.Key_Right: return moveTo(currentRow, currentColumn + 1)
        case Qt.Key_Home: return moveTo(0, currentColumn)
        case Qt.Key_End: return moveTo(view.rows - 1, currentColumn)
        }
        event.accepted = false
    }

    Connections {
        target: root.objectives

        function onModelReset() { root.follow() }
        function onChanged() { root.follow() }
    }
    Item {
        id: header

        width: parent.width
        height: root.headHeight
        clip: true

        Row {
            x: -view.contentX

            AppText {
                width: root.nameWidth
                height: header.height
                leftPadding: Theme.spaceL
                verticalAlignment: Text.AlignVCenter
                text: "Region"
                weight: Theme.weightMedium
                color: Theme.text3
            }
            Repeater {
                model: root.heads

                Item {
                    id: head

                    required property var modelData

                    width: root.cellWidth
                    height: header.height
                    Accessible.role: Accessible.ColumnHeader
                    Accessible.name: modelData.title + ", target " + modelData.target

                    AppText {
                        id: title

                        x: 12
                        width: Math.min(Math.ceil(implicitWidth), parent.width - x - target.implicitWidth - 20)
                        height: parent.height
                        verticalAlignment: Text.AlignVCenter
                        wrapMode: Text.WordWrap
                        elide: Text.ElideRight
                        maximumLineCount: root.headHeight > Theme.rowTableHead ? 2 : 1
                        text: head.modelData.title
                        weight: Theme.weightMedium
                        Accessible.ignored: true

                        HoverHandler {
                            id: over
                        }
                        Tooltip {
                            visible: over.hovered && title.truncated
                            text: head.modelData.title
                        }
                    }
                    AppText {
                        id: target

                        x: title.x + title.width + Theme.spaceS
                        height: parent.height
                        verticalAlignment: Text.AlignVCenter
                        text: head.modelData.target
                        color: Theme.text3
                        Accessible.ignored: true
                    }
                }
            }
        }
        Rectangle {
            y: parent.height - 1
            width: parent.width
            height: 1
            color: Theme.divider
        }
    }
    TableView {
        id: view

        y: header.height
        width: parent.width
        height: parent.height - y
        clip: true
        model: root.objectives
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: false
        pointerNavigationEnabled: false
        reuseItems: true
        rowHeightProvider: () => Theme.rowSlo
        columnWidthProvider: (column) => column === 0 ? root.nameWidth : root.cellWidth
        T.ScrollBar.vertical: ScrollBar {}
        T.ScrollBar.horizontal: ScrollBar {}
        delegate: BudgetCell {
            implicitWidth: 100
            implicitHeight: Theme.rowSlo
            table: root
        }

        TapHandler {
            onTapped: (point) => {
                root.cameByKey = false
                root.forceActiveFocus(Qt.MouseFocusReason)
                const row = Math.floor(point.position.y / Theme.rowSlo)
                const column = root.columnAt(point.position.x - view.contentX)
                if (row < view.rows && column > 0)
                    root.moveTo(row, column)
            }
        }
    }
}
