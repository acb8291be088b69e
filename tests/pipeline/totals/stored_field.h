#pragma once

#include "tests/netcdf_storage.h"
#include "tests/temporary_folder.h"

#include <cstddef>
#include <string>
#include <vector>

#include <netcdf.h>

/// One field on a global grid of half a degree, stored in many forms. The numbers are multiples of
/// a quarter, so that float32 and packed int16 hold the very same numbers: all that may differ is
/// the order of the sums.
namespace cityflux::stored_field {

inline constexpr std::size_t rows = 360;
inline constexpr std::size_t columns = 720;
inline constexpr double step = 0.5; ///< degrees
inline constexpr double missing = -0.25;

inline constexpr std::size_t months = 3;
inline constexpr std::size_t sectors = 2;

/// Tonnes of a month of 2019 (0: January), rows from south to north; every 97th cell is `missing`.
/// Sector "1", or a file without sectors, holds the field; sector "2" twice that.
const std::vector<double>& field(std::size_t month);

/// Factor from the field to the values of a sector.
double times_field(const std::string& sector);

/// Form of the field in a netCDF file.
struct NetcdfForm {
    int format = NC_NETCDF4;
    /// y, x, t (all months; otherwise January alone) and s (both sectors) in stored order.
    std::string order = "yx";
    NetcdfStorage storage {}; ///< of netCDF-4
    bool descending = false; ///< latitude
    bool packed = false; ///< int16 with a scale; otherwise float32
};

/// Writes field.nc; returns its path.
std::string write_netcdf(const TemporaryFolder& folder, const NetcdfForm& form);

/// Writes January as field.tif, rows from north to south, with creation options of GDAL; returns
/// its path.
std::string write_geotiff(const TemporaryFolder& folder, const std::vector<const char*>& options);

} // namespace cityflux::stored_field
