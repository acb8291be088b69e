#pragma once

#include <mutex>

namespace cityflux {

/// The one lock of the process for the netCDF and HDF5 libraries, which are not safe from several threads in every build.
std::mutex& hdf5_lock();

} // namespace cityflux
