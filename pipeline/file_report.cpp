#include "pipeline/file_report.h"

namespace cityflux {

FileReport report_of(const Raster& raster)
{
    FileReport report;
    report.path = raster.path();
    report.format = raster.file().format();
    report.inventory = raster.inventory_name();
    report.inventory_file = raster.inventory().source.string();
    report.grid = raster.grid().description();
    report.crs = raster.grid().crs->name;
    report.cell_areas = raster.area_convention().description();
    report.oddities = raster.oddities();
    report.assumed = raster.assumed();
    return report;
}

} // namespace cityflux
