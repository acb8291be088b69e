#pragma once

#include "grids/storage/hdf5_lock.h"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <ios>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include <hdf5.h>

/// Bytes of a stored chunk in its file.
struct ChunkPlace {
    std::size_t address = 0; ///< from the begin of the file
    std::size_t size = 0; ///< as stored, after all filters
};

/// Finds the chunk of a dataset that begins at index 0 of each dimension. Throws std::runtime_error
/// if none is stored.
inline ChunkPlace first_chunk(const std::string& path, const std::string& dataset)
{
    const std::lock_guard guard(cityflux::hdf5_lock());
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t opened = H5Dopen2(file, dataset.c_str(), H5P_DEFAULT);
    const hid_t space = H5Dget_space(opened);
    const std::vector<hsize_t> offset(
        static_cast<std::size_t>(std::max(H5Sget_simple_extent_ndims(space), 1)));
    unsigned mask = 0;
    haddr_t address = HADDR_UNDEF;
    hsize_t size = 0;
    const bool found
        = H5Dget_chunk_info_by_coord(opened, offset.data(), &mask, &address, &size) >= 0;
    H5Sclose(space);
    H5Dclose(opened);
    H5Fclose(file);
    if (!found || address == HADDR_UNDEF || size == 0) {
        throw std::runtime_error(path + ": '" + dataset + "' has no first chunk");
    }
    return { static_cast<std::size_t>(address), static_cast<std::size_t>(size) };
}

/// Replaces bytes of a file from an address on.
inline void overwrite_bytes(const std::string& path, std::size_t address, const std::string& bytes)
{
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(address));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}
