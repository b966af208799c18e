import QtQuick

// Wrong on purpose: shows that the check of the console's files would notice.
Item {
    width: nobodyHasThis
}
