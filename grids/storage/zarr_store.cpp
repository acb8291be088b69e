#include "grids/storage/zarr_store.h"

#include "grids/text/error.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

/// Files that describe a store or an array of Zarr, versions 2 and 3.
constexpr std::array<std::string_view, 5> descriptions { ".zgroup", ".zarray", ".zmetadata",
    ".zattrs", "zarr.json" };

bool is_described(const fs::path& folder)
{
    std::error_code error;
    return std::any_of(descriptions.begin(), descriptions.end(),
        [&](std::string_view name) { return fs::exists(folder / name, error); });
}

} // namespace

void refuse_zarr(const std::string& path)
{
    std::error_code error;
    fs::path store(path);
    if (!store.has_filename()) {
        store = store.parent_path(); // "a.zarr/"
    }
    const bool description
        = std::find(descriptions.begin(), descriptions.end(), store.filename().string())
        != descriptions.end();
    if (description) {
        store = store.has_parent_path() ? store.parent_path() : fs::path(".");
    }
    if (!fs::is_directory(store, error) || !is_described(store)) {
        return;
    }
    while (store.has_parent_path() && is_described(store.parent_path())) {
        store = store.parent_path();
    }
    const std::string name = store.string();
    const std::string target = store.filename() == "." ? "grid" : store.stem().string();
    const std::string by_xarray = fmt::format(
        "python3 -c \"import xarray; xarray.open_zarr('{}').to_netcdf('{}.nc')\"", name, target);
    // GDAL 3.6 reads version 2 alone.
    const std::string by_gdal = fs::exists(store / "zarr.json", error)
        ? ""
        : fmt::format("gdalmdimtranslate '{}' '{}.nc', or with ", name, target);
    throw InputError(ProblemCode::unsupported, path, "unsupported Zarr store",
        fmt::format("convert it to netCDF, e.g. with {}{}", by_gdal, by_xarray));
}

} // namespace cityflux
