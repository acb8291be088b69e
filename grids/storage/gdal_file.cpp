#include "grids/storage/gdal_file.h"

#include "grids/storage/ascii_raster.h"
#include "grids/storage/deflated_tiff.h"
#include "grids/storage/gdal_drivers.h"
#include "grids/storage/gdal_messages.h"
#include "grids/storage/library_call.h"
#include "grids/text/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string_view>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

namespace cityflux {
namespace {

/// Arguments of LibraryCall.
constexpr const char* library = "GDAL";
constexpr const char* checker = "gdalinfo -checksum";

std::string virtual_path(const std::string& path)
{
    return path.ends_with(".gz") ? "/vsigzip/" + path : path;
}

ElementType element_type(GDALDataType type, const std::string& path)
{
    switch (type) {
    case GDT_Byte:
        return ElementType::uint8;
    case GDT_UInt16:
        return ElementType::uint16;
    case GDT_Int16:
        return ElementType::int16;
    case GDT_UInt32:
        return ElementType::uint32;
    case GDT_Int32:
        return ElementType::int32;
    case GDT_UInt64:
        return ElementType::uint64;
    case GDT_Int64:
        return ElementType::int64;
    case GDT_Float32:
        return ElementType::float32;
    case GDT_Float64:
        return ElementType::float64;
    default:
        throw InputError(
            fmt::format("{}: bands of type {} are no emissions; convert the file to float32", path,
                GDALGetDataTypeName(type)));
    }
}

void add_metadata(Attributes& attributes, CSLConstList metadata)
{
    for (CSLConstList entry = metadata; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string text = *entry;
        const auto equals = text.find('=');
        if (equals != std::string::npos) {
            attributes.set(text.substr(0, equals), { text.substr(equals + 1), {} });
        }
    }
}

class GdalFile final : public GridFile {
public:
    explicit GdalFile(const std::string& path)
        : GridFile(path)
    {
        register_gdal_drivers();
        const GdalMessages messages;
        {
            const LibraryCall call(library, path_.c_str(), checker);
            dataset_ = open_dataset();
        }
        if (!dataset_) {
            throw InputError(fmt::format("{}: not a raster that can be read: {}", path,
                messages.last_error().empty() ? "no driver of GDAL recognises it"
                                              : messages.last_error()));
        }
        format_ = dataset_->GetDriverName();
        format_ = format_ == "GTiff" ? "GeoTIFF"
            : format_ == "AAIGrid"   ? "ESRI ASCII grid"
                                     : format_;
        if (format_ == "ESRI ASCII grid") {
            check_ascii_raster(path);
        }
        const LibraryCall call(library, path_.c_str(), checker);
        read_grid();
        grid_.refuse_excess(path);
        if (dataset_->GetRasterCount() == 0) {
            throw InputError(fmt::format("{}: the file has no bands", path));
        }
        add_metadata(attributes_, dataset_->GetMetadata());
        for (int b = 1; b <= dataset_->GetRasterCount(); ++b) {
            add_band(b);
        }
        check_blocks();
        deflated_ = DeflatedTiff::of(*dataset_, path);
        for (const std::string& message : messages.messages()) {
            oddities_.push_back("GDAL says: " + message);
        }
    }

    ~GdalFile() override
    {
        const LibraryCall call(library, path_.c_str(), checker);
        idle_.clear();
        dataset_.reset();
    }

    Tiling tiling(const GridVariable& variable) const override
    {
        int columns = 0;
        int rows = 0;
        dataset_->GetRasterBand(band_of(variable))->GetBlockSize(&columns, &rows);
        const auto block_rows = static_cast<std::size_t>(rows);
        const auto block_columns = static_cast<std::size_t>(columns);
        if (block_columns < grid_.columns()) {
            return { block_rows, block_columns };
        }
        // Read several strips at a time.
        const std::size_t band = GridFile::tiling(variable).rows;
        return { std::max(block_rows, band / block_rows * block_rows), grid_.columns() };
    }

