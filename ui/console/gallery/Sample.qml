pragma Singleton
import QtQuick

// Made-up data for the gallery, the same each time.
QtObject {
    readonly property real noon: 1763985900
    readonly property var spark: wave(40, 50, 8, 7)
    readonly property var falling: Array.from({length: 40}, (_, i) => 100 - i * 0.7 - noise(i, 7) * 3)
    readonly property var rising: Array.from({length: 40}, (_, i) => i < 28 ? 4 + noise(i, 5) : 4 + (i - 28) * 3 + noise(i, 3))
    readonly property var flat: Array.from({length: 40}, (_, i) => 10 + noise(i, 9))
    readonly property var canary: curve(120, 0.28, 0.05, 3)
    readonly property var baseline: curve(120, 0.17, 0.02, 5)
    readonly property var upper: curve(120, 0.4, 0.05, 3)
    readonly property var lower: curve(120, 0.11, 0.04, 3)
    readonly property var latency: Array.from({length: 240}, (_, i) => Qt.point(
        noon - 21600 + i * 90, i > 150 && i < 185 ? NaN : 41 + 3 * Math.sin(i / 17) + noise(i, 11) * 4 + (i > 225 ? (i - 225) * 4 : 0)))
    readonly property var sites: ["Newark-1", "Newark-2", "Boston-1", "Philly-3", "Richmond-1", "Raleigh-2", "Atlanta-1", "Miami-1",
                                  "Tampa-1", "Orlando-2", "Fresno-1", "LA-2"]
    readonly property var fleet: [
        region("us-east", 12, 215), region("us-west", 9, 210), region("eu-west", 9, 190), region("ap-south", 6, 190),
        region("ap-east", 4, 160), region("eu-north", 4, 180), region("sa-east", 2, 210), region("me-central", 2, 170)]
    readonly property int fleetSize: fleet.reduce((sum, one) => sum + one.sites.reduce((n, site) => n + site.count, 0), 0)

    // Between -1 and 1, smooth enough to look measured.
    function noise(i: int, seed: int): real {
        return (Math.sin(i * 1.7 + seed) + Math.sin(i * 0.61 * seed) + Math.sin(i * 0.23 + seed * 2)) / 3
    }

    function wave(count: int, base: real, height: real, seed: int): var {
        return Array.from({length: count}, (_, i) => base + height * Math.sin(i / 4) + noise(i, seed) * 4)
    }

    function curve(count: int, base: real, height: real, seed: int): var {
        return Array.from({length: count}, (_, i) => Qt.point(
            noon - 2400 + i * 20, base + height * Math.sin(i / 14) + noise(i, seed) * height / 2 + i * base / 900))
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
