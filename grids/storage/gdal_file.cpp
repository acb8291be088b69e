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

/// Returns the blocks of each band: cells that are decoded at once.
std::vector<Tiling> blocks_of(GDALDataset& dataset)
{
    std::vector<Tiling> blocks;
    for (int b = 1; b <= dataset.GetRasterCount(); ++b) {
        int columns = 0;
        int rows = 0;
        dataset.GetRasterBand(b)->GetBlockSize(&columns, &rows);
        blocks.push_back({ static_cast<std::size_t>(rows), static_cast<std::size_t>(columns) });
    }
    return blocks;
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
            throw InputError(fmt::format("{}: the file can no longer be opened", path_));
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
    /// `deflated` may be null.
    GdalFile(const std::string& path, GridContents contents, Dataset dataset,
        std::unique_ptr<DeflatedTiff> deflated)
        : GridFile(path, std::move(contents))
        , blocks_(blocks_of(*dataset))
        , deflated_(std::move(deflated))
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
        block.resize(variable.type, window.cells());
        const GdalMessages messages;
        const LibraryCall call(library, path().c_str(), checker);
        const DatasetLease dataset(pool_);
        const int band = static_cast<int>(index_of(variable)) + 1;
        if (deflated_) {
            deflated_->verify(*dataset, band, window);
        }
        GDALRasterBand* source = dataset->GetRasterBand(band);
        const int columns = static_cast<int>(window.columns);
        const int rows = static_cast<int>(window.rows);
        const CPLErr status = source->RasterIO(GF_Read, static_cast<int>(window.column),
            static_cast<int>(window.row), columns, rows, block.bytes.data(), columns, rows,
            source->GetRasterDataType(), 0, 0, nullptr);
        if (status != CE_None || !messages.last_error().empty()) {
            throw InputError(fmt::format(
                "{}: rows {} to {} of '{}' cannot be read: {}; the file is damaged or cut short",
                path(), window.row + 1, window.row + window.rows, variable.name,
                messages.last_error()));
        }
    }

private:
    std::vector<Tiling> blocks_; ///< by variable
    std::unique_ptr<DeflatedTiff> deflated_;
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
        throw InputError(fmt::format("{}: not a raster that can be read: {}", path,
            messages.last_error().empty() ? "no driver of GDAL recognises it"
                                          : messages.last_error()));
    }
    if (format_of(*dataset) == "ESRI ASCII grid") {
        check_ascii_raster(path);
    }
    const LibraryCall call(library, path.c_str(), checker);
    GridContents contents = read_contents(*dataset, path);
    auto deflated = DeflatedTiff::of(*dataset, path);
    for (const std::string& message : messages.messages()) {
        contents.oddities.push_back("GDAL says: " + message);
    }
    return std::make_unique<GdalFile>(
        path, std::move(contents), std::move(dataset), std::move(deflated));
}

std::string gdal_version()
{
    return GDALVersionInfo("RELEASE_NAME");
}

} // namespace cityflux
