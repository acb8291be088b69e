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

/// Returns the filters of a dataset whose numbers have `size` bytes, in order of writing. Returns
/// std::nullopt if unpack() cannot reverse them.
std::optional<std::vector<ChunkFilter>> read_filters(hid_t properties, std::size_t size)
{
    std::vector<ChunkFilter> filters;
    const int count = H5Pget_nfilters(properties);
    for (int f = 0; f < count; ++f) {
        const auto filter = filter_of(properties, static_cast<unsigned>(f), size);
        // The inflated size of a chunk is known only if deflate occurs once.
        if (!filter
            || (*filter == ChunkFilter::deflate
                && std::find(filters.begin(), filters.end(), *filter) != filters.end())) {
            return std::nullopt;
        }
        filters.push_back(*filter);
    }
    return filters;
}

/// Form in which a chunked dataset is stored.
struct ChunkLayout {
    ElementType type = ElementType::float32;
    std::vector<hsize_t> extent; ///< of the dataset, along each dimension
    std::vector<hsize_t> shape; ///< of a chunk, along each dimension
    std::vector<ChunkFilter> filters; ///< in order of writing
};

/// Returns std::nullopt if the library must read the dataset.
std::optional<ChunkLayout> read_layout(hid_t dataset)
{
    const hid_t type = H5Dget_type(dataset);
    const auto element = element_type(type);
    H5Tclose(type);
    ChunkLayout layout;
    const hid_t space = H5Dget_space(dataset);
    const int rank = H5Sget_simple_extent_ndims(space);
    layout.extent.resize(static_cast<std::size_t>(std::max(rank, 0)));
    if (rank > 0) {
        H5Sget_simple_extent_dims(space, layout.extent.data(), nullptr);
    }
    H5Sclose(space);
    const hid_t properties = H5Dget_create_plist(dataset);
    bool readable = element && rank > 0 && H5Pget_layout(properties) == H5D_CHUNKED;
    if (readable) {
        layout.type = *element;
        layout.shape.resize(static_cast<std::size_t>(rank));
        readable = H5Pget_chunk(properties, rank, layout.shape.data()) == rank;
    }
    if (readable) {
        auto filters = read_filters(properties, size_of(*element));
        readable = filters.has_value();
        layout.filters = std::move(filters).value_or(std::vector<ChunkFilter>());
    }
    H5Pclose(properties);
    return readable ? std::optional(std::move(layout)) : std::nullopt;
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
    std::optional<ChunkLayout> layout;
    {
        const std::lock_guard guard(hdf5_lock());
        const LibraryCall call(library, file->state_->path.c_str(), checker, seconds_of_call);
        silence_hdf5();
        state->dataset = H5Dopen2(file->state_->file, dataset.c_str(), H5P_DEFAULT);
        if (state->dataset >= 0) {
            layout = read_layout(state->dataset);
        }
    }
    if (!layout) {
        return nullptr;
    }
    state->type = layout->type;
    state->filters = std::move(layout->filters);
    state->dataset_name = dataset;
    state->plain_bytes = std::accumulate(layout->shape.begin(), layout->shape.end(),
        hsize_t { size_of(state->type) }, std::multiplies<>());
    std::unique_ptr<Hdf5Chunks> chunks(new Hdf5Chunks(std::move(state)));
    chunks->shape_.assign(layout->shape.begin(), layout->shape.end());
    chunks->extent_.assign(layout->extent.begin(), layout->extent.end());
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
