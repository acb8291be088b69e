#pragma once

#include <string>
#include <vector>

class GDALDataset;

namespace cityflux {

/// One of the rasters in a file that holds several: a page of a TIFF, a table of a GeoPackage.
struct Subdataset {
    std::string name; ///< by which GDAL opens it: "GTIFF_DIR:2:a.tif"

    /// Returns the command that writes it as a file: "gdal_translate 'GTIFF_DIR:2:a.tif' page.tif".
    std::string extraction(const std::string& target) const;
};

/// Returns the rasters that a dataset lists. Overviews and masks of a TIFF are not pages. Empty if
/// the dataset is the only one.
std::vector<Subdataset> subdatasets(GDALDataset& dataset);

/// Throws InputError if the pages of a TIFF are too many, or if a mask in the file may belong to
/// any of them.
void refuse_unreadable_pages(
    GDALDataset& dataset, const std::string& path, const std::vector<Subdataset>& pages);

/// Throws InputError that lists the rasters of a file which is none itself.
[[noreturn]] void refuse_several(const std::string& path, const std::vector<Subdataset>& parts);

} // namespace cityflux
