pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme
import Flotilla.Controls

// A table over an item model with one column per entry of `columns`:
//   {title, width, align: "left" | "right", kind: "text" | "strong" | "mono" | "status" | "link" | "bar", sortable}
// The column with `stretch` takes what is left; one of width 0 is not shown. Roles of a cell, all but the first optional: display; status (shape and
// colour of a status cell, and the colour of a bar); tone: quiet, strong, or a status word; value (0..1, of a bar);
// edge: the problem of the row, as a status word, read from column 0.
// Keys: arrows, Page Up and Down, Home and End move; Space checks; Shift extends; Ctrl+A checks all; Enter opens.
FocusScope {
    id: root

    property var model: null
    property var columns: []
    property string label: ""
    property bool checkable: false
    property int sortColumn: -1
    property bool sortDescending: false
    property int currentRow: -1
    property int rowHeight: Theme.rowTable
    property int edgePadding: Theme.spaceL
    readonly property int rowCount: view.rows
    readonly property int leading: checkable ? edgePadding + 28 : edgePadding
    readonly property alias selection: selection
    readonly property int hoveredRow: pointer.hovered ? rowAt(pointer.point.position.y) : -1
    property var widths: columns.map(column => column.width ?? 120)
    property int anchorRow: -1
    // The ring is for people who came by key, as with every other control.
    property bool cameByKey: true

    signal sortRequested(int column, bool descending)
    signal activated(int row)
    // The rows are not where they were, so nothing is checked any more; whoever knows their identities can check them anew.
    signal selectionLost()

    function rowAt(y: real): int {
        const row = Math.floor((y + view.contentY) / rowHeight)
        return row >= 0 && row < rowCount ? row : -1
    }

    function columnWidth(column: int): real {
        if (!columns[column]?.stretch)
            return widths[column] ?? 0
        const others = widths.reduce((sum, width, i) => i === column ? sum : sum + width, 0)
        return Math.max(widths[column], view.width - others)
    }

    function setColumnWidth(column: int, width: real) {
        const changed = widths.slice()
        changed[column] = Math.max(48, Math.round(width))
        widths = changed
    }

    function moveTo(row: int, extend: bool) {
        if (rowCount === 0)
            return
        const target = Math.max(0, Math.min(rowCount - 1, row))
        if (extend && anchorRow < 0)
            anchorRow = Math.max(0, currentRow)
        if (extend)
            selection.addRange(anchorRow, target)
        else
            anchorRow = -1
        currentRow = target
        const top = target * rowHeight
        const highest = Math.max(0, rowCount * rowHeight - view.height)
        if (top < view.contentY)
            view.contentY = top
        else if (top + rowHeight > view.contentY + view.height)
            view.contentY = Math.min(highest, top + rowHeight - view.height)
    }

    function tap(row: int, x: real, modifiers: int) {
        if (row < 0)
            return
        const onBox = checkable && x + view.contentX < leading
        if (checkable && (modifiers & Qt.ShiftModifier)) {
            moveTo(row, true)
            return
        }
        moveTo(row, false)
        if (onBox || (checkable && (modifiers & Qt.ControlModifier)))
            selection.toggle(row)
    }

    implicitWidth: 640
    implicitHeight: header.height + Math.min(12, rowCount) * rowHeight
    activeFocusOnTab: true
    onActiveFocusChanged: {
        if (!activeFocus)
            cameByKey = true
    }
    onWidthsChanged: view.forceLayout()
    onWidthChanged: view.forceLayout()
    Accessible.role: Accessible.Table
    Accessible.name: label + ", " + rowCount + " rows"
                     + (currentRow >= 0 ? ", row " + (currentRow + 1) : "")
                     + (selection.count > 0 ? ", " + selection.count + " selected" : "")
    Accessible.focusable: true

    Keys.onPressed: (event) => {
        const extend = checkable && (event.modifiers & Qt.ShiftModifier) !== 0
        const page = Math.max(1, Math.floor(view.height / rowHeight) - 1)
        event.accepted = true
        cameByKey = true
        switch (event.key) {
        case Qt.Key_Down: return moveTo(currentRow + 1, extend)
        case Qt.Key_Up: return moveTo(currentRow - 1, extend)
        case Qt.Key_PageDown: return moveTo(currentRow + page, extend)
        case Qt.Key_PageUp: return moveTo(currentRow - page, extend)
        case Qt.Key_Home: return moveTo(0, extend)
        case Qt.Key_End: return moveTo(rowCount - 1, extend)
        case Qt.Key_Left: view.contentX = Math.max(0, view.contentX - 60); return
        case Qt.Key_Right:
            view.contentX = Math.max(0, Math.min(view.contentWidth - view.width, view.contentX + 60))
            return
        case Qt.Key_Return:
        case Qt.Key_Enter:
            if (currentRow >= 0)
                activated(currentRow)
            return
        case Qt.Key_Space:
            if (checkable)
                selection.toggle(currentRow)
            return
        case Qt.Key_A:
            if (checkable && event.modifiers === Qt.ControlModifier)
                return selection.addAll()
        }
        event.accepted = false
    }

    function forget() {
        selection.clear()
        anchorRow = -1
        selectionLost()
    }

    // Checked rows are numbers. Acting on a row that moved under its number would hit the wrong node.
    Connections {
        target: root.model
        ignoreUnknownSignals: true

        function onModelReset() { root.forget() }
        function onLayoutChanged() { root.forget() }
        function onRowsInserted() { root.forget() }
        function onRowsRemoved() { root.forget() }
        function onRowsMoved() { root.forget() }
    }
    RowSelection {
        id: selection

        rowCount: view.rows
    }
    TableHeader {
        id: header

        width: parent.width
        table: root
        contentX: view.contentX
    }
    Item {
        id: viewport

        y: header.height
        width: parent.width
        height: parent.height - y

        TableView {
            id: view

            anchors.fill: parent
            clip: true
            model: root.model
            boundsBehavior: Flickable.StopAtBounds
            keyNavigationEnabled: false
            pointerNavigationEnabled: false
            reuseItems: true
            rowHeightProvider: () => root.rowHeight
            columnWidthProvider: (column) => root.columnWidth(column)
            T.ScrollBar.vertical: ScrollBar {}
            T.ScrollBar.horizontal: ScrollBar {}
            delegate: TableCell {
                table: root
            }
        }
        HoverHandler {
            id: pointer
        }
        TapHandler {
            onTapped: (point) => {
                root.cameByKey = false
                root.forceActiveFocus(Qt.MouseFocusReason)
                root.tap(root.rowAt(point.position.y), point.position.x, point.modifiers)
            }
            onDoubleTapped: (point) => {
                const row = root.rowAt(point.position.y)
                if (row >= 0)
                    root.activated(row)
            }
        }
    }
    FocusRing {
        anchors.margins: 0
        around: 0
        visible: root.activeFocus && root.cameByKey
    }
}
