#include "pipeline/program/versions.h"

#include "boundaries/outlines/repair.h"
#include "grids/storage/gdal_file.h"
#include "grids/storage/netcdf_handle.h"
#include "pipeline/index/convex_hull.h"
#include "pipeline/index/expression.h"
#include "pipeline/index/linear_program.h"

#include <fmt/format.h>
#include <tbb/version.h>

namespace cityflux {

std::vector<std::pair<std::string, std::string>> versions()
{
    return { { "cityflux", CITYFLUX_VERSION }, { "GDAL", gdal_version() },
        { "PROJ", proj_version() }, { "GEOS", geos_version() }, { "netCDF", netcdf_version() },
        { "muParser", muparser_version() }, { "lp_solve", linear_solver_version() },
        { "Qhull", qhull_version() },
        { "oneTBB", fmt::format("{}.{}", TBB_VERSION_MAJOR, TBB_VERSION_MINOR) } };
}

} // namespace cityflux
