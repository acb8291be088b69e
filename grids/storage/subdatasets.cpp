#include "grids/storage/subdatasets.h"

#include "grids/storage/band_mask.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>
#include <gdal_priv.h>

namespace cityflux {

std::string Subdataset::extraction(const std::string& target) const
{
    return fmt::format("gdal_translate '{}' {}", name, target);
}

std::vector<Subdataset> subdatasets(GDALDataset& dataset)
{
    std::vector<Subdataset> found;
    // The numbers of a TIFF's pages have gaps where overviews and masks are.
    CSLConstList list = dataset.GetMetadata("SUBDATASETS");
    for (; list != nullptr && *list != nullptr; ++list) {
        const std::string_view entry = *list;
        const std::size_t equals = entry.find('=');
        if (equals != std::string_view::npos && entry.substr(0, equals).ends_with("_NAME")) {
            found.push_back({ std::string(entry.substr(equals + 1)) });
        }
    }
    return found;
}

void refuse_unreadable_pages(
    GDALDataset& dataset, const std::string& path, const std::vector<Subdataset>& pages)
{
    // Each page keeps the file open once for each thread.
    constexpr std::size_t most_pages = 200;
    if (pages.size() > most_pages) {
        throw InputError(ProblemCode::unsupported, path,
            fmt::format("unsupported number of pages: {} (allowed: {})", pages.size(), most_pages),
            fmt::format("write those wanted as files of their own, e.g. with {}",
                pages.front().extraction("page.tif")));
    }
    if (mask_of(*dataset.GetRasterBand(1), {}, path).own) {
        throw InputError(ProblemCode::ambiguous, path,
            fmt::format("ambiguous mask: it may belong to any of the {} pages", pages.size()),
            "write each page as a file of its own, with its mask or a nodata value");
    }
}

void refuse_several(const std::string& path, const std::vector<Subdataset>& parts)
{
    constexpr std::size_t most_named = 10;
    std::vector<std::string> names;
    for (std::size_t p = 0; p < std::min(parts.size(), most_named); ++p) {
        names.push_back(parts[p].name);
    }
    const std::string more
        = parts.size() > most_named ? fmt::format(" and {} more", parts.size() - most_named) : "";
    throw InputError(ProblemCode::ambiguous, path,
        fmt::format(
            "ambiguous: it holds {} rasters ({}{})", parts.size(), joined(names, ", "), more),
        fmt::format("write the one that is meant as a file of its own, e.g. with {}",
            parts.front().extraction("raster.tif")));
}

} // namespace cityflux
