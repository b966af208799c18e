import QtQuick
import QtTest
import Flotilla.Controls
import Flotilla.Gallery

Item {
    width: 800
    height: 400

    DataTable {
        id: table

        anchors.fill: parent
        checkable: true
        model: SampleNodes { count: 1000 }
        columns: [{title: "Status", width: 140, kind: "status", sortable: true}, {title: "Node", width: 140, kind: "mono"},
            {title: "Site", width: 100}]
    }
    SignalSpy { id: sorted; target: table; signalName: "sortRequested" }
    SignalSpy { id: activated; target: table; signalName: "activated" }

    TestCase {
        name: "DataTable"
        when: windowShown

        function init() {
            table.selection.clear()
            table.currentRow = -1
            table.forceActiveFocus()
            keyClick(Qt.Key_Home)
            sorted.clear()
            activated.clear()
        }

        function test_arrows_move_the_current_row() {
            keyClick(Qt.Key_Down)
            keyClick(Qt.Key_Down)
            compare(table.currentRow, 2)
            keyClick(Qt.Key_Up)
            compare(table.currentRow, 1)
        }

        function test_home_and_end_are_the_first_and_last_row() {
            keyClick(Qt.Key_End)
            compare(table.currentRow, 999)
            keyClick(Qt.Key_Home)
            compare(table.currentRow, 0)
        }

        function test_pages_are_as_long_as_the_window() {
            keyClick(Qt.Key_PageDown)
            verify(table.currentRow >= 10 && table.currentRow <= 13)
            keyClick(Qt.Key_PageUp)
            compare(table.currentRow, 0)
        }

        function test_space_checks_and_unchecks() {
            keyClick(Qt.Key_Space)
            verify(table.selection.contains(0))
            keyClick(Qt.Key_Space)
            compare(table.selection.count, 0)
        }

        function test_shift_extends() {
            keyClick(Qt.Key_Down)
            keyClick(Qt.Key_Down, Qt.ShiftModifier)
            keyClick(Qt.Key_Down, Qt.ShiftModifier)
            compare(table.selection.rows(), [1, 2, 3])
        }

        function test_control_a_checks_all() {
            keyClick(Qt.Key_A, Qt.ControlModifier)
            compare(table.selection.count, 1000)
        }

        function test_rows_that_move_are_not_checked_any_more() {
            keyClick(Qt.Key_A, Qt.ControlModifier)
            table.model.count = 1000
            compare(table.selection.count, 0)
        }

        function test_enter_opens_the_current_row() {
            keyClick(Qt.Key_Down)
            keyClick(Qt.Key_Return)
            compare(activated.count, 1)
            compare(activated.signalArguments[0][0], 1)
        }

        function test_a_click_on_a_row_makes_it_current_and_on_its_box_checks_it() {
            mouseClick(table, 300, 32 + 28 * 2 + 14)
            compare(table.currentRow, 2)
            compare(table.selection.count, 0)
            mouseClick(table, 22, 32 + 28 * 4 + 14)
            verify(table.selection.contains(4))
        }

        function test_a_click_on_a_title_asks_for_sorting() {
            mouseClick(table, 80, 16)
            compare(sorted.count, 1)
            compare(sorted.signalArguments[0][0], 0)
            mouseClick(table, 200, 16)
            compare(sorted.count, 1, "a column that cannot be sorted asks for nothing")
        }

        function test_dragging_an_edge_resizes_the_column() {
            const before = table.columnWidth(1)
            mouseDrag(table, 280, 16, 60, 0, Qt.LeftButton, Qt.NoModifier, 20)
            verify(table.columnWidth(1) > before + 30)
        }
    }
}
