#include "grids/layers/open.h"

#include "grids/layers/declared_crs.h"
#include "grids/storage/bare_text.h"
#include "grids/storage/gdal_file.h"
#include "grids/storage/gdal_recognition.h"
#include "grids/storage/netcdf_file.h"
#include "grids/storage/point_table.h"
#include "grids/storage/text_file.h"
#include "grids/storage/zarr_store.h"
#include "grids/text/error.h"
#include "grids/text/words.h"

#include <fmt/format.h>

namespace cityflux {
namespace {

bool starts_like_netcdf(const std::string& bytes)
{
    return bytes.starts_with("CDF") || bytes.starts_with("\x89HDF\r\n\x1a\n");
}

/// Returns true for text forms that GDAL reads: ESRI ASCII ("ncols 320") and GRASS ASCII ("north:
/// 60") grids, and GDAL's XML (VRT).
bool is_ascii_raster(std::string bytes)
{
    bytes = lower_case(bytes);
    const auto begin = bytes.find_first_not_of(" \t\r\n");
    return begin != std::string::npos
        && (bytes.compare(begin, 5, "ncols") == 0 || bytes.compare(begin, 5, "nrows") == 0
            || bytes.compare(begin, 6, "north:") == 0 || bytes.compare(begin, 5, "<?xml") == 0
            || bytes.compare(begin, 11, "<vrtdataset") == 0);
}

/// Throws InputError that names the raster if a file is a part of one: its header, georeference or
/// statistics.
void refuse_part(const std::string& path)
{
    if (const auto raster = raster_of_part(path)) {
        throw InputError(ProblemCode::unsupported, path,
            fmt::format("unsupported: it is a part of the raster {}", *raster),
            fmt::format("name {} instead", *raster));
    }
}

std::unique_ptr<GridFile> open_raster(const std::string& path)
{
    try {
        return open_gdal(path);
    } catch (const InputError& error) {
        if (error.message().code == ProblemCode::unreadable) {
            refuse_part(path);
        }
        throw;
    }
}

/// Opens a text of which no inventory declares the form: a table of points, or else one of the
/// rasters whose header is a text (R, ILWIS, ER Mapper, Surfer ...). GDAL is asked second, so that
/// tables do not wait for its drivers.
std::unique_ptr<GridFile> open_text_form(const std::string& path)
{
    try {
        return open_point_table(path, {});
    } catch (const InputError&) {
        if (is_gdal_raster(path)) {
            return open_gdal(path);
        }
        refuse_part(path);
        throw;
    }
}

} // namespace

std::unique_ptr<GridFile> open_grid_file(
    const std::string& path, const Catalogue& catalogue, const Inventory* inventory)
{
    refuse_zarr(path);
    const std::string bytes = first_bytes(path, 4096);
    if (bytes.empty()) {
        throw InputError(ProblemCode::damaged, path, "empty file");
    }
    if (starts_like_netcdf(bytes)) {
        if (path.ends_with(".gz")) {
            throw InputError(ProblemCode::unsupported, path, "unsupported netCDF inside .gz",
                "unpack it first with gunzip");
        }
        return open_netcdf(path);
    }
    if (bytes.starts_with("PK\x03\x04")) {
        throw InputError(ProblemCode::unsupported, path, "unsupported zip archive",
            "unpack it first, e.g. with unzip");
    }
    if (!is_text(bytes) || is_ascii_raster(bytes)) {
        return open_raster(path);
    }
    std::vector<const Inventory*> candidates = catalogue.named_like(path);
    if (inventory != nullptr) {
        candidates = { inventory };
    }
    for (const Inventory* candidate : candidates) {
        if (candidate->bare_text) {
            return open_bare_text(path, *candidate->bare_text);
        }
        if (candidate->table) {
            return open_point_table(path, *candidate->table);
        }
    }
    return open_text_form(path);
}

Grid grid_in_place(const GridFile& file, const Text& role)
{
    Grid grid = file.grid();
    if (!grid.crs && (file.crs_error() || file.axis_meaning() == AxisMeaning::counts)) {
        refuse_without_crs(file);
    }
    if (!grid.crs) {
        throw InputError(ProblemCode::missing, file.path(), { "missing CRS of ", role },
            "write it into the file, e.g. with gdal_edit.py -a_srs EPSG:4326");
    }
    if (grid.crs->kind != CrsKind::projected) {
        grid.y = grid.y.clamped(90.0, file.path());
    }
    grid.refuse_overlap(file.path());
    return grid;
}

} // namespace cityflux
