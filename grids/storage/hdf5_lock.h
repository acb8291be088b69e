#pragma once

#include <mutex>

namespace cityflux {

/// Returns the single lock of the process for the netCDF and HDF5 libraries, which are not
/// thread-safe in every build.
std::mutex& hdf5_lock();

} // namespace cityflux
