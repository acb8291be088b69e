#include "pipeline/program/versions.h"

#include "boundaries/repair.h"
#include "grids/gdal_file.h"
#include "grids/netcdf_handle.h"
#include "index/convex_hull.h"
#include "index/expression.h"
#include "index/linear_program.h"

#include <fmt/format.h>
#include <tbb/version.h>

namespace cityflux {

std::vector<std::pair<std::string, std::string>> versions()
{
    return { { "cityflux", CITYFLUX_VERSION }, { "GDAL", gdal_version() }, { "PROJ", proj_version() },
        { "GEOS", geos_version() }, { "netCDF", netcdf_version() }, { "muParser", muparser_version() },
        { "lp_solve", linear_solver_version() }, { "Qhull", qhull_version() },
        { "oneTBB", fmt::format("{}.{}", TBB_VERSION_MAJOR, TBB_VERSION_MINOR) } };
}

} // namespace cityflux