    void read(const GridVariable& variable, std::span<const std::size_t>, const CellWindow& window,
        RawBlock& block) override
    {
        block.resize(variable.type, window.cells());
        const GdalMessages messages;
        const LibraryCall call(library, path_.c_str(), checker);
        const DatasetLease dataset(*this);
        if (deflated_) {
            deflated_->verify(*dataset, band_of(variable), window);
        }
        GDALRasterBand* source = dataset->GetRasterBand(band_of(variable));
        const int columns = static_cast<int>(window.columns);
        const int rows = static_cast<int>(window.rows);
        const CPLErr status = source->RasterIO(GF_Read, static_cast<int>(window.column),
            static_cast<int>(window.row), columns, rows, block.bytes.data(), columns, rows,
            source->GetRasterDataType(), 0, 0, nullptr);
        if (status != CE_None || !messages.last_error().empty()) {
            throw InputError(fmt::format(
                "{}: rows {} to {} of '{}' cannot be read: {}; the file is damaged or cut short",
                path_, window.row + 1, window.row + window.rows, variable.name,
                messages.last_error()));
        }
    }

private:
    struct DatasetCloser {
        void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
    };
    using Dataset = std::unique_ptr<GDALDataset, DatasetCloser>;

    /// RAII lease of a GDAL dataset, which serves one thread at a time. GeoTIFFs are opened again
    /// for each further thread. Other formats would have to be read again from their beginning, so
    /// threads wait for the dataset.
    class DatasetLease {
    public:
        explicit DatasetLease(GdalFile& file)
            : file_(file)
        {
            std::unique_lock guard(file.lock_);
            if (file.format_ != "GeoTIFF") {
                file.returned_.wait(guard, [&] { return !file.idle_.empty() || !file.lent_main_; });
            }
            if (!file.lent_main_) {
                file.lent_main_ = true;
                lent_ = file.dataset_.get();
            } else if (!file.idle_.empty()) {
                own_ = std::move(file.idle_.back());
                file.idle_.pop_back();
                lent_ = own_.get();
            } else {
                guard.unlock();
                own_ = file.open_dataset();
                if (!own_) {
                    throw InputError(
                        fmt::format("{}: the file can no longer be opened", file.path_));
                }
                lent_ = own_.get();
            }
        }
        ~DatasetLease()
        {
            const std::lock_guard guard(file_.lock_);
            if (own_) {
                file_.idle_.push_back(std::move(own_));
            } else {
                file_.lent_main_ = false;
            }
            file_.returned_.notify_one();
        }
        DatasetLease(const DatasetLease&) = delete;
        DatasetLease& operator=(const DatasetLease&) = delete;

        GDALDataset* operator->() const { return lent_; }
        GDALDataset& operator*() const { return *lent_; }

    private:
        GdalFile& file_;
        Dataset own_;
        GDALDataset* lent_ = nullptr;
    };

    Dataset open_dataset() const
    {
        const std::string name = virtual_path(path_);
        const unsigned flags = GDAL_OF_RASTER | GDAL_OF_READONLY;
        Dataset dataset(GDALDataset::Open(name.c_str(), flags, nullptr, nullptr, nullptr));
        if (dataset && std::string_view(dataset->GetDriverName()) == "AAIGrid") {
            // ESRI ASCII grids are read as float64: float32 would round large tonnages.
            const std::array<const char*, 2> options { "DATATYPE=Float64", nullptr };
            dataset.reset(GDALDataset::Open(name.c_str(), flags, nullptr, options.data(), nullptr));
        }
        return dataset;
    }

    int band_of(const GridVariable& variable) const
    {
        return static_cast<int>(&variable - variables_.data()) + 1;
    }

