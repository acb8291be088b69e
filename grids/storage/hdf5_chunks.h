#pragma once

#include "grids/storage/raw_block.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// HDF5 file (a netCDF-4 file) opened for raw reading in addition to the netCDF library.
class Hdf5File {
public:
    /// Returns nullptr if HDF5 cannot open the file.
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

/// Chunks of one dataset of an HDF5 file (a variable of a netCDF-4 file) as they lie in the file.
/// The library would inflate, unshuffle and verify under its single lock. Here that is left to
/// unpack() of chunk_coding.h, which any thread may call.
class Hdf5Chunks {
public:
    /// Returns nullptr if the library must read the dataset. This applies to contiguous data,
    /// foreign byte order, and filters other than shuffle, deflate (once) and fletcher32 in any
    /// order.
    static std::unique_ptr<Hdf5Chunks> open(
        const std::shared_ptr<Hdf5File>& file, const std::string& dataset);
    ~Hdf5Chunks();
    Hdf5Chunks(const Hdf5Chunks&) = delete;
    Hdf5Chunks& operator=(const Hdf5Chunks&) = delete;

    /// Returns the extent of a chunk along each dimension, in stored order.
    const std::vector<std::size_t>& shape() const { return shape_; }
    /// Returns the extent of the dataset along each dimension. It is smaller than netCDF's
    /// dimension if only other variables have been written so far.
    const std::vector<std::size_t>& extent() const { return extent_; }

    /// Reads the bytes of the chunk that begins at `offset` (multiples of the chunk's shape) and
    /// sets their coding. Returns false if the chunk was never written; the library knows its fill
    /// values. Waits for the lock of the HDF5 library; safe from any thread. Throws InputError
    /// beginning with `subject` and naming the chunk.
    bool read(std::span<const std::size_t> offset, RawBlock& block, const char* subject) const;

private:
    struct State;
    explicit Hdf5Chunks(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
    std::vector<std::size_t> shape_;
    std::vector<std::size_t> extent_;
};

} // namespace cityflux
