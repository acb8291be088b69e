#include "grids/storage/vrt_sources.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string_view>

#include <cpl_minixml.h>
#include <gdal_priv.h>

namespace cityflux {
namespace {

struct XmlDeleter {
    void operator()(CPLXMLNode* node) const { CPLDestroyXMLNode(node); }
};
using Xml = std::unique_ptr<CPLXMLNode, XmlDeleter>;

/// Returns true if a band is one of a VRT that copies its sources.
bool copies_sources(GDALRasterBand& band)
{
    GDALDataset* dataset = band.GetDataset();
    if (dataset == nullptr || std::string_view(dataset->GetDriverName()) != "VRT") {
        return false;
    }
    CSLConstList xml = dataset->GetMetadata("xml:VRT");
    return xml != nullptr && *xml != nullptr
        && std::string_view(*xml).find("VRTDerivedRasterBand") == std::string_view::npos;
}

/// Range of cells along one axis.
struct CellRange {
    std::size_t first = 0;
    std::size_t count = 0;
};

/// Returns the cells of `size` whose centres lie from `begin` on, within `length`.
CellRange cells_within(double begin, double length, int size)
{
    const auto cell = [&](double edge) {
        return std::clamp(std::ceil(edge - 0.5), 0.0, static_cast<double>(size));
    };
    const double first = cell(begin);
    const double end = cell(begin + length);
    return { static_cast<std::size_t>(first),
        static_cast<std::size_t>(std::max(end - first, 0.0)) };
}

VrtSource source_of(const CPLXMLNode* xml, const std::string& path, GDALRasterBand& band)
{
    VrtSource source { .file = CPLGetXMLValue(xml, "SourceFilename", ""),
        .band = std::atoi(CPLGetXMLValue(xml, "SourceBand", "1")) };
    if (std::string_view(CPLGetXMLValue(xml, "SourceFilename.relativeToVRT", "0")) == "1") {
        source.file = (std::filesystem::path(path).parent_path() / source.file).string();
    }
    const auto number = [&](const char* name, double otherwise) {
        const char* text = CPLGetXMLValue(xml, name, nullptr);
        return text == nullptr ? otherwise : CPLAtof(text);
    };
    const CellRange columns = cells_within(
        number("DstRect.xOff", 0.0), number("DstRect.xSize", band.GetXSize()), band.GetXSize());
    const CellRange rows = cells_within(
        number("DstRect.yOff", 0.0), number("DstRect.ySize", band.GetYSize()), band.GetYSize());
    source.filled = { rows.first, rows.count, columns.first, columns.count };
    return source;
}

/// Returns the first cells and ends of ranges in ascending order, each once, from 0 to `size`.
std::vector<std::size_t> boundaries(std::vector<CellRange> ranges, std::size_t size)
{
    std::vector<std::size_t> edges { 0, size };
    for (const CellRange& range : ranges) {
        edges.push_back(range.first);
        edges.push_back(range.first + range.count);
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    return edges;
}

/// Returns true if windows fill a raster, by the rectangles between all their edges. Windows with
/// too many different edges count as filling it.
bool fill(const std::vector<CellWindow>& windows, std::size_t rows, std::size_t columns)
{
    std::vector<CellRange> across;
    std::vector<CellRange> down;
    for (const CellWindow& window : windows) {
        across.push_back({ window.column, window.columns });
        down.push_back({ window.row, window.rows });
    }
    const std::vector<std::size_t> xs = boundaries(std::move(across), columns);
    const std::vector<std::size_t> ys = boundaries(std::move(down), rows);
    const auto index = [](const std::vector<std::size_t>& edges, std::size_t edge) {
        return static_cast<std::size_t>(
            std::lower_bound(edges.begin(), edges.end(), edge) - edges.begin());
    };
    constexpr std::size_t most_rectangles = 10'000'000;
    if (xs.size() * ys.size() > most_rectangles) {
        return true;
    }
    std::vector<bool> filled((xs.size() - 1) * (ys.size() - 1));
    for (const CellWindow& window : windows) {
        const std::size_t end_row = index(ys, window.row + window.rows);
        const std::size_t end_column = index(xs, window.column + window.columns);
        for (std::size_t r = index(ys, window.row); r < end_row; ++r) {
            for (std::size_t c = index(xs, window.column); c < end_column; ++c) {
                filled[r * (xs.size() - 1) + c] = true;
            }
        }
    }
    return std::find(filled.begin(), filled.end(), false) == filled.end();
}

} // namespace

std::vector<VrtSource> vrt_sources(GDALRasterBand& band, const std::string& path)
{
    std::vector<VrtSource> found;
    if (!copies_sources(band)) {
        return found;
    }
    CSLConstList sources = band.GetMetadata("vrt_sources");
    for (; sources != nullptr && *sources != nullptr; ++sources) {
        const std::string_view entry = *sources;
        const Xml xml(CPLParseXMLString(entry.substr(entry.find('=') + 1).data()));
        if (xml) {
            found.push_back(source_of(xml.get(), path, band));
        }
    }
    return found;
}

std::vector<CellWindow> filled_windows(GDALRasterBand& band, const std::vector<VrtSource>& sources)
{
    std::vector<CellWindow> windows;
    for (const VrtSource& source : sources) {
        windows.push_back(source.filled);
    }
    const bool all = windows.empty()
        || fill(windows, static_cast<std::size_t>(band.GetYSize()),
            static_cast<std::size_t>(band.GetXSize()));
    return all ? std::vector<CellWindow> {} : windows;
}

} // namespace cityflux
