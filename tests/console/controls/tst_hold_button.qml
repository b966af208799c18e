import QtQuick
import QtTest
import Flotilla.Controls

Item {
    width: 400
    height: 200

    HoldButton { id: hold; text: "Hold to run"; confirmWord: "28" }
    HoldButton { id: disabled; y: 60; text: "Hold to run"; reason: "Replay" }
    SignalSpy { id: confirmed; target: hold; signalName: "confirmed" }
    SignalSpy { id: never; target: disabled; signalName: "confirmed" }

    TestCase {
        name: "HoldButton"
        when: windowShown

        function init() {
            confirmed.clear()
            hold.disarm()
            hold.forceActiveFocus()
        }

        function test_a_click_is_not_enough() {
            mouseClick(hold)
            wait(50)
            compare(confirmed.count, 0)
            compare(hold.progress, 0)
            verify(!hold.armed)
        }

        function test_holding_the_mouse_confirms_once() {
            mousePress(hold)
            tryVerify(() => hold.progress > 0.2)
            tryCompare(confirmed, "count", 1, 3000)
            mouseRelease(hold)
            compare(confirmed.count, 1)
        }

        function test_letting_go_early_takes_it_back() {
            mousePress(hold)
            tryVerify(() => hold.progress > 0.2)
            mouseRelease(hold)
            wait(1100)
            compare(confirmed.count, 0)
        }

        function test_holding_enter_confirms() {
            keyPress(Qt.Key_Return)
            tryCompare(confirmed, "count", 1, 3000)
            keyRelease(Qt.Key_Return)
            verify(!hold.armed)
        }

        function test_enter_then_the_word_confirms() {
            keyClick(Qt.Key_Return)
            verify(hold.armed)
            compare(confirmed.count, 0)
            keyClick("2")
            keyClick("8")
            compare(confirmed.count, 1)
        }

        function test_a_wrong_word_and_escape_do_not() {
            keyClick(Qt.Key_Return)
            keyClick("3")
            keyClick("8")
            compare(confirmed.count, 0)
            keyClick(Qt.Key_Escape)
            verify(!hold.armed)
            keyClick("2")
            keyClick("8")
            compare(confirmed.count, 0)
        }

        function test_two_quick_enters_do_not() {
            keyClick(Qt.Key_Return)
            keyClick(Qt.Key_Return)
            compare(confirmed.count, 0)
        }

        function test_with_a_reason_it_does_nothing() {
            mousePress(disabled)
            wait(1200)
            mouseRelease(disabled)
            compare(never.count, 0)
        }
    }
}
