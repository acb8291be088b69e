#pragma once

#include "tests/netcdf_status.h"

#include <cstddef>
#include <vector>

#include <netcdf.h>

/// Storage of a netCDF-4 variable in its file; by default contiguous.
struct NetcdfStorage {
    std::vector<std::size_t> chunks {}; ///< extents in stored order; empty: contiguous
    bool shuffle = false;
    bool deflate = false;
    bool fletcher32 = false;
    bool big_endian = false; ///< an order of bytes that only the library reads
};

/// Sets the storage of a variable that is just defined.
inline void define_storage(int file, int variable, const NetcdfStorage& storage, int deflate_level)
{
    const bool chunked = !storage.chunks.empty();
    check_netcdf(nc_def_var_chunking(file, variable, chunked ? NC_CHUNKED : NC_CONTIGUOUS,
        chunked ? storage.chunks.data() : nullptr));
    if (storage.shuffle || storage.deflate) {
        check_netcdf(nc_def_var_deflate(
            file, variable, storage.shuffle ? 1 : 0, storage.deflate ? 1 : 0, deflate_level));
    }
    if (storage.fletcher32) {
        check_netcdf(nc_def_var_fletcher32(file, variable, NC_FLETCHER32));
    }
    if (storage.big_endian) {
        check_netcdf(nc_def_var_endian(file, variable, NC_ENDIAN_BIG));
    }
}
