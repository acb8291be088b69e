#include "pipeline/totals/file_report.h"

#include "pipeline/program/messages.h"

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Prints a note, as a warning if it tells of facts that exclude each other.
void say_note(const Message& note)
{
    if (note.code == ProblemCode::inconsistent) {
        warn(note);
    } else {
        inform(note);
    }
}

} // namespace

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

void say_oddities(const CityList& cities, const std::vector<FileReport>& files)
{
    for (const Message& oddity : cities.oddities) {
        say_note(oddity.within(cities.source));
    }
    for (std::size_t f = 0; f < files.size() && f < most_lines; ++f) {
        for (const Message& note : files[f].oddities) {
            say_note(note.within(files[f].path));
        }
    }
}

} // namespace cityflux
