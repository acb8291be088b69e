#pragma once

#include "grids/storage/raw_block.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// An HDF5 file (a netCDF-4 file) opened for raw reading beside the netCDF library.
class Hdf5File {
public:
    /// Nothing where HDF5 does not open it.
    static std::shared_ptr<Hdf5File> open(const std::string& path);
    ~Hdf5File();
    Hdf5File(const Hdf5File&) = delete;
    Hdf5File& operator=(const Hdf5File&) = delete;

private:
    friend class Hdf5Chunks;
    struct State;
    explicit Hdf5File(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The chunks of one dataset of an HDF5 file (a variable of a netCDF-4 file) as they lie in the file. What the library would
/// do under its one lock - inflate, unshuffle, verify - is left to unpack() of chunk_coding.h, which any thread may call.
class Hdf5Chunks {
public:
    /// Nothing where the library has to read: data that are contiguous, of foreign byte order, or filtered by anything but
    /// shuffle, deflate (once) and fletcher32, in whatever order.
    static std::unique_ptr<Hdf5Chunks> open(const std::shared_ptr<Hdf5File>& file, const std::string& dataset);
    ~Hdf5Chunks();
    Hdf5Chunks(const Hdf5Chunks&) = delete;
    Hdf5Chunks& operator=(const Hdf5Chunks&) = delete;

    /// Extent of a chunk along each dimension, in stored order.
    const std::vector<std::size_t>& shape() const { return shape_; }
    /// Extent of the dataset along each dimension: less than netCDF says where only other variables were written so far.
    const std::vector<std::size_t>& extent() const { return extent_; }

    /// Reads the bytes of the chunk that begins at `offset` (multiples of the chunk's shape) and notes how they are coded.
    /// False where the chunk was never written: the library knows what stands in for it. Waits for the lock of the HDF5
    /// library; safe from any thread. Throws InputError beginning with `subject` and naming the chunk.
    bool read(std::span<const std::size_t> offset, RawBlock& block, const char* subject) const;

private:
    struct State;
    explicit Hdf5Chunks(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
    std::vector<std::size_t> shape_;
    std::vector<std::size_t> extent_;
};

} // namespace cityflux
