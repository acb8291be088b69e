#include "grids/storage/hdf5_filter.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr unsigned lzf = 32000;

struct KnownFilter {
    unsigned number = 0;
    const char* name = nullptr;
    bool in_hdf5plugin = false; ///< the Python package hdf5plugin has it
};

constexpr std::array known_filters {
    KnownFilter { 4, "SZIP" },
    KnownFilter { 305, "LZO" },
    KnownFilter { 307, "bzip2", true },
    KnownFilter { lzf, "LZF" },
    KnownFilter { 32001, "Blosc", true },
    KnownFilter { 32004, "LZ4", true },
    KnownFilter { 32008, "Bitshuffle", true },
    KnownFilter { 32013, "ZFP", true },
    KnownFilter { 32015, "Zstandard", true },
    KnownFilter { 32017, "SZ", true },
    KnownFilter { 32018, "FCIDECOMP", true },
    KnownFilter { 32022, "BitGroom" },
    KnownFilter { 32023, "Granular BitRound" },
    KnownFilter { 32024, "SZ3", true },
    KnownFilter { 32026, "Blosc2", true },
    KnownFilter { 32028, "SPERR", true },
};

const KnownFilter* find_filter(unsigned number)
{
    const auto found = std::ranges::find(known_filters, number, &KnownFilter::number);
    return found == known_filters.end() ? nullptr : &*found;
}

} // namespace

std::string filter_in_words(unsigned filter)
{
    const KnownFilter* known = find_filter(filter);
    return known == nullptr ? fmt::format("HDF5 filter {}", filter)
                            : fmt::format("{} (HDF5 filter {})", known->name, filter);
}

std::string remedy_for_filter(unsigned filter)
{
    const KnownFilter* known = find_filter(filter);
    if (filter == lzf) {
        // Only h5py has LZF, so neither nccopy nor h5repack can read it.
        return "write it again without the filter, in Python: xarray.load_dataset(FILE, "
               "engine='h5netcdf', decode_cf=False), then clear the encoding of each variable and "
               "to_netcdf(COPY)";
    }
    const char* plugins = known != nullptr && known->in_hdf5plugin
        ? ", e.g. that of the Python package hdf5plugin (hdf5plugin.PLUGIN_PATH)"
        : "";
    return fmt::format("set the environment variable HDF5_PLUGIN_PATH to a folder with the filter"
                       "{}, or where the filter is installed write a copy without it: h5repack -f "
                       "NONE FILE COPY",
        plugins);
}

} // namespace cityflux
