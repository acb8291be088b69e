#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

class GDALDataset;

namespace cityflux {

struct DatasetCloser {
    void operator()(GDALDataset* dataset) const;
};
using Dataset = std::unique_ptr<GDALDataset, DatasetCloser>;

/// Returns GDAL's name of a file: inside a .gz it is read through its virtual file system.
std::string gdal_name(const std::string& path);

/// Opens a raster by GDAL's name of a file or of a part of it ("GTIFF_DIR:2:a.tif"). ASCII grids
/// are opened as float64, because float32 would round large tonnages. Returns nullptr if GDAL
/// cannot open it.
Dataset open_dataset(const std::string& name);

/// Pool of the open datasets of one raster, each of which serves one thread at a time. GeoTIFFs are
/// opened again for each further thread. Other formats would have to be read again from their
/// beginning, so threads wait for the dataset.
class DatasetPool {
public:
    /// `name` is that of open_dataset(); `first` is the dataset of that name; `path` names the file
    /// in messages.
    DatasetPool(std::string name, std::string path, Dataset first);
    ~DatasetPool();
    DatasetPool(const DatasetPool&) = delete;
    DatasetPool& operator=(const DatasetPool&) = delete;

    /// Takes a dataset out of the pool. Throws InputError if the file can no longer be opened.
    Dataset take();
    void give_back(Dataset dataset);

private:
    std::string name_;
    std::string path_;
    bool opens_again_;
    std::mutex lock_;
    std::condition_variable returned_;
    std::vector<Dataset> idle_;
};

/// RAII lease of a dataset of a pool.
class DatasetLease {
public:
    explicit DatasetLease(DatasetPool& pool);
    ~DatasetLease();
    DatasetLease(const DatasetLease&) = delete;
    DatasetLease& operator=(const DatasetLease&) = delete;

    GDALDataset* operator->() const { return dataset_.get(); }
    GDALDataset& operator*() const { return *dataset_; }

private:
    DatasetPool& pool_;
    Dataset dataset_;
};

} // namespace cityflux
