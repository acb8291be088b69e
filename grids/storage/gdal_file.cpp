#include "grids/storage/gdal_file.h"

#include "grids/storage/ascii_raster.h"
#include "grids/storage/deflated_tiff.h"
#include "grids/storage/gdal_contents.h"
#include "grids/storage/gdal_drivers.h"
#include "grids/storage/gdal_messages.h"
#include "grids/storage/library_call.h"
#include "grids/text/error.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <gdal_priv.h>

namespace cityflux {
namespace {

/// Arguments of LibraryCall.
constexpr const char* library = "GDAL";
constexpr const char* checker = "gdalinfo -checksum";

struct DatasetCloser {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, DatasetCloser>;

std::string virtual_path(const std::string& path)
{
    return path.ends_with(".gz") ? "/vsigzip/" + path : path;
}

/// Returns nullptr if GDAL cannot open the file.
Dataset open_dataset(const std::string& path)
{
    const std::string name = virtual_path(path);
    const unsigned flags = GDAL_OF_RASTER | GDAL_OF_READONLY;
    Dataset dataset(GDALDataset::Open(name.c_str(), flags, nullptr, nullptr, nullptr));
    if (dataset && std::string_view(dataset->GetDriverName()) == "AAIGrid") {
        // ESRI ASCII grids are read as float64: float32 would round large tonnages.
        const std::array<const char*, 2> options { "DATATYPE=Float64", nullptr };
        dataset.reset(GDALDataset::Open(name.c_str(), flags, nullptr, options.data(), nullptr));
    }
    return dataset;
}

/// Returns the blocks of each variable: cells that are decoded at once.
std::vector<Tiling> blocks_of(GDALDataset& dataset, const std::vector<BandSource>& sources)
{
    std::vector<Tiling> blocks;
    for (const BandSource& source : sources) {
        int columns = 0;
        int rows = 0;
        dataset.GetRasterBand(source.band)->GetBlockSize(&columns, &rows);
        blocks.push_back({ static_cast<std::size_t>(rows), static_cast<std::size_t>(columns) });
    }
    return blocks;
}

/// Returns a verifier of the masks of the variables, or nullptr if none is deflated.
std::unique_ptr<DeflatedTiff> mask_verifier(
    GDALDataset& dataset, const std::vector<BandSource>& sources, const std::string& path)
{
    const auto masked = std::find_if(
        sources.begin(), sources.end(), [](const BandSource& source) { return source.mask.own; });
    return masked == sources.end()
        ? nullptr
        : DeflatedTiff::of_mask(*dataset.GetRasterBand(masked->band), path);
}

/// Pool of the open datasets of one file, each of which serves one thread at a time. GeoTIFFs are
/// opened again for each further thread. Other formats would have to be read again from their
/// beginning, so threads wait for the dataset.
class DatasetPool {
public:
    DatasetPool(std::string path, Dataset first)
        : path_(std::move(path))
        , opens_again_(format_of(*first) == "GeoTIFF")
    {
        idle_.push_back(std::move(first));
    }
    ~DatasetPool()
    {
        const LibraryCall call(library, path_.c_str(), checker);
        idle_.clear();
    }
    DatasetPool(const DatasetPool&) = delete;
    DatasetPool& operator=(const DatasetPool&) = delete;

    /// Takes a dataset out of the pool. Throws InputError if the file can no longer be opened.
    Dataset take()
    {
        std::unique_lock guard(lock_);
        if (!opens_again_) {
            returned_.wait(guard, [&] { return !idle_.empty(); });
        }
        if (!idle_.empty()) {
            Dataset dataset = std::move(idle_.back());
            idle_.pop_back();
            return dataset;
        }
        guard.unlock();
        Dataset dataset = open_dataset(path_);
        if (!dataset) {
            throw InputError(
                ProblemCode::unreadable, path_, "unreadable: the file cannot be opened again");
        }
        return dataset;
    }

    void give_back(Dataset dataset)
    {
        const std::lock_guard guard(lock_);
        idle_.push_back(std::move(dataset));
        returned_.notify_one();
    }

private:
    std::string path_;
    bool opens_again_;
    std::mutex lock_;
    std::condition_variable returned_;
    std::vector<Dataset> idle_;
};

/// RAII lease of a dataset of a pool.
class DatasetLease {
public:
    explicit DatasetLease(DatasetPool& pool)
        : pool_(pool)
        , dataset_(pool.take())
    {
    }
    ~DatasetLease() { pool_.give_back(std::move(dataset_)); }
    DatasetLease(const DatasetLease&) = delete;
    DatasetLease& operator=(const DatasetLease&) = delete;

    GDALDataset* operator->() const { return dataset_.get(); }
    GDALDataset& operator*() const { return *dataset_; }

private:
    DatasetPool& pool_;
    Dataset dataset_;
};

class GdalFile final : public GridFile {
public:
    GdalFile(const std::string& path, GdalContents found, Dataset dataset)
        : GridFile(path, std::move(found.contents))
        , sources_(std::move(found.sources))
        , blocks_(blocks_of(*dataset, sources_))
        , deflated_(DeflatedTiff::of(*dataset, path))
        , deflated_mask_(mask_verifier(*dataset, sources_, path))
        , pool_(path, std::move(dataset))
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

    void read(const GridVariable& variable, std::span<const std::size_t>, const CellWindow& window,
        RawBlock& block) override
    {
        const BandSource& source = sources_[index_of(variable)];
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

    std::vector<BandSource> sources_; ///< by variable
    std::vector<Tiling> blocks_; ///< by variable
    std::unique_ptr<DeflatedTiff> deflated_; ///< null if the blocks are not deflated
    std::unique_ptr<DeflatedTiff> deflated_mask_; ///< null if there is no deflated mask
    DatasetPool pool_;
};

} // namespace

std::unique_ptr<GridFile> open_gdal(const std::string& path)
{
    register_gdal_drivers();
    Dataset dataset;
    const GdalMessages messages;
    {
        const LibraryCall call(library, path.c_str(), checker);
        dataset = open_dataset(path);
    }
    if (!dataset) {
        throw InputError(ProblemCode::unreadable, path,
            "unreadable raster: "
                + (messages.last_error().empty() ? "no driver of GDAL recognises it"
                                                 : messages.last_error()));
    }
    if (format_of(*dataset) == "ESRI ASCII grid") {
        check_ascii_raster(path);
    }
    const LibraryCall call(library, path.c_str(), checker);
    GdalContents found = read_contents(*dataset, path);
    for (const std::string& message : messages.messages()) {
        found.contents.notes.push_back("GDAL: " + message);
    }
    return std::make_unique<GdalFile>(path, std::move(found), std::move(dataset));
}

std::string gdal_version()
{
    return GDALVersionInfo("RELEASE_NAME");
}

} // namespace cityflux
