pragma Singleton
import QtQuick

// Made-up data for the gallery, the same each time.
QtObject {
    readonly property real noon: 1763985900
    readonly property var spark: wave(40, 50, 8, 7)
    readonly property var falling: Array.from({length: 40}, (_, i) => 100 - i * 0.7 - (i * 7 % 5))
    readonly property var rising: Array.from({length: 40}, (_, i) => i < 28 ? 4 + i % 3 : 4 + (i - 28) * 3)
    readonly property var flat: Array.from({length: 40}, (_, i) => 10 + (i * 13 % 3) * 0.4)
    readonly property var canary: curve(120, 0.28, 0.05, 3)
    readonly property var baseline: curve(120, 0.17, 0.02, 5)
    readonly property var upper: curve(120, 0.45, 0.05, 3)
    readonly property var lower: curve(120, 0.11, 0.04, 3)
    readonly property var latency: Array.from({length: 240}, (_, i) => Qt.point(
        noon - 21600 + i * 90, i > 150 && i < 185 ? Number.NaN : 42 + 4 * Math.sin(i / 7) + (i * 31 % 5) + (i > 225 ? (i - 225) * 4 : 0)))
    readonly property var sites: ["Newark-1", "Newark-2", "Boston-1", "Philly-3", "Richmond-1", "Raleigh-2", "Atlanta-1", "Miami-1",
                                  "Tampa-1"]
    readonly property var fleet: [
        region("us-east", 9, 200), region("us-west", 6, 190), region("eu-west", 6, 150), region("ap-south", 6, 190),
        region("ap-east", 4, 160), region("eu-north", 4, 180), region("sa-east", 2, 210), region("me-central", 2, 170)]
    readonly property int fleetSize: fleet.reduce((sum, one) => sum + one.sites.reduce((n, site) => n + site.count, 0), 0)

    function wave(count: int, base: real, height: real, seed: int): var {
        return Array.from({length: count}, (_, i) => base + height * Math.sin(i / 4) + (i * seed % 5))
    }

    function curve(count: int, base: real, height: real, seed: int): var {
        return Array.from({length: count}, (_, i) => Qt.point(
            noon - 2400 + i * 20, base + height * Math.sin(i / 14) + (i * seed % 7) * height / 18 + i * base / 900))
    }

    function region(name: string, count: int, nodes: int): var {
        return {name: name, sites: Array.from({length: count}, (_, i) => ({name: sites[i % sites.length], count: nodes - i * 3}))}
    }

    // One byte per node: mostly healthy, some single problems, one dense group of each kind.
    function statuses(size: int): var {
        const bytes = new Uint8Array(size)
        for (let i = 0; i < 40; ++i)
            bytes[(i * 7919 + 131) % size] = [2, 3, 4, 5, 2, 4][i % 6]
        for (let i = 0; i < 38; ++i)
            bytes[3010 + i] = 4
        for (let i = 0; i < 60; ++i)
            bytes[2000 + i] = 1
        for (let i = 0; i < 30; ++i)
            bytes[3320 + i] = 6
        return bytes.buffer
    }
}
