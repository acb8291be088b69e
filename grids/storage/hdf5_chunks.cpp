#include "grids/storage/hdf5_chunks.h"

#include "grids/storage/hdf5_lock.h"
#include "grids/storage/library_call.h"
#include "grids/text/error.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <optional>

#include <fmt/format.h>
#include <hdf5.h>

namespace cityflux {
namespace {

/// Arguments of LibraryCall.
constexpr const char* library = "HDF5";
constexpr const char* checker = "h5dump";
/// Limit far above the time that the largest index or chunk takes.
constexpr int seconds_of_call = 60;

/// Silences HDF5's error messages. HDF5 keeps this setting for each thread.
void silence_hdf5()
{
    thread_local const bool silent = [] {
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
        return true;
    }();
    static_cast<void>(silent);
}

std::optional<ElementType> element_type(hid_t type)
{
    const std::array<std::pair<hid_t, ElementType>, 10> known { {
        { H5T_NATIVE_FLOAT, ElementType::float32 },
        { H5T_NATIVE_DOUBLE, ElementType::float64 },
        { H5T_NATIVE_INT8, ElementType::int8 },
        { H5T_NATIVE_UINT8, ElementType::uint8 },
        { H5T_NATIVE_INT16, ElementType::int16 },
        { H5T_NATIVE_UINT16, ElementType::uint16 },
        { H5T_NATIVE_INT32, ElementType::int32 },
        { H5T_NATIVE_UINT32, ElementType::uint32 },
        { H5T_NATIVE_INT64, ElementType::int64 },
        { H5T_NATIVE_UINT64, ElementType::uint64 },
    } };
    for (const auto& [native, element] : known) {
        if (H5Tequal(type, native) > 0) {
            return element;
        }
    }
    return std::nullopt;
}

/// Returns filter `index` of a dataset whose numbers have `size` bytes. Returns std::nullopt if
/// unpack() cannot reverse the filter.
std::optional<ChunkFilter> filter_of(hid_t properties, unsigned index, std::size_t size)
{
    unsigned flags = 0;
    std::array<unsigned, 1> values {};
    std::size_t count = values.size();
    switch (H5Pget_filter2(properties, index, &flags, &count, values.data(), 0, nullptr, nullptr)) {
    case H5Z_FILTER_SHUFFLE:
        return count == 1 && values[0] == size ? std::optional(ChunkFilter::shuffle) : std::nullopt;
    case H5Z_FILTER_DEFLATE:
        return ChunkFilter::deflate;
    case H5Z_FILTER_FLETCHER32:
        return ChunkFilter::fletcher32;
    default:
        return std::nullopt;
    }
}

} // namespace

std::mutex& hdf5_lock()
{
    static std::mutex lock;
    return lock;
}

struct Hdf5File::State {
    std::string path;
    hid_t file = -1;
    ~State()
    {
        const std::lock_guard guard(hdf5_lock());
        const LibraryCall call(library, path.c_str(), checker, seconds_of_call);
        H5Fclose(file);
    }
};

Hdf5File::Hdf5File(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}

Hdf5File::~Hdf5File() = default;

std::shared_ptr<Hdf5File> Hdf5File::open(const std::string& path)
{
    hid_t file = -1;
    {
        const std::lock_guard guard(hdf5_lock());
        const LibraryCall call(library, path.c_str(), checker, seconds_of_call);
        silence_hdf5();
        file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    }
    if (file < 0) {
        return nullptr;
    }
    auto state = std::make_unique<State>();
    state->path = path;
    state->file = file;
    return std::shared_ptr<Hdf5File>(new Hdf5File(std::move(state)));
}

struct Hdf5Chunks::State {
    std::shared_ptr<Hdf5File> file;
    hid_t dataset = -1;
    ElementType type = ElementType::float32;
    std::string dataset_name;
    std::vector<ChunkFilter> filters; ///< in order of writing
    std::size_t plain_bytes = 0; ///< size of a decoded chunk

