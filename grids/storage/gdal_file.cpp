#include "grids/storage/gdal_file.h"

#include "grids/storage/ascii_raster.h"
#include "grids/storage/dataset_pool.h"
#include "grids/storage/deflated_tiff.h"
#include "grids/storage/gdal_contents.h"
#include "grids/storage/gdal_drivers.h"
#include "grids/storage/gdal_messages.h"
#include "grids/storage/library_call.h"
#include "grids/storage/raster_pages.h"
#include "grids/storage/subdatasets.h"
#include "grids/text/error.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <gdal_priv.h>

namespace cityflux {
namespace {

/// Arguments of LibraryCall.
constexpr const char* library = "GDAL";
constexpr const char* checker = "gdalinfo -checksum";

/// Returns the blocks of each variable: cells that are decoded at once.
std::vector<Tiling> blocks_of(
    GDALDataset& dataset, const std::vector<std::vector<BandSource>>& sources)
{
    std::vector<Tiling> blocks;
    for (const std::vector<BandSource>& slices : sources) {
        int columns = 0;
        int rows = 0;
        dataset.GetRasterBand(slices.front().band)->GetBlockSize(&columns, &rows);
        blocks.push_back({ static_cast<std::size_t>(rows), static_cast<std::size_t>(columns) });
    }
    return blocks;
}

/// Returns a verifier of the masks of the variables, or nullptr if none is deflated.
std::unique_ptr<DeflatedTiff> mask_verifier(GDALDataset& dataset,
    const std::vector<std::vector<BandSource>>& sources, const std::string& path)
{
    for (const std::vector<BandSource>& slices : sources) {
        for (const BandSource& source : slices) {
            if (source.mask.own) {
                return DeflatedTiff::of_mask(*dataset.GetRasterBand(source.band), path);
            }
        }
    }
    return nullptr;
}

/// One raster: a file, or a part of it.
class GdalFile final : public GridFile {
public:
    /// `name` is that of open_dataset().
    GdalFile(
        const std::string& path, const std::string& name, GdalContents&& found, Dataset dataset)
        : GridFile(path, std::move(found.contents))
        , sources_(std::move(found.sources))
        , blocks_(blocks_of(*dataset, sources_))
        , deflated_(DeflatedTiff::of(*dataset, path))
        , deflated_mask_(mask_verifier(*dataset, sources_, path))
        , pool_(name, path, std::move(dataset))
    {
    }

    Tiling tiling(const GridVariable& variable) const override
    {
        const Tiling& block = blocks_.at(index_of(variable));
        if (block.columns < grid().columns()) {
            return block;
        }
        // Read several strips at a time.
        const std::size_t band = GridFile::tiling(variable).rows;
        return { std::max(block.rows, band / block.rows * block.rows), grid().columns() };
    }

    void read(const GridVariable& variable, std::span<const std::size_t> slice,
        const CellWindow& window, RawBlock& block) override
    {
        const BandSource& source = source_of(variable, slice);
        block.resize(source.stored, window.cells());
        const GdalMessages messages;
        const LibraryCall call(library, path().c_str(), checker);
        const DatasetLease dataset(pool_);
        verify(*dataset, source, window);
        GDALRasterBand& band = *dataset->GetRasterBand(source.band);
        const int columns = static_cast<int>(window.columns);
        const int rows = static_cast<int>(window.rows);
        bool read = band.RasterIO(GF_Read, static_cast<int>(window.column),
                        static_cast<int>(window.row), columns, rows, block.bytes.data(), columns,
                        rows, band.GetRasterDataType(), 0, 0, nullptr)
            == CE_None;
        if (read && !source.mask.empty()) {
            read = apply_mask(band, source.mask, window, block);
        }
        if (!read || !messages.last_error().empty()) {
            throw InputError(ProblemCode::damaged,
                fmt::format("{}, variable '{}'", path(), variable.name),
                fmt::format("damaged or truncated: rows {} to {} cannot be read: {}",
                    window.row + 1, window.row + window.rows, messages.last_error()),
                "get the file again");
        }
    }

private:
    const BandSource& source_of(
        const GridVariable& variable, std::span<const std::size_t> slice) const
    {
        std::size_t number = 0;
        for (std::size_t d = 0; d < slice.size(); ++d) {
            number = number * variable.dimensions[d].size + slice[d];
        }
        return sources_[index_of(variable)].at(number);
    }

    /// Verifies the blocks of a band and of the bands that mask it.
    void verify(GDALDataset& dataset, const BandSource& source, const CellWindow& window)
    {
        if (deflated_) {
            deflated_->verify(dataset, source.band, window);
            for (const int alpha : source.mask.alpha) {
                deflated_->verify(dataset, alpha, window);
            }
        }
        if (deflated_mask_ && source.mask.own) {
            GDALRasterBand& mask = *dataset.GetRasterBand(source.band)->GetMaskBand();
            deflated_mask_->verify(*mask.GetDataset(), mask.GetBand(), window);
        }
    }

