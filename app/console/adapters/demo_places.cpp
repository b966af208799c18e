#include "app/console/adapters/demo_places.h"

namespace flotilla::console {
namespace {

constexpr DemoRegion kRegions[] = {
    {"eu-west", "Western Europe"},        {"eu-north", "Northern Europe"},
    {"us-east", "Eastern North America"}, {"us-west", "Western North America"},
    {"sa-east", "Eastern South America"}, {"me-central", "Arabian Peninsula"},
    {"ap-south", "South Asia"},           {"ap-east", "East Asia"},
};

constexpr std::size_t kEuWest = 0, kEuNorth = 1, kUsEast = 2, kUsWest = 3, kSaEast = 4, kMeCentral = 5, kApSouth = 6,
                      kApEast = 7;

constexpr DemoSite kSites[] = {
    {"rotterdam-1", kEuWest, "Rotterdam, Waalhaven", 51.8930, 4.4420, 212, false},
    {"rotterdam-2", kEuWest, "Rotterdam, Botlek", 51.8770, 4.2870, 200, false},
    {"rotterdam-3", kEuWest, "Rotterdam, Maasvlakte", 51.9550, 4.0200, 38, true},
    {"antwerp", kEuWest, "Antwerp", 51.2194, 4.4025, 240, false},
    {"london", kEuWest, "London", 51.5072, -0.1276, 265, false},
    {"paris", kEuWest, "Paris", 48.8566, 2.3522, 230, false},
    {"lyon", kEuWest, "Lyon", 45.7640, 4.8357, 120, false},
    {"frankfurt", kEuWest, "Frankfurt am Main", 50.1109, 8.6821, 180, false},
    {"madrid", kEuWest, "Madrid", 40.4168, -3.7038, 110, false},
    {"dublin", kEuWest, "Dublin", 53.3498, -6.2603, 60, false},
    {"gothenburg", kEuNorth, "Gothenburg", 57.7089, 11.9746, 240, false},
    {"stockholm", kEuNorth, "Stockholm", 59.3293, 18.0686, 225, false},
    {"oslo", kEuNorth, "Oslo", 59.9139, 10.7522, 160, false},
    {"helsinki", kEuNorth, "Helsinki", 60.1699, 24.9384, 170, false},
    {"copenhagen", kEuNorth, "Copenhagen", 55.6761, 12.5683, 110, false},
    {"new-york", kUsEast, "New York", 40.7128, -74.0060, 480, false},
    {"baltimore", kUsEast, "Baltimore", 39.2904, -76.6122, 260, false},
    {"boston", kUsEast, "Boston", 42.3601, -71.0589, 300, false},
    {"montreal", kUsEast, "Montréal", 45.5019, -73.5674, 310, false},
    {"atlanta", kUsEast, "Atlanta", 33.7490, -84.3880, 340, false},
    {"miami", kUsEast, "Miami", 25.7617, -80.1918, 230, false},
    {"toronto", kUsEast, "Toronto", 43.6532, -79.3832, 250, false},
    {"chicago", kUsEast, "Chicago", 41.8781, -87.6298, 160, false},
    {"charlotte", kUsEast, "Charlotte", 35.2271, -80.8431, 80, false},
    {"los-angeles", kUsWest, "Los Angeles", 34.0522, -118.2437, 420, false},
    {"oakland", kUsWest, "Oakland", 37.8044, -122.2712, 310, false},
    {"seattle", kUsWest, "Seattle", 47.6062, -122.3321, 330, false},
    {"portland", kUsWest, "Portland", 45.5152, -122.6784, 220, false},
    {"phoenix", kUsWest, "Phoenix", 33.4484, -112.0740, 240, false},
    {"denver", kUsWest, "Denver", 39.7392, -104.9903, 180, false},
    {"vancouver", kUsWest, "Vancouver", 49.2827, -123.1207, 120, false},
    {"santos", kSaEast, "Santos", -23.9608, -46.3336, 190, false},
    {"sao-paulo", kSaEast, "São Paulo", -23.5558, -46.6396, 200, false},
    {"rosario", kSaEast, "Rosario", -32.9442, -60.6505, 90, false},
    {"montevideo", kSaEast, "Montevideo", -34.9011, -56.1645, 80, false},
    {"dubai", kMeCentral, "Dubai", 25.2048, 55.2708, 170, false},
    {"doha", kMeCentral, "Doha", 25.2854, 51.5310, 98, false},
    {"muscat", kMeCentral, "Muscat", 23.5880, 58.3829, 90, false},
    {"kuwait-city", kMeCentral, "Kuwait City", 29.3759, 47.9774, 80, false},
    {"chennai", kApSouth, "Chennai", 13.0827, 80.2707, 260, false},
    {"mumbai", kApSouth, "Mumbai", 19.0760, 72.8777, 330, false},
    {"hyderabad", kApSouth, "Hyderabad", 17.3850, 78.4867, 210, false},
    {"colombo", kApSouth, "Colombo", 6.9271, 79.8612, 130, false},
    {"kolkata", kApSouth, "Kolkata", 22.5726, 88.3639, 160, false},
    {"bengaluru", kApSouth, "Bengaluru", 12.9716, 77.5946, 100, false},
    {"singapore", kApEast, "Singapore", 1.3521, 103.8198, 262, false},
    {"tokyo", kApEast, "Tokyo", 35.6762, 139.6503, 240, false},
    {"osaka", kApEast, "Osaka", 34.6937, 135.5023, 170, false},
    {"busan", kApEast, "Busan", 35.1796, 129.0756, 180, false},
    {"kaohsiung", kApEast, "Kaohsiung", 22.6273, 120.3014, 170, false},
};
static_assert(std::size(kSites) == 50);

constexpr unsigned totalWeight() {
  unsigned sum = 0;
  for (const DemoSite& site : kSites) sum += site.weight;
  return sum;
}
static_assert(totalWeight() == 10'000);

}  // namespace

std::span<const DemoRegion> demoRegions() {
  return kRegions;
}

std::span<const DemoSite> demoSites() {
  return kSites;
}

}  // namespace flotilla::console