    ~State()
    {
        const std::lock_guard guard(hdf5_lock());
        const LibraryCall call(library, file->state_->path.c_str(), checker, seconds_of_call);
        if (dataset >= 0) {
            H5Dclose(dataset);
        }
    }
};

Hdf5Chunks::Hdf5Chunks(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}

Hdf5Chunks::~Hdf5Chunks() = default;

std::unique_ptr<Hdf5Chunks> Hdf5Chunks::open(
    const std::shared_ptr<Hdf5File>& file, const std::string& dataset)
{
    auto state = std::make_unique<State>();
    state->file = file;
    std::vector<hsize_t> shape;
    std::vector<hsize_t> extent;
    {
        const std::lock_guard guard(hdf5_lock());
        const LibraryCall call(library, file->state_->path.c_str(), checker, seconds_of_call);
        silence_hdf5();
        state->dataset = H5Dopen2(file->state_->file, dataset.c_str(), H5P_DEFAULT);
        if (state->dataset < 0) {
            return nullptr;
        }
        const hid_t type = H5Dget_type(state->dataset);
        const auto element = element_type(type);
        H5Tclose(type);
        const hid_t space = H5Dget_space(state->dataset);
        const int rank = H5Sget_simple_extent_ndims(space);
        extent.resize(static_cast<std::size_t>(std::max(rank, 0)));
        if (rank > 0) {
            H5Sget_simple_extent_dims(space, extent.data(), nullptr);
        }
        H5Sclose(space);
        const hid_t properties = H5Dget_create_plist(state->dataset);
        bool readable = element && rank > 0 && H5Pget_layout(properties) == H5D_CHUNKED;
        if (readable) {
            shape.resize(static_cast<std::size_t>(rank));
            readable = H5Pget_chunk(properties, rank, shape.data()) == rank;
            state->type = *element;
            const int filters = H5Pget_nfilters(properties);
            for (int f = 0; f < filters && readable; ++f) {
                const auto filter
                    = filter_of(properties, static_cast<unsigned>(f), size_of(*element));
                // The inflated size of a chunk is known only if deflate occurs once.
                auto& known = state->filters;
                readable = filter
                    && (*filter != ChunkFilter::deflate
                        || std::find(known.begin(), known.end(), *filter) == known.end());
                if (readable) {
                    known.push_back(*filter);
                }
            }
        }
        H5Pclose(properties);
        if (!readable) {
            shape.clear();
        }
    }
    if (shape.empty()) {
        return nullptr;
    }
    state->dataset_name = dataset;
    state->plain_bytes = std::accumulate(
        shape.begin(), shape.end(), hsize_t { size_of(state->type) }, std::multiplies<>());
    std::unique_ptr<Hdf5Chunks> chunks(new Hdf5Chunks(std::move(state)));
    chunks->shape_.assign(shape.begin(), shape.end());
    chunks->extent_.assign(extent.begin(), extent.end());
    return chunks;
}

bool Hdf5Chunks::read(
    std::span<const std::size_t> offset, RawBlock& block, const char* subject) const
{
    const std::vector<hsize_t> place(offset.begin(), offset.end());
    const std::lock_guard guard(hdf5_lock());
    const LibraryCall call(library, state_->file->state_->path.c_str(), checker, seconds_of_call);
    silence_hdf5();
    hsize_t bytes = 0;
    if (H5Dget_chunk_storage_size(state_->dataset, place.data(), &bytes) < 0 || bytes == 0) {
        return false;
    }
    ChunkCoding coding { {}, state_->plain_bytes, state_->dataset_name,
        { offset.begin(), offset.end() } };
    const auto refuse = [&](const std::string& words) {
        throw InputError(fmt::format("{}: {} {}; the file is damaged, fetch it again", subject,
            coding.chunk_in_words(), words));
    };
    // Deflate never makes a chunk much larger than its content: a larger size is a damaged index.
    if (bytes > 2 * coding.plain_bytes + 1024) {
        refuse(fmt::format(
            "is to hold {} bytes and claims {} in the file", coding.plain_bytes, bytes));
    }
    // Deflate compresses at most 1032 to 1 (its longest match, 258 bytes, takes two bits).
    constexpr std::size_t most_packed = 1032;
    if (coding.plain_bytes / most_packed > bytes) {
        refuse(fmt::format(
            "claims to unpack to {} bytes and has {} in the file", coding.plain_bytes, bytes));
    }
    block.type = state_->type;
    block.bytes.resize(bytes);
    std::uint32_t skipped_filters = 0;
    if (H5Dread_chunk(
            state_->dataset, H5P_DEFAULT, place.data(), &skipped_filters, block.bytes.data())
        < 0) {
        refuse("cannot be read");
    }
    for (std::size_t f = 0; f < state_->filters.size(); ++f) {
        if ((skipped_filters >> f & 1U) == 0) {
            coding.filters.push_back(state_->filters[f]);
        }
    }
    block.coding = std::move(coding);
    block.slices.reset();
    return true;
}

} // namespace cityflux