    std::vector<std::vector<BandSource>> sources_; ///< by variable, then slice
    std::vector<Tiling> blocks_; ///< by variable
    std::unique_ptr<DeflatedTiff> deflated_; ///< null if the blocks are not deflated
    std::unique_ptr<DeflatedTiff> deflated_mask_; ///< null if there is no deflated mask
    DatasetPool pool_;
};

/// Reads a dataset that is open. Requires: a LibraryCall of the caller, whose messages are
/// `messages`.
std::unique_ptr<GridFile> read_dataset(
    const std::string& path, const std::string& name, Dataset dataset, const GdalMessages& messages)
{
    GdalContents found = read_contents(*dataset, path);
    for (const std::string& message : messages.messages()) {
        found.contents.notes.push_back("GDAL: " + message);
    }
    return std::make_unique<GdalFile>(path, name, std::move(found), std::move(dataset));
}

/// Page of a TIFF that is open.
struct OpenPage {
    int number = 1; ///< from 1
    std::string name; ///< of open_dataset()
    Dataset dataset;
};

/// Reads a page of a TIFF beside those that are read. Throws InputError if it cannot be read, or
/// lies on another grid than the first.
std::unique_ptr<GridFile> read_page(
    const std::string& path, OpenPage page, const std::vector<std::unique_ptr<GridFile>>& others)
{
    if (!page.dataset) {
        throw InputError(ProblemCode::unreadable, path, "GDAL cannot open it");
    }
    const Grid* beside = others.empty() ? nullptr : &others.front()->grid();
    GdalContents found = read_contents(*page.dataset, path, beside);
    if (beside != nullptr && !(found.contents.grid == *beside)) {
        throw InputError(ProblemCode::inconsistent, path,
            fmt::format("it has another grid ({})", found.contents.grid.description()));
    }
    std::vector<GridVariable> taken;
    for (const auto& other : others) {
        taken.insert(taken.end(), other->variables().begin(), other->variables().end());
    }
    name_by_page(found.contents.variables, page.number, taken);
    return std::make_unique<GdalFile>(path, page.name, std::move(found), std::move(page.dataset));
}

/// Reads all pages of a TIFF that lie on the grid of the first, which is `first`. The others are
/// named in notes.
std::unique_ptr<GridFile> read_pages(
    const std::string& path, Dataset first, const std::vector<Subdataset>& pages)
{
    refuse_unreadable_pages(*first, path, pages);
    std::vector<std::unique_ptr<GridFile>> read;
    std::vector<std::string> notes;
    // Only the dataset of the whole file has the world file and the metadata beside it.
    read.push_back(read_page(path, { 1, gdal_name(path), std::move(first) }, read));
    for (std::size_t p = 1; p < pages.size(); ++p) {
        const int number = static_cast<int>(p) + 1;
        try {
            const std::string& name = pages[p].name;
            read.push_back(read_page(path, { number, name, open_dataset(name) }, read));
        } catch (const InputError& error) {
            notes.push_back(
                fmt::format("page {} is not read: {}; write it as a file of its own, e.g. with {}",
                    number, Message { .problem = error.message().problem }.text(),
                    pages[p].extraction(fmt::format("page{}.tif", number))));
        }
    }
    return join_pages(path, std::move(read), notes);
}

} // namespace

std::unique_ptr<GridFile> open_gdal(const std::string& path)
{
    register_gdal_drivers();
    const std::string name = gdal_name(path);
    Dataset dataset;
    const GdalMessages messages;
    {
        const LibraryCall call(library, path.c_str(), checker);
        dataset = open_dataset(name);
    }
    if (!dataset) {
        throw InputError(ProblemCode::unreadable, path,
            "unreadable raster: "
                + (messages.last_error().empty() ? "no driver of GDAL recognises it"
                                                 : messages.last_error()));
    }
    const std::string format = format_of(*dataset);
    if (format == "ESRI ASCII grid") {
        check_ascii_raster(path);
    }
    const LibraryCall call(library, path.c_str(), checker);
    const std::vector<Subdataset> parts = subdatasets(*dataset);
    if (format == "GeoTIFF" && parts.size() > 1) {
        return read_pages(path, std::move(dataset), parts);
    }
    if (parts.size() > 1) {
        refuse_several(path, parts);
    }
    if (dataset->GetRasterCount() > 0 || parts.empty()) {
        return read_dataset(path, name, std::move(dataset), messages);
    }
    const std::string& only = parts.front().name;
    dataset = open_dataset(only);
    if (!dataset) {
        throw InputError(ProblemCode::unreadable, path, "unreadable raster: " + only);
    }
    return read_dataset(path, only, std::move(dataset), messages);
}

std::string gdal_version()
{
    return GDALVersionInfo("RELEASE_NAME");
}

} // namespace cityflux
