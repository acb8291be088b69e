#include "grids/storage/dataset_pool.h"

#include "grids/storage/library_call.h"
#include "grids/text/error.h"

#include <array>
#include <string_view>
#include <utility>

#include <cpl_conv.h>
#include <gdal_priv.h>

namespace cityflux {

void DatasetCloser::operator()(GDALDataset* dataset) const
{
    GDALClose(dataset);
}

std::string gdal_name(const std::string& path)
{
    return path.ends_with(".gz") ? "/vsigzip/" + path : path;
}

Dataset open_dataset(const std::string& name)
{
    const unsigned flags = GDAL_OF_RASTER | GDAL_OF_READONLY;
    const CPLConfigOptionSetter type_of_geosoft("GXF_DATATYPE", "Float64", false); // this thread's
    Dataset dataset(GDALDataset::Open(name.c_str(), flags, nullptr, nullptr, nullptr));
    const std::string_view driver = dataset ? dataset->GetDriverName() : "";
    if (driver == "AAIGrid" || driver == "GRASSASCIIGrid") {
        const std::array<const char*, 2> options { "DATATYPE=Float64", nullptr };
        dataset.reset(GDALDataset::Open(name.c_str(), flags, nullptr, options.data(), nullptr));
    }
    return dataset;
}

DatasetPool::DatasetPool(std::string name, std::string path, Dataset first)
    : name_(std::move(name))
    , path_(std::move(path))
    , opens_again_(std::string_view(first->GetDriverName()) == "GTiff")
{
    idle_.push_back(std::move(first));
}

DatasetPool::~DatasetPool()
{
    const LibraryCall call("GDAL", path_.c_str(), "gdalinfo -checksum");
    idle_.clear();
}

Dataset DatasetPool::take()
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
    Dataset dataset = open_dataset(name_);
    if (!dataset) {
        throw InputError(
            ProblemCode::unreadable, path_, "unreadable: the file cannot be opened again");
    }
    return dataset;
}

void DatasetPool::give_back(Dataset dataset)
{
    const std::lock_guard guard(lock_);
    idle_.push_back(std::move(dataset));
    returned_.notify_one();
}

DatasetLease::DatasetLease(DatasetPool& pool)
    : pool_(pool)
    , dataset_(pool.take())
{
}

DatasetLease::~DatasetLease()
{
    pool_.give_back(std::move(dataset_));
}

} // namespace cityflux
