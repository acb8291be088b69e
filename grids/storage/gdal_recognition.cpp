#include "grids/storage/gdal_recognition.h"

#include "grids/storage/dataset_pool.h"
#include "grids/storage/gdal_drivers.h"
#include "grids/storage/gdal_messages.h"
#include "grids/storage/library_call.h"
#include "grids/storage/text_file.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include <gdal_priv.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

/// Drivers that do not look at the file itself: XYZ takes any table of points, the others take any
/// file beside a header as the raw bytes of numbers.
constexpr std::array<std::string_view, 8> undiscerning { "XYZ", "ENVI", "EHdr", "PAux", "GenBin",
    "ROI_PAC", "ISCE", "SNODAS" };

/// Names of GDAL's raster drivers that may open a file. A text is no raw bytes of numbers.
CPLStringList raster_drivers(bool of_text)
{
    CPLStringList names;
    GDALDriverManager* manager = GetGDALDriverManager();
    for (int d = 0; d < manager->GetDriverCount(); ++d) {
        GDALDriver* driver = manager->GetDriver(d);
        const std::string_view name = driver->GetDescription();
        const bool discerning
            = std::find(undiscerning.begin(), undiscerning.end(), name) == undiscerning.end();
        if (driver->GetMetadataItem(GDAL_DCAP_RASTER) != nullptr && (discerning || !of_text)) {
            names.AddString(driver->GetDescription());
        }
    }
    return names;
}

/// Returns nullptr if the file is not a raster.
Dataset open_recognised(const std::string& path)
{
    constexpr std::size_t enough_to_tell = 4096;
    const CPLStringList drivers = raster_drivers(is_text(first_bytes(path, enough_to_tell)));
    const GdalMessages messages;
    const LibraryCall call("GDAL", path.c_str(), "gdalinfo -checksum");
    const std::string name = gdal_name(path);
    const unsigned flags = GDAL_OF_RASTER | GDAL_OF_READONLY;
    if (GDALIdentifyDriverEx(name.c_str(), flags, drivers.List(), nullptr) == nullptr) {
        return nullptr;
    }
    return Dataset(GDALDataset::Open(name.c_str(), flags, drivers.List(), nullptr, nullptr));
}

/// Returns true if GDAL reads `part` as a file of a dataset.
bool has_file(GDALDataset& dataset, const fs::path& part)
{
    const std::string suffix = part.extension().string();
    if (std::string_view(dataset.GetDriverName()) == "ILWIS"
        && (suffix == ".mp#" || suffix == ".grf" || suffix == ".csy")) {
        return true; // this driver does not list its files
    }
    const CPLStringList files(dataset.GetFileList());
    for (int f = 0; f < files.size(); ++f) {
        std::error_code error;
        if (fs::equivalent(files[f], part, error)) {
            return true;
        }
    }
    return false;
}

/// Returns true if a file may belong to the same raster as `part`: a.dat and a to a.hdr, a.dat.hdr
/// to a.dat.
bool shares_name(const std::string& file, const std::string& part)
{
    const std::string stem = part.substr(0, part.rfind('.'));
    return file == stem || file.starts_with(stem + ".") || part.starts_with(file + ".");
}

/// Returns the other files in the folder of `part` that share its name, in order of name.
std::vector<fs::path> files_of_same_name(const fs::path& part)
{
    const fs::path folder = part.has_parent_path() ? part.parent_path() : fs::path(".");
    const std::string own = part.filename().string();
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const fs::path name = entry->path().filename();
        if (name != own && shares_name(name.string(), own) && entry->is_regular_file(error)) {
            found.push_back(part.has_parent_path() ? entry->path() : name);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

bool is_gdal_raster(const std::string& path)
{
    register_gdal_drivers();
    return open_recognised(path) != nullptr;
}

std::optional<std::string> raster_of_part(const std::string& path)
{
    constexpr std::size_t most_tried = 20;
    register_gdal_drivers();
    std::vector<fs::path> others = files_of_same_name(path);
    others.resize(std::min(others.size(), most_tried));
    for (const fs::path& other : others) {
        const Dataset dataset = open_recognised(other.string());
        if (dataset && has_file(*dataset, path)) {
            return other.string();
        }
    }
    return std::nullopt;
}

} // namespace cityflux
