#include "grids/storage/netcdf_file.h"
#include "tests/fuzz/grid_walk.h"

/// A netCDF file of any form, read by the library and by the reader of chunks.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::InputFile file(".nc", fuzz::text_of(data, size));
    fuzz::accept_or_refuse([&] { fuzz::walk(*cityflux::open_netcdf(file.path())); });
    return 0;
}
