#include "grids/storage/gdal_file.h"
#include "tests/fuzz/grid_walk.h"

/// A raster of GDAL; the first byte says which name it has: T GeoTIFF, A ESRI ASCII grid, Z packed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 1) {
        return 0;
    }
    const char* suffix = data[0] == 'A' ? ".asc" : data[0] == 'Z' ? ".tif.gz" : ".tif";
    const fuzz::InputFile file(suffix, fuzz::text_of(data + 1, size - 1));
    fuzz::accept_or_refuse([&] { fuzz::walk(*cityflux::open_gdal(file.path())); });
    return 0;
}
