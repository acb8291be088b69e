#include "pipeline/output/netcdf_writer.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <limits>
#include <memory>
#include <numeric>
#include <type_traits>

#include <netcdf.h>
#include <netcdf_mem.h>

namespace cityflux {
namespace {

constexpr std::size_t initial_bytes = 1 << 16;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Deflate levels of values in memory, and of blocks, which are many and compress well at the
/// lowest level.
constexpr int deflate_level = 4;
constexpr int deflate_level_of_blocks = 1;

/// Number of values in a block, and in a chunk of its variable.
constexpr std::size_t block_size = 1 << 18;

/// Largest number of rows and of columns in a chunk of a slab.
constexpr std::size_t side_of_chunk = 512;

} // namespace

NetcdfWriter::NetcdfWriter(const OutputFile& file)
    : file_(file)
{
    check(nc_create_mem(file.temporary().c_str(), NC_NETCDF4, initial_bytes, &id_));
    open_ = true;
}

NetcdfWriter::~NetcdfWriter()
{
    if (open_) {
        nc_close(id_);
    }
}

int NetcdfWriter::add_dimension(const char* name, std::size_t size)
{
    int dimension = -1;
    check(nc_def_dim(id_, name, size, &dimension));
    return dimension;
}

void NetcdfWriter::add_attributes(const Attributes& attributes)
{
    add_attributes(attributes, NC_GLOBAL);
}

void NetcdfWriter::add_attributes(const Attributes& attributes, int variable)
{
    for (const Attribute& attribute : attributes) {
        if (!attribute.numbers.empty()) {
            check(nc_put_att_double(id_, variable, attribute.name, NC_DOUBLE,
                attribute.numbers.size(), attribute.numbers.data()));
            continue;
        }
        check(nc_put_att_text(
            id_, variable, attribute.name, attribute.value.size(), attribute.value.c_str()));
    }
}

void NetcdfWriter::add_coordinate(const char* name, std::span<const int> dimensions,
    std::span<const double> values, const Attributes& attributes)
{
    const int variable = define(name, NC_DOUBLE, dimensions);
    add_attributes(attributes, variable);
    check(nc_put_var_double(id_, variable, values.data()));
}

void NetcdfWriter::add_coordinate(const char* name, std::span<const int> dimensions,
    std::span<const std::int32_t> values, const Attributes& attributes)
{
    const int variable = define(name, NC_INT, dimensions);
    add_attributes(attributes, variable);
    check(nc_put_var_int(id_, variable, values.data()));
}

void NetcdfWriter::add_numbers(const char* name, std::span<const int> dimensions,
    std::span<const double> values, const Attributes& attributes)
{
    const int variable = define(name, NC_DOUBLE, dimensions);
    check(nc_def_var_fill(id_, variable, NC_FILL, &missing));
    check(nc_def_var_deflate(id_, variable, 1, 1, deflate_level));
    add_attributes(attributes, variable);
    check(nc_put_var_double(id_, variable, values.data()));
}

void NetcdfWriter::add_texts(const char* name, std::span<const int> dimensions,
    std::span<const std::string> values, const Attributes& attributes)
{
    const int variable = define(name, NC_STRING, dimensions);
    add_attributes(attributes, variable);
    std::vector<const char*> texts;
    for (const std::string& value : values) {
        texts.push_back(value.c_str());
    }
    check(nc_put_var_string(id_, variable, texts.data()));
}

void NetcdfWriter::add_blocks(const char* name, std::span<const int> dimensions, std::size_t count,
    const FillBlock<double>& fill, const Attributes& attributes)
{
    const int variable = define(name, NC_DOUBLE, dimensions);
    add_attributes(attributes, variable);
    put_blocks(variable, dimensions, count, fill);
}

void NetcdfWriter::add_blocks(const char* name, std::span<const int> dimensions, std::size_t count,
    const FillBlock<std::int32_t>& fill, const Attributes& attributes)
{
    const int variable = define(name, NC_INT, dimensions);
    add_attributes(attributes, variable);
    put_blocks(variable, dimensions, count, fill);
}

template <typename Value>
void NetcdfWriter::put_blocks(
    int variable, std::span<const int> dimensions, std::size_t count, const FillBlock<Value>& fill)
{
    std::vector<std::size_t> chunk(dimensions.size(), 1);
    chunk.front() = std::clamp<std::size_t>(count, 1, block_size);
    check(nc_def_var_chunking(id_, variable, NC_CHUNKED, chunk.data()));
    check(nc_def_var_deflate(id_, variable, 1, 1, deflate_level_of_blocks));
    std::vector<std::size_t> start(dimensions.size(), 0);
    std::vector<std::size_t> extent(dimensions.size(), 1);
    std::vector<Value> values;
    for (std::size_t first = 0; first < count; first += block_size) {
        values.resize(std::min(block_size, count - first));
        fill(first, values);
        start.front() = first;
        extent.front() = values.size();
        if constexpr (std::is_same_v<Value, double>) {
            check(nc_put_vara_double(id_, variable, start.data(), extent.data(), values.data()));
        } else {
            check(nc_put_vara_int(id_, variable, start.data(), extent.data(), values.data()));
        }
    }
}

void NetcdfWriter::add_slabs(const char* name, std::span<const int> dimensions, const Slabs& slabs,
    const Attributes& attributes)
{
    const std::span<const std::size_t> extents = slabs.extents;
    const bool in_double = slabs.precision == Precision::float64;
    const int variable = define(name, in_double ? NC_DOUBLE : NC_FLOAT, dimensions);
    constexpr auto missing_float = std::numeric_limits<float>::quiet_NaN();
    check(nc_def_var_fill(id_, variable, NC_FILL,
        in_double ? static_cast<const void*>(&missing) : static_cast<const void*>(&missing_float)));
    const std::size_t further = extents.size() - 2;
    std::vector<std::size_t> chunk(further, 1);
    for (const std::size_t extent : extents.last(2)) {
        chunk.push_back(std::min(extent, side_of_chunk));
    }
    check(nc_def_var_chunking(id_, variable, NC_CHUNKED, chunk.data()));
    check(nc_def_var_deflate(id_, variable, 1, 1, deflate_level));
    add_attributes(attributes, variable);
    std::vector<std::size_t> start(extents.size(), 0);
    std::vector<std::size_t> count(further, 1);
    count.insert(count.end(), extents.end() - 2, extents.end());
    std::vector<double> values(extents[further] * extents[further + 1]);
    const std::size_t number_of_slabs
        = std::accumulate(extents.begin(), extents.begin() + static_cast<std::ptrdiff_t>(further),
            std::size_t { 1 }, std::multiplies<>());
    for (std::size_t slab = 0; slab < number_of_slabs; ++slab) {
        slabs.fill(slab, values);
        std::size_t rest = slab;
        for (std::size_t d = further; d-- > 0;) {
            start[d] = rest % extents[d];
            rest /= extents[d];
        }
        check(nc_put_vara_double(id_, variable, start.data(), count.data(), values.data()));
    }
}

void NetcdfWriter::add_container(const char* name, const Attributes& attributes)
{
    const int variable = define(name, NC_INT, {});
    add_attributes(attributes, variable);
}

std::string NetcdfWriter::close()
{
    NC_memio image {};
    open_ = false;
    check(nc_close_memio(id_, &image));
    const std::unique_ptr<void, decltype(&std::free)> memory(image.memory, &std::free);
    return { static_cast<const char*>(image.memory), image.size };
}

int NetcdfWriter::define(const char* name, int type, std::span<const int> dimensions)
{
    int variable = -1;
    check(nc_def_var(
        id_, name, type, static_cast<int>(dimensions.size()), dimensions.data(), &variable));
    return variable;
}

void NetcdfWriter::check(int status) const
{
    if (status != NC_NOERR) {
        file_.refuse(nc_strerror(status));
    }
}

} // namespace cityflux
