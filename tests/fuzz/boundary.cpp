#include "boundaries/outlines/boundary_file.h"
#include "tests/fuzz/fuzz_input.h"

#include <cmath>

/// A file of outlines; the first byte says which name it has: J GeoJSON, G GeoPackage, S the .shp
/// of a shapefile, W a CSV with WKT, K KML.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cityflux;
    if (size < 1) {
        return 0;
    }
    const char* suffix = ".geojson";
    switch (data[0]) {
    case 'G':
        suffix = ".gpkg";
        break;
    case 'S':
        suffix = ".shp";
        break;
    case 'W':
        suffix = ".csv";
        break;
    case 'K':
        suffix = ".kml";
        break;
    default:
        break;
    }
    const fuzz::InputFile file(suffix, fuzz::text_of(data + 1, size - 1));
    BoundaryRequest request;
    request.file = file.path();
    request.crs = "EPSG:4326";
    fuzz::accept_or_refuse([&] {
        for (const City& city : read_boundaries(request).cities) {
            fuzz::demand(
                std::isfinite(city.area_km2) && city.area_km2 >= 0.0, "a city has an area");
            fuzz::demand(
                !city.shape.empty() || !city.flags.empty(), "a city without an outline is flagged");
        }
    });
    return 0;
}
