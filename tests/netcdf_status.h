#pragma once

#include <stdexcept>

#include <netcdf.h>

/// Throws std::runtime_error with the library's message unless the status of a netCDF call is
/// NC_NOERR.
inline void check_netcdf(int status)
{
    if (status != NC_NOERR) {
        throw std::runtime_error(nc_strerror(status));
    }
}