    void read_grid()
    {
        std::array<double, 6> t {};
        if (dataset_->GetGeoTransform(t.data()) != CE_None) {
            throw InputError(fmt::format("{}: the raster does not say where on the Earth it lies "
                                         "(no geotransform); give it one, for "
                                         "example with gdal_translate -a_ullr, or describe it as "
                                         "bare text in an inventory TOML",
                path_));
        }
        if (t[2] != 0.0 || t[4] != 0.0) {
            throw InputError(fmt::format(
                "{}: the raster is turned against its axes; warp it first with gdalwarp", path_));
        }
        try {
            grid_.x = Axis(t[0], t[1], static_cast<std::size_t>(dataset_->GetRasterXSize()));
            grid_.y = Axis(t[3], t[5], static_cast<std::size_t>(dataset_->GetRasterYSize()));
        } catch (const InputError& error) {
            throw InputError(fmt::format("{}: the geotransform of the raster makes no cells: {}; "
                                         "the file is damaged, get it anew",
                path_, error.what()));
        }
        if (const OGRSpatialReference* reference = dataset_->GetSpatialRef()) {
            char* wkt = nullptr;
            const std::array<const char*, 2> format { "FORMAT=WKT2_2018", nullptr };
            reference->exportToWkt(&wkt, format.data());
            const std::string definition = wkt == nullptr ? "" : wkt;
            CPLFree(wkt);
            if (!definition.empty() && !reference->IsLocal()) {
                grid_.crs = Crs::parse(definition, path_);
            }
        }
        if (grid_.geographic()) {
            grid_.y = grid_.y.clamped(90.0, path_);
        }
    }

    void add_band(int number)
    {
        GDALRasterBand* band = dataset_->GetRasterBand(number);
        GridVariable variable;
        const std::string description = band->GetDescription();
        variable.name = description.empty() ? fmt::format("band {}", number) : description;
        variable.type = element_type(band->GetRasterDataType(), path_);
        add_metadata(variable.attributes, band->GetMetadata());
        const std::string unit = band->GetUnitType();
        if (!unit.empty()) {
            variable.attributes.set("units", { unit, {} });
        }
        int has = 0;
        const double scale = band->GetScale(&has);
        variable.packing.scale = has != 0 ? scale : 1.0;
        const double offset = band->GetOffset(&has);
        variable.packing.offset = has != 0 ? offset : 0.0;
        const double nodata = band->GetNoDataValue(&has);
        if (has != 0) {
            variable.packing.nodata.push_back(nodata);
        }
        for (const char* name : { "missing_value", "_FillValue" }) {
            if (const auto value = variable.attributes.number(name)) {
                variable.packing.nodata.push_back(*value);
            }
        }
        variables_.push_back(std::move(variable));
    }

    /// Throws InputError on blocks that unpack to far more than the file can hold, before memory is
    /// allocated.
    void check_blocks() const
    {
        constexpr double harmless = 64e6;
        constexpr double most_packed = 10'000.0; // LZMA; deflate and LZW stay below 1,400
        int columns = 0;
        int rows = 0;
        GDALRasterBand* band = dataset_->GetRasterBand(1);
        band->GetBlockSize(&columns, &rows);
        const char* interleave = dataset_->GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE");
        const int together = interleave != nullptr && std::string_view(interleave) == "PIXEL"
            ? dataset_->GetRasterCount()
            : 1;
        const double bytes = static_cast<double>(columns) * rows * together
            * GDALGetDataTypeSizeBytes(band->GetRasterDataType());
        std::error_code error;
        const auto file = std::filesystem::file_size(path_, error);
        if (!error && bytes > harmless && bytes > most_packed * static_cast<double>(file)) {
            throw InputError(fmt::format("{}: one of its blocks claims to unpack to {:.0f} bytes, "
                                         "and the whole file has {}; the "
                                         "file is damaged, get it anew",
                path_, bytes, file));
        }
    }

    Dataset dataset_;
    std::unique_ptr<DeflatedTiff> deflated_;
    std::mutex lock_;
    std::condition_variable returned_;
    bool lent_main_ = false;
    std::vector<Dataset> idle_;
};

} // namespace

std::unique_ptr<GridFile> open_gdal(const std::string& path)
{
    return std::make_unique<GdalFile>(path);
}

std::string gdal_version()
{
    return GDALVersionInfo("RELEASE_NAME");
}

} // namespace cityflux
